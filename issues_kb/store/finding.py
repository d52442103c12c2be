"""From what people call an issue to the issue."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from issues_kb.errors import NotFoundError, UsageError
from issues_kb.query.terms import clean

__all__ = ["find_issue"]

_SHOWN = 5
_LAST_NUMBER = re.compile(r"[0-9]+$")


class _Known(NamedTuple):
    """An issue as it can be named."""

    id: int
    key: str
    number: str | None
    title: str
    line: int


class _Log(NamedTuple):
    """A log as it can be named, with its issues."""

    name: str
    path: str
    issues: Sequence[_Known]


_Found = Sequence[tuple[_Log, _Known]]


def _logs(connection: sqlite3.Connection, wanted: str | None = None) -> list[_Log]:
    """All logs, with their issues; of these, with ``wanted``, those that it may mean."""
    test, params = "1", tuple[str, ...]()
    if wanted is not None:
        from issues_kb.reading import plain_number

        test, params = "plain_key = ?1 OR plain_number = ?1", (clean(plain_number(wanted)),)
    issues: dict[int, list[_Known]] = {}
    for log_id, *row in connection.execute(
        "SELECT log_id, id, key, number, title, line FROM issues"  # noqa: S608 own words only
        f" WHERE {test} ORDER BY log_id, line",
        params,
    ):
        issues.setdefault(log_id, []).append(_Known(*row))
    rows = connection.execute("SELECT id, name, path FROM logs ORDER BY position, id")
    return [_Log(name, path, issues.get(log_id, [])) for log_id, name, path in rows]


def _named(logs: Sequence[_Log], wanted: str) -> _Found:
    """The issues that a key or a number may mean, in each log."""
    from issues_kb.reading import find_keys

    found: list[tuple[_Log, _Known]] = []
    for log in logs:
        keys = find_keys([(issue.key, issue.number) for issue in log.issues], wanted)
        found += [(log, issue) for issue in log.issues if issue.key in keys]
    return found


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
    wanted = key.strip()
    if not wanted.strip("#"):
        raise UsageError("the key of an issue is empty", hint="as in: issues-kb show 12")
    logs = _logs(connection, wanted)
    found = _named(logs, wanted)
    name, mark, rest = wanted.rpartition("#")
    asked = name.strip() if not found and mark else ""
    if asked:
        called = _called(_logs(connection, rest), asked)
        if not called:
            raise NotFoundError(f"no log is called {name}", subject=key, hint=_names(connection))
        found = _named(called, rest)
    if not found:
        every = _logs(connection)
        hint = _close(every, _called(every, asked) if asked else every, rest or wanted)
        raise NotFoundError("no such issue", subject=key, hint=hint)
    if len(found) > 1:
        raise _several(key, found, qualified=len(logs) > 1)
    return found[0][1].id


def _called(logs: Sequence[_Log], name: str) -> list[_Log]:
    folded = name.casefold()
    return [log for log in logs if folded in (log.name.casefold(), log.path.casefold())]


def _several(key: str, found: _Found, *, qualified: bool) -> UsageError:
    """What to say where a key means more than one issue: which they are, and where."""
    names = list(dict.fromkeys(log.name for log, _ in found))
    repeated = len(found) > len(names)
    what = f"{len(found)} issues" if repeated else "an issue"
    where = f"in {len(names)} logs" if len(names) > 1 else f"in {names[0]}"
    shown = [
        f"{log.name}#{issue.key} (line {issue.line})"
        if qualified
        else f"{issue.key} (line {issue.line})"
        for log, issue in found[:_SHOWN]
    ]
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    hint = f"use {' or '.join(shown)}{more}"
    if repeated:
        hint += "; issues-kb renumber gives each a number of its own"
    return UsageError(f"names {what} {where}", subject=key, hint=hint)


def _names(connection: sqlite3.Connection) -> str | None:
    names = [name for (name,) in connection.execute("SELECT name FROM logs ORDER BY position")]
    shown = ", ".join(names[:_SHOWN])
    return f"logs are {shown}{', …' if len(names) > _SHOWN else ''}" if names else None


def _close(logs: Sequence[_Log], asked: Sequence[_Log], wanted: str) -> str | None:
    """Keys that end in the number that is asked for, else those and titles that look alike."""
    folded = wanted.strip("# ").casefold()[:120]
    known = [(log, issue) for log in asked for issue in log.issues]
    close = [each for each in known if folded.isdecimal() and _ends_in(each[1], folded)]
    if not close:
        from difflib import get_close_matches

        keys = {issue.key.casefold(): (log, issue) for log, issue in known}
        titles = {issue.title.casefold(): (log, issue) for log, issue in known}
        close = [keys[key] for key in get_close_matches(folded, keys, 3, 0.5)]
        close += [titles[title] for title in get_close_matches(folded, titles, 2, 0.6)]
    names = dict.fromkeys(_unmistakable(logs, *each) for each in close[:_SHOWN])
    return f"did you mean {' or '.join(names)}?" if names else None


def _ends_in(issue: _Known, digits: str) -> bool:
    tail = _LAST_NUMBER.search(issue.number or issue.key)
    return tail is not None and tail[0].lstrip("0") == digits.lstrip("0")


def _unmistakable(logs: Sequence[_Log], log: _Log, issue: _Known) -> str:
    """The key, with its log where another log has that key too."""
    alone = len(_named(logs, issue.key)) == 1
    return issue.key if alone else f"{log.name}#{issue.key}"
