"""What was to be done so that it never happens again."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.markdown.visible import Html
from issues_kb.site.models.shared import Badge, IssueLink, IssueRow, NavItem, Page, Pager

__all__ = ["CheckItem", "ChecklistPage", "MeasureRow", "PreventionPage", "StateCount"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A prevention measure and the issue that asks for it; ``path`` is its place there."""

    number: int
    state: Badge
    topic: Html | None
    html: Html
    path: str
    issue: IssueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """How many measures are in a state."""

    state: Badge
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreventionPage(Page):
    """A page of the ledger: open measures first, the oldest on top."""

    total: int
    states: tuple[StateCount, ...]
    views: tuple[NavItem, ...]
    measures: tuple[MeasureRow, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """One thing to check, and the first issues that say so; ``more`` say it too."""

    html: Html
    sources: tuple[IssueLink, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistPage(Page):
    """The review checklist: the items that most issues ask for, of ``total``.

    ``markdown`` is their text as a task list; the file at ``file`` holds all of them.
    """

    total: int
    views: tuple[NavItem, ...]
    items: tuple[CheckItem, ...]
    markdown: str
    file: str
