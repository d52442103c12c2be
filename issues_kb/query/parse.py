"""Typed text → ``Query``. Nothing that is typed is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from issues_kb.query.filters import (
    FieldFilter,
    Filter,
    LogFilter,
    Not,
    PartFilter,
)
from issues_kb.query.model import EVERYTHING, ParsedQuery, Query
from issues_kb.query.qualifiers import (
    QUALIFIERS,
    Answer,
    OwnWords,
    did_you_mean,
    own_words,
    translated,
    unknown_log,
)
from issues_kb.query.slips import slips
from issues_kb.query.statement import fold_text

__all__ = ["parse_query"]

_Each = TypeVar("_Each")

_ITEM = re.compile(
    r"""
    (?P<minus>-(?=["\w]))?
    (?:(?P<name>[^\W\d]\w*|"[^"\s][^"]*"):(?P<value>(?:"[^"]*"|[^\s"])+)
      |"(?P<phrase>[^"]*)"(?=\s|\Z)
      |(?P<word>\S+))
    """,
    re.VERBOSE,
)
_VALUE = re.compile(r'"([^"]*)"|([^,"]+)')
_MAX_VALUE = 400
_MAX_PARTS = 50
_TELLING = re.compile(r"\w")
_OPTION = re.compile(r"(?:(?<=\s)|\A)(?:--[a-z]|-[a-z](?=\s|\Z)|-[a-z][\w-]*=)", re.IGNORECASE)
"""What only a command line holds: ``-m``, ``--watch``, ``-port=80``."""

_ALONE = re.compile(r"\s*-(\w\S*[A-Z0-9-]\S*)\s*")
"""Nothing but an option, such as ``-RenderOffScreen``, which no prose word looks like."""

_ADDRESS = "//"
_ANSWER = re.compile(r"[1-5]\d\d")
"""The status of a response over HTTP (RFC 9110, section 15), which is none of an issue."""

_LIKE_A_QUALIFIER = re.compile(r"[a-z][a-z_]*\Z")


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing typed: ``name:value``, a phrase or a word, with a minus or without."""

    text: str
    negated: bool
    name: str | None = None
    value: str | None = None
    phrase: str | None = None


def _items(text: str) -> Iterable[_Item]:
    command = _OPTION.search(text) or _ALONE.fullmatch(text)
    for match in _ITEM.finditer(text):
        name = match["name"]
        negated = bool(match["minus"]) and not (command and match["word"])
        yield _Item(
            text=match[0][1:] if negated else match[0],
            negated=negated,
            name=fold_text(name.strip('"').strip()) if name else None,
            value=match["value"],
            phrase=match["phrase"],
        )


def _is_text(item: _Item) -> bool:
    """Whether it is no ``name:value``, or only looks like one: ``file:///tmp``, ``status:500``."""
    if item.name is None or item.value is None or item.value.startswith(_ADDRESS):
        return True
    return item.name == "status" and _ANSWER.fullmatch(item.value) is not None


def _values(text: str) -> list[str]:
    found = [(quoted or bare).strip() for quoted, bare in _VALUE.findall(text)]
    if any(len(value) > _MAX_VALUE for value in found):
        return []
    return list(dict.fromkeys(value for value in found if value))[:_MAX_PARTS]


def _text_query(item: _Item) -> Query:
    text = item.text if item.phrase is None else item.phrase
    if not _TELLING.search(text):
        return Query()
    if item.negated:
        return Query(excluded=(text,))
    return Query(words=(text,)) if item.phrase is None else Query(phrases=(text,))


def _negated(answer: Answer) -> Answer:
    query = answer.query
    filters: tuple[Filter, ...] = tuple(
        inner.filter if isinstance(inner, Not) else Not(inner) for inner in query.filters
    )
    if answer.hints:
        # "Everything but what does not exist" is a slip too, and matches nothing.
        filters += (PartFilter(frozenset()),)
    return Answer(Query(filters=filters, words=query.excluded), answer.hints)


