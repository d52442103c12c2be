"""The overview: what is open, when it came, what was learned and promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from issues_kb.site.charts import over_time
from issues_kb.site.learning_pages import Lesson, learning_groups
from issues_kb.site.list_links import filtered
from issues_kb.site.models import (
    Badge,
    BadgeCount,
    Count,
    FileNode,
    IndexPage,
    IssueRow,
    LogRow,
    Matrix,
    MatrixCell,
    MatrixRow,
)
from issues_kb.site.paging import counted
from issues_kb.site.prevention_pages import Promise, measure_row

__all__ = ["Gathered", "matrix", "open_rows", "overview_page"]

OPEN_SHOWN = 15
RECENT_SHOWN = 10

_OPEN = frozenset({"open", "in-progress"})


class Gathered(NamedTuple):
    """What the overview shows beside the issues themselves."""

    lessons: Sequence[Lesson]
    lessons_total: int
    promises: Sequence[Promise]
    promises_total: int
    files: Sequence[FileNode]
    logs: Sequence[LogRow]


def overview_page(
    rows: Sequence[IssueRow],
    severities: Sequence[Badge],
    statuses: Sequence[Badge],
    gathered: Gathered,
) -> IndexPage:
    """The page. ``rows`` are all issues, newest first; badges are all there are, in order."""
    still = open_rows(rows, severities)
    return IndexPage(
        path="index.html",
        root="",
        title="Overview",
        description=f"{counted(len(rows), 'issue', 'issues')}, {len(still)} open.",
        section="overview",
        counts=_counts(len(rows), len(still), gathered),
        open_by_severity=_by_severity(still, severities),
        matrix=matrix(rows, severities, statuses),
        chart=over_time(((row.date, row.severity.value) for row in rows), severities),
        open_issues=tuple(still[:OPEN_SHOWN]),
        open_total=len(still),
        recent_issues=tuple(rows[:RECENT_SHOWN]),
        learnings=tuple(learning_groups(gathered.lessons, level=3)),
        files=tuple(gathered.files),
        measures=tuple(measure_row(promise, whole=False) for promise in gathered.promises),
        measures_total=gathered.promises_total,
        logs=tuple(gathered.logs),
    )


def open_rows(rows: Sequence[IssueRow], severities: Sequence[Badge]) -> list[IssueRow]:
    """Open issues, the worst first and among equals the newest."""
    places = {badge.value: place for place, badge in enumerate(severities)}
    still = [row for row in rows if row.status.value in _OPEN]
    # Sorting is stable.
    return sorted(still, key=lambda row: places[row.severity.value])


def matrix(
    rows: Sequence[IssueRow], severities: Sequence[Badge], statuses: Sequence[Badge]
) -> Matrix:
    """Severity × status; issues without one get a row or column only where there are any."""
    pairs = Counter((row.severity.value, row.status.value) for row in rows)
    lines = [badge for badge in severities if badge.value != "none" or _any(pairs, 0)]
    columns = [badge for badge in statuses if badge.value != "none" or _any(pairs, 1)]
    made = []
    for severity in lines:
        cells = tuple(
            MatrixCell(
                number=pairs[severity.value, status.value],
                path=filtered(severity=severity.value, status=status.value),
            )
            for status in columns
        )
        total = sum(cell.number for cell in cells)
        made.append(MatrixRow(severity=severity, cells=cells, total=total))
    return Matrix(
        statuses=tuple(columns),
        rows=tuple(made),
        totals=tuple(sum(row.cells[place].number for row in made) for place in range(len(columns))),
        total=len(rows),
    )


def _any(pairs: Counter[tuple[str, str]], side: int) -> bool:
    return any(pair[side] == "none" for pair in pairs)


def _by_severity(still: Sequence[IssueRow], severities: Sequence[Badge]) -> tuple[BadgeCount, ...]:
    numbers = Counter(row.severity.value for row in still)
    return tuple(
        BadgeCount(
            badge=badge,
            number=numbers[badge.value],
            path=filtered(severity=badge.value, status="open,in-progress"),
        )
        for badge in severities
        if numbers[badge.value]
    )


def _counts(issues: int, still: int, gathered: Gathered) -> tuple[Count, ...]:
    rows = (
        (issues, "issue", "issues", "issues/index.html"),
        (still, "open", "open", filtered(status="open,in-progress")),
        (gathered.lessons_total, "learning", "learnings", "learnings/index.html"),
        (gathered.promises_total, "open measure", "open measures", "prevention/index.html"),
    )
    return tuple(
        Count(number=number, word=one if number == 1 else many, path=path)
        for number, one, many, path in rows
    )
