"""Stems are those that SQLite puts into the index."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues_kb.query.stemming import stem

ROOTS = re.findall(r"\w+", "rel hop fil plast sky fall conflat tann agr vietnam oper dig cach")
ENDINGS = re.findall(
    r"\w+",
    "ational tional enci izer bli alli ousli ization ator alism iveness fulness biliti logi icate"
    " ative alize iciti ical ful ness al ance er able ement ment ent ion ou ism ate ous ive ize s"
    " es sses ies ed ing eed y ly ll e",
)


def sqlite_stems(words: list[str]) -> list[str]:
    """What SQLite makes of words that are each one token."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='porter unicode61 remove_diacritics 2')"
        )
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        connection.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", enumerate(words))
        return [term for (term,) in connection.execute("SELECT term FROM v ORDER BY doc")]
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("caresses", "caress"),
        ("hopping", "hop"),
        ("relational", "relat"),
        ("Databases", "databas"),
        ("Größe", "große"),
        ("에러", "에러"),
        ("42830", "42830"),
        ("is", "is"),
        ("sses", "sse"),
        ("ies", "ie"),
    ],
)
def test_words_come_to_their_stems(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_every_ending_is_taken_off_as_sqlite_does() -> None:
    words = [root + one + other for root in ROOTS for one in ENDINGS for other in ("", "ed", "ly")]
    assert [stem(word) for word in words] == sqlite_stems(words)


@given(st.from_regex(r"[a-xz]{1,4}[a-z]{0,8}", fullmatch=True))
@settings(max_examples=300)
def test_any_word_has_the_stem_that_sqlite_gives_it(word: str) -> None:
    assert [stem(word)] == sqlite_stems([word])
