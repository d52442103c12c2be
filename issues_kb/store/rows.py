"""Typed values ↔ rows. Lines become offsets from the issue's own line, and back."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from issues_kb.diagnostics import Diagnostic, Level
from issues_kb.model import (
    ErrorKind,
    ErrorSignature,
    Field,
    FileChange,
    Issue,
    Learning,
    LogFile,
    Measure,
    MeasureState,
    Reference,
    Rule,
    Section,
    SectionKind,
)
from issues_kb.store.hits import StoredIssue
from issues_kb.store.schema import PART_TEXT
from issues_kb.store.summaries import severity_of, status_of

__all__ = [
    "DIAGNOSTIC_VALUES",
    "ISSUE_COLUMNS",
    "ISSUE_VALUES",
    "LEARNING_COLUMNS",
    "PARTS",
    "Row",
    "diagnostic",
    "diagnostic_row",
    "issue_row",
    "learning",
    "load_issues",
    "part_rows",
]

Row = tuple[Any, ...]

ISSUE_VALUES = (
    "key, number, plain_key, plain_number, title, date, severity, severity_note, status,"
    " status_note, line, lines, digest, missed"
)
DIAGNOSTIC_VALUES = "offset, column, code, level, message, hint, value"

ISSUE_COLUMNS = (
    "i.id, i.key, i.number, i.title, i.line, i.lines, i.text, i.date, i.severity,"
    " i.severity_note, i.status, i.status_note, l.name, l.path, l.file"
)
LEARNING_COLUMNS = f"{PART_TEXT}, i.line + p.offset, p.topic, p.rule"
_CHUNK = 400
_NEAR = 2_000
"""How many characters after the beginning of its line a text may start."""
_FAR = 60_000
"""From which character of an issue on its items are stored beside it."""


def learning(row: Row) -> Learning:
    """A row of ``LEARNING_COLUMNS`` as a value."""
    text, line, topic, rule = row
    return Learning(text, line, topic, Rule(rule) if rule else None)


def issue_row(issue: Issue, digest: str, missed: str | None) -> Row:
    """The values of ``ISSUE_VALUES``; ``missed`` is the family of why it was missed."""
    from issues_kb.reading import plain_names

    return (
        issue.key,
        issue.number,
        *plain_names(issue.key, issue.number),
        issue.title,
        issue.date,
        issue.severity.value if issue.severity else None,
        issue.severity_note,
        issue.status.value if issue.status else None,
        issue.status_note,
        issue.line,
        issue.end_line - issue.line + 1,
        digest,
        missed,
    )


def diagnostic_row(diagnostic: Diagnostic, first_line: int) -> Row:
    """The values of ``DIAGNOSTIC_VALUES``.

    ``first_line`` is 0 for a finding about the log, else its issue's line.
    """
    return (
        diagnostic.line - first_line,
        diagnostic.column,
        diagnostic.code,
        diagnostic.level.value,
        diagnostic.message,
        diagnostic.hint,
        diagnostic.value,
    )


def diagnostic(row: Row) -> Diagnostic:
    """A row of path, line, column, code, level, message, hint, value as a value."""
    path, line, column, code, level, *told = row
    return Diagnostic(path, line, column, code, Level(level), *told)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


class _Slices:
    """Where texts stand in an issue's text, so that none is stored twice."""

    def __init__(self, issue: Issue) -> None:
        self._text = issue.text
        self._line = issue.line
        self._starts = _line_starts(issue.text)

    def row(self, text: str, line: int) -> Row:
        """Start and length of the text from its line on, or the text itself."""
        offset = line - self._line
        from_line = self._starts[offset] if 0 <= offset < len(self._starts) else 0
        # No further: an issue may hold many texts that are nowhere in it word for word.
        start = self._text.find(text, from_line, from_line + _NEAR + len(text))
        return (None, None, text) if start < 0 else (start, len(text), None)

    def item(self, text: str, line: int) -> Row:
        """As ``row``, for a short text: SQLite counts to its start for each of them."""
        found = self.row(text, line)
        return found if found[0] is None or found[0] < _FAR else (None, None, text)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a row needs of its issue to become a value again."""

    line: int
    text: str

    def cut(self, start: int, length: int, text: str | None) -> str:
        """The text that ``_Slices.row`` put away."""
        return self.text[start : start + length] if text is None else text


def _field_row(field: Field, line: int, _: _Slices) -> Row:
    return field.line - line, field.name, field.value


def _field(place: _Place, row: Row) -> Field:
    offset, name, value = row
    return Field(name, value, place.line + offset)


def _section_row(section: Section, line: int, slices: _Slices) -> Row:
    parent = None if section.parent is None else section.parent - line
    slice_ = slices.row(section.text, section.line)
    return section.line - line, section.kind.value, section.heading, parent, *slice_


def _section(place: _Place, row: Row) -> Section:
    offset, kind, heading, parent, *slice_ = row
    return Section(
        kind=SectionKind(kind),
        heading=heading,
        line=place.line + offset,
        text=place.cut(*slice_),
        parent=None if parent is None else place.line + parent,
    )


def _learning_row(each: Learning, line: int, slices: _Slices) -> Row:
    rule = each.rule.value if each.rule else None
    return each.line - line, each.topic, rule, *slices.item(each.text, each.line)


def _learning(place: _Place, row: Row) -> Learning:
    offset, topic, rule, *slice_ = row
    return Learning(place.cut(*slice_), place.line + offset, topic, Rule(rule) if rule else None)


def _measure_row(each: Measure, line: int, slices: _Slices) -> Row:
    slice_ = slices.item(each.text, each.line)
    checklist = int(each.checklist)
    return each.line - line, each.id, each.topic, each.state.value, checklist, *slice_


def _measure(place: _Place, row: Row) -> Measure:
    offset, number, topic, state, checklist, *slice_ = row
    text, line = place.cut(*slice_), place.line + offset
    return Measure(number, text, line, topic, MeasureState(state), bool(checklist))


def _file_row(change: FileChange, line: int, _: _Slices) -> Row:
    return change.line - line, change.path, change.note


def _file(place: _Place, row: Row) -> FileChange:
    offset, path, note = row
    return FileChange(path, note, place.line + offset)


def _error_row(error: ErrorSignature, line: int, _: _Slices) -> Row:
    return error.line - line, error.kind.value, error.text


def _error(place: _Place, row: Row) -> ErrorSignature:
    offset, kind, text = row
    return ErrorSignature(ErrorKind(kind), text, place.line + offset)


def _link_row(reference: Reference, line: int, _: _Slices) -> Row:
    return reference.line - line, reference.text, reference.target


def _link(place: _Place, row: Row) -> Reference:
    offset, text, target = row
    return Reference(text, place.line + offset, target)


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of what stands inside an issue: its columns, and values to rows and back."""

    table: str
    columns: str
    row: Callable[[Any, int, _Slices], Row]
    value: Callable[[_Place, Row], object]


