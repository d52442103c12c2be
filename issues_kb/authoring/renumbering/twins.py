"""The entries that share a number, with what tells them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from issues_kb.authoring.renumbering.numbers import Numbering
from issues_kb.authoring.renumbering.text import SourceText
from issues_kb.model import Issue, SectionKind
from issues_kb.reading import LogOutline, Vocabulary
from issues_kb.reading.folding import half_width
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.ids import IdKind

__all__ = ["Span", "Twin", "heading_text", "last_digits", "number_in_heading", "twins_of"]

Span = tuple[int, int]

_DIGITS = re.compile(r"\d+")
_ATX = re.compile(r"( {0,3}#{1,6}(?:[ \t]+|$))")


@dataclass(frozen=True, slots=True)
class Twin:
    """One of the entries that share a number: its place, and the number it will have.

    ``heading`` is the text of its heading, ``spot`` where the number stands in that line.
    """

    place: int
    old: str
    new: str
    plain: str
    title: str
    line: int
    end_line: int
    heading: str
    spot: Span
    run: int
    bare: bool
    """Whether entries of this log are called by ``#`` and a number alone."""

    related: tuple[Span, ...]
    """The lines of its sections on related issues."""

    @property
    def moves(self) -> bool:
        """Whether it gets another number."""
        return self.old != self.new


def twins_of(
    numbering: Numbering,
    outline: LogOutline,
    issues: Sequence[Issue],
    source: SourceText,
    vocabulary: Vocabulary,
) -> tuple[Twin, ...]:
    """The entries that share numbers, and those of them that get another one.

    An entry whose number cannot be found in its heading's line is left out.
    """
    twins: list[Twin] = []
    for repeated in numbering.repeated:
        for place, new in zip(repeated.entries, repeated.numbers, strict=True):
            entry, issue = outline.entries[place], issues[place]
            line = source.lines[entry.line - 1]
            spot = number_in_heading(line, entry.number or "", new, entry.title, vocabulary)
            if spot is None:
                continue
            heading = heading_text(line)
            kind = parse_heading(heading, vocabulary).id_kind
            twins.append(
                Twin(
                    place=place,
                    old=entry.number or "",
                    new=new,
                    plain=repeated.plain,
                    title=entry.title,
                    line=entry.line,
                    end_line=entry.end_line,
                    heading=heading,
                    spot=spot,
                    run=numbering.runs[place],
                    bare=kind is IdKind.HASH,
                    related=_related(issue),
                )
            )
    return tuple(twins)


def _related(issue: Issue) -> tuple[Span, ...]:
    lines = [section.line for section in issue.sections] + [issue.end_line + 1]
    return tuple(
        (section.line, min(line for line in lines if line > section.line) - 1)
        for section in issue.sections
        if section.kind is SectionKind.RELATED
    )


def heading_text(line: str) -> str:
    """What a heading says, without its marks."""
    return _ATX.sub("", line, count=1).strip()


def number_in_heading(
    line: str, old: str, new: str, title: str, vocabulary: Vocabulary
) -> Span | None:
    """Where the digits of the number stand in a heading's line.

    It is the place that makes the heading say ``new``, with the title as it was.
    """
    digits = last_digits(old)
    for match in _DIGITS.finditer(half_width(line)):
        if match.group() != digits:
            continue
        # A number that stays is tried with another one, to see that it is the one.
        tried = new if new != old else _with_digits(old, str(int(digits) + 1).zfill(len(digits)))
        changed = line[: match.start()] + last_digits(tried) + line[match.end() :]
        parts = parse_heading(heading_text(changed), vocabulary)
        if parts.number == tried and (parts.title == title or not parts.title):
            return match.span()
    return None


def last_digits(number: str) -> str:
    """The digits that count: ``012`` of ``BUG-012``."""
    found = _DIGITS.findall(number)
    return found[-1] if found else ""


def _with_digits(number: str, digits: str) -> str:
    last = list(_DIGITS.finditer(number))[-1]
    return number[: last.start()] + digits + number[last.end() :]
