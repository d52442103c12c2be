"""What the site was made from, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.site.models.shared import LogRow, NavItem, Page, Pager

__all__ = ["AboutPage", "CodeCount", "DiagnosticView", "DiagnosticsPage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosticView:
    """Something in a log that could not be understood."""

    code: str
    level: str
    path: str
    line: int
    message: str
    hint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCount:
    """How often a kind of diagnostic occurs, and what it means."""

    code: str
    summary: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage(Page):
    """The logs, what could not be understood in them, and the files for machines."""

    logs: tuple[LogRow, ...]
    issues: int
    version: str
    codes: tuple[CodeCount, ...]
    diagnostics: tuple[DiagnosticView, ...]
    diagnostics_total: int
    diagnostics_path: str
    formats: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosticsPage(Page):
    """A page of all that could not be understood."""

    total: int
    diagnostics: tuple[DiagnosticView, ...]
    pager: Pager
