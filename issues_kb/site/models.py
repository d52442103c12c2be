"""What each page shows, as plain values: what templates are handed, and no more.

Text is plain unless its type is ``Html``; a ``path`` is relative to the site's root, so a
link is ``page.root`` and a path. ``docs/templates.md`` lists every field.
"""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.markdown.visible import Html

__all__ = [
    "Badge",
    "Count",
    "FieldView",
    "Group",
    "GroupsPage",
    "IndexPage",
    "IssueLink",
    "IssuePage",
    "IssueRow",
    "LearningGroup",
    "LearningItem",
    "LearningsPage",
    "ListPage",
    "LogView",
    "Matrix",
    "MatrixRow",
    "NavItem",
    "Page",
    "Pager",
    "SectionView",
    "SiteView",
    "TopicView",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """An entry of the menu. ``section`` equals ``page.section`` on the pages it covers."""

    section: str
    word: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogView:
    """A log that the site was made from; ``count`` is the number of its issues."""

    name: str
    path: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """What all pages know: the variable ``site``.

    ``newest`` is the latest date of an issue, or none.
    """

    title: str
    nav: tuple[NavItem, ...]
    logs: tuple[LogView, ...]
    several_logs: bool
    newest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A severity or status: ``kind`` says which, ``value`` is our word or ``none``.

    ``word`` is for people, ``note`` what the log says beside it; ``path`` leads to the
    list of its issues.
    """

    kind: str
    value: str
    word: str
    path: str
    note: Html | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLink:
    """Just enough of an issue to lead to it. ``label`` is its number, or nothing."""

    label: str
    title: Html
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """An issue in a list."""

    label: str
    title: Html
    path: str
    severity: Badge
    status: Badge
    date: str | None
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a list goes on. ``paths`` holds the pages of the list, in order."""

    number: int
    paths: tuple[str, ...]

    @property
    def previous(self) -> str | None:
        """The page before, or none."""
        return self.paths[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> str | None:
        """The page after, or none."""
        return self.paths[self.number] if self.number < len(self.paths) else None


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
    """The lessons of one issue; ``continued`` when they began on the page before."""

    issue: IssueRow
    continued: bool
    topics: tuple[TopicView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has: the variable ``page``.

    ``root`` leads from the page to the site's root: empty or ``../`` once or more.
    """

    path: str
    root: str
    title: str
    description: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number with its name; ``path`` leads to what was counted."""

    number: int
    word: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One severity: its issues of each status, and of all."""

    severity: Badge
    cells: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Severity × status. ``totals`` has one number for each of ``statuses``."""

    statuses: tuple[Badge, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage(Page):
    """The overview."""

    counts: tuple[Count, ...]
    matrix: Matrix
    open_issues: tuple[IssueRow, ...]
    open_total: int
    recent_issues: tuple[IssueRow, ...]
    learnings: tuple[LearningGroup, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningsPage(Page):
    """A page of the learnings of all issues."""

    groups: tuple[LearningGroup, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A labelled value that the log has and we have no other place for."""

    name: str
    value: Html


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section of the issue, rendered. The text before the first has no heading.

    ``words`` is the heading as plain text.
    """

    kind: str
    id: str
    words: str
    heading: Html | None
    html: Html


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePage(Page):
    """One issue. ``as_written`` holds the lines of the entry that no section shows."""

    label: str
    heading: Html
    severity: Badge
    status: Badge
    date: str | None
    log: LogView
    line: int
    end_line: int
    fields: tuple[FieldView, ...]
    sections: tuple[SectionView, ...]
    related: tuple[IssueLink, ...]
    as_written: str
    previous: IssueLink | None
    next: IssueLink | None
