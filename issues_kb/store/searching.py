"""Ranked answers: issues with their best passage."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from issues_kb.query import Query
from issues_kb.query.scoring import Score, Scorer
from issues_kb.query.sql import by_relevance, select_issues
from issues_kb.store.fusing import fused
from issues_kb.store.hits import Hit, ScorePart, SearchResult
from issues_kb.store.passages import best_passage
from issues_kb.store.ranking import Ranking, rank, scorer_for
from issues_kb.store.spelling import corrected
from issues_kb.store.summaries import SUMMARY_COLUMNS, summary

__all__ = ["OtherRanking", "search_issues"]

OtherRanking = Callable[[Query, int], Sequence[tuple[str, str]]]
"""Another way to rank: a query and how many are wanted → (log, key), best first."""

_FUSED = 100


def _respelled(query: Query, words: dict[str, str]) -> Query:
    def change(text: str) -> str:
        return re.sub(r"[^\W_]+", lambda match: words.get(match[0].lower(), match[0]), text)

    return replace(
        query,
        words=tuple(change(text) for text in query.words),
        phrases=tuple(change(text) for text in query.phrases),
    )


def search_issues(
    connection: sqlite3.Connection,
    query: Query,
    limit: int,
    *,
    explain: bool = False,
    others: Sequence[OtherRanking] = (),
) -> SearchResult:
    """The best ``limit`` issues. Phrases that stand nowhere, and misspellings, give a hint."""
    if not query.has_text or not by_relevance(query):
        return _listed(connection, query, limit)
    ranking, hints = _ranked(connection, query, max(limit, _FUSED) if others else limit)
    values = {each.id: each.value for each in ranking.ranked}
    if others:
        named = [_rows_of(connection, other(query, _FUSED), query) for other in others]
        values = dict(list(fused([list(values), *named]).items())[:limit])
    scores = {each.id: each.score for each in ranking.ranked}
    hits = tuple(_hits(connection, ranking.scorer, values, scores))
    if not explain:
        return SearchResult(hits, tuple(hints))
    return SearchResult(tuple(_explained(hits, values, scores)), tuple(hints))


def _ranked(connection: sqlite3.Connection, query: Query, limit: int) -> tuple[Ranking, list[str]]:
    hints: list[str] = []
    ranking = rank(connection, query, limit)
    if not ranking.ranked and query.phrases:
        ranking = rank(connection, query, limit, phrases=False)
        if ranking.ranked:
            quoted = " and ".join(f'"{phrase[:60]}"' for phrase in query.phrases)
            hints.append(f"no issue holds {quoted}; its words are searched one by one")
    if ranking.unknown:
        words = corrected(connection, ranking.unknown)
        hints += [f"no issue holds {typed}; did you mean {word}?" for typed, word in words.items()]
        if words:
            respelled = _respelled(query, words)
            ranking = rank(connection, respelled, limit)
            if not ranking.ranked and respelled.phrases:
                ranking = rank(connection, respelled, limit, phrases=False)
    return ranking, hints


def _listed(connection: sqlite3.Connection, query: Query, limit: int) -> SearchResult:
    """The issues that answer in an order of their own, or in the logs'."""
    statement = select_issues(query, "i.id", limit=limit)
    values = dict(connection.execute(statement.sql, statement.params).fetchall())
    return SearchResult(tuple(_hits(connection, scorer_for(connection, query), values, {})))


def _rows_of(
    connection: sqlite3.Connection, named: Sequence[tuple[str, str]], query: Query
) -> list[int]:
    """The rows of issues that another ranking names, as far as they pass the filters."""
    asked = select_issues(replace(query, words=(), phrases=(), sort=()), "i.id, l.name, i.key")
    rows = connection.execute(asked.sql, asked.params)
    ids = {(log, key): id_ for id_, log, key, _ in rows}
    return [ids[each] for each in named if each in ids]


def _hits(
    connection: sqlite3.Connection,
    scorer: Scorer,
    values: Mapping[int, float],
    scores: Mapping[int, Score],
) -> Iterator[Hit]:
    rows = connection.execute(
        f"SELECT {SUMMARY_COLUMNS}, i.text FROM issues i JOIN logs l ON l.id = i.log_id"  # noqa: S608
        f" WHERE i.id IN ({', '.join(map(str, values))})"
    )
    by_id = {row[0]: row for row in rows}
    for id_, value in values.items():
        stream = scores[id_].stream if id_ in scores else None
        passage = best_passage(scorer, by_id[id_][-1], stream)
        issue = summary(by_id[id_])
        yield Hit(
            issue=issue,
            score=round(value, 6),
            section=_section(connection, id_, passage.offset),
            snippet=passage.snippet,
            snippet_line=issue.line + passage.offset,
        )


def _explained(
    hits: Sequence[Hit], ids: Iterable[int], scores: Mapping[int, Score]
) -> Iterator[Hit]:
    for hit, id_ in zip(hits, ids, strict=True):
        yield replace(hit, explanation=_parts(scores[id_]) if id_ in scores else ())


def _parts(score: Score) -> tuple[ScorePart, ...]:
    """The parts that add up to the score, the greatest first."""
    parts = [ScorePart("word", text, round(value, 6)) for text, value in score.words]
    parts += [
        ScorePart(kind, "", round(value, 6))
        for kind, value in (("side by side", score.pairs), ("near", score.near))
        if value
    ]
    return tuple(sorted(parts, key=lambda part: -part.value))


def _section(connection: sqlite3.Connection, issue_id: int, offset: int) -> str | None:
    if offset == 0:
        return "title"
    row = connection.execute(
        "SELECT kind FROM sections WHERE issue_id = ? AND offset <= ?"
        " ORDER BY offset DESC, id DESC LIMIT 1",
        (issue_id, offset),
    ).fetchone()
    return row[0] if row else None
