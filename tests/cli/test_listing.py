"""What an item of a list says in a terminal."""

from __future__ import annotations

import pytest

from issues_kb.cli.listing import brief, in_short


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Tests**: cover it", "Tests: cover it"),
        ("Pin **all of** `a**b` and **c**", "Pin all of `a**b` and c"),
        ("**`npm ci`** only", "`npm ci` only"),
        ("2**3 and 4**5", "2**3 and 4**5"),
        ("a ** b ** c", "a ** b ** c"),
        ("**never closed", "**never closed"),
        (r"\*\*kept\*\* and \_x\_", "**kept** and _x_"),
        ("Run:\n```sh\nmake\n```\n", "Run: …"),
        ("one\n  two", "one two"),
        ("****", "****"),
    ],
)
def test_an_item_is_told_without_marks(text: str, words: str) -> None:
    assert brief(text) == words


def test_markdown_is_told_with_them() -> None:
    assert in_short("**Tests**:\n`a`\n```\nx\n```") == "**Tests**: `a` …"
