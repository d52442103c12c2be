"""Writes ``docs/diagnostics.md`` from the table of rules: python docs/diagnostics.py."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from issues_kb.check import RULES, Rule, reason_of

TARGET = Path(__file__).with_suffix(".md")

HEAD = """\
# Diagnostics

What `issues-kb check` can find, by code. `issues-kb check --explain IKB301` prints the same.
This page is made from the table of rules by `python docs/diagnostics.py`.

Errors and warnings make `check` exit with 1, notes (`info`) do not. The
[configuration](configuration.md) gives rules another level, turns them off, or asks for other
sections; a comment keeps a rule quiet where it stands. [Checking](checking.md) tells how.
"""
FAMILIES = {
    "IKB0": "The file",
    "IKB1": "Structure",
    "IKB2": "Fields",
    "IKB3": "Content",
    "IKB4": "Links",
    "IKB5": "Secrets",
    "IKB6": "Duplicates",
    "IKB9": "Checking itself",
}


def page() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield HEAD
    yield "| code | name | level | finds |"
    yield "|---|---|---|---|"
    for rule in RULES.values():
        anchor = f"{rule.code}-{rule.name}".lower()
        yield f"| [{rule.code}](#{anchor}) | {rule.name} | {_level(rule)} | {rule.summary} |"
    for family, rules in groupby(RULES.values(), key=lambda rule: rule.family):
        yield f"\n## {FAMILIES[family]}"
        for rule in rules:
            yield from _told(rule)


def _level(rule: Rule) -> str:
    return rule.level.value if rule.enabled else f"{rule.level.value}, off"


def _told(rule: Rule) -> Iterator[str]:
    reason = reason_of(rule.code)
    yield f"\n### {rule.code} {rule.name}\n"
    yield f"{rule.summary} Level: {rule.level.value}."
    if not rule.enabled:
        yield f"Off unless it is selected: `--select {rule.code}`."
    if rule.fixable:
        yield "`--fix` mends it."
    yield f"\n{reason.rationale}"
    yield f"\nBad:\n\n````markdown\n{reason.bad.rstrip()}\n````"
    yield f"\nGood:\n\n````markdown\n{reason.good.rstrip()}\n````"


if __name__ == "__main__":
    TARGET.write_text(page() + "\n", "utf-8")
