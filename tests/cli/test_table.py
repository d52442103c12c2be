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


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_wide_column_gives_way(width: int) -> None:
    rows = [("a-key-made-of-a-whole-title-that-has-no-end", "2", "word " * 40)]
    lines = render_table(("ISSUE", "ID", "MEASURE"), rows, width)
    assert max(map(len, lines)) <= width
    assert len(lines[1].partition(" 2 ")[2]) >= min(20, width * 2 // 5) - 1
    assert lines[1].startswith("a-key-")


def test_what_fits_is_not_cut() -> None:
    assert render_table(("A", "B"), [("a" * 30, "bb")], 40)[1] == "a" * 30 + "  bb"


def test_spare_columns_are_left_out_before_a_key_is_cut() -> None:
    headings = ("ISSUE", "SEVERITY", "STATUS", "DATE", "TITLE")
    rows = [("BUG-LOCAL-040", "high", "resolved", "2026-04-15", "It breaks on every start")]
    assert render_table(headings, rows, 40, spare=(3, 1, 2)) == [
        "ISSUE          TITLE",
        "BUG-LOCAL-040  It breaks on every start",
    ]
    assert render_table(headings, rows, 60, spare=(3, 1, 2)) == [
        "ISSUE          SEVERITY  STATUS    TITLE",
        "BUG-LOCAL-040  high      resolved  It breaks on every start",
    ]


def test_a_spare_column_that_says_nothing_is_left_out() -> None:
    rows = [("1", "", "open", "One"), ("2", "", "", "Two")]
    assert render_table(("ISSUE", "SEVERITY", "STATUS", "TITLE"), rows, 80, spare=(1, 2)) == [
        "ISSUE  STATUS  TITLE",
        "1      open    One",
        "2              Two",
    ]
