"""A piece of Markdown in a few plain words."""

from __future__ import annotations

from issues_kb.markdown.html import plain_text

__all__ = ["brief"]

_MARKS = frozenset("*_`[]<>&\\~!")
_FENCES = ("```", "~~~")


def brief(text: str, longest: int) -> str:
    """The beginning of ``text`` on one line, without marks and without code blocks."""
    for fence in _FENCES:
        text = text.partition(fence)[0]
    # Twice as much is parsed, since marks and blanks go away.
    start = text[: 2 * longest]
    words = " ".join(start.split())
    if not _MARKS.isdisjoint(words):
        words = plain_text(words)
    if len(words) <= longest:
        return words if len(start) == len(text) else f"{words}…"
    return f"{words[:longest].rsplit(' ', 1)[0]}…"
