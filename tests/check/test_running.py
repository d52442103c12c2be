"""Comments that keep rules quiet, the baseline, places and hints of findings."""

from __future__ import annotations

import json

import pytest

from issues_kb.check import (
    Checked,
    NamesInLogs,
    Settings,
    new_findings,
    read_baseline,
    write_baseline,
)
from issues_kb.errors import ConfigError
from tests.check.conftest import Checking

ISSUE = "## Issue #{0}: {1}\n\n**Severity:** Low\n**Status:** Open\n"
CART = ISSUE.format(1, "Cart loses its rows")
QUEUE = ISSUE.format(2, "Queue repeats a message")
DATED = "**Date:** 2026-01-10\n"


def codes(found: list[Checked]) -> list[tuple[int, str]]:
    return [(each.diagnostic.line, each.rule.code) for each in found]


def test_a_comment_alone_on_its_line_holds_for_its_issue(check: Checking) -> None:
    text = f"{CART}{DATED}\n{QUEUE}\n<!-- issues-kb: ignore IKB210 -->\n"
    assert codes(check(text)) == []


def test_a_comment_outside_of_issues_holds_for_the_log(check: Checking) -> None:
    assert codes(check(f"# Log\n\n<!-- issues-kb: ignore IKB2 -->\n\n{CART}\n{QUEUE}")) == []


def test_a_comment_beside_text_holds_for_its_line(check: Checking) -> None:
    text = CART.replace("Low", "Hgih <!-- issues-kb: ignore IKB202 -->") + DATED
    assert codes(check(text)) == []


def test_a_comment_in_code_is_none(check: Checking) -> None:
    comment = "<!-- issues-kb: ignore IKB210 -->"
    text = f"{CART}\n```\n{comment}\n```\n\n`{comment}`\n"
    assert codes(check(text)) == [(1, "IKB210")]


def test_a_comment_that_names_no_rule_is_found(check: Checking) -> None:
    found = check(f"{CART}{DATED}\n<!-- issues-kb: ignore IKB777 -->\n")
    assert codes(found) == [(7, "IKB901")]
    assert found[0].diagnostic.message == "the comment ignores IKB777, which is no rule"
    assert found[0].diagnostic.column == 24


def test_a_value_has_its_column_and_a_word_that_may_be_meant(check: Checking) -> None:
    found = check(CART.replace("Open", "Opne") + DATED)
    assert codes(found) == [(4, "IKB203")]
    assert found[0].diagnostic.column == 13
    assert found[0].diagnostic.hint == "did you mean Open?"


@pytest.mark.parametrize(
    ("line", "column", "hint"),
    [
        ("**Status:** Won't fxi", 13, "did you mean Won't fix?"),
        ('**Status:** It\'s "opne"', 13, "did you mean Open?"),
        ("**Date:** 2026-01-10 | **Status:** 'Opne'", 36, "did you mean Open?"),
    ],
)
def test_a_value_has_its_column_whatever_quotes_are_in_it(
    check: Checking, line: str, column: int, hint: str
) -> None:
    (found,) = check(CART.replace("**Status:** Open", line) + DATED)
    assert (found.diagnostic.column, found.diagnostic.hint) == (column, hint)


def test_what_most_issues_lack_is_said_once(check: Checking) -> None:
    found = check(f"{CART}\n{QUEUE}")
    assert [(e.rule.code, e.diagnostic.message) for e in found] == [
        ("IKB210", "2 of 2 issues have no date; this is the first")
    ]


def test_a_critical_resolved_issue_lacks_all_in_one_finding(check: Checking) -> None:
    text = CART.replace("Low", "Critical").replace("Open", "Resolved") + DATED
    (found,) = check(text)
    assert found.diagnostic.message == (
        "this critical and resolved issue does not say why it was missed, how it is prevented, "
        "why it happened, how it was resolved or what was learned"
    )


@pytest.mark.parametrize("heading", ["### Step 2: In Progress", "### Iteration 1: Investigating"])
def test_the_state_of_a_step_contradicts_nothing(check: Checking, heading: str) -> None:
    text = CART.replace("Open", "Won't Fix") + f"{DATED}\n{heading}\n\nLooking at it.\n"
    assert codes(check(text)) == []


def test_a_secret_is_never_repeated(check: Checking) -> None:
    secret = "t7Kq9vRw2"
    (found,) = check(f"{CART}{DATED}\nSee mysql://shop:{secret}@db.shop.net/x\n")
    assert found.rule.code == "IKB501"
    told = repr((found.diagnostic, found.key, found.fingerprint))
    assert secret not in told


@pytest.mark.parametrize(
    "harmless",
    [
        "postgres://postgres:postgres@localhost:5432/x",
        "postgres://user:password@db.example.com/x",
        "https://user:${TOKEN}@host.shop.net",
        "redis://:****@cache.shop.net",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp" + "_" + "x" * 36,
        "-----BEGIN PRIVATE" + " KEY----- and then ...",
        "sk-proj-your-key-goes-here",
    ],
)
def test_examples_are_no_secrets(check: Checking, harmless: str) -> None:
    assert codes(check(f"{CART}{DATED}\n    {harmless}\n")) == []


def test_a_baseline_knows_what_it_holds_wherever_it_moves(check: Checking) -> None:
    before = check(f"{CART}\n{QUEUE}{DATED}")
    known = read_baseline(write_baseline(before), "b.json")
    after = check(f"# A title\n\nMore text.\n\n{CART}\n{QUEUE.replace('Low', 'Lwo')}{DATED}")
    new, count = new_findings(after, known)
    assert (codes(new), count) == [([(12, "IKB202")], 1)][0]


def test_a_second_finding_of_the_same_kind_is_new(check: Checking) -> None:
    text = f"{CART}{DATED}\n[a](b.txt)\n"
    known = read_baseline(write_baseline(check(text)), "b.json")
    new, count = new_findings(check(f"{text}\n[a](b.txt)\n"), known)
    assert (len(new), count) == (1, 1)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema_version": 9, "known": {}}', "[" * 10**5]
)
def test_another_file_is_no_baseline(text: str) -> None:
    with pytest.raises(ConfigError, match="is no baseline"):
        read_baseline(text, "b.json")


def test_a_damaged_baseline_is_named() -> None:
    with pytest.raises(ConfigError, match="is damaged"):
        read_baseline(json.dumps({"schema_version": 1, "known": {"a": 1}}), "b.json")


def test_required_sections_are_those_asked_for(check: Checking) -> None:
    settings = Settings(required={"open": ("problem",)})
    (found,) = check(CART + DATED, settings)
    assert found.diagnostic.message == "this open issue does not say what happened"


def test_names_of_other_logs_are_told_from_those_of_the_log_alone() -> None:
    one, two = [("BUG-1", "BUG-1"), ("2", "2")], [("2", "2"), ("3-cart", "3")]
    names = NamesInLogs()
    names.add(one)
    names.add(two)
    beside = names.beside(one)
    assert [name in beside for name in ("bug-1", "2", "3", "3-cart", "4")] == [
        *(False, True, True, True, False)
    ]
