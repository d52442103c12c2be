"""Text → full-text expressions, every term of them quoted."""

from __future__ import annotations

from collections.abc import Iterable

from issues_kb.query.filters import Part
from issues_kb.query.model import Query
from issues_kb.query.statement import Statement
from issues_kb.query.terms import clean, identifier_parts, query_terms, tokens

__all__ = ["any_of", "match_expression", "phrase_condition"]

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


def phrase_condition(text: str, parts: frozenset[Part]) -> Statement | None:
    """What an issue must be to hold ``text`` in one of ``parts``; none without any word."""
    phrase = _phrase(text)
    if phrase is None:
        return None
    expressions = [phrase]
    runs = tokens(clean(text))
    if len(runs) == 1 and (terms := query_terms(runs)) and identifier_parts(runs[0]):
        # userBadge asks for "user badge" too, as the index holds it.
        expressions += [_quoted(term) for term in terms if " " in term]
    match = f"{_columns(parts)}({' OR '.join(expressions)})"
    return Statement(
        "i.id IN (SELECT rowid FROM issues_fts WHERE issues_fts MATCH ?)",
        (match,),
    )
