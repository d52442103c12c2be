"""Drafts of every kind, and logs of several dialects to put them into."""

from __future__ import annotations

from hypothesis import strategies as st

from issues_kb.authoring import Draft, DraftLearning, DraftMeasure
from issues_kb.model import MeasureState, Rule, Severity, Status

HEADINGS = """# Log

## Issue #1: It broke once

**Date:** 2025-01-02$$
**Severity:** High$$
**Status:** ✅ Resolved

### Problem

It stops.

### Key Learnings

1. Always look

---

## Issue #2: It broke twice

**Date:** 2025-01-03$$
**Severity:** Low$$
**Status:** 🔴 Open

### Problem

It stops.
""".replace("$$", "  ")

BULLETS = """# Bugs

### BUG-012 — It broke twice [OPEN]
- **Reported:** Jan 3, 2025 | **Severity:** high
- **Symptom:** It stops.
- **Fix:** none yet

### BUG-011 — It broke once [FIXED]
- **Reported:** Jan 2, 2025 | **Severity:** low
- **Symptom:** It stops.
- **Fix:** Started it.
- **Lesson:** Always look.
"""

LABELS = """# 问题

## 2025-01-02：坏了

**状态**：已修复
**现象**：停了。
**根因**：锁。

## 2025-01-03：又坏了

**状态**：打开
**现象**：停了。
**根因**：锁。
"""

PLAIN = """# Log

## Open Issues

### 2. It broke twice
Date: 2025-01-03
Summary: It stops.

## Resolved Issues

### 1. It broke once
Date: 2025-01-02
Summary: It stops.
Fix: Started it.
"""

TABLED = """# Log

## ERR-1: It broke once

| Field | Value |
|---|---|
| Date | 2025-01-02 |
| Status | Closed |

### Description
It stops.

## ERR-2: It broke twice

| Field | Value |
|---|---|
| Date | 2025-01-03 |
| Status | Open |

### Description
It stops.
"""

LOGS = {
    "none": "",
    "empty": "# Log\n",
    "headings": HEADINGS,
    "bullets": BULLETS,
    "labels": LABELS,
    "plain": PLAIN,
    "tabled": TABLED,
}

PIECES = st.sampled_from(
    [
        *("It breaks", "a", "B", "twice", "on `main`", "**bold**", "_x_", "src/a.py", "#7", "1.2"),
        *("# ", "## ", "### ", "#### ", "## Issue #9: ", "Status: ", "**Status:** Open", "- "),
        *("1. ", "2) ", "* ", "> ", "| a | b |", "```", "~~~", "`", "---", "***", "===", "    "),
        *("<!--", "-->", "<pre>", "<details>", "\\", "\\*", "[ ] ", "[x] ", "(TODO)", "DONE"),
        *(
            "✅",
            "🔴",
            "🐛",
            "：",
            "状态：打开",
            "教训",
            "não",
            "é",
            "Always",
            "Never ",
            "None",
            "N/A",
        ),
        *("**Root Cause:**", "Fix: ", "Template", "YYYY-MM-DD", "[title]", "FIXED", "(", ")", "&"),
        *(" ", " ", " ", "\n", "\n", "\n\n", "\t", ":", ".", ", ", "x" * 300),
    ]
)
TEXTS = st.lists(PIECES, max_size=10).map("".join)
LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
PLAIN_TEXTS = st.lists(
    st.sampled_from(["It breaks.", "Twice.", "\n\n", " ", "See `main`.", "- one\n- two", "日本語"]),
    max_size=5,
).map("".join)


def mostly(plain: st.SearchStrategy[str], wild: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Drafts in which all is wild are refused for the first value that cannot be kept."""
    return st.one_of(plain, plain, plain, plain, plain, wild)


def said(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts that are not blank."""
    return texts.filter(lambda text: bool(text.strip()))


NOTHING = st.just("")
LINES = st.one_of(TEXTS, LETTERS).map(lambda text: " ".join(text.split()))
WORDS = st.sampled_from(["Component", "Owner", "the parser", "ana", "#12", "locks", "日本語"])
SHORT = mostly(WORDS, said(LINES))
ANY = mostly(PLAIN_TEXTS, st.one_of(TEXTS, LETTERS))
LEARNINGS = st.builds(
    DraftLearning, said(ANY), mostly(NOTHING, SHORT), st.sampled_from([None, *Rule])
)
MEASURES = st.builds(
    DraftMeasure,
    said(ANY),
    mostly(NOTHING, SHORT),
    st.sampled_from(MeasureState),
    st.booleans(),
)
PATHS = mostly(st.sampled_from(["src/a.py", "docs/c.md", "Makefile"]), said(LINES))


def drafts(*, exact: bool) -> st.SearchStrategy[Draft]:
    """Drafts with some values of any kind."""
    return st.builds(
        Draft,
        title=mostly(st.just("It broke again"), said(LINES)),
        date=st.sampled_from(["", "2025-01-31", "2025-02"]),
        severity=st.sampled_from([None, *Severity]),
        status=st.sampled_from([None, *Status]),
        severity_note=mostly(NOTHING, SHORT),
        status_note=mostly(NOTHING, SHORT),
        problem=ANY,
        root_cause=ANY,
        resolution=ANY,
        related=ANY,
        verification=ANY,
        files=st.lists(st.tuples(PATHS, mostly(NOTHING, ANY)), max_size=2).map(tuple),
        learnings=st.lists(LEARNINGS, max_size=3).map(tuple),
        prevention=st.lists(MEASURES, max_size=3).map(tuple),
        fields=st.lists(st.tuples(SHORT, SHORT), max_size=2).map(tuple),
        sections=st.lists(st.tuples(SHORT, ANY), max_size=2).map(tuple),
        exact=st.just(exact),
    )
