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
from issues_kb.store.summaries import severity_of, status_of

__all__ = [
    "ISSUE_COLUMNS",
    "LEARNING_COLUMNS",
    "PARTS",
    "diagnostic",
    "diagnostic_row",
    "issue_row",
    "learning",
    "load_issues",
    "part_rows",
]

Row = tuple[Any, ...]
JsonRow = dict[str, Any]

ISSUE_COLUMNS = (
    "i.id, i.key, i.number, i.title, i.line, i.lines, i.text, i.date, i.severity,"
    " i.severity_note, i.status, i.status_note, l.name, l.path, l.file"
)
LEARNING_COLUMNS = (
    "coalesce(g.text, substr(i.text, g.start + 1, g.length)), i.line + g.offset, g.topic, g.rule"
)
_CHUNK = 400


def learning(row: Row) -> Learning:
    """A row of ``LEARNING_COLUMNS`` as a value."""
    text, line, topic, rule = row
    return Learning(text, line, topic, Rule(rule) if rule else None)


def issue_row(issue: Issue, digest: str, missed: str | None) -> JsonRow:
    """The issue's own row, without ids; ``missed`` is the family of why it was missed."""
    return {
        "key": issue.key,
        "number": issue.number,
        "title": issue.title,
        "date": issue.date,
        "severity": issue.severity.value if issue.severity else None,
        "severity_note": issue.severity_note,
        "status": issue.status.value if issue.status else None,
        "status_note": issue.status_note,
        "line": issue.line,
        "lines": issue.end_line - issue.line + 1,
        "digest": digest,
        "missed": missed,
        "text": issue.text,
    }


