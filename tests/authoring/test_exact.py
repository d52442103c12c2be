"""What an exact draft refuses, with the value's name and the reason."""

from __future__ import annotations

from typing import Any

import pytest

from issues_kb.authoring import Draft, DraftLearning, DraftMeasure, Manner, add_entry
from issues_kb.errors import UsageError
from issues_kb.model import Status
from issues_kb.templating import template_folders
from tests.authoring.drafts import HEADINGS

MANNER = Manner(template_folders())


def refused(**values: Any) -> tuple[str | None, str]:  # noqa: ANN401
    draft = Draft(**{"title": "It broke again", "date": "2025-01-31", "exact": True, **values})
    with pytest.raises(UsageError) as caught:
        add_entry(HEADINGS.encode(), "LOG.md", draft, MANNER)
    return caught.value.subject, caught.value.reason


@pytest.mark.parametrize(
    ("values", "subject", "reason"),
    [
        ({"problem": "It stops.\n\n## Next"}, "problem", "line 3 is a heading that would end"),
        ({"related": "```\ncode"}, "related", "line 1 begins a code block that is never closed"),
        ({"root_cause": "<!-- why"}, "root_cause", "a comment or HTML in it is never closed"),
        ({"problem": "It  \nstops."}, "problem", "line 1 ends with blanks"),
        ({"problem": "It stops.\n\n---"}, "problem", "begins or ends with a rule"),
        ({"problem": "It stops\x07"}, "problem", "line 1 holds the character U+0007"),
        ({"title": "Two\nlines"}, "title", "has several lines"),
        ({"title": "[FIXED] It"}, "title", "would not be read as the title"),
        ({"files": (("no path", ""),)}, "files[0].path", "would not be read as the path"),
        ({"learnings": ("Look", "None")}, "learnings[1].text", "says that there is nothing"),
        ({"learnings": ("Look:\n\n- a\n- b",)}, "learnings[0].text", "would not be read as one"),
        ({"learnings": ("Look", "")}, "learnings[1].text", "is empty"),
        ({"sections": (("Status", "Fine"),)}, "sections[0].heading", ""),
        (
            {"prevention": (DraftMeasure("Look", checklist=True),)},
            "prevention[0].text",
            "would not be read as one item",
        ),
    ],
)
def test_a_value_that_cannot_be_kept_is_named(
    values: dict[str, Any], subject: str, reason: str
) -> None:
    name, said = refused(**values)
    assert name == subject
    assert reason in said


@pytest.mark.parametrize(
    "text",
    [
        "```\n## a heading in code\nStatus: Open\n```",
        "#### A smaller heading\n\nwith text",
        "    code by indentation",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> ## quoted\n> Status: Open",
        "one\n\n---\n\ntwo",
        "日本語と🦊 emoji",
        "x" * 50_000,
        "- one\n- two\n  - three",
        "<details>\n\nmore\n\n</details>",
        "back\\*slash and `code` and \\# mark",
    ],
)
def test_markdown_in_a_text_is_kept_as_it_is(text: str) -> None:
    draft = Draft(title="It broke again", date="2025-01-31", exact=True, problem=text)
    issue = add_entry(HEADINGS.encode(), "LOG.md", draft, MANNER).issue
    assert [s.text for s in issue.sections if s.parent is None] == [text]


@pytest.mark.parametrize(
    "text", ["one\n\ntwo", "one\n```\n# code\n```", "one\n> two", "one `a`\nb"]
)
def test_markdown_in_an_item_is_kept_as_it_is(text: str) -> None:
    draft = Draft(
        title="It broke again", date="2025-01-31", exact=True, learnings=(DraftLearning(text),)
    )
    issue = add_entry(HEADINGS.encode(), "LOG.md", draft, MANNER).issue
    assert [item.text for item in issue.learnings] == [text]


def test_nothing_is_added_to_an_exact_draft() -> None:
    draft = Draft(title="It broke again", date="2025-01-31", status=None, exact=True)
    issue = add_entry(HEADINGS.encode(), "LOG.md", draft, MANNER).issue
    assert (issue.status, issue.sections, issue.fields) == (None, (), ())


def test_what_a_group_says_must_be_said_by_an_exact_draft() -> None:
    log = "# Log\n\n## Resolved Issues\n\n### Issue #1: A thing\n\n**Date:** 2025-01-01\n"
    draft = Draft(title="It broke again", date="2025-01-31", status=None, exact=True)
    with pytest.raises(UsageError, match="status: is said otherwise by the group"):
        add_entry(log.encode(), "LOG.md", draft, MANNER)
    kept = Draft(title="It broke again", date="2025-01-31", status=Status.OPEN, exact=True)
    assert add_entry(log.encode(), "LOG.md", kept, MANNER).issue.status is Status.OPEN
