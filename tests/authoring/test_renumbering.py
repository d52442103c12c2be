"""Numbers that are there twice: who keeps which, and which mentions go along."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.authoring.renumbering import RenumberPlan, plan_renumbering
from issues_kb.errors import LogError
from issues_kb.reading import read_log


def entry(heading: str, *lines: str, date: str = "") -> str:
    dated = f"**Date:** {date}\n" if date else ""
    text = "".join(f"\n{line}\n" for line in lines)
    return f"## {heading}\n\n{dated}**Status:** Open\n{text}\n"


def log(*entries: str) -> bytes:
    return ("# Issues Log\n\n" + "".join(entries)).encode()


def plan(data: bytes, *, across_groups: bool = False) -> RenumberPlan:
    return plan_renumbering(data, "LOG.md", across_groups=across_groups)


def numbers(data: bytes) -> list[str | None]:
    return [issue.number for issue in read_log(data, "LOG.md").log.issues]


ONE = entry("Issue #1: The first fault")
DOOR = entry("Issue #2: Door stays open")
WALL = entry("Issue #2: Wall falls over")


def test_a_log_with_nothing_twice_stays() -> None:
    data = log(ONE, DOOR)
    assert plan(data) == RenumberPlan(data, data)


def test_the_entry_further_down_gets_the_next_number() -> None:
    done = plan(log(ONE, DOOR, WALL, entry("Issue #3: Roof leaks")))
    assert numbers(done.data) == ["1", "2", "4", "3"]
    assert [(c.line, c.old, c.new, c.mentions) for c in done.changes] == [(11, "2", "4", 0)]
    assert done.data == done.before.replace(b"#2: Wall", b"#4: Wall")


def test_on_top_is_later_where_the_newest_entry_is_first() -> None:
    done = plan(log(entry("Issue #3: Roof leaks"), DOOR, WALL, ONE))
    assert numbers(done.data) == ["3", "4", "2", "1"]


def test_dates_decide_before_the_order() -> None:
    late = entry("Issue #2: Door stays open", date="2025-03-02")
    early = entry("Issue #2: Wall falls over", date="2025-03-01")
    assert numbers(plan(log(ONE, late, early)).data) == ["1", "3", "2"]


def test_a_month_does_not_decide_against_a_day_in_it() -> None:
    month = entry("Issue #2: Door stays open", date="2025-03")
    day = entry("Issue #2: Wall falls over", date="2025-03-01")
    assert numbers(plan(log(ONE, month, day)).data) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["BUG-007: Door open", "BUG-007: Wall down"], ["BUG-007", "BUG-008"]),
        (["BUG-7: Door open", "BUG-007: Wall down"], ["BUG-7", "BUG-008"]),
        (["bug-7: Door open", "BUG-7: Wall down"], ["bug-7", "BUG-8"]),
        (["BUG-099: Door open", "BUG-099: Wall down"], ["BUG-099", "BUG-100"]),
        (["BUG-1: Door open", "FIX-9: Roof", "BUG-1: Wall"], ["BUG-1", "FIX-9", "BUG-2"]),
        (["INC-2024-003: Door open", "INC-2024-003: Wall down"], ["INC-2024-003", "INC-2024-004"]),
        (["[BUG-7] Door open", "**[BUG-7]** Wall down"], ["BUG-7", "BUG-8"]),
        (["2025-01-02 - Bug #2: Door open", "2025-02-02 - Bug #2: Wall"], ["2", "3"]),
        (["Bug ＃２：Door open", "Bug #2: Wall down 2 times"], ["2", "3"]),
        (["1. Door open", "1. Wall down"], ["1", "2"]),
        (["Issue #5: A", "Issue #5: B", "Issue #5: C"], ["5", "6", "7"]),
    ],
)
def test_prefix_and_width_are_kept(headings: list[str], expected: list[str]) -> None:
    data = log(*(entry(heading) for heading in headings))
    assert numbers(plan(data).data) == expected


def test_numbers_that_begin_again_in_each_group_are_meant_so() -> None:
    fields = "**Status:** Open\n\n"
    data = (
        f"# Bugs\n\n## Backend\n\n### 1. Slow query\n\n{fields}### 2. Lost update\n\n{fields}"
        f"## Frontend\n\n### 1. Broken layout\n\n{fields}### 2. Lost focus\n\n{fields}"
    ).encode()
    done = plan(data)
    assert done.data == data
    assert [entry.line for entry in done.left] == [15, 19]
    assert "another group" in done.left[0].reason
    across = plan(data, across_groups=True)
    assert numbers(across.data) == ["1", "2", "3", "4"]
    assert across.left == ()


def test_groups_with_an_entry_each_show_no_habit() -> None:
    fields = "**Status:** Open\n\n"
    data = (
        f"# Bugs\n\n## Open\n\n### Bug #1: Slow query\n\n{fields}"
        f"## Resolved\n\n### Bug #1: Lost update\n\n{fields}"
    ).encode()
    assert numbers(plan(data).data) == ["1", "2"]


def test_the_same_entry_twice_is_said_and_left() -> None:
    data = log(ONE, DOOR, DOOR)
    done = plan(data)
    assert done.data == data
    assert [(e.line, e.number) for e in done.left] == [(11, "2")]
    assert "the same entry as the one at line 7" in done.left[0].reason


def test_entries_that_a_merge_mixed_are_said_and_left() -> None:
    data = log(ONE, "## Issue #2: Door stays open\n## Issue #2: Wall falls\n\n**Status:** Open\n")
    done = plan(data)
    assert done.data == data
    assert [e.line for e in done.left] == [8]
    assert "a merge mixed the two" in done.left[0].reason


# Mentions


def changed_lines(done: RenumberPlan) -> list[str]:
    before, after = done.before.decode().split("\n"), done.data.decode().split("\n")
    return [new for old, new in zip(before, after, strict=True) if new != old]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("See Issue #2 again.", "See Issue #4 again."),
        ("Issues #2 and #1 meet here.", "Issues #4 and #1 meet here."),
        ("> Issue #2 in a quote", "> Issue #4 in a quote"),
        ("- [ ] test issue 2", "- [ ] test issue 4"),
        ("Issue #2, not `Issue #2`", "Issue #4, not `Issue #2`"),
        ("Issue #2, not ``a`Issue #2``", "Issue #4, not ``a`Issue #2``"),
        (r"\`Issue #2\` is text", r"\`Issue #4\` is text"),
        ("### Second try at Issue #2", "### Second try at Issue #4"),
    ],
)
def test_an_entry_that_names_itself_goes_along(line: str, expected: str) -> None:
    done = plan(log(ONE, DOOR, entry("Issue #2: Wall falls over", line), entry("Issue #3: Roof")))
    assert changed_lines(done) == ["## Issue #4: Wall falls over", expected]
    assert done.uncertain == ()


@pytest.mark.parametrize(
    "line",
    [
        "`Issue #2`",
        "```\nIssue #2\n```",
        "    Issue #2",
        "<code>Issue #2</code>",
        "PR #2 and step #2",
        "Issue #2.1",
        "https://example.org/issues/2#2",
        "[there](https://example.org/#2)",
        "Door stays open",
    ],
)
def test_code_and_what_is_no_mention_stays(line: str) -> None:
    done = plan(log(ONE, DOOR, entry("Issue #2: Wall falls over", line)))
    assert changed_lines(done) == ["## Issue #3: Wall falls over"]
    assert done.uncertain == ()


@pytest.mark.parametrize(
    "line",
    [
        "Fixed in #2",
        "Issues #1, #2 and #3 meet here.",
        "### Related Issues\n\nIssue #2",
        "<div>\nIssue #2\n</div>",
    ],
)
def test_what_an_entry_may_say_of_another_is_uncertain(line: str) -> None:
    done = plan(log(ONE, DOOR, entry("Issue #2: Wall falls over", line)))
    assert changed_lines(done) == ["## Issue #3: Wall falls over"]
    assert [u.entries for u in done.uncertain] == [(("2", 7), ("3", 11))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("See Issue #2: Wall falls over.", "See Issue #4: Wall falls over."),
        ("See Issue #2 (**Wall falls over**).", "See Issue #4 (**Wall falls over**)."),
        ("Wall falls over (#2)", "Wall falls over (#4)"),
        ("| 2 | open | Wall falls over |\n|---|---|---|", None),
        ("|No|State|Title|\n|--|--|--|\n| 2 | open | Wall falls over |", "| 4 | open | Wall fall"),
        ("|No|Title|\n|--|--|\n| #2 | Wall falls over |", "| #4 | Wall falls over |"),
        ("[Issue #2](#issue-2-wall-falls-over)", "[Issue #4](#issue-4-wall-falls-over)"),
        ("[the wall](#issue-2-wall-falls-over)", "[the wall](#issue-4-wall-falls-over)"),
        ("[w]: #issue-2-wall-falls-over", "[w]: #issue-4-wall-falls-over"),
        ("- 2 - Wall falls over", "- 4 - Wall falls over"),
        ("as in 2-wall-falls-over", "as in 4-wall-falls-over"),
        ("as in #2-Wall-falls-over", "as in #4-Wall-falls-over"),
    ],
)
def test_a_mention_that_says_which_is_meant_goes_along(line: str, expected: str | None) -> None:
    done = plan(log(ONE, DOOR, WALL, entry("Issue #3: Roof leaks", line)))
    found = changed_lines(done)
    assert found[0] == "## Issue #4: Wall falls over"
    assert len(found) == (2 if expected else 1) or "|---|" in line
    if expected:
        assert found[1].startswith(expected)
    assert done.uncertain == ()


@pytest.mark.parametrize(
    "line",
    [
        "See Issue #2: Door stays open.",
        "[Issue #2](#issue-2-door-stays-open)",
        "- 2 - Door stays open",
    ],
)
def test_a_mention_of_the_one_that_stays_stays(line: str) -> None:
    done = plan(log(ONE, DOOR, WALL, entry("Issue #3: Roof leaks", line)))
    assert changed_lines(done) == ["## Issue #4: Wall falls over"]
    assert done.uncertain == ()


@pytest.mark.parametrize(
    "line", ["See Issue #2.", "[Issue #2](OTHER.md#issue-2-wall-falls-over)", "#2 and #2"]
)
def test_a_mention_that_may_mean_either_is_listed(line: str) -> None:
    done = plan(log(ONE, DOOR, WALL, entry("Issue #3: Roof leaks", line)))
    assert changed_lines(done) == ["## Issue #4: Wall falls over"]
    assert {(u.line, u.entries) for u in done.uncertain} == {(19, (("2", 7), ("4", 11)))}


def test_the_longer_title_wins_over_the_one_in_it() -> None:
    long = entry("Issue #2: Wall falls over at night")
    done = plan(log(ONE, WALL, long, entry("Issue #3: X y", "Issue #2: Wall falls over at night")))
    assert changed_lines(done)[1] == "Issue #4: Wall falls over at night"


def test_equal_titles_tell_nothing() -> None:
    other = entry("Issue #2: Door stays open", "Again.")
    done = plan(log(ONE, DOOR, other, entry("Issue #3: Roof", "Issue #2: Door stays open")))
    assert len(changed_lines(done)) == 1
    assert len(done.uncertain) == 1


def test_what_one_branch_wrote_means_what_it_wrote() -> None:
    ours = [entry("Issue #2: Door stays open"), entry("Issue #3: Bell rings", "Like Issue #2.")]
    theirs = [entry("Issue #2: Wall falls over"), entry("Issue #3: Roof leaks", "Like Issue #2.")]
    done = plan(log(ONE, *ours, *theirs))
    assert numbers(done.data) == ["1", "2", "3", "4", "5"]
    assert done.data.count(b"Like Issue #2.") == 1
    assert done.data.endswith(b"## Issue #5: Roof leaks\n\n**Status:** Open\n\nLike Issue #4.\n\n")
    assert done.uncertain == ()


def test_a_follow_up_of_the_same_level_stays_with_its_entry() -> None:
    follow_up = "## Issue #2 (continued)\n\nMore of it.\n\n"
    done = plan(log(ONE, DOOR, WALL, follow_up))
    assert b"## Issue #3 (continued)" in done.data
    assert numbers(done.data) == ["1", "2", "3"]


def test_an_anchor_that_was_set_by_hand_stays() -> None:
    link = "[w](#issue-2-wall-falls-over)"
    wall = entry("Issue #2: Wall falls over", '<a id="issue-2-wall-falls-over"></a>')
    done = plan(log(ONE, DOOR, wall, entry("Issue #3: Roof leaks", link)))
    assert changed_lines(done) == ["## Issue #4: Wall falls over"]


# Bytes


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_other_byte_stays(newline: bytes, mark: bytes) -> None:
    odd = "See Issue #2,  caf\udce9 \udcff トラブル #1 \t "
    text = "".join(["# Issues Log\n\n", ONE, DOOR, entry("Issue #2: Wall falls \udce9", odd)])
    data = mark + text.rstrip("\n").encode("utf-8", "surrogateescape").replace(b"\n", newline)
    expected = data.replace(b"#2: Wall", b"#3: Wall").replace(b"Issue #2,", b"Issue #3,")
    assert plan(data).data == expected


@pytest.mark.parametrize("data", ["# A\n".encode("utf-16"), b"# A\0\n"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(LogError, match=r"^LOG\.md: is "):
        plan(data)


PIECES = (
    *("See Issue #{}.", "#{}", "BUG-{}", "`Issue #{}`", "```", "~~~", "- Issue #{}: Title 1"),
    *(
        "Title {}",
        "| {} | Title 1 |",
        "|--|--|",
        "> Issue {}",
        "    Issue #{}",
        "",
        "",
        "<!--",
        "-->",
    ),
    *(
        "[Issue #{}](#issue-{}-title-1)",
        "### Related Issues",
        "**Related:** Issue #{}",
        "\udce9 {}",
    ),
    *("\u00e9 #{} \U0001f98a", "---", "## Issue #{} (continued)", "- `a", "b` Issue #{}"),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Issue #{}: Title {}", "BUG-{}: Title {}", "{}. Title {}"]),
            st.integers(1, 3),
            st.lists(st.tuples(st.sampled_from(PIECES), st.integers(1, 3)), max_size=5),
        ),
        max_size=6,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_nothing_but_numbers_changes_and_none_is_there_twice(
    drawn: list[tuple[str, int, list[tuple[str, int]]]], newline: str
) -> None:
    lines = ["# Issues Log", ""]
    for place, (heading, number, body) in enumerate(drawn):
        lines += [f"## {heading.format(number, place)}", "", "**Status:** Open", ""]
        lines += [piece.format(count, count) for piece, count in body] + [""]
    data = newline.join(lines).encode("utf-8", "surrogateescape")
    try:
        done = plan(data)
    except LogError:
        # What stands behind an open fence may belong to another entry with another number.
        return
    assert re.sub(rb"\d+", b"", done.data) == re.sub(rb"\d+", b"", data)
    found = [(n or str(i)).upper() for i, n in enumerate(numbers(done.data))]
    assert len(found) - len(set(found)) == len(done.left)
    again = plan(done.data)
    assert again.changes == ()
