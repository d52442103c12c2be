"""A log outlined again after an edit: always as if it were outlined anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.reading import (
    LogMemory,
    LogOutline,
    default_vocabulary,
    outline_again,
    outline_log,
)
from tests.reading.logs import ATOMS, PROSE, log_texts, markdown_texts

ENTRY = "## Issue #{0}: Title {0}\n\n**Status:** Open\n\n### Root Cause\n\nText {0}.\n\n"
LOG = "# Issues Log\n\nIntroduction.\n\n" + "".join(ENTRY.format(n) for n in range(1, 7))

LINES = st.one_of(
    st.sampled_from(ATOMS),
    PROSE,
    st.sampled_from(
        [
            *("## Issue #2: Again", "### Root Cause", "**Title:** x", "**Severity:** [High/Low]"),
            *("+++", "\x00", "\r", "## 2024-05-01", "Title: y", "## Open", "# Plan"),
        ]
    ),
)


@st.composite
def edited(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> tuple[str, str]:
    """A text, and the same text after some lines were put in, replaced or taken out."""
    before = draw(texts)
    lines = before.split("\n")
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(lines)))
        end = min(len(lines), start + draw(st.integers(0, 2)))
        lines[start:end] = draw(st.lists(LINES, max_size=3))
    return before, "\n".join(lines)


def again(before: bytes, after: bytes) -> LogOutline | None:
    outline = outline_log(before, "log.md")
    if outline.memory is None:
        return None
    memory = LogMemory.from_json(outline.memory.to_json())
    assert memory == outline.memory
    texts = {entry.key: entry.text for entry in outline.entries}
    return outline_again(after, "log.md", default_vocabulary(), memory, texts.get)


repeated = st.lists(st.one_of(log_texts, markdown_texts), max_size=2).map("\n\n".join)


@given(
    st.one_of(
        edited(st.one_of(st.just(LOG), log_texts, markdown_texts)),
        edited(repeated.map(lambda text: f"{LOG}{text}")),
        edited(repeated.map(lambda text: f"{text}\n\n{LOG}")),
    )
)
def test_any_edit_gives_what_a_new_outline_gives(texts: tuple[str, str]) -> None:
    before, after = (text.encode() for text in texts)
    outline = again(before, after)
    assert outline is None or outline == outline_log(after, "log.md")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Text 3.", "Text 3.\n\nOne more word."),
        ("Text 3.", "Text 3.\n\n```\n# a comment\n```"),
        ("Text 6.\n\n", "Text 6, without a line's end"),
        ("Text 2.", "**Status:** Fixed"),
        ("**Status:** Open", "**Status:** Fixed"),
        ("Text 2.", "- an item\n\n  ```\n  code that its item ends"),
        ("\n", "\r\n"),
        ("Text 3.", "Text 3."),
    ],
)
def test_an_edit_within_entries_needs_no_new_outline(old: str, new: str) -> None:
    after = LOG.replace(old, new, 1 if "Text" in old else 2).encode()
    outline = again(LOG.encode(), after)
    assert outline is not None
    assert outline == outline_log(after, "log.md")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Introduction.", "Status: Open"),
        ("# Issues Log", "# Decisions"),
        ("Text 3.", "### Resolution"),
        ("Text 3.", "```\ncode"),
        ("Text 3.", "```\n## Issue #9: Swallowed\n```"),
        ("Text 3.", "<!-- a comment"),
        ("Text 3.\n\n", "<pre>\n"),
        ("Text 3.\n\n", "<div>\n"),
        ("## Issue #3", "## Issue #30"),
        ("## Issue #3: Title 3", "Issue #3: Title 3\n---"),
        (ENTRY.format(4), ""),
        (ENTRY.format(4), ENTRY.format(4) + ENTRY.format(7)),
    ],
)
def test_an_edit_that_may_change_more_is_left_to_a_new_outline(old: str, new: str) -> None:
    assert old in LOG
    assert again(LOG.encode(), LOG.replace(old, new).encode()) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Log\n\nNothing yet.\n",
        LOG + "```\nleft open\n",
        LOG + "<!-- left open\n",
        LOG.replace("Text 2.", "<!-- left open"),
        "+++\n" + LOG,
        LOG + "\x00",
    ],
)
def test_a_log_that_may_read_otherwise_from_far_away_leaves_no_memory(text: str) -> None:
    assert outline_log(text.encode(), "log.md").memory is None


def test_front_matter_is_no_hindrance() -> None:
    before = "---\ntitle: Log\n---\n\n" + LOG
    after = before.replace("Text 3.", "Text three.").encode()
    assert again(before.encode(), after) == outline_log(after, "log.md")


def test_a_text_that_is_not_the_remembered_one_is_not_believed() -> None:
    memory = outline_log(LOG.encode(), "log.md").memory
    assert memory is not None
    after = LOG.replace("Text 3.", "Text three.").encode()
    assert outline_again(after, "log.md", default_vocabulary(), memory, lambda _: None) is None
    assert outline_again(after, "log.md", default_vocabulary(), memory, lambda _: "## x") is None
