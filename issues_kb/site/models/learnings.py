"""Learnings, by issue and by topic."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.markdown.visible import Html
from issues_kb.site.models.shared import IssueRow, NavItem, Page, Pager

__all__ = [
    "LearningGroup",
    "LearningItem",
    "LearningsPage",
    "SharedTopic",
    "TopicItem",
    "TopicView",
    "TopicsPage",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningItem:
    """One lesson. ``rule`` is ``do``, ``dont``, ``when``, ``consider`` or empty."""

    rule: str
    rule_word: str
    html: Html
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """The lessons under one topic of an issue, or under none."""

    topic: Html | None
    items: tuple[LearningItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningGroup:
    """The lessons of one issue; ``continued`` when they began on the page before.

    ``id`` is its anchor.
    """

    id: str
    issue: IssueRow
    continued: bool
    topics: tuple[TopicView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningsPage(Page):
    """A page of the learnings of all issues. ``views`` are the ways to group them."""

    total: int
    views: tuple[NavItem, ...]
    groups: tuple[LearningGroup, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicItem:
    """A lesson with the issue that taught it."""

    learning: LearningItem
    issue: IssueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTopic:
    """The lessons under one topic, from all issues: ``total`` of them in ``issues`` issues.

    ``topic`` is none for those without one; ``continued`` when they began on the page
    before; ``id`` is its anchor.
    """

    id: str
    topic: Html | None
    total: int
    issues: int
    continued: bool
    items: tuple[TopicItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsPage(Page):
    """A page of the learnings by topic. ``views`` are the ways to group them."""

    total: int
    views: tuple[NavItem, ...]
    groups: tuple[SharedTopic, ...]
    pager: Pager
