"""The overview: what is open, when it came, what was learned and promised."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.site.models.files import FileNode
from issues_kb.site.models.learnings import LearningGroup
from issues_kb.site.models.prevention import MeasureRow
from issues_kb.site.models.shared import Badge, Count, IssueRow, LogRow, Page

__all__ = [
    "BadgeCount",
    "Bar",
    "BarPart",
    "Chart",
    "IndexPage",
    "Matrix",
    "MatrixCell",
    "MatrixRow",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeCount:
    """How many issues carry a badge; ``path`` leads to exactly these."""

    badge: Badge
    number: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """A number of issues; ``path`` leads to exactly these."""

    number: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One severity: its issues of each status, and of all."""

    severity: Badge
    cells: tuple[MatrixCell, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Severity × status. ``totals`` has one number for each of ``statuses``."""

    statuses: tuple[Badge, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPart:
    """The issues of one severity in a bar; ``y`` and ``height`` are units of the drawing."""

    value: str
    number: int
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month or year of a chart: from ``x`` on, ``width`` wide; ``words`` say it all."""

    label: str
    words: str
    total: int
    x: int
    width: int
    parts: tuple[BarPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Issues over time, stacked by severity, drawn in ``width`` × ``height`` units.

    ``unit`` is ``month`` or ``year``, ``severities`` are those that occur, worst first;
    ``table`` has a row for each bar: its label, a number for each severity, and their sum.
    ``most`` is the tallest bar, ``ticks`` the labels below the first, middle and last one.
    """

    unit: str
    description: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    severities: tuple[Badge, ...]
    table: tuple[tuple[str, tuple[int, ...], int], ...]
    most: int
    ticks: tuple[str, ...]
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage(Page):
    """The overview."""

    counts: tuple[Count, ...]
    open_by_severity: tuple[BadgeCount, ...]
    matrix: Matrix
    chart: Chart | None
    open_issues: tuple[IssueRow, ...]
    open_total: int
    recent_issues: tuple[IssueRow, ...]
    learnings: tuple[LearningGroup, ...]
    files: tuple[FileNode, ...]
    measures: tuple[MeasureRow, ...]
    measures_total: int
    logs: tuple[LogRow, ...]
