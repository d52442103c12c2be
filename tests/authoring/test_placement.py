"""Where a new entry goes, and how it is set off."""

from __future__ import annotations

import pytest

from issues_kb.authoring import Draft, Manner, add_entry
from issues_kb.authoring.numbering import next_shape, number_shape
from issues_kb.errors import LogError
from issues_kb.model import Severity, Status
from issues_kb.reading import read_log
from issues_kb.templating import template_folders

MANNER = Manner(template_folders())


def order(log: str, draft: Draft) -> list[str]:
    """The titles of the log with the draft."""
    data = add_entry(log.encode(), "LOG.md", draft, MANNER).data
    return [issue.title for issue in read_log(data, "LOG.md").log.issues]


def entry(heading: str, fields: str = "**Status:** Open") -> str:
    return f"{heading}\n\n{fields}\n\nBad.\n"


DRAFT = Draft(title="New", date="2025-05-05")


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["## Issue #1: A", "## Issue #2: B"], ["A", "B", "New"]),
        (["## Issue #2: B", "## Issue #1: A"], ["New", "B", "A"]),
        (["## 2025-01-02 - A", "## 2025-01-03 - B"], ["A", "B", "New"]),
        (["## 2025-01-03 - B", "## 2025-01-02 - A"], ["New", "B", "A"]),
        (["## Issue: A", "## Issue: B"], ["A", "B", "New"]),
    ],
)
def test_the_newest_is_where_the_others_say(headings: list[str], expected: list[str]) -> None:
    log = "\n".join(["# Log\n", *map(entry, headings)])
    assert order(log, DRAFT) == expected


def test_dates_below_the_headings_tell_the_order_too() -> None:
    log = "\n".join(
        [
            "# Log\n",
            entry("## It B", "**Date:** 2025-02-02\n**Status:** Open"),
            entry("## It A", "**Date:** 2025-01-01\n**Status:** Open"),
        ]
    )
    assert order(log, DRAFT) == ["New", "It B", "It A"]


def test_one_late_entry_does_not_turn_the_order() -> None:
    days = ["2025-03-01", "2025-03-01", "2025-03-01", "2025-01-10"]
    log = "\n".join(
        entry(f"## Issue #{n}: {n}", f"**Date:** {day}") for n, day in enumerate(days, 1)
    )
    assert order(f"# Log\n\n{log}", DRAFT) == ["1", "2", "3", "4", "New"]


GROUPED = "\n".join(
    [
        "# Log\n\n## Open Issues\n",
        *(
            entry(f"### Issue #{n}: {title}", "**Date:** 2025-01-01")
            for n, title in ((1, "A"), (2, "B"))
        ),
        "## Resolved Issues\n",
        entry("### Issue #3: C", "**Date:** 2025-01-01"),
    ]
)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.OPEN, ["A", "B", "New", "C"]),
        (Status.RESOLVED, ["A", "B", "C", "New"]),
        (Status.IN_PROGRESS, ["A", "B", "New", "C"]),
    ],
)
def test_the_group_of_the_status_takes_it(status: Status, expected: list[str]) -> None:
    draft = Draft(title="New", date="2025-05-05", status=status)
    assert order(GROUPED, draft) == expected


def test_an_empty_group_of_the_status_takes_it() -> None:
    log = GROUPED.partition("### Issue #3")[0] + "Nothing yet.\n"
    draft = Draft(title="New", date="2025-05-05", status=Status.RESOLVED)
    data = add_entry(log.encode(), "LOG.md", draft, MANNER).data
    assert data.startswith(log.encode())


def test_the_group_of_the_severity_takes_it() -> None:
    log = "\n".join(
        [
            "# Log\n\n## Critical\n",
            entry("### Issue #1: A"),
            "## Low\n",
            entry("### Issue #2: B"),
        ]
    )
    draft = Draft(title="New", date="2025-05-05", severity=Severity.CRITICAL)
    assert order(log, draft) == ["A", "New", "B"]


