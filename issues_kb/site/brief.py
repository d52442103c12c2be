"""A piece of Markdown in a few plain words."""

from __future__ import annotations

import re

from issues_kb.markdown.html import plain_text

__all__ = ["brief"]

_INLINE_MARKS = frozenset("*_`[]<>&\\~!")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
_LINE_MARKS = re.compile(r"\s*(?:>\s*|#{1,6}\s+|\|\s*)+")
_STOPS = " .:;,·-"
_ENDINGS = tuple(".:;,!?…—-。：；，！？")


def brief(text: str, longest: int) -> str:
    """The beginning of ``text`` on one line: no marks, no code blocks, items with dots between."""
    told = _FENCE.split(text, maxsplit=1)[0]
    # Twice as much is parsed, since marks and blanks go away.
    start = told[: 2 * longest]
    words = _on_one_line(start.split("\n"))
    if not _INLINE_MARKS.isdisjoint(words):
        words = plain_text(words)
    if len(words) > longest:
        # A word that is cut is left out, unless it is nearly all.
        kept = words[:longest]
        return _cut(kept.rsplit(" ", 1)[0] if " " in kept[longest // 2 :] else kept)
    return words if len(start) == len(told) else _cut(words)


def _cut(words: str) -> str:
    return f"{words.rstrip(_STOPS)}…"


def _on_one_line(lines: list[str]) -> str:
    told = ""
    for line in lines:
        item = _ITEM.match(line)
        mark = item or _LINE_MARKS.match(line)
        words = " ".join(line[mark.end() if mark else 0 :].split())
        if words and told:
            told += " · " if item and not told.rstrip("*_").endswith(_ENDINGS) else " "
        told += words
    return told
