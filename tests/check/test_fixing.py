"""``--fix`` writes other words in their columns and leaves every other byte."""

from __future__ import annotations

import pytest

from issues_kb.check import Fix, fix_log, fixing
from issues_kb.model import LogReading
from issues_kb.reading import Vocabulary, default_vocabulary, read_log
from tests.check.conftest import Checking

ISSUES = "".join(
    f"## Issue #{number}: Title {number}\n\n**Date:** 2026-01-10  \n"
    f"**Severity:** Low\n**Status:** {status}\n\n"
    for number, status in enumerate(["Open", "Open", "open.", "Open", "OPEN"], 1)
)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_usual_form_is_written_and_nothing_else_changes(
    check: Checking, newline: str, mark: bytes
) -> None:
    data = mark + ISSUES.replace("\n", newline).encode()
    fixes = [each.fix for each in check(data) if each.fix]
    fixed, count = fix_log(data, "log.md", fixes, default_vocabulary())
    assert count == 2
    assert fixed == data.replace(b"open.", b"Open").replace(b"OPEN", b"Open")
    assert [each for each in check(fixed) if each.fix] == []


def test_other_letters_before_the_place_do_not_move_it() -> None:
    data = "## Issue #1: Ünïcödé\n\n**Zuständig:** Größe · **Status:** open\n".encode()
    column = "**Zuständig:** Größe · **Status:** open".index("open") + 1
    fixed, count = fix_log(data, "x", [Fix(3, column, column + 4, "Open")], default_vocabulary())
    assert (fixed, count) == (data.replace(b"open", b"Open"), 1)


def test_a_fix_that_changes_what_is_read_is_left_out() -> None:
    data = ISSUES.encode()
    wrong, right = Fix(5, 13, 17, "Resolved"), Fix(17, 13, 18, "Open")
    fixed, count = fix_log(data, "x", [wrong, right], default_vocabulary())
    assert (fixed, count) == (data.replace(b"open.", b"Open"), 1)


@pytest.mark.parametrize("fix", [Fix(0, 1, 2, "x"), Fix(99, 1, 2, "x"), Fix(1, 5, 999, "x")])
def test_a_place_that_is_not_there_is_left_alone(fix: Fix) -> None:
    data = ISSUES.encode()
    assert fix_log(data, "x", [fix], default_vocabulary()) == (data, 0)


def test_a_line_that_is_not_utf_8_is_left_alone() -> None:
    data = ISSUES.replace("open.", "open. \x00").encode().replace(b"\x00", b"\xff")
    assert fix_log(data, "x", [Fix(17, 13, 18, "Open")], default_vocabulary()) == (data, 0)


def test_two_fixes_of_one_place_are_one() -> None:
    data = ISSUES.encode()
    fix = Fix(17, 13, 18, "Open")
    fixed, count = fix_log(data, "x", [fix, fix], default_vocabulary())
    assert (fixed, count) == (data.replace(b"open.", b"Open"), 1)


def test_one_wrong_fix_among_many_does_not_cost_a_reading_of_the_log_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings = []

    def counted(data: bytes, path: str, *, vocabulary: Vocabulary) -> LogReading:
        readings.append(1)
        return read_log(data, path, vocabulary=vocabulary)

    monkeypatch.setattr(fixing, "read_log", counted)
    data = "".join(f"## Issue #{n}: T\n\n**Status:** open\n\n" for n in range(1, 65)).encode()
    fixes = [Fix(3 + 4 * n, 13, 17, "Resolved" if n == 40 else "Open") for n in range(64)]
    fixed, count = fix_log(data, "x", fixes, default_vocabulary())
    assert (count, fixed.count(b"Open"), fixed.count(b"open")) == (63, 63, 1)
    assert len(readings) <= 14
