"""Text taken apart for the index and for queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.query.terms import (
    identifier_parts,
    index_parts,
    query_terms,
    tokens,
    without_incidentals,
)


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("word", []),
        ("Word", []),
        ("UserBadge", ["user", "badge"]),
        (
            "SequelizeDatabaseError",
            ["sequelize", "database", "error", "databaseerror"],
        ),
        ("parseHTTPResponse", ["parse", "http", "response", "httpresponse"]),
        ("utf8", []),
        ("PG42830", ["pg", "42830"]),
    ],
)
def test_identifiers_come_apart(token: str, parts: list[str]) -> None:
    assert identifier_parts(token) == parts


def test_each_identifier_is_indexed_once() -> None:
    assert index_parts("a userBadge and userBadge again") == "user badge"


@given(st.text(alphabet="aAbBzZ09_ \n.-éß٣", max_size=60))
def test_an_index_holds_the_parts_of_each_token(text: str) -> None:
    parts = [part for token in dict.fromkeys(tokens(text)) for part in identifier_parts(token)]
    assert index_parts(text) == " ".join(parts)


def test_chinese_and_japanese_are_indexed_in_pairs() -> None:
    assert index_parts("接続エラー") == "接続 続エ エラ ラー"
    assert index_parts("DB接続") == "DB 接続"


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        (["Cache"], ("cache",)),
        (["userBadge"], ("userbadge", "user badge", "user", "badge")),
        (["models/index.ts"], ("models index ts", "models", "index", "ts")),
        (["user_badges"], ("user badges", "user", "badges")),
        (["接続先"], ("接続", "続先")),
        (["how", "do", "I", "avoid", "this"], ("avoid",)),
        (["to", "do"], ("to", "do")),
        (["2026-08-02", "03:11:00", "failed"], ("failed",)),
        (["2026-08-02"], ("2026 08 02", "2026", "08", "02")),
        (["C++", "!!"], ("c",)),
        (["!!"], ()),
    ],
)
def test_words_become_terms(words: list[str], terms: tuple[str, ...]) -> None:
    assert query_terms(words) == terms


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("at 2026-01-02T03:04:05.678Z boom", "at boom"),
        ("object 0x7ffee3c0 leaked", "object leaked"),
        ("commit 0a1b2c3d4e5f6a7b broke", "commit broke"),
        ("src/app.ts:12:7 fails", "src/app.ts fails"),
        ("error 42830 and port 3000", "error 42830 and port 3000"),
    ],
)
def test_what_differs_each_time_is_left_out(line: str, left: str) -> None:
    assert " ".join(without_incidentals(line).split()) == left


@given(st.text())
def test_terms_are_few_and_hold_letters_or_digits(text: str) -> None:
    terms = query_terms([text])
    assert len(terms) <= 64
    assert all(any(char.isalnum() for char in term) for term in terms)
