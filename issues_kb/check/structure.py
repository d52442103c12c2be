"""Rules about how a log is built: the order of numbers, the levels of headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from issues_kb.check.facts import Check, LogFacts
from issues_kb.check.rule import Finding
from issues_kb.check.settings import Settings
from issues_kb.model import Issue

__all__ = ["CHECKS"]

_ATX = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_LAST_NUMBER = re.compile(r"(\d{1,9})\D*$")
_FEW = 4
"""Entries that it takes to see what a log usually does."""
_MOST = 0.8
"""The part of them that has to do it."""


def _level(facts: LogFacts, line: int) -> int | None:
    match = _ATX.match(facts.line(line))
    return len(match[1]) if match else None


def _number(issue: Issue) -> tuple[str, int] | None:
    match = _LAST_NUMBER.search(issue.number or "")
    if match is None or issue.number is None:
        return None
    return issue.number[: match.start()], int(match[1])


def out_of_order(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A number that breaks an order which nearly all others keep."""
    rows: dict[str, list[tuple[int, Issue]]] = {}
    for issue in facts.issues:
        number = _number(issue)
        if number is not None:
            rows.setdefault(number[0].casefold(), []).append((number[1], issue))
    for row in rows.values():
        steps = [pair for pair in pairwise(row) if pair[0][0] != pair[1][0]]
        if len(steps) < _FEW:
            continue
        rising = sum(before[0] < after[0] for before, after in steps)
        up = rising * 2 > len(steps)
        kept = rising if up else len(steps) - rising
        if kept < _MOST * len(steps):
            continue
        for before, after in steps:
            if (before[0] < after[0]) is not up:
                issue, than = after[1], before[1].number
                yield Finding(
                    issue.line,
                    f"{issue.number} comes after {than}, in a log that counts "
                    f"{'up' if up else 'down'}",
                    facts.column(issue.line, issue.number or ""),
                    "move the entry, or give it a number of its own with `renumber`",
                )


def odd_level(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """An entry whose heading is of another level than nearly all others."""
    levels = {issue.line: _level(facts, issue.line) for issue in facts.issues}
    counts = Counter(level for level in levels.values() if level is not None)
    if sum(counts.values()) <= _FEW:
        return
    usual, count = counts.most_common(1)[0]
    if count < _MOST * sum(counts.values()):
        return
    for line, level in levels.items():
        if level is not None and level != usual:
            yield Finding(
                line,
                f"this entry has a heading of level {level}, the others of level {usual}",
                hint=f"begin it with {'#' * usual}",
            )


def skipped_level(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A heading inside an entry that is two levels or more below the one above."""
    for issue in facts.issues:
        above = _level(facts, issue.line)
        if above is None:
            continue
        for section in issue.sections:
            level = _level(facts, section.line)
            if section.heading is None or level is None:
                continue
            if level > above + 1:
                yield Finding(
                    section.line,
                    f"a heading of level {level} below one of level {above}",
                    hint=f"begin it with {'#' * (above + 1)}",
                )
            above = level


CHECKS: Mapping[str, Check] = {
    "IKB110": out_of_order,
    "IKB111": odd_level,
    "IKB112": skipped_level,
}