def diagnostic_row(diagnostic: Diagnostic, first_line: int) -> JsonRow:
    """A finding's row; ``first_line`` is 0 for one about the log, else its issue's line."""
    return {
        "offset": diagnostic.line - first_line,
        "column": diagnostic.column,
        "code": diagnostic.code,
        "level": diagnostic.level.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def diagnostic(row: Row) -> Diagnostic:
    """A row of path, line, column, code, level, message, hint as a value."""
    path, line, column, code, level, message, hint = row
    return Diagnostic(path, line, column, code, Level(level), message, hint)


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

    def row(self, text: str, line: int) -> JsonRow:
        """``start`` and ``length`` of the text from its line on, or the text itself."""
        offset = line - self._line
        from_line = self._starts[offset] if 0 <= offset < len(self._starts) else 0
        start = self._text.find(text, from_line)
        if start < 0:
            return {"start": None, "length": None, "text": text}
        return {"start": start, "length": len(text), "text": None}


def _section_rows(issue: Issue) -> Iterator[JsonRow]:
    slices = _Slices(issue)
    for section in issue.sections:
        yield {
            "offset": section.line - issue.line,
            "kind": section.kind.value,
            "heading": section.heading,
            "parent": None if section.parent is None else section.parent - issue.line,
            **slices.row(section.text, section.line),
        }


def _field_rows(issue: Issue) -> Iterator[JsonRow]:
    for field in issue.fields:
        yield {"offset": field.line - issue.line, "name": field.name, "value": field.value}


def _learning_rows(issue: Issue) -> Iterator[JsonRow]:
    slices = _Slices(issue)
    for each in issue.learnings:
        yield {
            "offset": each.line - issue.line,
            "topic": each.topic,
            "rule": each.rule.value if each.rule else None,
            **slices.row(each.text, each.line),
        }


def _measure_rows(issue: Issue) -> Iterator[JsonRow]:
    slices = _Slices(issue)
    for measure in issue.measures:
        yield {
            "offset": measure.line - issue.line,
            "number": measure.id,
            "topic": measure.topic,
            **slices.row(measure.text, measure.line),
            "state": measure.state.value,
            "checklist": int(measure.checklist),
        }


def _file_rows(issue: Issue) -> Iterator[JsonRow]:
    for change in issue.files:
        yield {"offset": change.line - issue.line, "path": change.path, "note": change.note}


def _error_rows(issue: Issue) -> Iterator[JsonRow]:
    for error in issue.errors:
        yield {"offset": error.line - issue.line, "kind": error.kind.value, "text": error.text}


def _link_rows(issue: Issue) -> Iterator[JsonRow]:
    for reference in issue.references:
        yield {
            "offset": reference.line - issue.line,
            "text": reference.text,
            "target": reference.target,
        }


PARTS: dict[str, Callable[[Issue], Iterator[JsonRow]]] = {
    "fields": _field_rows,
    "sections": _section_rows,
    "learnings": _learning_rows,
    "measures": _measure_rows,
    "files": _file_rows,
    "errors": _error_rows,
    "links": _link_rows,
}
"""The tables of what stands inside an issue, and how its rows come from it."""


def part_rows(issue: Issue) -> dict[str, list[JsonRow]]:
    """All rows of what stands inside the issue, by table, without ids."""
    return {table: list(rows(issue)) for table, rows in PARTS.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    """What a row needs of its issue to become a value again."""

    line: int
    text: str

    def cut(self, start: int, length: int, text: str | None) -> str:
        """The text that ``_Slices.row`` put away."""
        return self.text[start : start + length] if text is None else text


def _field(place: _Place, row: Row) -> Field:
    offset, name, value = row
    return Field(name, value, place.line + offset)


def _section(place: _Place, row: Row) -> Section:
    offset, kind, heading, parent, *slice_ = row
    return Section(
        kind=SectionKind(kind),
        heading=heading,
        line=place.line + offset,
        text=place.cut(*slice_),
        parent=None if parent is None else place.line + parent,
    )


def _learning(place: _Place, row: Row) -> Learning:
    offset, topic, rule, *slice_ = row
    return Learning(place.cut(*slice_), place.line + offset, topic, Rule(rule) if rule else None)


def _measure(place: _Place, row: Row) -> Measure:
    offset, number, topic, state, checklist, *slice_ = row
    text, line = place.cut(*slice_), place.line + offset
    return Measure(number, text, line, topic, MeasureState(state), bool(checklist))


def _file(place: _Place, row: Row) -> FileChange:
    offset, path, note = row
    return FileChange(path, note, place.line + offset)


def _error(place: _Place, row: Row) -> ErrorSignature:
    offset, kind, text = row
    return ErrorSignature(ErrorKind(kind), text, place.line + offset)


def _link(place: _Place, row: Row) -> Reference:
    offset, text, target = row
    return Reference(text, place.line + offset, target)


_SLICE = "start, length, text"
_SELECTED: dict[str, tuple[str, str, Callable[[_Place, Row], object]]] = {
    "fields": ("fields", "offset, name, value", _field),
    "sections": ("sections", f"offset, kind, heading, parent, {_SLICE}", _section),
    "learnings": ("learnings", f"offset, topic, rule, {_SLICE}", _learning),
    "measures": ("measures", f"offset, number, topic, state, checklist, {_SLICE}", _measure),
    "files": ("files", "offset, path, note", _file),
    "errors": ("errors", "offset, kind, text", _error),
    "references": ("links", "offset, text, target", _link),
}
"""By the issue's attribute: table, columns, and how a value comes from a row."""


def _parts_of(
    connection: sqlite3.Connection, table: str, columns: str, ids: Sequence[int]
) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    rows = connection.execute(
        f"SELECT issue_id, {columns} FROM {table}"  # noqa: S608 own names only
        f" WHERE issue_id IN ({', '.join(map(str, ids))}) ORDER BY id"
    )
    for issue_id, *row in rows:
        found[issue_id].append(tuple(row))
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
        name: _parts_of(connection, table, columns, ids)
        for name, (table, columns, _) in _SELECTED.items()
    }
    for row in rows:
        issue_id, key, number, title, line, lines, text, date, severity, note = row[:10]
        place = _Place(line, text)
        made: dict[str, Any] = {
            name: tuple(make(place, part) for part in parts[name].get(issue_id, ()))
            for name, (_, _, make) in _SELECTED.items()
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
