"""Which issues resemble which, for all of them at once.

Two issues are alike that name the same errors and files and share words of their titles,
the more so the fewer others do. ``show`` looks at every word of one issue; a site has to
know it of all issues at each build, so only what is short and telling is compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from issues_kb.query.stemming import stem
from issues_kb.query.terms import STOP_WORDS, index_parts, tokens
from issues_kb.site.entries import Entry

__all__ = ["alike"]

_ERROR, _FILE, _WORD = 4.0, 2.0, 1.5
"""What it counts to share an error, a file and a word of the title."""

_SHOWN = 5
_LEAST_SHARED = 2
_COMMON_SHARE = 0.2
_FEW_ISSUES = 3
_MOST_ISSUES = 32
_SHORTEST = 3
_MOST_TERMS = 40
_LONGEST = 200


def alike(
    entries: Sequence[Entry], errors: Iterable[tuple[int, str]], files: Iterable[tuple[int, str]]
) -> dict[int, tuple[Entry, ...]]:
    """The entries that resemble each, the most alike first, by its row.

    Costs no more for an issue among many: what more than some issues share tells nothing.
    """
    terms = _terms(entries, errors, files)
    holders: dict[str, list[int]] = {}
    for place, held in enumerate(terms):
        for term in held:
            holders.setdefault(term, []).append(place)
    values = _values(holders, len(entries))
    return {
        entry.id: tuple(entries[other] for other in _best(place, terms[place], holders, values))
        for place, entry in enumerate(entries)
    }


def _terms(
    entries: Sequence[Entry], errors: Iterable[tuple[int, str]], files: Iterable[tuple[int, str]]
) -> list[dict[str, float]]:
    """What each issue is compared by, and how much that counts."""
    places = {entry.id: place for place, entry in enumerate(entries)}
    terms: list[dict[str, float]] = [{} for _ in entries]
    for mark, weight, rows in (("!", _ERROR, errors), ("/", _FILE, files)):
        for issue, text in rows:
            held = terms[places[issue]]
            if len(held) < _MOST_TERMS:
                held[f"{mark}{text[:_LONGEST]}"] = weight
    for place, entry in enumerate(entries):
        for word in _words(entry.plain_title[:_LONGEST]):
            terms[place].setdefault(_stem(word), _WORD)
    return terms


def _values(holders: Mapping[str, Sequence[int]], issues: int) -> dict[str, float]:
    """How much it tells to share a term: a step more each time that half as many hold it.

    Steps, since one issue more hardly ever changes how alike two others are.
    """
    most = _FEW_ISSUES
    while most * 2 <= min(issues * _COMMON_SHARE, _MOST_ISSUES):
        most *= 2
    return {
        term: 1.0 + math.floor(math.log2(most / len(held)))
        for term, held in holders.items()
        if 1 < len(held) <= most
    }


def _best(
    place: int,
    terms: Mapping[str, float],
    holders: Mapping[str, Sequence[int]],
    values: Mapping[str, float],
) -> list[int]:
    scores: dict[int, float] = {}
    shared: dict[int, int] = {}
    for term, weight in terms.items():
        value = values.get(term)
        if value is None:
            continue
        telling = _LEAST_SHARED if weight == _ERROR else 1
        for other in holders[term]:
            scores[other] = scores.get(other, 0.0) + weight * value
            shared[other] = shared.get(other, 0) + telling
    scores.pop(place, None)
    found = [other for other in scores if shared[other] >= _LEAST_SHARED]
    return sorted(found, key=lambda other: (-scores[other], other))[:_SHOWN]


def _words(text: str) -> Iterator[str]:
    for token in tokens(text):
        parts = index_parts(token).lower().split()
        for word in (token.lower(), *parts):
            if len(word) >= _SHORTEST and word not in STOP_WORDS:
                yield word


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return stem(word)
