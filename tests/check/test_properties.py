"""Whatever a log holds, checking answers, at places that are there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from issues_kb.check import LogFacts, Settings, Surroundings, check_log, fix_log
from issues_kb.reading import default_vocabulary, read_log
from issues_kb.reading.text import decode
from tests.check.conftest import TODAY

PIECES = st.sampled_from(
    [
        *(
            "## Issue #1: A title of some words",
            "### BUG-2 — Another title",
            "# Log",
            "#### Root Cause",
        ),
        *(
            "**Status:** Open",
            "**Status:** opne",
            "**Severity:** P1 / P2 / P3",
            "**Date:** 2031-13-45",
        ),
        *(
            "- [ ] todo",
            "[Why did this happen?]",
            "[a](b.md)",
            "[a](#b)",
            "![x](<y z>)",
            "```",
            "````x",
        ),
        *(
            "<!-- issues-kb: ignore IKB301 -->",
            "<!-- issues-kb: ignore",
            "`<!-- issues-kb: ignore all -->`",
        ),
        *(
            "see BUG-77 and Issue #1",
            "mysql://a:b@c",
            "ftp://u:p4ssw0rd!@h.net",
            "eyJhbGciOi",
            "",
            "   ",
        ),
        *("> quoted", "1. one", "| a | b |", "|---|---|", "\u202e\u0000", "ä" * 50, "](", "[" * 30),
    ]
)
LOGS = st.lists(PIECES | st.text(max_size=30), max_size=25).map("\n".join)


@given(LOGS)
def test_any_log_is_checked_and_mended(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    vocabulary = default_vocabulary()
    reading, lines = read_log(data, "log.md"), decode(data, "log.md").lines
    facts = LogFacts(reading, lines, vocabulary, Surroundings(today=TODAY))
    found = check_log(facts, Settings(select=("all",)))
    for each in found:
        row = each.diagnostic
        assert 1 <= row.line <= max(len(lines), 1)
        assert 1 <= row.column <= len(facts.line(row.line)) + 1 or row.code in ("IKB001", "IKB002")
        assert each.fingerprint
    fixes = [each.fix for each in found if each.fix]
    mended, _ = fix_log(data, "log.md", fixes, vocabulary)
    assert len(read_log(mended, "log.md").log.issues) == len(reading.log.issues)
