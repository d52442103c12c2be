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
    assert {each.rule.code for each in found} == {rule.code}


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
