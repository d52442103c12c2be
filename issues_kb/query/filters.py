"""What every result of a question passes, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from issues_kb.model import Severity, Status

__all__ = [
    "DateFilter",
    "FieldFilter",
    "FileFilter",
    "Filter",
    "LogFilter",
    "Not",
    "NumberFilter",
    "Part",
    "PartFilter",
    "PathFilter",
    "RowFilter",
    "SeverityFilter",
    "StatusFilter",
]


class Part(Enum):
    """A part of an issue that can be asked for: ``in:``, ``has:`` and ``no:``.

    The section kinds by their own names, and what else an issue may hold.
    """

    TITLE = "title"
    NUMBER = "number"
    DATE = "date"
    SEVERITY = "severity"
    STATUS = "status"
    FIELDS = "fields"
    ERRORS = "errors"
    FILES = "files"
    REFERENCES = "references"
    MEASURES = "measures"
    PROBLEM = "problem"
    ROOT_CAUSE = "root_cause"
    RESOLUTION = "resolution"
    FILES_CHANGED = "files_changed"
    WHY_MISSED = "why_missed"
    LEARNINGS = "learnings"
    PREVENTION = "prevention"
    RELATED = "related"
    VERIFICATION = "verification"
    IMPACT = "impact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SeverityFilter:
    """The issue has one of these severities; none of them matches nothing."""

    values: frozenset[Severity]


@dataclass(frozen=True, slots=True)
class StatusFilter:
    """The issue has one of these statuses; none of them matches nothing."""

    values: frozenset[Status]


@dataclass(frozen=True, slots=True)
class DateFilter:
    """The issue's date lies in ``[first, last]``, each an ISO day, month or year, or open.

    A date known only to the month lies in a range when its month touches the range. An
    issue without a date is in no range.
    """

    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class FileFilter:
    """The issue touched a file with one of these paths: a part of it, or a glob with ``*?[``."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathFilter:
    """The issue touched one of these: a file by the end of its path, a folder, or a glob.

    One path may be longer than the other: ``/srv/app/src/a.py`` is ``src/a.py``.
    """

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartFilter:
    """The issue has one of these parts; none of them matches nothing."""

    parts: frozenset[Part]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """The issue stands in one of these logs, by name or path in any letter case."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberFilter:
    """The issue carries one of these numbers: ``12``, ``#12``, ``BUG-012``."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A field of that name, in any letter case, holds one of these texts."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowFilter:
    """The issue is one of these rows of an index; rows mean nothing outside of it."""

    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The issue does not pass ``filter``."""

    filter: Filter


Filter = (
    SeverityFilter
    | StatusFilter
    | DateFilter
    | FileFilter
    | PathFilter
    | PartFilter
    | LogFilter
    | NumberFilter
    | FieldFilter
    | RowFilter
    | Not
)
