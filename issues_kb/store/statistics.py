"""How many issues there are, by what is known of them, and what they cost."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

from issues_kb.model import Severity, Status
from issues_kb.query import Query
from issues_kb.query.sql import select_issues
from issues_kb.store.findings import Stats, TimeLost, TimeSpent
from issues_kb.store.summaries import SUMMARY_COLUMNS, summary

__all__ = ["minutes_of", "stats"]

_TIME_FIELDS = (
    *("time lost", "time spent", "time wasted", "time to fix", "time to resolve", "fix time"),
    *("time to resolution", "resolution time", "debugging time", "time taken", "time invested"),
)
_MINUTES = {"m": 1, "h": 60, "d": 8 * 60, "w": 5 * 8 * 60}
"""A day is one of work: eight hours; a week has five."""
_AMOUNT = re.compile(
    r"(?<!\d)(?<!\d[.,])(\d{1,6}(?:[.,]\d{1,6})?)"
    r"(?:\s*(?:-|–|to)\s*(\d{1,6}(?:[.,]\d{1,6})?))?\s*+\+?\s*+"
    r"(m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:ee)?ks?|w)(?![^\W\d_])"
)
_IN_WORDS = {"half an": "0.5", "half a": "0.5", "an": "1", "a": "1", "one": "1", "two": "2"}
_WORDED = re.compile(rf"\b({'|'.join(_IN_WORDS)})\s+(?=(?:min|hour|day|week))")


def minutes_of(text: str) -> int | None:
    """The minutes that ``~2.5 hours``, ``1h 30m`` or ``2-3 days`` mean, or none.

    Of a range the middle counts.
    """
    folded = _WORDED.sub(lambda match: _IN_WORDS[match[1]] + " ", text.lower())
    total, found = 0.0, False
    for low, high, unit in _AMOUNT.findall(folded):
        amounts = [float(each.replace(",", ".")) for each in (low, high) if each]
        total += sum(amounts) / len(amounts) * _MINUTES[unit[0]]
        found = True
    return round(total) if found else None


def _counted(values: Iterable[Any]) -> dict[Any, int]:
    return dict(Counter(values))


def stats(connection: sqlite3.Connection, query: Query) -> Stats:
    """The numbers of the issues that answer ``query``."""
    asked = select_issues(
        query, "i.id, i.severity, i.status, substr(i.date, 1, 7), l.name, i.missed"
    )
    rows = connection.execute(asked.sql, asked.params).fetchall()
    severities = _counted(row[1] for row in rows)
    statuses = _counted(row[2] for row in rows)
    months = _counted(row[3] for row in rows)
    missed = Counter(row[5] for row in rows if row[5] is not None)
    levels = (*sorted(Severity, reverse=True), None)
    return Stats(
        issues=len(rows),
        severities=tuple((each, severities.get(each and each.value, 0)) for each in levels),
        statuses=tuple((each, statuses.get(each and each.value, 0)) for each in (*Status, None)),
        months=tuple(sorted(months.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))),
        logs=tuple(_counted(row[4] for row in rows).items()),
        missed=tuple(sorted(missed.items(), key=lambda pair: (-pair[1], pair[0]))),
        time_lost=_time_lost(connection, query),
    )


def _time_lost(connection: sqlite3.Connection, query: Query) -> TimeLost:
    asked = select_issues(query, "i.id")
    names = ", ".join("?" * len(_TIME_FIELDS))
    rows = connection.execute(
        f"SELECT {SUMMARY_COLUMNS}, f.value FROM fields f"  # noqa: S608 own names only
        " JOIN issues i ON i.id = f.issue_id JOIN logs l ON l.id = i.log_id"
        f" WHERE lower(f.name) IN ({names}) AND i.id IN (SELECT id FROM ({asked.sql}))"
        " ORDER BY l.position, l.id, i.line, f.id",
        (*_TIME_FIELDS, *asked.params),
    )
    entries = [TimeSpent(summary(row), row[-1], minutes_of(row[-1])) for row in rows]
    entries.sort(key=lambda entry: -(entry.minutes or 0))
    return TimeLost(sum(entry.minutes or 0 for entry in entries), tuple(entries))
