"""Whole issues and whole logs out of an index, some hundred issues at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from issues_kb.diagnostics import Diagnostic
from issues_kb.model import BlockKind, Issue, IssueLog, LogBlock, LogReading
from issues_kb.store.hits import StoredIssue
from issues_kb.store.rows import ISSUE_COLUMNS, diagnostic, load_issues

__all__ = ["all_diagnostics", "log_contents", "stored_issues"]

_AT_ONCE = 400
_DIAGNOSTICS = (
    "SELECT l.path, coalesce(i.line, 0) + d.offset AS line, d.column, d.code, d.level, d.message,"
    " d.hint, d.value FROM diagnostics d JOIN logs l ON l.id = d.log_id"
    " LEFT JOIN issues i ON i.id = d.issue_id"
)
_IN_ORDER = "line, d.column, d.code, d.issue_id IS NOT NULL, i.line, d.id"


def stored_issues(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[StoredIssue]:
    """The issues of these rows, whole, in this order; one that is gone is left out."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = connection.execute(
            f"SELECT {ISSUE_COLUMNS} FROM issues i JOIN logs l ON l.id = i.log_id"  # noqa: S608
            f" WHERE i.id IN ({', '.join(map(str, some))})"
        )
        rows = {row[0]: row for row in found}
        yield from load_issues(connection, [rows[each] for each in some if each in rows])


def log_contents(
    connection: sqlite3.Connection,
) -> Iterator[tuple[LogReading, Iterator[Issue]]]:
    """Each log without its issues, and beside it these, one after the other."""
    logs = connection.execute(
        "SELECT id, path, name, title FROM logs WHERE failure IS NULL ORDER BY position, id"
    ).fetchall()
    for log_id, path, name, title in logs:
        # Only the rows' ids are put in order: sorting their texts would take as much room.
        ids = [
            id_
            for (id_,) in connection.execute(
                "SELECT id FROM issues WHERE log_id = ? ORDER BY line", (log_id,)
            )
        ]
        log = IssueLog(path, name, title, (), _blocks(connection, log_id))
        reading = LogReading(log, _diagnostics_of(connection, log_id))
        yield reading, (stored.issue for stored in stored_issues(connection, ids))


def _blocks(connection: sqlite3.Connection, log_id: int) -> tuple[LogBlock, ...]:
    rows = connection.execute(
        "SELECT kind, heading, line, end_line FROM blocks WHERE log_id = ? ORDER BY id", (log_id,)
    )
    return tuple(LogBlock(BlockKind(kind), *row) for kind, *row in rows)


def _diagnostics_of(connection: sqlite3.Connection, log_id: int) -> tuple[Diagnostic, ...]:
    rows = connection.execute(f"{_DIAGNOSTICS} WHERE d.log_id = ? ORDER BY {_IN_ORDER}", (log_id,))
    return tuple(map(diagnostic, rows))


def all_diagnostics(connection: sqlite3.Connection) -> tuple[Diagnostic, ...]:
    """What could not be understood, by log and line."""
    rows = connection.execute(f"{_DIAGNOSTICS} ORDER BY l.position, l.id, {_IN_ORDER}")
    return tuple(map(diagnostic, rows))
