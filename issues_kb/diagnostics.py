"""What could not be understood in a log, as values with a place.

Codes are stable and grouped by the hundred: 0 the file itself, 1 the structure of the
log, 2 fields. Reading never raises for what a log says; it adds one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["CODES", "Code", "Diagnostic", "Level"]


class Level(Enum):
    """How much a diagnostic matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of diagnostic: a row of the table below and of ``docs/diagnostics.md``."""

    code: str
    name: str
    level: Level
    summary: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``line`` and ``column`` count from 1.

    ``value`` is the text in the log that cannot be understood, where there is one.
    """

    path: str
    line: int
    column: int
    code: str
    level: Level
    message: str
    hint: str | None = None
    value: str | None = None


CODES: dict[str, Code] = {
    row.code: row
    for row in (
        Code("IKB001", "undecodable-bytes", Level.WARNING, "The file is not valid UTF-8."),
        Code("IKB002", "nul-characters", Level.WARNING, "The file holds NUL characters."),
        Code("IKB003", "too-large", Level.WARNING, "A part is too large to be read in detail."),
        Code("IKB101", "issues-in-table", Level.WARNING, "The log keeps its issues in a table."),
        Code("IKB102", "issues-in-list", Level.WARNING, "The log keeps its issues in a list."),
        Code("IKB103", "stray-fence", Level.WARNING, "A code fence would swallow later entries."),
        Code("IKB104", "unclosed-fence", Level.WARNING, "A code fence is never closed."),
        Code("IKB105", "duplicate-number", Level.WARNING, "Two entries carry the same number."),
        Code("IKB201", "unknown-date", Level.WARNING, "A date cannot be understood."),
        Code("IKB202", "unknown-severity", Level.WARNING, "A severity cannot be understood."),
        Code("IKB203", "unknown-status", Level.WARNING, "A status cannot be understood."),
        Code("IKB204", "contradicting-status", Level.WARNING, "An entry states two statuses."),
    )
}
