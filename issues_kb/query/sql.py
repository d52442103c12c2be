"""``Query`` → SQL, text and parameters. The only place that knows both.

Statements speak of ``issues AS i`` joined to ``logs AS l``. Nothing typed ever becomes
part of a statement's text: values are parameters, and full-text terms are quoted.
"""
# ruff: noqa: S608
# The texts put together here are constants of this room, question marks among them.

from __future__ import annotations

from collections.abc import Iterable, Sequence

from issues_kb.query.conditions import NOTHING, Statement, filter_condition
from issues_kb.query.model import Part, Query, SortKey
from issues_kb.query.terms import clean, identifier_parts, query_terms, tokens

__all__ = [
    "SEARCH_COLUMNS",
    "any_of",
    "by_relevance",
    "conditions",
    "match_expression",
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

_PART_COLUMN = {
    Part.TITLE: "title",
    Part.NUMBER: "title",
    Part.ERRORS: "errors",
    Part.FILES: "files",
    Part.FILES_CHANGED: "files",
    Part.PROBLEM: "problem",
    Part.ROOT_CAUSE: "root_cause",
    Part.RESOLUTION: "resolution",
    Part.WHY_MISSED: "why_missed",
    Part.LEARNINGS: "learnings",
    Part.PREVENTION: "prevention",
    Part.MEASURES: "prevention",
    Part.FIELDS: "fields",
    Part.DATE: "fields",
    Part.SEVERITY: "fields",
    Part.STATUS: "fields",
}


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _phrase(text: str) -> str | None:
    runs = tokens(clean(text))
    return _quoted(" ".join(runs)) if runs else None


def _columns(parts: frozenset[Part]) -> str:
    names = sorted({_PART_COLUMN.get(part, "body") for part in parts})
    return f"{{{' '.join(names)}}} : " if names else ""


def any_of(terms: Iterable[str], parts: frozenset[Part] = frozenset()) -> str:
    """The full-text expression for any of ``terms``; one of several words is a phrase."""
    return f"{_columns(parts)}({' OR '.join(map(_quoted, terms))})"


def match_expression(query: Query) -> str | None:
    """The full-text expression that ranks: any of the words and phrases, or none."""
    terms = [_quoted(term) for term in query_terms((*query.words, *query.phrases))]
    terms += [phrase for text in query.phrases if (phrase := _phrase(text)) is not None]
    if not terms:
        return None
    return f"{_columns(query.parts)}({' OR '.join(dict.fromkeys(terms))})"


def _phrase_clause(text: str, columns: str) -> Statement | None:
    phrase = _phrase(text)
    if phrase is None:
        return None
    expressions = [phrase]
    runs = tokens(clean(text))
    if len(runs) == 1 and (parts := query_terms(runs)) and identifier_parts(runs[0]):
        # userBadge asks for "user badge" too, as the index holds it.
        expressions += [_quoted(part) for part in parts if " " in part]
    match = f"{columns}({' OR '.join(expressions)})"
    return Statement(
        "i.id IN (SELECT rowid FROM issues_fts WHERE issues_fts MATCH ?)",
        (match,),
    )


def conditions(query: Query, *, phrases: bool = True) -> Statement:
    """What every answer must pass, as one expression; ``1`` when there is nothing.

    ``phrases`` false leaves out that the phrases must occur.
    """
    columns = _columns(query.parts)
    clauses = [filter_condition(given) for given in query.filters]
    if phrases:
        clauses += [clause for text in query.phrases if (clause := _phrase_clause(text, columns))]
    clauses += [
        Statement(f"NOT ({clause.sql})", clause.params)
        for text in query.excluded
        if (clause := _phrase_clause(text, columns))
    ]
    sql = " AND ".join(f"({clause.sql})" for clause in clauses)
    return Statement(sql or "1", tuple(param for clause in clauses for param in clause.params))


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
    SortKey.NUMBER: ("length(i.number)", "i.number"),
    SortKey.TITLE: ("lower(i.title)",),
    SortKey.LOG: ("lower(l.name)",),
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
    match = match_expression(query)
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
    """Rows of ``columns`` for the learnings (``g``) of issues that pass the filters.

    In the order of ``query``, whose words and phrases do not count. ``rules`` keeps
    learnings of these kinds.
    """
    passing = conditions(query, phrases=False)
    where, params = passing.sql, passing.params
    if rules:
        where = f"({where}) AND g.rule IN ({', '.join('?' * len(rules))})"
        params += tuple(rules)
    by = order(Query(sort=query.sort))
    return Statement(
        f"SELECT {columns} FROM learnings g JOIN issues i ON i.id = g.issue_id"
        f" JOIN logs l ON l.id = i.log_id WHERE {where} ORDER BY {by}, g.id",
        params,
    )
