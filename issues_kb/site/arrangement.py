"""What of an entry stands where on its page, so that every line stands somewhere.

Sections come in reading order. Lines that belong to none are shown where they are, except
for the heading and the plain field lines around it: badges and the list of fields show
these, and ``as_written`` keeps them word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from issues_kb.model import Field, Issue, Section, SectionKind

__all__ = ["Arrangement", "Piece", "arrange"]

_SEPARATORS = frozenset("-*_= ")
_TABLE_RULE = frozenset("|-: ")
_LONGEST_FIELD = 200
# How far a line of a section may stand from the one before it.
_FARTHEST = 200
_FIELD_LINE = re.compile(
    r"(?:[-*+>] +)?(?:#{1,6} +)?(?:[^\w\s|`*]{1,3} ?)?[*_]{0,3}[^\W\d_][^:：|`]{0,40}"
    r"[:：].*[^\s:：*_][*_]*"
)
_FIELD_ROW = re.compile(r"\|[^|]{1,60}\|[^|]*\|?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A section, or lines that belong to none (``heading`` is none too).

    ``start`` is the line of the heading, else the first; ``lines`` has a line for each of
    ``text``. Both count from 0 in the entry.
    """

    start: int
    kind: SectionKind
    heading: str | None
    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The pieces in reading order, the fields for the list on top, and the rest."""

    pieces: tuple[Piece, ...]
    fields: tuple[Field, ...]
    as_written: str


def arrange(issue: Issue) -> Arrangement:
    """Every line of ``issue.text`` is in a piece, in ``as_written``, or only a separator."""
    lines = issue.text.split("\n")
    shown = [section for section in issue.sections if section.parent is None]
    shown.sort(key=lambda section: section.line)
    pieces = [_section_piece(lines, section, issue.line) for section in shown]
    starts = {piece.start for piece in pieces}
    covered = {index for piece in pieces for index in piece.lines} | starts
    fields = {field.line - issue.line for field in issue.fields}
    top = min(starts, default=len(lines))
    aside = [] if 0 in covered else [0]
    for gap in _gaps(lines, covered | {0}):
        kept, left = _peeled(lines, gap, set() if gap[0] < top else fields)
        aside += kept
        if left:
            text = "\n".join(lines[index] for index in left)
            pieces.append(Piece(left[0], SectionKind.OTHER, None, text, tuple(left)))
    pieces.sort(key=lambda piece: piece.start)
    in_body = {index for piece in pieces for index in piece.lines}
    return Arrangement(
        tuple(pieces),
        tuple(field for field in issue.fields if field.line - issue.line not in in_body),
        "\n".join(lines[index].rstrip() for index in aside),
    )


def _section_piece(lines: Sequence[str], section: Section, first: int) -> Piece:
    start = min(max(section.line - first, 0), len(lines) - 1)
    places = tuple(_places(lines, section.text, start))
    return Piece(start, section.kind, section.heading, section.text, places)


def _places(lines: Sequence[str], text: str, start: int) -> Iterator[int]:
    """Where each line of a section's text stands in the entry.

    The text starts below a heading and its blank lines or beside a label, and may have lost
    the indentation of a list around it.
    """
    place, index = start, start
    for line in text.split("\n") if text.strip() else ():
        words = line.strip()
        found = _find(lines, words, index)
        if found is not None:
            place, index = found, found + 1
        yield place


def _find(lines: Sequence[str], words: str, start: int) -> int | None:
    """The next line that ends with ``words``; without words only a blank line right here."""
    if not words:
        return start if start < len(lines) and not lines[start].strip() else None
    window = range(start, min(start + _FARTHEST, len(lines)))
    return next((index for index in window if lines[index].rstrip().endswith(words)), None)


def _gaps(lines: Sequence[str], covered: set[int]) -> Iterator[list[int]]:
    """Runs of lines in no section, without blank ends."""
    gap: list[int] = []
    for index, line in enumerate(lines):
        if index in covered:
            if gap:
                yield _trimmed(lines, gap)
            gap = []
        elif gap or not _is_idle(line):
            gap.append(index)
    if gap:
        yield _trimmed(lines, gap)


def _trimmed(lines: Sequence[str], gap: list[int]) -> list[int]:
    while _is_idle(lines[gap[-1]]):
        gap.pop()
    return gap


def _peeled(
    lines: Sequence[str], gap: Sequence[int], fields: set[int]
) -> tuple[list[int], list[int]]:
    """The paragraphs of plain field lines that a gap starts with, and what comes after.

    ``fields`` are the lines to leave where they are all the same.
    """
    for start, block in _blocks(lines, gap):
        if not all(_is_field(lines[index]) for index in block) or fields.intersection(block):
            kept = [index for index in gap[:start] if lines[index].strip()]
            return kept, list(gap[start:])
    return [index for index in gap if lines[index].strip()], []


def _blocks(lines: Sequence[str], gap: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Neighbouring lines without a blank one between, each with its place in the gap."""
    block: list[int] = []
    for place, index in enumerate(gap):
        if lines[index].strip():
            block.append(index)
        elif block:
            yield place - len(block), block
            block = []
    if block:
        yield len(gap) - len(block), block


def _is_idle(line: str) -> bool:
    return not set(line.strip()) - _SEPARATORS


def _is_field(line: str) -> bool:
    words = line.strip()
    if len(words) > _LONGEST_FIELD:
        return False
    if _is_idle(words) or not set(words) - _TABLE_RULE:
        return True
    return bool(_FIELD_LINE.fullmatch(words) or _FIELD_ROW.fullmatch(words))
