"""What was to be done so that it never happens again: measures and checklists."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from issues_kb.model import Measure, MeasureState
from issues_kb.query import Part, PathFilter, Query
from issues_kb.query.sql import conditions
from issues_kb.query.thesaurus import expression
from issues_kb.store.findings import ChecklistItem, ItemSource, MeasureHit
from issues_kb.store.ranking import proposed, speaking_of
from issues_kb.store.schema import PART_TEXT
from issues_kb.store.summaries import SUMMARY_COLUMNS, shared_summary

__all__ = ["MEASURE_COLUMNS", "checklist", "measure", "measures"]

MEASURE_COLUMNS = f"p.number, {PART_TEXT}, i.line + p.offset, p.topic, p.state, p.checklist"
_OPEN = "p.state = 'todo'"
_CHECKLIST = "(p.checklist = 1 OR lower(coalesce(p.topic, '')) LIKE '%checklist%')"
_OLDEST_FIRST = "i.date IS NULL, i.date, l.position, l.id, i.line, p.id"
_LOG_ORDER = "l.position, l.id, i.line, p.id"


def _rows(
    connection: sqlite3.Connection, query: Query, test: str, order: str, limit: int | None = None
) -> list[MeasureHit]:
    passing = conditions(Query(filters=query.filters, excluded=query.excluded))
    rows = connection.execute(
        f"SELECT {SUMMARY_COLUMNS}, {MEASURE_COLUMNS} FROM measures p"  # noqa: S608 own names only
        " JOIN issues i ON i.id = p.issue_id JOIN logs l ON l.id = i.log_id"
        f" WHERE {test} AND {passing.sql} ORDER BY {order}"
        f" LIMIT {-1 if limit is None else int(limit)}",
        passing.params,
    )
    issue = shared_summary()
    return [MeasureHit(measure(row[12:18]), issue(row)) for row in rows]


def measure(row: Sequence[Any]) -> Measure:
    """A row of ``MEASURE_COLUMNS`` as a value."""
    number, text, line, topic, state, is_checkbox = row
    return Measure(number, text, line, topic, MeasureState(state), bool(is_checkbox))


def measures(
    connection: sqlite3.Connection, query: Query, *, open_only: bool, limit: int | None
) -> tuple[MeasureHit, ...]:
    """Measures of issues that pass, oldest first; with a text those that speak of it."""
    test = _OPEN if open_only else "1"
    asked = proposed(connection, query, Part.PREVENTION) if query.has_text else query
    hits = _rows(connection, asked, test, _OLDEST_FIRST, None if query.has_text else limit)
    if query.has_text:
        hits = _about(connection, query, hits)
    return tuple(hits if limit is None else hits[:limit])


def _about(
    connection: sqlite3.Connection, query: Query, hits: Sequence[MeasureHit]
) -> list[MeasureHit]:
    """The measures that speak of what ``query`` asks, best first."""
    values = speaking_of(
        connection,
        query,
        [(f"{hit.measure.topic or ''}\n{hit.measure.text}", hit.issue.title) for hit in hits],
    )
    found = [replace(hits[place], score=value) for place, value in values.items()]
    return sorted(found, key=lambda hit: -hit.score)


def checklist(
    connection: sqlite3.Connection, query: Query, paths: Sequence[str]
) -> tuple[ChecklistItem, ...]:
    """Checklist items, those that say the same once, the most asked for first."""
    asked = proposed(connection, query, Part.PREVENTION) if query.has_text else query
    if paths:
        asked = asked.narrowed(PathFilter(tuple(paths)))
    hits = _rows(connection, asked, _CHECKLIST, _LOG_ORDER)
    if query.has_text:
        hits = _about(connection, query, hits)
    items: dict[str, list[MeasureHit]] = {}
    for hit in hits:
        items.setdefault(_same(hit.measure.text), []).append(hit)
    merged = [_item(same) for same in items.values()]
    return tuple(sorted(merged, key=lambda item: -len(item.sources)))


def _same(text: str) -> str:
    """What makes two items one: their words, whatever case, marks and endings."""
    return expression(text) or re.sub(r"\s+", " ", text).strip()


def _item(hits: Sequence[MeasureHit]) -> ChecklistItem:
    first = hits[0].measure
    sources = {
        (hit.issue.path, hit.issue.key): ItemSource(hit.issue, hit.measure.line)
        for hit in reversed(hits)
    }
    return ChecklistItem(first.text, first.topic, tuple(reversed(sources.values())))
