"""How much an issue hurts and where it stands: what every list shows."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering

__all__ = ["Severity", "Status"]


@total_ordering
class Severity(Enum):
    """How much an issue hurts: ``low < medium < high < critical``."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """1 for low to 4 for critical."""
        return _SEVERITY_RANK[self.value]

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Severity):
            return NotImplemented
        return self.rank < other.rank


_SEVERITY_RANK = {"low": 1, "medium": 2, "high": 3, "critical": 4}


class Status(Enum):
    """Where an issue stands."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    RESOLVED = "resolved"
    WONT_FIX = "wont-fix"

    @property
    def is_open(self) -> bool:
        """Whether work is left: open and in-progress, against resolved and wont-fix."""
        return self in (Status.OPEN, Status.IN_PROGRESS)
