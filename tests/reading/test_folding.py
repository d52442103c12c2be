"""Text without its emphasis: the same in short and in long texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.reading.folding import MAX_PLAIN, plain_text

signs = st.lists(st.sampled_from(["*", "**", "_", "__", "~~", "a", "b", " ", "\\", "."]))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Fix**: use `the_new_one`", "Fix: use the_new_one"),
        ("***both*** and __bold__ and ~~struck~~", "both and bold and struck"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("**outer _inner_**", "outer inner"),
        (r"\*kept\*", "*kept*"),
    ],
)
def test_emphasis_is_left_out(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@given(signs.map("".join))
def test_a_long_text_loses_the_same_emphasis_as_a_short_one(text: str) -> None:
    padding = "x" * MAX_PLAIN + "\n"
    assert plain_text(f"{padding}|{text}|") == padding + plain_text(f"|{text}|")


@pytest.mark.parametrize("piece", ["*a ", "**a ", "_a ", "~~a ", "**a ~~b "])
def test_signs_that_nothing_closes_are_kept_and_cost_little(piece: str) -> None:
    text = piece * 50_000
    assert plain_text(text) == text.strip()
