"""Which issues answer a question, best first: the index proposes, their texts decide."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from issues_kb.query import Part, Query, RowFilter
from issues_kb.query.concepts import Question, read_question
from issues_kb.query.matching import any_of
from issues_kb.query.scoring import Score, Scorer, rarity
from issues_kb.query.sql import select_candidates
from issues_kb.query.thesaurus import expression

__all__ = ["Ranked", "Ranking", "holding", "proposed", "rank", "scorer_for", "speaking_of"]

_CANDIDATES = 50
_RARE = 0.1
"""The share of issues up to which a synonym proposes issues; any may rank them."""
_RARE_SYNONYMS = 12
_COMMON = 0.5
"""The share of issues above which a word proposes none when rarer words are there."""
_ENOUGH_RARER = 2
_MANY_ISSUES = 100
_PROPOSING = 32
_ISSUES_WITH_ITEMS = 500
"""How many issues are looked into for learnings or measures about something."""
_TITLE_SHARE = 0.2
"""What an issue's title adds to the score of a learning or measure in it."""


class Ranked(NamedTuple):
    """An issue's row, its score, and what the score is made of."""

    id: int
    value: float
    score: Score


class Ranking(NamedTuple):
    """The answer to a question: best first, how it was scored, and words no issue holds."""

    ranked: tuple[Ranked, ...]
    scorer: Scorer
    unknown: tuple[str, ...]


class _Counted(NamedTuple):
    """A question with how many issues hold each of its concepts."""

    question: Question
    holding: tuple[int, ...]
    issues: int


def holding(connection: sqlite3.Connection, term: str) -> int:
    """How many issues hold a term; one of several words is a phrase."""
    (count,) = connection.execute(
        "SELECT count(*) FROM issues_fts WHERE issues_fts MATCH ?", (any_of([term]),)
    ).fetchone()
    return int(count)


def _synonyms(
    connection: sqlite3.Connection, expressions: Iterable[str]
) -> Mapping[str, list[str]]:
    wanted = list(expressions)
    rows = connection.execute(
        "SELECT expression, others FROM synonyms"  # noqa: S608 question marks only
        f" WHERE expression IN ({', '.join('?' * len(wanted))}) ORDER BY rowid",
        wanted,
    )
    return {expression: others.split("\n") for expression, others in rows}


def _size(connection: sqlite3.Connection) -> tuple[int, float]:
    """How many issues there are and how long their text is in the mean."""
    issues, length = connection.execute(
        "SELECT sum(issue_count), sum(text_length) FROM logs"
    ).fetchone()
    return int(issues or 0), (length or 0) / max(issues or 0, 1)


def _count(connection: sqlite3.Connection, question: Question, issues: int) -> _Counted:
    counts = tuple(holding(connection, each.text) for each in question.concepts)
    return _Counted(question, counts, issues)


def _proposing(connection: sqlite3.Connection, counted: _Counted) -> list[str]:
    """The terms by which the index proposes issues: those typed, and rare names for them."""
    known = sorted((count, index) for index, count in enumerate(counted.holding) if count)
    common = max(_MANY_ISSUES, _COMMON * counted.issues)
    rarer = [pair for pair in known if pair[0] <= common]
    chosen = rarer if len(rarer) >= _ENOUGH_RARER else known
    concepts = counted.question.concepts
    terms = [concepts[index].text for _, index in chosen[:_PROPOSING]]
    names = dict.fromkeys(name.text for each in concepts for name in each.synonyms)
    limit = max(_RARE * counted.issues, 3)
    held = sorted((holding(connection, name), name) for name in names)
    return terms + [name for count, name in held if 0 < count <= limit][:_RARE_SYNONYMS]


def _asked(connection: sqlite3.Connection, query: Query) -> tuple[_Counted, Scorer]:
    issues, average = _size(connection)
    question = read_question(
        (*query.words, *query.phrases), lambda wanted: _synonyms(connection, wanted)
    )
    counted = _count(connection, question, issues)
    rarities = [rarity(issues, held) for held in counted.holding]
    return counted, Scorer(question, rarities, average)


