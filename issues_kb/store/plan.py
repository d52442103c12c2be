"""Which logs an index is to cover, and whether it already does, with the standard library.

The one question that every command asks first: it reads as many rows as there are logs,
and no file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from issues_kb.errors import LogError
from issues_kb.model import LogFile
from issues_kb.store.files import probe, stamp
from issues_kb.store.values import LogReport, SyncReport

__all__ = ["KnownLog", "Plan", "Wanted", "fresh_report", "known", "make_plan", "settings", "wanted"]


class KnownLog(NamedTuple):
    """A row of ``logs``."""

    id: int
    log: LogFile
    issues: int
    position: int
    stamp: str | None
    hash: str | None
    failure: str | None


class Wanted(NamedTuple):
    """What a sync is asked for."""

    logs: tuple[LogFile, ...]
    exact: bool
    forget: frozenset[str]


class Plan(NamedTuple):
    """The logs to cover, each with what the index knows of it, and those to let go."""

    logs: tuple[tuple[LogFile, KnownLog | None], ...]
    removed: tuple[KnownLog, ...]


def _file(path: Path) -> str:
    return os.path.abspath(path)


def wanted(logs: Sequence[LogFile], forget: Sequence[Path], *, exact: bool) -> Wanted:
    """The request with absolute files, each once."""
    files = {_file(log.file): replace(log, file=Path(_file(log.file))) for log in logs}
    return Wanted(tuple(files.values()), exact, frozenset(_file(path) for path in forget))


def settings(connection: sqlite3.Connection) -> dict[str, str]:
    """The index's own notes: what it was made by."""
    return dict(connection.execute("SELECT name, value FROM settings"))


def known(connection: sqlite3.Connection) -> tuple[KnownLog, ...]:
    """The logs that the index covers, in their order."""
    rows = connection.execute(
        "SELECT id, file, path, name, issue_count, position, stamp, hash, failure"
        " FROM logs ORDER BY position, id"
    )
    return tuple(KnownLog(row[0], LogFile(Path(row[1]), row[2], row[3]), *row[4:]) for row in rows)


def _named_apart(logs: list[LogFile]) -> list[LogFile]:
    """Logs that came at different times may share a name: then all are named together."""
    if len({log.name.casefold() for log in logs}) == len(logs):
        return logs
    from issues_kb.discovery import names_for

    paths = [log.path for log in logs]
    if len(set(paths)) < len(paths):
        paths = [log.file.as_posix() for log in logs]
    return [replace(log, name=name) for log, name in zip(logs, names_for(paths), strict=True)]


def make_plan(wanted: Wanted, rows: Sequence[KnownLog]) -> Plan:
    """Put together what is asked for and what is known."""
    by_file = {str(row.log.file): row for row in rows}
    files = {str(log.file): log for log in wanted.logs}
    if wanted.exact:
        logs = list(wanted.logs)
        # A project that moved as a whole keeps its rows.
        by_path = {row.log.path: row for file, row in by_file.items() if file not in files}
    else:
        asked = {file: files.get(file, row.log) for file, row in by_file.items()}
        logs = _named_apart(list({**asked, **files}.values()))
        by_path = {}
    logs = [log for log in logs if str(log.file) not in wanted.forget]
    pairs = []
    for log in logs:
        row = by_file.get(str(log.file)) or by_path.pop(log.path, None)
        pairs.append((log, row))
    kept = {row.id for _, row in pairs if row is not None}
    return Plan(tuple(pairs), tuple(row for row in rows if row.id not in kept))


def _failure(log: LogFile) -> LogError | None:
    try:
        probe(log)
    except LogError as error:
        return error
    return None


def fresh_report(plan: Plan, *, exact: bool) -> SyncReport | None:
    """The report when there is nothing to do, else none."""
    if plan.removed:
        return None
    reports: list[LogReport] = []
    failures: list[LogError] = []
    position = 0
    for log, row in plan.logs:
        if row is None or row.failure is not None:
            failure = _failure(log)
            # A log given for a while may have become unusable: then its issues go.
            if failure is None or (row is not None and exact):
                return None
            failures.append(failure)
        elif row.stamp is None or row.stamp != stamp(log.file):
            return None
        if row is None:
            continue
        if (row.log, row.position) != (log, position):
            return None
        position += 1
        if row.failure is None:
            reports.append(LogReport(log.name, log.path, row.issues))
    return SyncReport(tuple(reports), tuple(failures))
