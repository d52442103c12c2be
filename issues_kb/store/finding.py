"""From what people call an issue to the issue."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from issues_kb.errors import NotFoundError, UsageError
from issues_kb.query.terms import clean

__all__ = ["find_issue"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Known:
    """An issue as it can be named."""

    id: int
    key: str
    number: str | None
    title: str


@dataclass(frozen=True, slots=True)
class _Log:
    """A log as it can be named, with its issues."""

    name: str
    path: str
    issues: Sequence[_Known]


def _logs(connection: sqlite3.Connection) -> list[_Log]:
    issues: dict[int, list[_Known]] = {}
    for log_id, *row in connection.execute(
        "SELECT log_id, id, key, number, title FROM issues ORDER BY log_id, line"
    ):
        issues.setdefault(log_id, []).append(_Known(*row))
    rows = connection.execute("SELECT id, name, path FROM logs ORDER BY position, id")
    return [_Log(name, path, issues.get(log_id, [])) for log_id, name, path in rows]


def _in_log(log: _Log, wanted: str) -> _Known | None:
    from issues_kb.reading import find_key

    key = find_key([(issue.key, issue.number) for issue in log.issues], wanted)
    return next((issue for issue in log.issues if issue.key == key), None)


def _exact(connection: sqlite3.Connection, key: str) -> int | None:
    """The row of ``log#key`` as the index itself writes it: no need to look at them all."""
    name, mark, own = clean(key).rpartition("#")
    if not mark or not name:
        return None
    rows = connection.execute(
        "SELECT i.id FROM issues i JOIN logs l ON l.id = i.log_id WHERE l.name = ? AND i.key = ?",
        (name, own),
    ).fetchall()
    return int(rows[0][0]) if len(rows) == 1 else None


def find_issue(connection: sqlite3.Connection, key: str) -> int:
    """The row of the issue that ``key`` names.

    Raises NotFoundError and UsageError as ``Index.issue`` says.
    """
    exact = _exact(connection, key)
    if exact is not None:
        return exact
    logs = _logs(connection)
    wanted = key.strip()
    found = [(log, issue) for log in logs if (issue := _in_log(log, wanted)) is not None]
    name, mark, rest = wanted.rpartition("#")
    if not found and mark and name:
        folded = name.strip().casefold()
        logs = [log for log in logs if folded in (log.name.casefold(), log.path.casefold())]
        if not logs:
            raise NotFoundError(f"no log is called {name}", subject=key, hint=_names(connection))
        found = [(log, issue) for log in logs if (issue := _in_log(log, rest)) is not None]
    if not found:
        raise NotFoundError("no such issue", subject=key, hint=_close(logs, rest or wanted))
    if len(found) > 1:
        candidates = ", ".join(f"{log.name}#{issue.key}" for log, issue in found[:_SHOWN])
        more = ", …" if len(found) > _SHOWN else ""
        raise UsageError(
            f"names an issue in {len(found)} logs", subject=key, hint=f"use {candidates}{more}"
        )
    return found[0][1].id


def _names(connection: sqlite3.Connection) -> str | None:
    names = [name for (name,) in connection.execute("SELECT name FROM logs ORDER BY position")]
    shown = ", ".join(names[:_SHOWN])
    return f"logs are {shown}{', …' if len(names) > _SHOWN else ''}" if names else None


def _close(logs: Sequence[_Log], wanted: str) -> str | None:
    from difflib import get_close_matches

    folded = wanted.strip("# ").casefold()[:120]
    keys = {issue.key.casefold(): issue.key for log in logs for issue in log.issues}
    titles = {issue.title.casefold(): issue.key for log in logs for issue in log.issues}
    close = [keys[key] for key in get_close_matches(folded, keys, 3, 0.5)]
    close += [titles[title] for title in get_close_matches(folded, titles, 2, 0.6)]
    return f"did you mean {' or '.join(dict.fromkeys(close))}?" if close else None
