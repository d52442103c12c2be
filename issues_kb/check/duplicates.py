"""Rules about issues that may be one and the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from issues_kb.check.facts import Check, LogFacts
from issues_kb.check.rule import Finding
from issues_kb.check.settings import Settings
from issues_kb.model import Issue

__all__ = ["CHECKS"]

_WORD = re.compile(r"[^\W_]{3,}")
_SAME = 0.8
"""The part of all words of two titles that both have."""
_FEW_WORDS = 3
_COMMON = 30
"""A word that more titles have tells nothing."""


def _words(issue: Issue) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(issue.title))


def similar(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """An issue whose title says nearly the same as that of one before it."""
    words = [_words(issue) for issue in facts.issues]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, issue in enumerate(facts.issues):
        mine = words[place]
        others = {
            other for word in mine if len(holders[word]) <= _COMMON for other in holders[word]
        }
        best = max(((_likeness(mine, words[other]), -other) for other in others), default=(0.0, 0))
        if best[0] >= _SAME:
            other = facts.issues[-best[1]]
            mentioned = {reference.target for reference in issue.references}
            back = {reference.target for reference in other.references}
            if other.key not in mentioned and issue.key not in back:
                yield Finding(
                    issue.line,
                    f"the title says nearly the same as {other.key} (line {other.line})",
                    hint="mention the other one, or make one entry of both",
                )
        for word in mine:
            holders[word].append(place)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if min(len(one), len(other)) < _FEW_WORDS:
        return 0.0
    return len(one & other) / len(one | other)


CHECKS: Mapping[str, Check] = {"IKB601": similar}
