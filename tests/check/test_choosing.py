"""Which rules a run looks for, and how much they matter."""

from __future__ import annotations

from typing import Any

import pytest

from issues_kb.check import RULES, Settings, choose, read_settings, rules_named
from issues_kb.diagnostics import Level
from issues_kb.errors import ConfigError, UsageError


def wanted(settings: Settings, path: str = "log.md") -> set[str]:
    return {code for code, rule in RULES.items() if settings.level(rule, path) is not None}


def test_by_default_all_rules_that_are_on_are_looked_for() -> None:
    assert wanted(Settings()) == set(RULES) - {"IKB404"}


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (["IKB50"], [], {"IKB501", "IKB502", "IKB503"}),
        (["IKB5"], ["IKB502"], {"IKB501", "IKB503"}),
        (["IKB502"], ["IKB5"], {"IKB502"}),
        (["private-key", "ikb601"], [], {"IKB502", "IKB601"}),
        (["missing-file"], [], {"IKB404"}),
        (["all"], [], set(RULES)),
        ([], ["all"], set()),
    ],
)
def test_the_longest_name_decides(select: list[str], ignore: list[str], expected: set[str]) -> None:
    assert wanted(choose(Settings(), select, ignore)) == expected


def test_an_unknown_rule_is_named_with_what_may_be_meant() -> None:
    with pytest.raises(UsageError, match="no rule missing-dat") as caught:
        choose(Settings(), ["missing-dat"], [])
    assert "missing-date" in str(caught.value.hint)


def test_levels_and_files_of_the_configuration_hold() -> None:
    table: dict[str, Any] = {
        "levels": {"IKB301": "error", "missing-file": "warning", "IKB6": "off"},
        "per-file-ignores": {"old/*.md": ["IKB3"]},
        "todo_days": 5,
    }
    settings = read_settings(table, "issues-kb.toml")
    assert settings.level(RULES["IKB301"], "log.md") is Level.ERROR
    assert settings.level(RULES["IKB404"], "log.md") is Level.WARNING
    assert settings.level(RULES["IKB601"], "log.md") is None
    assert settings.level(RULES["IKB301"], "old/a.md") is None
    assert settings.level(RULES["IKB301"], "old/deep/a.md") is Level.ERROR
    assert settings.todo_days == 5


@pytest.mark.parametrize("glob", ["old", "old/", "old/**", "**/a.md", "old/*/*.md"])
def test_globs_of_files_are_those_of_exclude(glob: str) -> None:
    settings = read_settings({"per_file_ignores": {glob: ["IKB301"]}}, "issues-kb.toml")
    assert settings.level(RULES["IKB301"], "old/deep/a.md") is None
    assert settings.level(RULES["IKB301"], "new/b.md") is Level.WARNING


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"selct": []}, "`check.selct` is no key of issues-kb"),
        ({"select": "IKB301"}, "`check.select` is not a list of codes"),
        ({"ignore": ["IKB999"]}, "holds IKB999, which is no rule"),
        ({"levels": {"IKB301": "loud"}}, "gives IKB301 the level 'loud'"),
        ({"levels": []}, "is not a table"),
        ({"per_file_ignores": []}, "is not a table of paths and codes"),
        ({"required": {"done": []}}, "holds done; write one of open"),
        ({"required": {"open": ["cause"]}}, "needs a list of sections for open"),
        ({"todo_days": 0}, "is not a number of days"),
        ({"open_days": True}, "is not a number of days"),
        ({"baseline": ""}, "is not a path"),
    ],
)
def test_a_wrong_table_names_file_key_and_reason(table: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings(table, "issues-kb.toml")
    assert reason in str(caught.value)
    assert caught.value.subject == "issues-kb.toml"


def test_required_sections_of_other_states_keep_their_default() -> None:
    settings = read_settings({"required": {"resolved": []}}, "x")
    assert settings.required["resolved"] == ()
    assert settings.required["critical"] == ("why_missed", "prevention")


def test_nothing_is_named_by_nothing() -> None:
    assert rules_named(" ") == []
