"""Every rule of the table: its bad example triggers it and nothing else, its good one does not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from issues_kb.check import RULES, Rule, Settings, Surroundings, reason_of
from issues_kb.diagnostics import CODES
from issues_kb.git import Repository
from tests.check.conftest import TODAY, Checking

EVERYTHING = Settings(select=("all",))
# What the repository must not hold, joined from pieces that mean nothing.
_NAMED = {
    "{500,000 characters}": "long line\n" * 50_000,
    "{an access key}": "AKIA" + "Q7RTW2ZKLM5XVB3C",
    "{the first lines of a private key}": "-----BEGIN PRIVATE" + " KEY-----\n    "
    "MIIBVAIBADANBgkqhkiG9w0BAQEFAASCAT4wggE6AgEAAkEAq7BFUpkGp3hvQzn",
}
_BYTE = re.compile(rb"\\x([0-9a-f]{2})")


# Where the bad example of each rule goes wrong: line and column.
PLACES = {
    **{"IKB001": (3, 17), "IKB002": (3, 24), "IKB003": (3, 1)},
    **{"IKB101": (3, 1), "IKB102": (3, 1), "IKB103": (12, 1), "IKB104": (9, 1), "IKB105": (9, 1)},
    **{"IKB110": (27, 11), "IKB111": (27, 1), "IKB112": (9, 1)},
    **{"IKB201": (5, 11), "IKB202": (6, 15), "IKB203": (7, 13), "IKB204": (11, 1)},
    **{"IKB210": (3, 1), "IKB211": (3, 1), "IKB212": (3, 1)},
    **{"IKB213": (5, 11), "IKB214": (6, 15), "IKB215": (19, 13)},
    **{"IKB301": (3, 1), "IKB302": (9, 1), "IKB303": (11, 1), "IKB304": (11, 1), "IKB305": (3, 1)},
    **{"IKB401": (9, 24), "IKB402": (9, 17), "IKB403": (9, 17), "IKB404": (11, 4)},
    **{"IKB501": (9, 29), "IKB502": (9, 5), "IKB503": (9, 23), "IKB601": (9, 1), "IKB901": (5, 24)},
}


class KnowingRepository(Repository):
    """A repository that knows one file."""

    __slots__ = ()

    def known_files(self) -> frozenset[str]:
        return frozenset({"src/cart.py"})


def example(text: str) -> bytes:
    """An example's bytes: what a table cannot hold is written as a person would name it."""
    for name, meant in _NAMED.items():
        text = text.replace(name, meant)
    data = text.encode("utf-8")
    return _BYTE.sub(lambda match: bytes([int(match[1], 16)]), data)


@pytest.fixture
def around(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    folder = tmp_path_factory.mktemp("project")
    return Surroundings(TODAY, folder, folder, KnowingRepository(folder))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.code}-{rule.name}")
def test_the_bad_example_triggers_its_rule_alone(
    rule: Rule, check: Checking, around: Surroundings
) -> None:
    found = check(example(reason_of(rule.code).bad), EVERYTHING, around)
    assert [each.rule.code for each in found] == [rule.code]
    assert (found[0].diagnostic.line, found[0].diagnostic.column) == PLACES[rule.code]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.code}-{rule.name}")
def test_the_good_example_triggers_nothing(
    rule: Rule, check: Checking, around: Surroundings
) -> None:
    found = check(example(reason_of(rule.code).good), EVERYTHING, around)
    assert [each.rule.code for each in found] == []


def test_the_table_holds_every_diagnostic_of_reading() -> None:
    assert set(CODES) <= set(RULES)


def test_codes_rise_and_names_are_unique() -> None:
    assert list(RULES) == sorted(RULES)
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_a_rule_that_is_off_has_to_be_selected(check: Checking, around: Surroundings) -> None:
    text = reason_of("IKB404").bad
    assert check(text, Settings(), around) == []
    found = check(text, Settings(select=("missing-file",)), around)
    assert [each.rule.code for each in found] == ["IKB404"]


def test_a_rule_of_git_finds_nothing_without_a_repository(
    check: Checking, around: Surroundings
) -> None:
    assert check(reason_of("IKB404").bad, EVERYTHING, replace(around, repository=None)) == []


def test_an_entry_that_was_only_begun_is_one_finding(check: Checking, around: Surroundings) -> None:
    heading = "# Issues\n\n## Issue #1: It broke\n\n**Status:** Open\n\n"
    begun = f"{heading}### Problem\n\n### Root Cause\n\n### Fix\n"
    found = check(begun, Settings(), around)
    assert [(each.diagnostic.line, each.diagnostic.message) for each in found][-1] == (
        7,
        "3 sections are empty: Problem, Root Cause, Fix",
    )
    assert [each.rule.code for each in found].count("IKB302") == 1
