"""Why issues were missed, by family."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.site.models.shared import IssueRow, Page, Pager

__all__ = ["Family", "FamilyPage", "MissedPage", "Reason"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """An issue and the beginning of why it was missed."""

    issue: IssueRow
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One family of reasons: what it means, how many issues it has, and the first few."""

    value: str
    word: str
    about: str
    total: int
    path: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPage(Page):
    """All families, the most frequent first. ``total`` counts the issues that say why."""

    total: int
    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPage(Page):
    """A page of the issues of one family, whose ``reasons`` are those of this page."""

    family: Family
    pager: Pager
