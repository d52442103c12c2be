"""Words of the index that a misspelled word may have meant."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from difflib import get_close_matches

from issues_kb.query import Query
from issues_kb.query.terms import STOP_WORDS, clean, tokens

__all__ = ["corrected"]

_SHORTEST = 4
_LONGEST = 40
_LIKENESS = 0.74
_WORDS_LOOKED_AT = 12


def corrected(connection: sqlite3.Connection, query: Query) -> dict[str, str]:
    """For words of ``query`` that no issue holds, the like ones that some issue does."""
    typed = dict.fromkeys(
        token.lower() for text in (*query.words, *query.phrases) for token in tokens(clean(text))
    )
    found: dict[str, str] = {}
    for token in list(typed)[:_WORDS_LOOKED_AT]:
        if not _SHORTEST <= len(token) <= _LONGEST or token in STOP_WORDS or not token.isalpha():
            continue
        if _is_known(connection, token):
            continue
        word = _like(connection, token)
        if word is not None and word != token:
            found[token] = word
    return found


def _is_known(connection: sqlite3.Connection, token: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM issues_fts WHERE issues_fts MATCH ? LIMIT 1", (f'"{token}"',)
    ).fetchone()
    return row is not None


def _like(connection: sqlite3.Connection, token: str) -> str | None:
    rows = connection.execute(
        "SELECT term FROM issues_stems WHERE term >= ? AND term < ?"
        " AND length(term) BETWEEN ? AND ?",
        (token[0], chr(ord(token[0]) + 1), len(token) - 4, len(token) + 2),
    )
    close = get_close_matches(token, [term for (term,) in rows], 1, _LIKENESS)
    return _word_of(connection, close[0]) if close else None


def _word_of(connection: sqlite3.Connection, stem: str) -> str:
    """The word that a stem stands for most often in an issue that holds it."""
    row = connection.execute(
        "SELECT i.text FROM issues_fts JOIN issues i ON i.id = issues_fts.rowid"
        " WHERE issues_fts MATCH ? LIMIT 1",
        (f'"{stem}"',),
    ).fetchone()
    if row is None:
        return stem
    words = re.findall(rf"(?<![^\W_]){re.escape(stem)}[^\W_]*", row[0].lower())
    return Counter(words).most_common(1)[0][0] if words else stem
