"""``Query`` → SQL, text and parameters. The only place that knows both.

Statements speak of ``issues AS i`` joined to ``logs AS l``. Nothing typed ever becomes
part of a statement's text: values are parameters, and full-text terms are quoted.
"""
# ruff: noqa: S608
# The texts put together here are constants of this room, question marks among them.

from __future__ import annotations

from collections.abc import Iterator, Sequence

from issues_kb.query.model import Query, SortKey
from issues_kb.query.statement import NOTHING, Statement

__all__ = [
    "SEARCH_COLUMNS",
    "by_relevance",
    "conditions",
    "order",
    "select_candidates",
    "select_issues",
    "select_learnings",
]

SEARCH_COLUMNS: dict[str, float] = {
    "title": 3.0,
    "errors": 2.0,
    "files": 1.5,
    "fields": 1.0,
    "problem": 1.5,
    "root_cause": 1.5,
    "resolution": 1.5,
    "why_missed": 1.5,
    "learnings": 1.5,
    "prevention": 1.5,
    "body": 1.5,
    "parts": 1.0,
}
"""The columns of an issue's full text and what a match in each weighs."""


def conditions(query: Query, *, phrases: bool = True) -> Statement:
    """What every answer must pass, as one expression; ``1`` when there is nothing.

    ``phrases`` false leaves out that the phrases must occur.
    """
    clauses = [*_filter_clauses(query), *_text_clauses(query, phrases=phrases)]
    sql = " AND ".join(f"({clause.sql})" for clause in clauses)
    return Statement(sql or "1", tuple(param for clause in clauses for param in clause.params))


def _filter_clauses(query: Query) -> Iterator[Statement]:
    if query.filters:
        from issues_kb.query.conditions import filter_condition

        yield from map(filter_condition, query.filters)


def _text_clauses(query: Query, *, phrases: bool) -> Iterator[Statement]:
    required = query.phrases if phrases else ()
    if not required and not query.excluded:
        return
    from issues_kb.query.matching import phrase_condition

    for text in required:
        if (clause := phrase_condition(text, query.parts)) is not None:
            yield clause
    for text in query.excluded:
        if (clause := phrase_condition(text, query.parts)) is not None:
            yield Statement(f"NOT ({clause.sql})", clause.params)


def _match(query: Query) -> str | None:
    """The full-text expression that ranks, or none."""
    if not query.has_text:
        return None
    from issues_kb.query.matching import match_expression

    return match_expression(query)


_SEVERITY_ORDER = (
    "CASE i.severity WHEN 'low' THEN 1 WHEN 'medium' THEN 2"
    " WHEN 'high' THEN 3 WHEN 'critical' THEN 4 END"
)
_STATUS_ORDER = (
    "CASE i.status WHEN 'open' THEN 1 WHEN 'in-progress' THEN 2"
    " WHEN 'resolved' THEN 3 WHEN 'wont-fix' THEN 4 END"
)
_SORTS: dict[SortKey, tuple[str, ...]] = {
    SortKey.RELEVANCE: ("score",),
    SortKey.DATE: ("i.date",),
    SortKey.SEVERITY: (_SEVERITY_ORDER,),
    SortKey.STATUS: (_STATUS_ORDER,),
    SortKey.NUMBER: ("number_order(i.number)", "i.number"),
    SortKey.TITLE: ("fold_text(i.title)",),
    SortKey.LOG: ("fold_text(l.name)",),
}
_LOG_ORDER = ("l.position", "l.id", "i.line")


def order(query: Query) -> str:
    """The ORDER BY of ``query``; ``score`` must be a column when it has text."""
    terms: list[str] = []
    for sort in query.sort:
        # The best score is the greatest: relevance runs downwards unless asked otherwise.
        descending = sort.descending != (sort.key is SortKey.RELEVANCE)
        if sort.key is SortKey.RELEVANCE and not query.has_text:
            continue
        direction = " DESC" if descending else ""
        terms += [f"{term}{direction} NULLS LAST" for term in _SORTS[sort.key]]
    if query.has_text and not terms:
        terms.append("score DESC")
    return ", ".join((*terms, *_LOG_ORDER))


def _weights(columns: dict[str, float]) -> str:
    return ", ".join(str(weight) for weight in columns.values())


def _narrowed(passing: Statement) -> str:
    """What narrows a full-text search to the issues that pass.

    The plus keeps SQLite from searching once for each of them.
    """
    if passing.sql == "1":
        return ""
    return (
        " AND +rowid IN (SELECT i.id FROM issues i JOIN logs l ON l.id = i.log_id"
        f" WHERE {passing.sql})"
    )


def by_relevance(query: Query) -> bool:
    """Whether the best match comes first."""
    return not query.sort or query.sort[0].key is SortKey.RELEVANCE


def select_issues(
    query: Query, columns: str, *, limit: int | None = None, phrases: bool = True
) -> Statement:
    """Rows of ``columns`` and ``score`` for the issues that answer ``query``, in its order.

    ``limit`` none gives all.
    """
    match = _match(query)
    passing = conditions(query, phrases=phrases)
    end = "" if limit is None else f" LIMIT {int(limit)}"
    if match is None:
        # Text without a letter or digit asks for nothing that could be found.
        where = passing.sql if not query.has_text else NOTHING
        params = passing.params if not query.has_text else ()
        return Statement(
            f"SELECT {columns}, 0.0 AS score FROM issues i JOIN logs l ON l.id = i.log_id"
            f" WHERE {where} ORDER BY {order(Query(sort=query.sort))}{end}",
            params,
        )
    # Ranking first, on the narrow full-text rows; the issue's own columns only for the best.
    inner_end = f" ORDER BY score DESC, rowid{end}" if by_relevance(query) else ""
    return Statement(
        "WITH ranked AS MATERIALIZED ("
        f"SELECT rowid AS id, -bm25(issues_fts, {_weights(SEARCH_COLUMNS)}) AS score"
        f" FROM issues_fts WHERE issues_fts MATCH ?{_narrowed(passing)}{inner_end})"
        f" SELECT {columns}, score FROM ranked JOIN issues i ON i.id = ranked.id"
        f" JOIN logs l ON l.id = i.log_id ORDER BY {order(query)}{end}",
        (match, *passing.params),
    )


def select_candidates(query: Query, match: str, *, limit: int, phrases: bool = True) -> Statement:
    """``id`` and ``score`` of the issues that match an expression and pass the filters."""
    passing = conditions(query, phrases=phrases)
    return Statement(
        f"SELECT rowid, -bm25(issues_fts, {_weights(SEARCH_COLUMNS)}) AS score"
        f" FROM issues_fts WHERE issues_fts MATCH ?{_narrowed(passing)}"
        f" ORDER BY score DESC, rowid LIMIT {int(limit)}",
        (match, *passing.params),
    )


def select_learnings(query: Query, columns: str, rules: Sequence[str] = ()) -> Statement:
    """Rows of ``columns`` for the learnings (``p``) of issues that pass the filters.

    In the order of ``query``, whose words and phrases do not count. ``rules`` keeps
    learnings of these kinds.
    """
    passing = conditions(query, phrases=False)
    where, params = passing.sql, passing.params
    if rules:
        where = f"({where}) AND p.rule IN ({', '.join('?' * len(rules))})"
        params += tuple(rules)
    by = order(Query(sort=query.sort))
    return Statement(
        f"SELECT {columns} FROM learnings p JOIN issues i ON i.id = p.issue_id"
        f" JOIN logs l ON l.id = i.log_id WHERE {where} ORDER BY {by}, p.id",
        params,
    )
