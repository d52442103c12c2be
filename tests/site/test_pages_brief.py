"""A few plain words of a piece of Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.site.brief import brief


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Define  them\nonce", "Define them once"),
        ("**Never** trust `pg-mem`", "Never trust pg-mem"),
        ("1. **Tests**:\n   - Mocks lied\n   - Nobody looked", "Tests: Mocks lied · Nobody looked"),
        ("- [ ] Review it", "Review it"),
        ("> quoted\n\n### Heading", "quoted Heading"),
        ("See [this](https://example.org)", "See this"),
        ("Add a test\n\n```ts\nit()\n```", "Add a test"),
        ("```\nonly code\n```", ""),
        ("<b>x</b> & y", "<b>x</b> & y"),
    ],
)
def test_marks_and_code_go_away(text: str, words: str) -> None:
    assert brief(text, 100) == words


def test_a_long_text_ends_with_a_whole_word() -> None:
    assert brief("one two three", 9) == "one two…"
    assert brief("x" * 30, 10) == "x" * 10 + "…"
    assert brief("one. two", 6) == "one…"
    assert brief("one two three four five", 3) == "one…"


@given(st.text(), st.integers(1, 40))
def test_nothing_is_longer_than_asked(text: str, longest: int) -> None:
    assert len(brief(text, longest)) <= longest + 1
