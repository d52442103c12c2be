"""Every line of an entry stands somewhere on its page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.model import Field, Issue, Section, SectionKind
from issues_kb.reading import read_log
from issues_kb.site.arrangement import arrange
from tests.site.conftest import plain_issue, sample_issue


def entry(text: str, *sections: Section, fields: tuple[Field, ...] = ()) -> Issue:
    """An entry that begins on line 1 of its log."""
    return plain_issue("1", line=1, text=text, sections=sections, fields=fields)


def section(line: int, heading: str | None, text: str) -> Section:
    return Section(SectionKind.OTHER, heading, line, text)


def test_sections_stand_in_reading_order_without_their_sub_sections() -> None:
    arrangement = arrange(sample_issue())
    assert [piece.heading for piece in arrangement.pieces] == [
        *[None, "Problem Description", "Root Cause", "Key Learnings", "Prevention"]
    ]


def test_the_heading_and_the_fields_are_kept_as_written() -> None:
    assert arrange(sample_issue()).as_written == (
        "## Issue #1: Key missing on `users`\n"
        "**Date:** 2024-12-19\n"
        "**Severity:** High (blocks the start)\n"
        "**Status:** Resolved"
    ).replace("**Status:** Resolved", "**Status:** Resolved\n**Reporter:** Ada")


def test_lines_of_a_section_know_their_place() -> None:
    learnings = arrange(sample_issue()).pieces[3]
    assert learnings.lines == (25, 26, 27)


def test_text_beside_a_label_is_found() -> None:
    issue = entry("# a\n- **Fix:** one\n  two\n", section(2, "Fix", "one\ntwo"))
    assert arrange(issue).pieces[0].lines == (1, 2)


def test_lines_in_no_section_stand_where_they_were() -> None:
    text = "# a\n## One\nx\n\nlost one\n- lost two\n\n## Two\ny"
    issue = entry(text, section(2, "One", "x"), section(8, "Two", "y"))
    pieces = arrange(issue).pieces
    assert [(piece.heading, piece.text) for piece in pieces] == [
        ("One", "x"),
        (None, "lost one\n- lost two"),
        ("Two", "y"),
    ]


def test_a_section_without_text_keeps_its_heading() -> None:
    issue = entry("# a\n## One\n\n## Two\ny", section(2, "One", ""), section(4, "Two", "y"))
    assert [piece.heading for piece in arrange(issue).pieces] == ["One", "Two"]


def test_an_entry_without_sections_is_shown_whole() -> None:
    issue = entry("# a\n\nHello there.\n\n```\ncode: x\n```")
    assert [piece.text for piece in arrange(issue).pieces] == ["Hello there.\n\n```\ncode: x\n```"]


@pytest.mark.parametrize(
    "line",
    [
        "**Status:** Open",
        "- **Status**: Open",
        "* Status: open",
        "| Status | Open |",
        "#### **Status**: ✅ **RESOLVED**",
        "**Date:** 2025-01-01 | **Severity:** Low",
        "**状态**：已解决",
        "✅ Status: done",
    ],
)
def test_a_field_line_on_top_is_not_shown_twice(line: str) -> None:
    issue = entry(f"# a\n\n{line}\n\nText.")
    arrangement = arrange(issue)
    assert [piece.text for piece in arrangement.pieces] == ["Text."]
    assert line in arrangement.as_written


@pytest.mark.parametrize(
    "line",
    ["Just text.", "**There are two ways:**", "1. First: this", "`a: b`", "**Note:** " + "x" * 300],
)
def test_any_other_line_on_top_is_shown(line: str) -> None:
    assert [piece.text for piece in arrange(entry(f"# a\n\n{line}")).pieces] == [line]


def test_a_field_is_listed_unless_the_text_shows_it() -> None:
    top, inside = Field("Reporter", "Ada", 2), Field("Next", "Wait", 6)
    text = "# a\n**Reporter:** Ada\n\n## One\nx\n**Next:** Wait"
    arrangement = arrange(entry(text, section(4, "One", "x"), fields=(top, inside)))
    assert arrangement.fields == (top,)
    assert arrangement.pieces[-1].text == "**Next:** Wait"


LINES = [
    *("## One", "**Fix:** it", "**Root Cause:**", "- a", "  - b", "text", "", "", "---", "```"),
    *("**Status:** Open", "Reporter: Ada", "1. x", "| a | b |", "|---|---|", "### Two", "> q"),
    *("**Lessons:** Never do it", "- [ ] y", "a: b: c", "    code", "<!-- c -->"),
]


@given(st.lists(st.sampled_from(LINES)))
def test_no_word_is_lost_however_an_entry_reads(lines: list[str]) -> None:
    numbered = [f"{line} w{number}w" if line.strip() else "" for number, line in enumerate(lines)]
    text = "# Log\n\n## Issue #1: A\n\n" + "\n".join(numbered) + "\n"
    for issue in read_log(text.encode(), "x.md").log.issues:
        arrangement = arrange(issue)
        kept = [arrangement.as_written]
        kept += [f"{piece.heading}\n{piece.text}" for piece in arrangement.pieces]
        for word in re.findall(r"w\d+w", issue.text):
            assert word in "\n".join(kept)
