"""Words of the index that a misspelled word may have meant."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable

from issues_kb.query.matching import any_of
from issues_kb.query.stemming import stem

__all__ = ["corrected", "distance"]

_SHORTEST = 4
_LONGEST = 40
_WORDS_LOOKED_AT = 6
_TWO_SLIPS = 8
"""The length from which a word may hold two slips; a shorter one may hold one."""


def corrected(connection: sqlite3.Connection, unknown: Iterable[str]) -> dict[str, str]:
    """For words that no issue holds, the like ones that some issue does."""
    found: dict[str, str] = {}
    wrong = [each for each in unknown if _SHORTEST <= len(each) <= _LONGEST and each.isalpha()]
    for word in wrong[:_WORDS_LOOKED_AT]:
        like = _like(connection, word)
        if like is not None and like != word:
            found[word] = like
    return found


def _like(connection: sqlite3.Connection, word: str) -> str | None:
    """The most frequent of the words that are nearest."""
    wanted = stem(word)
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    rows = connection.execute(
        "SELECT term, doc FROM issues_stems WHERE term >= ? AND term < ?"
        " AND length(term) BETWEEN ? AND ?",
        (wanted[0], chr(ord(wanted[0]) + 1), len(wanted) - slips, len(wanted) + slips),
    )
    letters = set(wanted)
    near = [
        (distance(wanted, term), -count, term)
        for term, count in rows
        if len(letters.symmetric_difference(term)) <= 2 * slips
    ]
    best = min((each for each in near if each[0] <= slips), default=None)
    return _word_of(connection, best[2]) if best else None


def distance(one: str, other: str) -> int:
    """How many letters are to be added, dropped, changed or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            cost = min(
                last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != against)
            )
            swapped = (
                row > 1 and column > 1 and (letter, against) == (other[column - 2], one[row - 2])
            )
            if swapped:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]


def _word_of(connection: sqlite3.Connection, wanted: str) -> str:
    """The word that a stem stands for most often in an issue that holds it."""
    row = connection.execute(
        "SELECT i.text FROM issues_fts JOIN issues i ON i.id = issues_fts.rowid"
        " WHERE issues_fts MATCH ? LIMIT 1",
        (any_of([wanted]),),
    ).fetchone()
    if row is None:
        return wanted
    words = Counter(re.findall(rf"(?<![^\W_]){re.escape(wanted)}[^\W_]*", row[0].lower()))
    same = [word for word, _ in words.most_common() if stem(word) == wanted]
    return same[0] if same else wanted
