"""Rows of issues as lists show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from issues_kb.model import Severity, Status
from issues_kb.store.values import IssueSummary

__all__ = ["SUMMARY_COLUMNS", "severity_of", "shared_summary", "status_of", "summary"]

SUMMARY_COLUMNS = (
    "i.id, i.key, i.number, i.title, i.date, i.severity, i.severity_note, i.status,"
    " i.status_note, l.name, l.path, i.line"
)


def severity_of(value: str | None) -> Severity | None:
    """A column as a value."""
    return Severity(value) if value else None


def status_of(value: str | None) -> Status | None:
    """A column as a value."""
    return Status(value) if value else None


def summary(row: tuple[Any, ...]) -> IssueSummary:
    """A row of ``SUMMARY_COLUMNS`` as a value."""
    _, key, number, title, date, severity, severity_note, status, status_note, *place = row[:12]
    return IssueSummary(
        key=key,
        number=number,
        title=title,
        date=date,
        severity=severity_of(severity),
        severity_note=severity_note,
        status=status_of(status),
        status_note=status_note,
        log=place[0],
        path=place[1],
        line=place[2],
    )


def shared_summary() -> Callable[[tuple[Any, ...]], IssueSummary]:
    """``summary``, with one value for all rows of an issue: an issue has many learnings."""
    known: dict[int, IssueSummary] = {}

    def shared(row: tuple[Any, ...]) -> IssueSummary:
        found = known.get(row[0])
        if found is None:
            found = known[row[0]] = summary(row)
        return found

    return shared
