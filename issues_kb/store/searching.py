"""Ranked answers: issues with their best passage, and learnings."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace

from issues_kb.query import Query
from issues_kb.query.sql import select_issues, select_learnings
from issues_kb.query.terms import query_terms
from issues_kb.store.passages import Passages
from issues_kb.store.rows import LEARNING_COLUMNS, SUMMARY_COLUMNS, Row, learning, summary
from issues_kb.store.spelling import corrected
from issues_kb.store.values import Hit, LearningHit, SearchResult

__all__ = ["search_issues", "search_learnings"]

_FEW_WORDS = 3


def _ranked(
    connection: sqlite3.Connection, query: Query, limit: int | None, *, phrases: bool = True
) -> list[Row]:
    statement = select_issues(query, SUMMARY_COLUMNS, limit=limit, phrases=phrases)
    return connection.execute(statement.sql, statement.params).fetchall()


def _respelled(query: Query, words: dict[str, str]) -> Query:
    def change(text: str) -> str:
        return re.sub(r"[^\W_]+", lambda match: words.get(match[0].lower(), match[0]), text)

    return replace(
        query,
        words=tuple(change(text) for text in query.words),
        phrases=tuple(change(text) for text in query.phrases),
    )


def search_issues(connection: sqlite3.Connection, query: Query, limit: int) -> SearchResult:
    """The best ``limit`` issues. Phrases that stand nowhere, and misspellings, give a hint."""
    hints: list[str] = []
    rows = _ranked(connection, query, limit)
    if not rows and query.phrases:
        rows = _ranked(connection, query, limit, phrases=False)
        if rows:
            quoted = " and ".join(f'"{phrase[:60]}"' for phrase in query.phrases)
            hints.append(f"no issue holds {quoted}; its words are searched one by one")
    if query.has_text and (not rows or len(query.words) <= _FEW_WORDS):
        words = corrected(connection, query)
        hints += [f"no issue holds {typed}; did you mean {word}?" for typed, word in words.items()]
        if not rows and words:
            query = _respelled(query, words)
            rows = _ranked(connection, query, limit, phrases=False)
    return SearchResult(tuple(_hits(connection, query, rows)), tuple(hints))


def _hits(connection: sqlite3.Connection, query: Query, rows: list[Row]) -> list[Hit]:
    passages = Passages(query_terms((*query.words, *query.phrases)))
    hits = []
    for row in rows:
        (text,) = connection.execute("SELECT text FROM issues WHERE id = ?", row[:1]).fetchone()
        passage = passages.best(text)
        issue = summary(row)
        hits.append(
            Hit(
                issue=issue,
                score=round(row[-1], 6),
                section=_section(connection, row[0], passage.offset),
                snippet=passage.snippet,
                snippet_line=issue.line + passage.offset,
            )
        )
    return hits


def _section(connection: sqlite3.Connection, issue_id: int, offset: int) -> str | None:
    if offset == 0:
        return "title"
    row = connection.execute(
        "SELECT kind FROM sections WHERE issue_id = ? AND offset <= ?"
        " ORDER BY offset DESC, id DESC LIMIT 1",
        (issue_id, offset),
    ).fetchone()
    return row[0] if row else None


def search_learnings(
    connection: sqlite3.Connection, query: Query, limit: int | None
) -> tuple[LearningHit, ...]:
    """The learnings that answer, best first, or in the logs' order without text."""
    columns = f"{SUMMARY_COLUMNS}, {LEARNING_COLUMNS}"
    statement = select_learnings(query, columns, limit=limit)
    rows = connection.execute(statement.sql, statement.params)
    return tuple(LearningHit(learning(row[12:16]), summary(row), round(row[-1], 6)) for row in rows)
