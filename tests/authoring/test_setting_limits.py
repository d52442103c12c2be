"""What is refused when values are set, and what is said instead of done."""

from __future__ import annotations

import pytest

from issues_kb.authoring.setting import Change, Wishes, change_values
from issues_kb.errors import LogError, NotFoundError, UsageError
from issues_kb.model import MeasureState

LOG = """\
# Bugs

## Issue #1: One

**Date:** 2026-01-09
**Status:** Open

### Root Cause

A race.

### Prevention

- [x] A test

## Resolved Issues

### Issue #2: Two

It broke.
"""


def change(log: str | bytes = LOG, key: str = "1", **asked: object) -> Change:
    data = log if isinstance(log, bytes) else log.encode()
    return change_values(data, "LOG.md", key, Wishes(**asked))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "subject", "reason"),
    [
        ({"status": "donee"}, "status", "there is no status donee"),
        ({"severity": "hihg"}, "severity", "there is no severity hihg"),
        ({"date": "19.12.2024"}, "date", "'19.12.2024' is no date"),
        ({"date": "2024-02-30"}, "date", "'2024-02-30' is no date"),
        ({"title": ""}, "title", "is empty"),
        ({"title": "a\nb"}, "title", "must be one line of text"),
        ({"Owner": "a\x1b[31m"}, "Owner", "must be one line of text"),
        ({"Owner": "a\udcff"}, "Owner", "is no text"),
        ({"Root Cause": "none"}, "Root Cause", "is a section, not a field"),
        ({"status": "open", "State": "open"}, "State", "is given twice"),
        ({"Sevrity": "high"}, "Sevrity", "is no field of this log"),
        ({"Number": "12"}, "Number", "is not changed here: other issues mention it"),
    ],
)
def test_values_that_cannot_be_set(values: dict[str, str], subject: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        change(values=values)
    assert (caught.value.subject, caught.value.reason) == (subject, reason)


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"status": "donee"}, "did you mean done?"),
        ({"severity": "hihg"}, "did you mean high?"),
        ({"severity": "xyz"}, "known are low, medium, high, critical"),
        ({"Sevrity": "high"}, "did you mean severity?"),
        ({"Sttus": "open"}, "did you mean status?"),
    ],
)
def test_a_word_that_is_nearly_one(values: dict[str, str], hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        change(values=values)
    assert caught.value.hint == hint


def test_a_name_like_another_is_taken_where_the_log_has_it() -> None:
    log = LOG.replace("**Date:** 2026-01-09\n", "**Dates:** one\n").replace(
        "It broke.", "**States:** two"
    )
    done = change(log, values={"States": "three"})
    assert b"**States:** three\n" in done.after


@pytest.mark.parametrize(
    "values",
    [
        {"title": "One [FIXED]"},
        {"Owner|x": "ana"},
        {"Owner": ""},
    ],
)
def test_text_that_would_be_read_otherwise_names_the_line(values: dict[str, str]) -> None:
    with pytest.raises((UsageError, LogError)) as caught:
        change(values=values)
    assert "LOG.md:3" in str(caught.value)
    assert "issues-kb edit 1" in str(caught.value.hint)


def test_words_of_other_languages_are_understood() -> None:
    assert change(values={"status": "已解决"}).issue_after.status is not None


def test_a_key_that_is_not_there() -> None:
    with pytest.raises(NotFoundError):
        change(key="3", values={"status": "open"})


def test_utf_16_is_refused() -> None:
    with pytest.raises(LogError, match="UTF-16"):
        change(LOG.encode("utf-16"), values={"status": "open"})


def test_a_measure_that_is_not_there() -> None:
    with pytest.raises(UsageError) as caught:
        change(marks={2: MeasureState.DONE})
    assert (caught.value.reason, caught.value.hint) == (
        "there is no measure 2",
        "its measures are 1 to 1",
    )


def test_what_is_so_already_is_said() -> None:
    done = change(
        values={"status": "open", "date": "2026-01-09", "title": "One"},
        marks={1: MeasureState.DONE},
    )
    assert done.after == done.before
    assert done.notes == (
        "status is open already",
        "date is 2026-01-09 already",
        "the title is so already",
        "measure 1 is done already",
    )


def test_a_status_lent_by_a_group_is_said_in_the_entry() -> None:
    done = change(key="2", values={"status": "open"})
    assert done.lines == ((20, "**Status:** Open"), (21, ""))
    assert done.notes[0].startswith("2 stands in a group that says resolved")
    lent = change(key="2", values={"status": "resolved"})
    assert lent.notes == ("status is resolved already",)


def test_a_note_needs_something_to_stand_beside() -> None:
    with pytest.raises(UsageError, match="no status"):
        change("## Issue #1: One\n\n**Date:** 2026-01-09\n", note="PR #1")


def test_bytes_that_are_no_text_stay() -> None:
    log = b"## Issue #1: Caf\xe9\r\n\r\n**Status:** Open (caf\xe9)  \r\n\r\nIt broke \xff\x00.\r\n"
    done = change(log, values={"status": "resolved"})
    assert done.after == log.replace(b"Open", b"Resolved")
    noted = change(done.after, note="v2")
    assert noted.after == done.after.replace(b"(caf\xe9)", b"(v2)")


def test_line_ends_of_several_kinds_stay() -> None:
    log = b"# Log\r\r\n## Issue #1: One\n\r**Date:** 2026-01-09\r\n**Severity:** High\rText.\n"
    done = change(log, values={"severity": "low", "status": "open"})
    assert done.after == log.replace(b"High\r", b"Low\r**Status:** Open\r")


def test_two_issues_with_one_number_are_told_apart() -> None:
    log = "## Issue #4: First\n**Status:** Open\n\n## Issue #4: Second\n**Status:** Open\n"
    done = change(log, key="4-second", values={"status": "resolved"})
    assert done.after.decode() == log[:-5] + "Resolved\n"
