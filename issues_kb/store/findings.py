"""What the store gives back about files, measures, numbers and kinship: frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.model import FileChange, Measure, Severity, Status
from issues_kb.store.values import IssueSummary

__all__ = [
    "Backlink",
    "ChecklistItem",
    "FileHit",
    "ItemSource",
    "MeasureHit",
    "SimilarIssue",
    "Stats",
    "TimeLost",
    "TimeSpent",
]


@dataclass(frozen=True, slots=True)
class FileHit:
    """A file and the issues that touched it, the most severe first.

    ``weight`` sums their severities: critical 8, high 4, medium 2, low or none 1.
    ``changes`` stand in the order of ``issues``.
    """

    path: str
    weight: int
    issues: tuple[IssueSummary, ...]
    changes: tuple[FileChange, ...]


@dataclass(frozen=True, slots=True)
class MeasureHit:
    """A prevention measure and the issue that asks for it; ``score`` is 0 without a text."""

    measure: Measure
    issue: IssueSummary
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class ItemSource:
    """Where a checklist item stands: its issue and its line in that issue's log."""

    issue: IssueSummary
    line: int


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to check, once, however many issues say so; ``text`` as the first says it."""

    text: str
    topic: str | None
    sources: tuple[ItemSource, ...]


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """What an issue cost: the field as written, and minutes when that is understood."""

    issue: IssueSummary
    text: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class TimeLost:
    """What issues cost, the longest first; ``minutes`` is the sum of what is understood."""

    minutes: int = 0
    entries: tuple[TimeSpent, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """How many issues there are, by what is known of them.

    None stands for issues that do not say. ``months`` are ``2024-12``, in order.
    ``missed`` are the families of why issues were missed, most frequent first, over the
    issues that say why.
    """

    issues: int
    severities: tuple[tuple[Severity | None, int], ...] = ()
    statuses: tuple[tuple[Status | None, int], ...] = ()
    months: tuple[tuple[str | None, int], ...] = ()
    logs: tuple[tuple[str, int], ...] = ()
    missed: tuple[tuple[str, int], ...] = ()
    time_lost: TimeLost = TimeLost()


@dataclass(frozen=True, slots=True)
class SimilarIssue:
    """An issue that shares rare words with another; ``words`` are they, the rarest first."""

    issue: IssueSummary
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backlink:
    """An issue that mentions another: as written, and the line where it does."""

    issue: IssueSummary
    text: str
    line: int