def _unknown_qualifier(item: _Item, known: list[str]) -> tuple[str, ...]:
    name, value = item.name or "", item.value or ""
    if not _LIKE_A_QUALIFIER.match(name) or value[:1] in ":/\\" or value[:1].isdigit():
        return ()
    guess = did_you_mean(name, known)
    return (f"{name}: is no qualifier, searched as text{f'; {guess}' if guess else ''}".strip(),)


def _answer(item: _Item, fields: dict[str, str], words: OwnWords) -> Answer:
    if _is_text(item):
        return Answer(_text_query(item))
    name, values = item.name or "", _values(item.value or "")
    qualifier = QUALIFIERS.get(name)
    if qualifier is not None and values:
        answer = qualifier(name, translated(name, values, words))
    elif name in fields and values:
        answer = Answer(Query(filters=(FieldFilter(fields[name], tuple(values)),)))
    else:
        hints = () if qualifier else _unknown_qualifier(item, [*QUALIFIERS, *fields])
        return Answer(_text_query(item), hints)
    return _negated(answer) if item.negated else answer


def _first(hints: dict[str, None], what: str, given: Iterable[_Each]) -> tuple[_Each, ...]:
    """What is given, each once; SQLite bounds how much of it one statement may hold."""
    found = tuple(dict.fromkeys(given))
    if len(found) > _MAX_PARTS:
        hints[f"only the first {_MAX_PARTS} {what} count"] = None
    return found[:_MAX_PARTS]


def _log_hints(query: Query, logs: Mapping[str, str]) -> Iterable[str]:
    """A hint for every log asked for by a name that none has."""
    names = list(dict.fromkeys(logs.values()))
    known = set(map(fold_text, logs))
    for given in query.filters:
        inner = given.filter if isinstance(given, Not) else given
        for name in inner.names if isinstance(inner, LogFilter) else ():
            if fold_text(name) not in known:
                yield unknown_log(name, names)


def parse_query(
    text: str,
    *,
    fields: Iterable[str] = (),
    logs: Mapping[str, str] | None = None,
    vocabulary: Mapping[str, object] | None = None,
) -> ParsedQuery:
    """Understand ``text`` as a query. Never raises; what is not understood gives a hint.

    ``fields`` are names of fields that may be asked for like qualifiers (``phase:Setup``).
    ``logs`` are those that are there, by names and paths; without them any name is taken
    for one. ``Index.parse`` knows both. ``vocabulary`` is what a project
    configures under that name.
    """
    known = {fold_text(name): name for name in fields}
    words = own_words(vocabulary or {})
    hints: dict[str, None] = {}
    gathered: list[Query] = []
    typed: list[tuple[str, bool]] = []
    for item in _items(text):
        answer = _answer(item, known, words)
        gathered.append(answer.query)
        hints.update(dict.fromkeys(answer.hints))
        is_text = item.phrase is None and (answer.query.words or answer.query.excluded)
        typed.append((item.text, not is_text))
    hints.update(dict.fromkeys(slips(typed)))
    alone = _ALONE.fullmatch(text)
    if alone and gathered[0].words:
        hints[f"-{alone[1]} is searched as text; not:{alone[1]} leaves it out"] = None
    query = Query(
        words=tuple(word for part in gathered for word in part.words),
        phrases=_first(hints, "phrases", (each for part in gathered for each in part.phrases)),
        excluded=_first(hints, "exclusions", (each for part in gathered for each in part.excluded)),
        filters=_first(hints, "filters", (each for part in gathered for each in part.filters)),
        parts=frozenset(each for part in gathered for each in part.parts),
        sort=_first(hints, "orders", (each for part in gathered for each in part.sort)),
    )
    if query == EVERYTHING and text.strip():
        # Signs alone are a question too, one that nothing answers.
        query = Query(words=(text.strip(),))
    if logs is not None:
        hints.update(dict.fromkeys(_log_hints(query, logs)))
    return ParsedQuery(query, tuple(hints))
