"""One filter → one SQL condition: a small function each, joined by a table.

Conditions speak of ``issues AS i`` joined to ``logs AS l``. Nothing typed ever becomes
part of their text: every value is a parameter.
"""
# ruff: noqa: S608
# The texts put together here are constants of this module, question marks among them.

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from issues_kb.query.filters import (
    DateFilter,
    FieldFilter,
    FileFilter,
    Filter,
    LogFilter,
    Not,
    NumberFilter,
    Part,
    PartFilter,
    PathFilter,
    RowFilter,
    SeverityFilter,
    StatusFilter,
)
from issues_kb.query.statement import NOTHING, Statement, fold_number, fold_text, folding
from issues_kb.query.terms import clean

__all__ = ["filter_condition", "part_condition", "path_condition"]

_MAX_PATTERN = 400
_MAX_STARS = 8
_BARE = re.compile(r"\d+(?:\.\d+)*")


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _severity(given: SeverityFilter) -> Statement:
    values = tuple(sorted(severity.value for severity in given.values))
    return Statement(f"i.severity IS NOT NULL AND i.severity IN ({_marks(len(values))})", values)


def _status(given: StatusFilter) -> Statement:
    values = tuple(sorted(status.value for status in given.values))
    return Statement(f"i.status IS NOT NULL AND i.status IN ({_marks(len(values))})", values)


def _date(given: DateFilter) -> Statement:
    # A month's days run from -01 to -31: as text both compare well with whole dates.
    clauses, params = ["i.date IS NOT NULL"], []
    if given.first is not None:
        clauses.append("substr(i.date || '-31', 1, 10) >= ?")
        params.append((given.first + "-01-01")[:10] if len(given.first) < 10 else given.first)
    if given.last is not None:
        clauses.append("substr(i.date || '-01', 1, 10) <= ?")
        padding = "-12-31" if len(given.last) == 4 else "-31"
        params.append((given.last + padding)[:10])
    return Statement(" AND ".join(clauses), tuple(params))


def _folded(typed: str) -> str:
    return fold_text(clean(typed))


def _glob(pattern: str) -> str | None:
    folded = re.sub(r"\*+", "*", pattern.replace("[", "[[]"))
    if len(folded) > _MAX_PATTERN or folded.count("*") > _MAX_STARS:
        return None
    return folded


def part_condition(patterns: Sequence[str]) -> Statement:
    """What a row ``f`` of files must be to hold one of ``patterns``, as ``FileFilter`` says."""
    clauses: list[str] = []
    params: list[str] = []
    for pattern in map(_folded, patterns):
        path = f"{folding(pattern)}(f.path)"
        if not re.search(r"[*?]", pattern):
            clauses.append(f"instr({path}, ?) > 0")
            params.append(pattern)
            continue
        glob = _glob(pattern)
        if glob is not None:
            clauses.append(f"{path} GLOB ? OR {path} GLOB '*/' || ?")
            params += [glob, glob]
    return Statement(f"({' OR '.join(clauses) or NOTHING})", tuple(params))


def _file(given: FileFilter) -> Statement:
    return _touching(part_condition(given.patterns))


def _plain_path(path: str) -> str:
    """A path as it compares: small letters, ``/``, no ``./`` and no line number."""
    folded = _folded(path).strip().replace("\\", "/")
    folded = re.sub(r"(?<=[^:/])(?::\d+){1,2}\Z", "", folded)
    return re.sub(r"\A(?:\./)+", "", folded).strip("/")


def path_condition(paths: Sequence[str]) -> Statement:
    """What a row ``f`` of files must be to be one of ``paths``, as ``PathFilter`` says."""
    clauses: list[str] = []
    params: list[str] = []
    for path in filter(None, map(_plain_path, paths)):
        own = f"{folding(path)}(f.path)"
        if re.search(r"[*?]", path):
            glob = _glob(path)
            if glob is not None:
                clauses.append(f"{own} GLOB ? OR {own} GLOB '*/' || ?")
                params += [glob, glob]
            continue
        clauses.append(
            f"instr('/' || {own} || '/', '/' || ? || '/') > 0"
            f" OR substr('/' || ?, -length({own}) - 1) = '/' || {own}"
        )
        params += [path, path]
    return Statement(f"({' OR '.join(clauses) or NOTHING})", tuple(params))


def _path(given: PathFilter) -> Statement:
    return _touching(path_condition(given.paths))


def _touching(test: Statement) -> Statement:
    return Statement(f"i.id IN (SELECT f.issue_id FROM files f WHERE {test.sql})", test.params)


def _log(given: LogFilter) -> Statement:
    names = tuple(map(_folded, given.names))
    tests = (f"? IN ({folding(name)}(l.name), {folding(name)}(l.path))" for name in names)
    return Statement(f"({' OR '.join(tests) or NOTHING})", names)


def _number(given: NumberFilter) -> Statement:
    numbers = tuple(fold_number(clean(number)) for number in given.numbers)
    # A bare number also means the one behind a prefix: 12 is BUG-012 as well.
    bare = tuple(f"%-{number}" for number in numbers if number and _BARE.fullmatch(number))
    test = f"fold_number(i.number) IN ({_marks(len(numbers))})"
    like = "".join(" OR fold_number(i.number) LIKE ?" for _ in bare)
    return Statement(f"i.number IS NOT NULL AND ({test}{like})", numbers + bare)


def _field(given: FieldFilter) -> Statement:
    name, *values = map(_folded, (given.name, *given.values))
    tests = " OR ".join(f"instr({folding(value)}(f.value), ?) > 0" for value in values) or NOTHING
    named = f"{folding(name)}(f.name) = ?"
    return Statement(
        f"i.id IN (SELECT f.issue_id FROM fields f WHERE {named} AND ({tests}))", (name, *values)
    )


def _child(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} c WHERE c.issue_id = i.id)"


_PART_TESTS = {
    Part.TITLE: "i.title <> ''",
    Part.NUMBER: "i.number IS NOT NULL",
    Part.DATE: "i.date IS NOT NULL",
    Part.SEVERITY: "i.severity IS NOT NULL",
    Part.STATUS: "i.status IS NOT NULL",
    Part.FIELDS: _child("fields"),
    Part.ERRORS: _child("errors"),
    Part.FILES: _child("files"),
    Part.REFERENCES: _child("links"),
    Part.MEASURES: _child("measures"),
}


def _has(given: PartFilter) -> Statement:
    tests: list[str] = []
    params: list[str] = []
    for part in sorted(given.parts, key=lambda part: part.value):
        test = _PART_TESTS.get(part)
        if test is None:
            test = "EXISTS (SELECT 1 FROM sections c WHERE c.issue_id = i.id AND c.kind = ?)"
            params.append(part.value)
        tests.append(test)
    return Statement(f"({' OR '.join(tests) or NOTHING})", tuple(params))


def _row(given: RowFilter) -> Statement:
    return Statement(f"i.id IN ({', '.join(str(int(row)) for row in given.rows)})")


def _not(given: Not) -> Statement:
    inner = filter_condition(given.filter)
    return Statement(f"NOT ({inner.sql})", inner.params)


_FILTERS: dict[type, Callable[[Any], Statement]] = {
    SeverityFilter: _severity,
    StatusFilter: _status,
    DateFilter: _date,
    FileFilter: _file,
    PathFilter: _path,
    PartFilter: _has,
    LogFilter: _log,
    NumberFilter: _number,
    FieldFilter: _field,
    RowFilter: _row,
    Not: _not,
}


def filter_condition(given: Filter) -> Statement:
    """What an issue must be to pass ``given``."""
    return _FILTERS[type(given)](given)
