"""What a rule is and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from issues_kb.diagnostics import Level

__all__ = ["Finding", "Fix", "Rule"]


@dataclass(frozen=True, slots=True)
class Fix:
    """Other text for some columns of one line; columns count from 1, ``end`` is not included."""

    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, before it is known how much it matters. Lines and columns from 1."""

    line: int
    message: str
    column: int = 1
    hint: str | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding. One that is not ``enabled`` has to be selected.

    A rule without ``check`` is found while a log is read.
    """

    code: str
    name: str
    level: Level
    summary: str
    fixable: bool = False
    enabled: bool = True
    check: Callable[[Any, Any], Iterator[Finding]] | None = field(default=None, compare=False)

    @property
    def family(self) -> str:
        """The rules it stands with: ``IKB3`` for ``IKB301``."""
        return self.code[:4]

    def looked_for_by(self, check: Callable[[Any, Any], Iterator[Finding]] | None) -> Rule:
        """The same rule with the function that looks for it."""
        return replace(self, check=check)
