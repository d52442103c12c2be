from __future__ import annotations

import pytest

from issues_kb.cli.table import clip, display_width, render_table


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("検索", 4), ("e\u0301", 1), ("🦊", 2), ("", 0)]
)
def test_columns_that_a_text_takes(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("検索する", 5, "検索…"), ("a b", 2, "a…")],
)
def test_clipping(text: str, width: int, shown: str) -> None:
    assert clip(text, width) == shown


def test_the_last_column_takes_what_is_left() -> None:
    rows = [("1", "x" * 40), ("BUG-12", "検索")]
    assert render_table(("ID", "TITLE"), rows, 30) == [
        "ID      TITLE",
        "1       " + "x" * 21 + "…",
        "BUG-12  検索",
    ]


def test_a_narrow_terminal_still_shows_the_last_column() -> None:
    assert render_table(("A", "B"), [("a" * 30, "b" * 30)], 10)[1].endswith("b" * 19 + "…")
