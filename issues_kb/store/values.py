"""What the store gives back about logs and lists: frozen values, no rows and no cursors."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.errors import LogError
from issues_kb.model import LogFile, Severity, Status

__all__ = ["IndexedLog", "IssueSummary", "LogReport", "SyncReport"]


@dataclass(frozen=True, slots=True)
class LogReport:
    """What a sync found in one log: ``issues`` it holds, ``parsed`` entries read again."""

    name: str
    path: str
    issues: int
    parsed: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    ``logs`` are all logs of the index, ``failures`` those that could not be used,
    ``removed`` the paths of logs no longer covered, ``notes`` what the user should know
    (an index built anew and why).
    """

    logs: tuple[LogReport, ...] = ()
    failures: tuple[LogError, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the index was written to for anything but file times."""
        return bool(self.removed or self.notes) or any(log.changed for log in self.logs)


@dataclass(frozen=True, slots=True)
class IndexedLog:
    """A log in the index, without its issues."""

    log: LogFile
    title: str | None
    issues: int


@dataclass(frozen=True, slots=True)
class IssueSummary:
    """An issue as lists show it. ``log`` is the log's name, ``path`` and ``line`` its place."""

    key: str
    number: str | None
    title: str
    date: str | None
    severity: Severity | None
    severity_note: str | None
    status: Status | None
    status_note: str | None
    log: str
    path: str
    line: int