def scorer_for(connection: sqlite3.Connection, query: Query) -> Scorer:
    """What knows how well a text answers ``query``."""
    return _asked(connection, query)[1]


def rank(
    connection: sqlite3.Connection, query: Query, limit: int, *, phrases: bool = True
) -> Ranking:
    """The best ``limit`` issues. ``phrases`` false leaves out that the phrases must occur."""
    counted, scorer = _asked(connection, query)
    unknown = tuple(
        concept.text
        for concept, held in zip(counted.question.concepts, counted.holding, strict=True)
        if not held and len(concept.stems) == 1
    )
    terms = _proposing(connection, counted)
    if not terms:
        return Ranking((), scorer, unknown)
    match = any_of(terms, query.parts)
    statement = select_candidates(query, match, limit=max(limit, _CANDIDATES), phrases=phrases)
    rows = connection.execute(statement.sql, statement.params).fetchall()
    return Ranking(_scored(connection, scorer, rows)[:limit], scorer, unknown)


def _scored(
    connection: sqlite3.Connection, scorer: Scorer, rows: Sequence[tuple[int, float]]
) -> tuple[Ranked, ...]:
    ids = ", ".join(str(id_) for id_, _ in rows)
    texts = connection.execute(f"SELECT id, text FROM issues WHERE id IN ({ids})")  # noqa: S608
    scores = {id_: scorer.score(text) for id_, text in texts}
    # The sort is stable: equal ones keep the order that the index proposed.
    ranked = [Ranked(id_, scores[id_].total, scores[id_]) for id_, _ in rows]
    return tuple(sorted(ranked, key=lambda each: -each.value))


def proposed(connection: sqlite3.Connection, query: Query, part: Part) -> Query:
    """``query`` narrowed to the issues that may speak of its words in one part.

    Items outside the sections of that name are found through the rest of the text.
    """
    counted, _ = _asked(connection, query)
    parts = frozenset({part, Part.OTHER, Part.TITLE})
    terms = _proposing(connection, counted)
    if not terms:
        return query.narrowed(RowFilter(()))
    asked = replace(query, words=(), phrases=())
    statement = select_candidates(asked, any_of(terms, parts), limit=_ISSUES_WITH_ITEMS)
    rows = connection.execute(statement.sql, statement.params)
    return query.narrowed(RowFilter(tuple(id_ for id_, _ in rows)))


def speaking_of(
    connection: sqlite3.Connection,
    query: Query,
    texts: Sequence[tuple[str, str]],
    *,
    by_title: bool = False,
) -> dict[int, float]:
    """Which of many short texts speak of what ``query`` asks, by their place, with a score.

    Each comes with its issue's title, which tells a little more. All phrases must stand in
    the text or the title. ``by_title`` adds texts that say nothing of it themselves and
    whose title says all of it, each with a score below every other.
    """
    scorer = scorer_for(connection, query)
    phrases = [_folded(phrase) for phrase in query.phrases]
    found: dict[int, float] = {}
    titled: dict[int, float] = {}
    for place, (text, title) in enumerate(texts):
        if not all(phrase in _folded(f"{text} {title}") for phrase in phrases):
            continue
        told = scorer.line(text)
        if told > 0:
            found[place] = round(told + _TITLE_SHARE * scorer.line(title), 6)
        elif by_title and scorer.is_about(title):
            titled[place] = _TITLE_SHARE * scorer.line(title)
    least, most = min(found.values(), default=1.0), max(titled.values(), default=1.0)
    share = min(1.0, _TITLE_SHARE * least / most)
    return found | {place: round(value * share, 6) for place, value in titled.items()}


def _folded(text: str) -> str:
    return f" {expression(text)} "
