"""What the store gives back to a search or whole: frozen values, no rows and no cursors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issues_kb.model import LogFile, Severity, Status
from issues_kb.store.values import IssueSummary

if TYPE_CHECKING:
    from issues_kb.model import Issue, Learning

__all__ = [
    "MARK_END",
    "MARK_START",
    "Counts",
    "Hit",
    "LearningHit",
    "ScorePart",
    "SearchResult",
    "StoredIssue",
]

MARK_START = "\x02"
"""Begins a matched word in a snippet."""
MARK_END = "\x03"
"""Ends a matched word in a snippet."""


@dataclass(frozen=True, slots=True)
class StoredIssue:
    """A whole issue and the log that it stands in."""

    issue: Issue
    log: LogFile


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one thing adds to a score: a word (``word``, ``cache``), or how words stand."""

    kind: str
    text: str
    value: float


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer to a search.

    ``score`` is higher for better and compares only within one search. ``section`` is
    the kind of section the best passage stands in (``title`` for the heading's line,
    none before the first section); ``snippet`` is that passage as plain text, matched
    words between ``MARK_START`` and ``MARK_END``, and ``snippet_line`` its line in the
    log. ``explanation`` is there when it was asked for.
    """

    issue: IssueSummary
    score: float
    section: str | None
    snippet: str
    snippet_line: int
    explanation: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits, best first, and hints such as "did you mean constraint?"."""

    hits: tuple[Hit, ...]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningHit:
    """A learning and the issue that taught it; ``score`` is 0 without a text to rank by."""

    learning: Learning
    issue: IssueSummary
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many issues there are; ``matrix`` has no entry for what does not occur."""

    issues: int
    matrix: dict[tuple[Severity | None, Status | None], int]

    def severity(self, severity: Severity | None) -> int:
        """Issues of that severity; none counts those without one."""
        return sum(count for (level, _), count in self.matrix.items() if level is severity)

    def status(self, status: Status | None) -> int:
        """Issues of that status; none counts those without one."""
        return sum(count for (_, state), count in self.matrix.items() if state is status)

    @property
    def open(self) -> int:
        """Issues that are open or in progress."""
        return self.status(Status.OPEN) + self.status(Status.IN_PROGRESS)
