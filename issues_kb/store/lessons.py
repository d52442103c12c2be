"""The learnings themselves as answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import replace

from issues_kb.model import Rule
from issues_kb.query import Part, Query
from issues_kb.query.sql import by_relevance, select_learnings
from issues_kb.store.hits import LearningHit
from issues_kb.store.ranking import proposed, speaking_of
from issues_kb.store.rows import LEARNING_COLUMNS, learning
from issues_kb.store.summaries import SUMMARY_COLUMNS, shared_summary

__all__ = ["search_learnings"]


def search_learnings(
    connection: sqlite3.Connection, query: Query, rules: Collection[Rule], limit: int | None
) -> tuple[LearningHit, ...]:
    """The learnings that answer, best first, or in the logs' order without text."""
    names = sorted(rule.value for rule in rules)
    asked = proposed(connection, query, Part.LEARNINGS) if query.has_text else query
    statement = select_learnings(asked, f"{SUMMARY_COLUMNS}, {LEARNING_COLUMNS}", names)
    end = "" if query.has_text or limit is None else f" LIMIT {int(limit)}"
    rows = connection.execute(statement.sql + end, statement.params)
    issue = shared_summary()
    hits = [LearningHit(learning(row[12:16]), issue(row)) for row in rows]
    if query.has_text:
        values = speaking_of(
            connection,
            query,
            [(f"{hit.learning.topic or ''}\n{hit.learning.text}", hit.issue.title) for hit in hits],
            by_title=not query.parts or Part.TITLE in query.parts,
        )
        hits = [replace(hits[place], score=value) for place, value in values.items()]
        if by_relevance(query):
            hits.sort(key=lambda hit: -hit.score)
    return tuple(hits if limit is None else hits[:limit])
