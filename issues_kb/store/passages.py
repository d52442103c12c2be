"""The line of an issue that best shows why it was found, with the matches marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from issues_kb.store.hits import MARK_END, MARK_START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issues_kb.query.scoring import Scorer
    from issues_kb.query.streams import Stream

__all__ = ["Passage", "best_passage", "plain"]

_WIDTH = 200
_LEAD = 60
_TITLE_TELLS = 0.3
"""The title is shown anyway."""
_HEADING_TELLS = 0.6
"""A heading tells less than what is under it."""
_MARKS = re.compile(f"[\x00-\x08\x0b-\x1f{MARK_START}{MARK_END}]")
_DECORATION = re.compile(r"\*\*|`|^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+|\d+[.)]\s+)+")
_FENCE_OR_RULE = re.compile(r"\s*(?:```|~~~|[-*_=|:\s]*$)")


class Passage(NamedTuple):
    """A line below the issue's first (``offset``) and its marked text."""

    offset: int
    snippet: str


def plain(line: str) -> str:
    """A line of Markdown without the marks that only decorate it."""
    return _DECORATION.sub("", _MARKS.sub(" ", line)).strip()


def best_passage(scorer: Scorer, text: str, stream: Stream | None = None) -> Passage:
    """The best line of an issue's text; its first telling line when no word is in it.

    ``stream`` is the text as the scorer read it, if it did.
    """
    lines = text.split("\n")
    best, best_value = None, 0.0
    for offset, told in scorer.lines(stream or scorer.read(text)).items():
        value = told
        if offset == 0:
            value *= _TITLE_TELLS
        elif lines[offset].lstrip().startswith("#"):
            value *= _HEADING_TELLS
        if value > best_value:
            best, best_value = offset, value
    if best is None:
        offset = _first_telling(lines)
        return Passage(offset, _cut(plain(lines[offset]), 0))
    return Passage(best, _marked(scorer, plain(lines[best])))


def _marked(scorer: Scorer, line: str) -> str:
    spans = scorer.spans(line)
    line = _cut(line, spans[0][0] if spans else 0)
    marked, done = "", 0
    for start, end in scorer.spans(line):
        marked += f"{line[done:start]}{MARK_START}{line[start:end]}{MARK_END}"
        done = end
    return marked + line[done:]


def _first_telling(lines: Sequence[str]) -> int:
    for offset, line in enumerate(lines[1:], start=1):
        if not line.startswith("#") and not _FENCE_OR_RULE.match(line):
            return offset
    return 0


def _cut(line: str, at: int) -> str:
    """A window of the line around ``at``, on word boundaries."""
    if len(line) <= _WIDTH:
        return line
    start = max(0, min(at - _LEAD, len(line) - _WIDTH))
    if start:
        blank = line.find(" ", start, at)
        start = blank + 1 if blank >= 0 else start
    end = min(len(line), start + _WIDTH)
    if end < len(line):
        blank = line.rfind(" ", start + _WIDTH // 2, end)
        end = blank if blank >= 0 else end
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")
