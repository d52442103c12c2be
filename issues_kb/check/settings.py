"""How a project wants its logs checked, as a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issues_kb.diagnostics import Level
from issues_kb.globs import matches

if TYPE_CHECKING:
    from issues_kb.check.rule import Rule

__all__ = ["REQUIRED", "Settings", "fits"]

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "resolved": ("root_cause", "resolution", "learnings"),
    "critical": ("why_missed", "prevention"),
}
"""Sections that an issue of a status or severity has to have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is looked for, and how much it matters.

    ``select`` and ``ignore`` hold codes, beginnings of codes and names. Days are whole days.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, Level | None] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: REQUIRED)
    todo_days: int = 90
    open_days: int = 180
    baseline: str | None = None

    def level(self, rule: Rule, path: str) -> Level | None:
        """How much a finding of ``rule`` in the log at ``path`` matters; none: not at all."""
        if not self._wanted(rule):
            return None
        for pattern, names in self.per_file_ignores.items():
            if matches(path, (pattern,), folders=True) and _names(names, rule):
                return None
        return self.levels.get(rule.code, rule.level)

    def _wanted(self, rule: Rule) -> bool:
        # The longest name that fits decides, so that a code wins over its family.
        chosen, ignored = _longest(self.select, rule), _longest(self.ignore, rule)
        if chosen < 0 and ignored < 0:
            set_on = self.levels.get(rule.code) is not None
            return not self.select and (rule.enabled or set_on)
        if chosen < 0 and (self.select or not rule.enabled):
            return False
        return chosen > ignored


def fits(folded: str, rule: Rule) -> bool:
    """Whether a name, in small letters, names a rule: by its code, a beginning of it, or all."""
    if folded in ("all", rule.name):
        return True
    return folded.startswith("ikb") and rule.code.casefold().startswith(folded)


def _names(names: Sequence[str], rule: Rule) -> bool:
    return _longest(names, rule) >= 0


def _longest(names: Sequence[str], rule: Rule) -> int:
    """How exactly the best of ``names`` names a rule; -1 when none does."""
    fitting = [name.strip().casefold() for name in names]
    lengths = [
        0 if name == "all" else len(rule.code) if name == rule.name else len(name)
        for name in fitting
        if fits(name, rule)
    ]
    return max(lengths, default=-1)
