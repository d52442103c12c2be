"""The second principle: all that an entry says stands in its values, fields or sections."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from issues_kb.model import Issue
from issues_kb.reading import read_log

SHAPES = (
    "{}",
    "{} {}.",
    "**Status:** Fixed {}",
    "**Date:** 2025-01-02 {}",
    "**Severity:** {}",
    "- **Status**: Open {}",
    "**Owner:** {}",
    "**Mood:** {}",
    "**Mood:** {}, and this is a longer sentence that tells how they felt on that day: bad.",
    "**{}**",
    "**Problem:** {}",
    "**Fix:**",
    "**Option A:** {}",
    "- **Cause**: {}",
    "- **{}**: {}",
    "- {}",
    "  - {}",
    "  {}",
    "- [ ] {}",
    "1. {}",
    "Lesson: {}",
    "Prevention:",
    "Status: Open {}",
    "### Prevention",
    "### {}",
    "#### Status: Fixed",
    "#### Lessons",
    "### Status",
    "| Status | {} |\n|---|---|\n| Fixed | {} |",
    "| Field | Value |\n|---|---|\n| Status | Open |\n| Cause | {} |\n| {} | {} |",
    "> {}",
    "> **Status:** {}",
    "```\n{}\n```",
    "<details>\n{}",
    "</details>",
    "\n---",
    "",
    "",
)
_WORD = re.compile(r"word\d+")


def told(issue: Issue) -> set[str]:
    """The words of an issue's values, its fields, and its lead and outermost sections."""
    texts = [issue.title, issue.date or "", issue.severity_note or "", issue.status_note or ""]
    texts += [f"{field.name} {field.value}" for field in issue.fields]
    texts += [f"{s.heading or ''}\n{s.text}" for s in issue.sections if s.parent is None]
    return set(_WORD.findall("\n".join(texts)))


def filled(shapes: list[str]) -> str:
    """An entry of these lines, with a word of its own in each place."""
    count = 0
    lines = ["## BUG-1: Title", ""]
    for shape in shapes:
        places = shape.count("{}")
        lines.append(shape.format(*(f"word{count + i}" for i in range(places))))
        count += places
    return "\n".join(lines)


@given(st.lists(st.sampled_from(SHAPES), max_size=12))
@example(["**Problem:** {}", "", "**Mood:** {}", "", "{}"])
@example(["- **Cause**: {}", "- **Status**: Open {}", "  {}", "", "{}"])
def test_no_word_of_an_entry_is_lost(shapes: list[str]) -> None:
    text = filled(shapes)
    (issue,) = read_log(text.encode(), "log.md").log.issues
    assert set(_WORD.findall(text)) - told(issue) == set()
