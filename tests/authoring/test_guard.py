from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issues_kb.authoring.guard import guard, guard_item, guard_title, is_any, is_known
from issues_kb.reading.splitting import scan_lines


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("plain text\nof two lines", "plain text\nof two lines"),
        ("# A heading", "\\# A heading"),
        ("   ### Root Cause", "   \\### Root Cause"),
        ("#hashtag", "#hashtag"),
        ("Title\n=====", "Title\n\\====="),
        ("Title\n---", "Title\n\\---"),
        ("one\n\n---\n\ntwo", "one\n\n---\n\ntwo"),
        ("```\n# in code\n```", "```\n# in code\n```"),
        ("```\n# in code", "```\n# in code\n```"),
        ("~~~~ sql\nSELECT 1", "~~~~ sql\nSELECT 1\n~~~~"),
        ("1. a\n   ```\n   code", "1. a\n   ```\n   code"),
        ("<!-- begins", "\\<!-- begins"),
        ("<pre>\ntext", "\\<pre>\ntext"),
        ("<!-- whole -->", "<!-- whole -->"),
        ("> # quoted", "> # quoted"),
    ],
)
def test_structure_in_a_value_stays_text(text: str, guarded: str) -> None:
    assert guard(text) == guarded


ALPHABET = st.sampled_from(
    ["#", " ", "\n", "-", "=", "`", "~", "<", "!", ">", "a", "1.", "\t", "?", "\\"]
)


@given(st.lists(ALPHABET, max_size=30).map("".join))
@example("a\n-\n# b")
@example("```\n~~~\n# x")
@example("<?\n```")
def test_what_follows_a_value_stands_on_its_own(text: str) -> None:
    lines = guard(text.strip("\n")).split("\n")
    headings = scan_lines([*lines, "", "## next"]).headings
    assert [heading.line for heading in headings] == [len(lines) + 2]


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("Always test", "Always test"),
        ("- not a list", "\\- not a list"),
        ("12. not a list", "12\\. not a list"),
        ("# no heading", "\\# no heading"),
        ("text\n- a list below", "text\n- a list below"),
        ("```\ncode\n```", "```\ncode\n```"),
        ("**DO**: look", "**DO**: look"),
        ("`npm ci` is strict", "`npm ci` is strict"),
        ("~~old~~ new", "~~old~~ new"),
        ("#7 again", "#7 again"),
        ("-1 is no index", "-1 is no index"),
        ("3.12 is needed", "3.12 is needed"),
        ("* * *", "\\* * *"),
        ("~~~ sql", "\\~~~ sql\n~~~"),
        ("[ ] look", "[ ] look"),
    ],
)
def test_an_item_begins_as_text(text: str, guarded: str) -> None:
    assert guard_item(text) == guarded


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("Status: Open", "Status\\: Open"),
        ("**Status:** Open", "\\**Status\\:** Open"),
        ("- Severity：High", "- Severity ：High"),
        ("| Status | Open |", "\\| Status | Open |"),
        ("```\nStatus: Open\n```", "```\nStatus: Open\n```"),
        ("no label here", "no label here"),
    ],
)
def test_strict_takes_the_meaning_from_labels(text: str, guarded: str) -> None:
    assert guard(text, labels=is_any) == guarded


def test_labels_that_no_log_knows_may_keep_their_meaning() -> None:
    text = "Status: Open\nthe address is: unknown\n- **Root cause**: none"
    guarded = "Status\\: Open\nthe address is: unknown\n- \\**Root cause**\\: none"
    assert guard(text, labels=is_known) == guarded


def test_a_title_keeps_its_last_hashes() -> None:
    assert guard_title("Learn C#") == "Learn C\\#"
    assert guard_title("Issue #3 again") == "Issue #3 again"
