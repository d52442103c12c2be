"""What is looked for: each thing typed with what else it may be called.

A concept is one word, identifier or expression of the question together with its
synonyms. It counts once however many of its names an issue uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from issues_kb.query.stemming import stem
from issues_kb.query.terms import STOP_WORDS, clean, query_terms, tokens, without_incidentals

__all__ = ["Concept", "Name", "Question", "Synonyms", "read_question"]

Stems = tuple[str, ...]
Synonyms = Callable[[Iterable[str]], Mapping[str, Iterable[str]]]
"""Expressions (stems joined by blanks) → the other names of those that have any."""

_MAX_PAIRED = 100
_LONGEST_EXPRESSION = 4
_PLAIN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\Z")
_AROUND = "".join(".,;:!?()[]{}<>\"'`*_")


class Name(NamedTuple):
    """What something is called: as written, and its stems."""

    text: str
    stems: Stems


class Concept(NamedTuple):
    """``text`` as typed, its ``stems``, and other names for it."""

    text: str
    stems: Stems
    synonyms: tuple[Name, ...] = ()


class Question(NamedTuple):
    """All that is looked for, and which stems were typed beside which."""

    concepts: tuple[Concept, ...]
    pairs: frozenset[tuple[str, str]] = frozenset()


def _is_plain(chunk: str) -> bool:
    """Whether this is a word of prose: identifiers and paths have no synonyms."""
    core = chunk.strip(_AROUND)
    return bool(_PLAIN.match(core)) and (core[1:].islower() or core.isupper() or len(core) == 1)


class _Typed(NamedTuple):
    """A word in the order typed, and whether it stands in prose."""

    text: str
    stem: str
    plain: bool


def _typed(texts: Iterable[str]) -> list[_Typed]:
    typed = clean(" ".join(texts))
    chunks = without_incidentals(typed).split() or typed.split()
    found: list[_Typed] = []
    for chunk in chunks[:_MAX_PAIRED]:
        plain = _is_plain(chunk)
        found += [_Typed(token.lower(), stem(token), plain) for token in tokens(chunk)]
    return found[:_MAX_PAIRED]


def _expressions(typed: list[_Typed]) -> dict[str, str]:
    """Every run of up to four words of prose, the longest first: its stems, as typed."""
    found: dict[str, str] = {}
    for length in range(_LONGEST_EXPRESSION, 0, -1):
        for start in range(len(typed) - length + 1):
            run = typed[start : start + length]
            if all(word.plain for word in run):
                found[" ".join(word.stem for word in run)] = " ".join(word.text for word in run)
    return found


def _pairs(typed: list[_Typed]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (one.stem, other.stem)
        for one, other in pairwise(typed)
        if one.stem != other.stem and not STOP_WORDS.issuperset((one.text, other.text))
    )


def _name(text: str) -> Name:
    return Name(text, tuple(map(stem, tokens(text))))


def read_question(texts: Iterable[str], synonyms: Synonyms) -> Question:
    """What ``texts`` look for. No more than the first 64 terms count."""
    texts = tuple(texts)
    terms: dict[Stems, str] = {}
    for term in query_terms(texts):
        terms.setdefault(_name(term).stems, term)
    typed = _typed(texts)
    expressions = _expressions(typed)
    asked = {word.stem for word in typed}
    others: dict[Stems, tuple[Name, ...]] = {}
    for each, names in synonyms(expressions).items():
        stems = tuple(each.split())
        if len(stems) == 1 and stems not in terms:
            # A stop word.
            continue
        terms.setdefault(stems, expressions[each])
        # What is asked for anyway must not count twice.
        others[stems] = tuple(
            name for name in map(_name, names) if not asked.issuperset(name.stems)
        )
    concepts = tuple(
        Concept(text, stems, others.get(stems, ())) for stems, text in terms.items() if stems
    )
    return Question(concepts, _pairs(typed))
