"""Markdown: blocks with lines (to read); safe, highlighted HTML (to show)."""
