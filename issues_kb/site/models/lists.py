"""Lists of issues: all, of a severity, of a status."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.site.models.shared import Badge, IssueRow, Page, Pager

__all__ = ["Group", "GroupsPage", "ListPage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Page):
    """A page of a list of issues; ``badge`` is what they share, if anything."""

    heading: str
    badge: Badge | None
    total: int
    rows: tuple[IssueRow, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Issues of one severity or status: the first few, and how many there are."""

    badge: Badge
    total: int
    rows: tuple[IssueRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsPage(Page):
    """All issues by severity, or by status."""

    heading: str
    groups: tuple[Group, ...]
