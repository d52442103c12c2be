"""What a rule is and what it finds."""

from __future__ import annotations

from dataclasses import dataclass

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
    """One kind of finding. One that is not ``enabled`` has to be selected."""

    code: str
    name: str
    level: Level
    summary: str
    fixable: bool = False
    enabled: bool = True

    @property
    def family(self) -> str:
        """The rules it stands with: ``IKB3`` for ``IKB301``."""
        return self.code[:4]
