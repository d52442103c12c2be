from __future__ import annotations

from issues_kb.reading import read_log

ENTRY = "## Issue #1: It broke\n\n**Problem:** It stops.\n\n**Related:** None of these.\n\n"


def test_a_field_above_a_closing_rule_is_no_text_of_the_label_before_it() -> None:
    log = f"# Log\n\n{ENTRY}**Status:** Fixed\n\n---\n\n## Issue #2: It broke again\n"
    issue = read_log(log.encode(), "LOG.md").log.issues[0]
    assert [section.text for section in issue.sections] == ["It stops.", "None of these."]