_SLICE = "start, length, text"
_PARTS: dict[str, _Part] = {
    "fields": _Part("fields", "offset, name, value", _field_row, _field),
    "sections": _Part(
        "sections", f"offset, kind, heading, parent, {_SLICE}", _section_row, _section
    ),
    "learnings": _Part("learnings", f"offset, topic, rule, {_SLICE}", _learning_row, _learning),
    "measures": _Part(
        "measures", f"offset, number, topic, state, checklist, {_SLICE}", _measure_row, _measure
    ),
    "files": _Part("files", "offset, path, note", _file_row, _file),
    "errors": _Part("errors", "offset, kind, text", _error_row, _error),
    "references": _Part("links", "offset, text, target", _link_row, _link),
}
"""By the issue's attribute."""

PARTS: dict[str, str] = {part.table: part.columns for part in _PARTS.values()}
"""The tables of what stands inside an issue, and their columns beside those with ids."""


def part_rows(issue: Issue) -> Iterator[tuple[str, Row]]:
    """All rows of what stands inside the issue, each with its table, without ids."""
    slices = _Slices(issue)
    for attribute, part in _PARTS.items():
        for value in getattr(issue, attribute):
            yield part.table, part.row(value, issue.line, slices)


def _parts_of(
    connection: sqlite3.Connection, table: str, columns: str, ids: Sequence[int]
) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    rows = connection.execute(
        f"SELECT issue_id, {columns} FROM {table}"  # noqa: S608 own names only
        f" WHERE issue_id IN ({', '.join(map(str, ids))}) ORDER BY id"
    )
    for row in rows:
        found[row[0]].append(row[1:])
    return found


def load_issues(connection: sqlite3.Connection, rows: Iterable[Row]) -> Iterator[StoredIssue]:
    """Rows of ``ISSUE_COLUMNS`` as whole issues, in the same order.

    What stands inside them is fetched for some hundred issues at a time.
    """
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield from _load_chunk(connection, chunk)
            chunk = []
    if chunk:
        yield from _load_chunk(connection, chunk)


def _load_chunk(connection: sqlite3.Connection, rows: Sequence[Row]) -> Iterator[StoredIssue]:
    ids = [row[0] for row in rows]
    parts = {
        name: _parts_of(connection, part.table, part.columns, ids) for name, part in _PARTS.items()
    }
    for row in rows:
        issue_id, key, number, title, line, lines, text, date, severity, note = row[:10]
        place = _Place(line, text)
        made: dict[str, Any] = {
            name: tuple(part.value(place, held) for held in parts[name].get(issue_id, ()))
            for name, part in _PARTS.items()
        }
        issue = Issue(
            key=key,
            number=number,
            title=title,
            line=line,
            end_line=line + lines - 1,
            text=text,
            date=date,
            severity=severity_of(severity),
            severity_note=note,
            status=status_of(row[10]),
            status_note=row[11],
            **made,
        )
        yield StoredIssue(issue, LogFile(Path(row[14]), row[13], row[12]))
