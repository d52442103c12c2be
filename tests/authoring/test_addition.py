from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.authoring import Draft, Manner, add_entry
from issues_kb.authoring.numbering import next_number
from issues_kb.errors import LogError, UsageError
from issues_kb.model import Severity, Status
from issues_kb.reading import outline_log, read_log
from issues_kb.templating import template_folders

MANNER = Manner(template_folders())
DRAFT = Draft(title="It broke again", date="2025-01-31", problem="It breaks.")
ENTRY = (
    "## Issue #2: It broke again\n\n**Date:** 2025-01-31  \n**Status:** Open\n\n"
    "### Problem Description\n\nIt breaks.\n"
)
FIRST = "## Issue #1: It broke once\n\n**Status:** Open\n\nBad.\n"


def add(text: str, draft: Draft = DRAFT) -> str:
    return add_entry(text.encode(), "LOG.md", draft, MANNER).data.decode()


@pytest.mark.parametrize(
    ("log", "changed"),
    [
        (f"# Log\n\n{FIRST}", f"# Log\n\n{FIRST}\n---\n\n{ENTRY}"),
        (f"# Log\n\n{FIRST}\n---\n", f"# Log\n\n{FIRST}\n---\n\n{ENTRY}\n---\n"),
        (f"# Log\n\n{FIRST}\n\n\n", f"# Log\n\n{FIRST}\n\n\n---\n\n{ENTRY}"),
        (f"# Log\n\n{FIRST}".rstrip(), f"# Log\n\n{FIRST}\n---\n\n{ENTRY}".rstrip()),
        (
            f"# Log\n\n{FIRST}\n## Template\n\n**Status:** Open/Resolved\n",
            f"# Log\n\n{FIRST}\n---\n\n{ENTRY}\n---\n\n## Template\n\n**Status:** Open/Resolved\n",
        ),
    ],
)
def test_where_an_entry_goes(log: str, changed: str) -> None:
    assert add(log) == changed


def test_a_log_without_rules_gets_none() -> None:
    second = FIRST.replace("#1", "#2").replace("once", "twice")
    log = f"# Log\n\n{FIRST}\n{second}"
    assert add(log) == f"{log}\n{ENTRY.replace('#2', '#3')}"


@pytest.mark.parametrize("log", ["", "\n", "# Log\n", "# Log", "\ufeff# Log\n\nNothing yet.\n"])
def test_an_empty_log_takes_its_first_entry(log: str) -> None:
    changed = add(log)
    assert changed.startswith(log)
    reading = read_log(changed.encode(), "LOG.md")
    assert [(issue.number, issue.title) for issue in reading.log.issues] == [("1", DRAFT.title)]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_the_line_ends_of_the_log_are_used(newline: str) -> None:
    log = f"\ufeff# Log\n\n{FIRST}".replace("\n", newline)
    assert add(log) == log + f"\n---\n\n{ENTRY}".replace("\n", newline)


def test_bytes_that_are_no_text_stay() -> None:
    log = b"# Log\n\n## Issue #1: It broke \xff\xfe once\n\n**Status:** Open\n"
    changed = add_entry(log, "LOG.md", DRAFT, MANNER).data
    assert changed == log + f"\n---\n\n{ENTRY}".encode()


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], 1),
        (["#1", "#3", "#2"], 4),
        (["#007"], 8),
        (["#3", "#3"], 4),
    ],
)
def test_the_next_number_is_the_highest_plus_one(numbers: list[str], expected: int) -> None:
    entries = [FIRST.replace("#1", number) for number in numbers]
    outline = outline_log("\n".join(["# Log\n", *entries]).encode(), "LOG.md")
    assert next_number(entry.number for entry in outline.entries) == expected


def test_a_prefix_counts_by_its_number() -> None:
    log = "# Bugs\n\n## BUG-009: It broke\n\n**Status:** Open\n"
    outline = outline_log(log.encode(), "LOG.md")
    assert next_number(entry.number for entry in outline.entries) == 10


@pytest.mark.parametrize(
    "text",
    [
        "# Heading\n\n## Issue #9: Another one\n\n**Status:** Resolved",
        "Status: Resolved",
        "**Severity:** Low\n**Status:** Resolved",
        "- **Status**: Resolved",
        "| Status | Resolved |\n|---|---|\n| Date | 2020-01-01 |",
        "### Root Cause\n\nNone",
        "**Root Cause:** none",
        "Root Cause\n----------",
        "```\nnever closed",
        "<!-- never closed",
        "---\n\n## Template for Future Issues\n\n**Date:** YYYY-MM-DD",
        "---\ntitle: x\n---",
        "> ## quoted\n> Status: Resolved",
        "1. one\n   ```\n   code\n2. two",
        "emoji 🦊 ✅ [FIXED] ~~struck~~",
        "x" * 20_000,
    ],
)
def test_structure_in_values_does_not_become_structure_of_the_log(text: str) -> None:
    draft = Draft(
        title="It broke again",
        date="2025-01-31",
        severity=Severity.HIGH,
        problem=text,
        root_cause=text,
        learnings=(text, "Always test"),
        prevention=(text,),
        related=text,
    )
    log = f"# Log\n\n{FIRST}\n---\n\n## Template\n\n**Status:** Open/Resolved\n"
    changed = add_entry(log.encode(), "LOG.md", draft, MANNER).data
    before, after = read_log(log.encode(), "LOG.md").log, read_log(changed, "LOG.md").log
    assert [issue.number for issue in after.issues] == ["1", "2"]
    assert after.issues[0] == before.issues[0]
    added = after.issues[1]
    assert (added.title, added.date) == ("It broke again", "2025-01-31")
    assert (added.severity, added.status) == (Severity.HIGH, Status.OPEN)
    assert [s.kind.value for s in added.sections if s.parent is None] == [
        *("problem", "root_cause", "learnings", "prevention", "related")
    ]


PIECES = st.sampled_from(
    [
        "#",
        "## Issue #4: x",
        "\n",
        " ",
        "---",
        "```",
        "**Status:** Open",
        "- ",
        "1. ",
        "a",
        "> ",
        "<!--",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=8).map("".join))
def test_any_value_gives_one_entry_or_is_refused(problem: str, learning: str) -> None:
    draft = Draft(title="It broke again", date="2025-01-31", problem=problem, learnings=(learning,))
    log = f"# Log\n\n{FIRST}".encode()
    try:
        changed = add_entry(log, "LOG.md", draft, MANNER).data
    except UsageError as error:
        assert error.subject in ("problem", "learnings", "value")  # noqa: PT017
        return
    assert changed.startswith(log)
    assert [issue.number for issue in read_log(changed, "LOG.md").log.issues] == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("# Log\n".encode("utf-16"), "is saved as UTF-16"),
        (b"\x00\x01\x02", "is a binary file"),
        (b"# Log\n\n## Issue #1: It broke\n\n**Status:** Open\n\n<pre>\n", "cannot take"),
        (
            b"# Log\n\n| ID | Issue | Status |\n|---|---|---|\n| 1 | Broken | Open |\n"
            b"| 2 | Slow | Open |\n| 3 | Odd | Open |\n",
            "keeps its issues in a table",
        ),
    ],
)
def test_a_log_that_cannot_take_an_entry(data: bytes, reason: str) -> None:
    with pytest.raises(LogError, match=reason):
        add_entry(data, "LOG.md", DRAFT, MANNER)