@pytest.mark.parametrize("closing", ["## Summary\n\nAll fine.\n", "## How to report\n\nWrite.\n"])
def test_what_closes_the_log_stays_below(closing: str) -> None:
    entries = "\n".join([entry("## Issue #1: A"), entry("## Issue #2: B")])
    log = f"# Log\n\n{entries}\n{closing}"
    data = add_entry(log.encode(), "LOG.md", DRAFT, MANNER).data
    assert data.endswith(closing.encode())
    assert [i.title for i in read_log(data, "LOG.md").log.issues] == ["A", "B", "New"]


@pytest.mark.parametrize(
    ("between", "added"),
    [("\n---\n\n", "\n---\n\n"), ("\n", "\n"), ("\n\n", "\n\n"), ("\n***\n\n", "\n***\n\n")],
)
def test_entries_are_set_off_as_the_others(between: str, added: str) -> None:
    first, second = entry("## Issue #1: A"), entry("## Issue #2: B")
    log = f"# Log\n\n{first}{between}{second}"
    data = add_entry(log.encode(), "LOG.md", DRAFT, MANNER).data.decode()
    assert data.startswith(f"{log}{added}## Issue #3: New\n")


def test_on_top_the_rest_is_set_off_too() -> None:
    first, second = entry("## Issue #1: A"), entry("## Issue #2: B")
    log = f"# Log\n\n{second}\n---\n\n{first}"
    data = add_entry(log.encode(), "LOG.md", DRAFT, MANNER).data.decode()
    assert data.startswith("# Log\n\n## Issue #3: New\n")
    assert data.endswith(f"\n---\n\n{second}\n---\n\n{first}")


@pytest.mark.parametrize(
    ("near", "numbers", "expected"),
    [
        (["BUG-9"], ["BUG-9"], "BUG-10"),
        (["BUG-009"], ["BUG-009", "ERR-70"], "BUG-010"),
        (["7"], ["7", "BUG-70"], "8"),
        (["8.2", "8.1", "3.1"], ["3.1", "8.1", "8.2"], "8.3"),
        (["2025-01-02-1"], ["2025-01-02-1"], None),
        (["20250102"], ["20250102"], None),
        ([None], [None], None),
    ],
)
def test_the_next_number(near: list[str | None], numbers: list[str | None], expected: str) -> None:
    shape = next_shape(near, numbers)
    assert (shape.text if shape else None) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["BUG-2026-06-09-001"], "BUG-2026-07-01-001"),
        (["BUG-2026-07-01-002", "BUG-2026-07-01-001", "BUG-2026-06-09-001"], "BUG-2026-07-01-003"),
        (["INC-20260609-1"], "INC-20260701-1"),
        (["INC-20260701-9"], "INC-20260701-10"),
        (["INC-2026-06-004"], "INC-2026-07-001"),
        (["INC-2026-06-04"], None),
        (["INC-2025-104", "INC-2025-007"], "INC-2026-001"),
        (["INC-2026-104", "INC-2026-007"], "INC-2026-105"),
        (["2026-06-09-1"], None),
    ],
)
def test_the_next_number_of_a_day_month_or_year(numbers: list[str], expected: str | None) -> None:
    shape = next_shape(numbers, numbers, "2026-07-01")
    assert (shape.text if shape else None) == expected


def test_a_number_with_a_day_needs_one() -> None:
    assert next_shape(["INC-20260609-1"], ["INC-20260609-1"], "2026-07") is None
    assert next_shape(["INC-20260609-1"], ["INC-20260609-1"]) is None


def test_a_number_taken_apart() -> None:
    assert number_shape("BUG-LOCAL-040") == ("BUG-LOCAL-", 3, 40)
    assert number_shape("一") is None


def test_a_table_without_names_that_are_known_is_a_table_of_issues() -> None:
    log = "| What | Who |\n|---|---|\n| It broke | ana |\n| It stops | bob |\n"
    with pytest.raises(LogError, match="keeps its issues in a table"):
        add_entry(log.encode(), "LOG.md", DRAFT, MANNER)


def test_an_empty_log_may_explain_itself_and_show_a_template() -> None:
    log = "# Log\n\n## Template\n\n- **Date:** YYYY-MM-DD\n- **Status:** Open\n- **Cause:** [why]\n"
    assert order(log, DRAFT) == ["New"]
