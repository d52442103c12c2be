"""A run of blanks is read once: looked at again from each of its blanks, these would take hours."""

from __future__ import annotations

import pytest

from issues_kb.model import Issue, MeasureState
from issues_kb.reading import read_log

BLANKS = " " * 200_000


def _issue(body: str, title: str = "It broke") -> Issue:
    text = f"# Issues Log\n\n## Issue #1: {title}\n\n**Status:** Open\n\n{body}\n"
    (issue,) = read_log(text.encode(), "ISSUES_LOG.md").log.issues
    return issue


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (f"Add a test 🔥{BLANKS}and more words than a note has", MeasureState.UNKNOWN),
        (f"Add a test ✅{BLANKS}", MeasureState.DONE),
        (f"Add a test (of{BLANKS}many words) (done)", MeasureState.DONE),
        (f"Add a test ({BLANKS}many words)", MeasureState.UNKNOWN),
        (f"[{BLANKS}and more words than a mark ever has", MeasureState.UNKNOWN),
    ],
    ids=["behind a sign", "at the end", "in a note", "before a note", "before a mark"],
)
def test_blanks_in_a_measure(item: str, state: MeasureState) -> None:
    (measure,) = _issue(f"### Prevention\n\n- {item}").measures
    assert measure.state is state


@pytest.mark.parametrize(
    "title", [f"It{BLANKS}broke", f"Status: It{BLANKS}broke", f"It #{BLANKS}#"]
)
def test_blanks_in_a_heading(title: str) -> None:
    assert _issue("", title).title.startswith(("It", "Status: It"))


@pytest.mark.parametrize(
    "line",
    [
        f"**Branch:** main{BLANKS}b>",
        f"**Branch:** main{BLANKS}x: y",
        f"| Branch{BLANKS}of | work |\n|---|---|\n| Phase{BLANKS}of | work |",
    ],
    ids=["before a break", "before a label", "in a table"],
)
def test_blanks_in_a_field(line: str) -> None:
    assert _issue(line).number == "1"


def test_blanks_behind_a_file() -> None:
    (changed,) = _issue(f"### Files Changed\n\n- `a.py`{BLANKS}changed").files
    assert (changed.path, changed.note) == ("a.py", "changed")


def test_signs_that_are_no_path() -> None:
    assert _issue(f"### Files Changed\n\n- {'~' * 200_000} and more").files == ()
