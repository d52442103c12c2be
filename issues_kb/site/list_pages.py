"""The pages that show many issues at once: overview, lists, groups, learnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from typing import TypeVar

from issues_kb.markdown.html import Setting, render_blocks, render_title
from issues_kb.model import Learning
from issues_kb.site.catalogue import (
    Catalogue,
    Entry,
    badges,
    root_of,
)
from issues_kb.site.models import (
    Badge,
    Count,
    Group,
    GroupsPage,
    IndexPage,
    IssueRow,
    LearningGroup,
    LearningItem,
    LearningsPage,
    ListPage,
    Matrix,
    MatrixRow,
    Page,
    Pager,
    TopicView,
)
from issues_kb.site.options import SiteOptions

__all__ = ["Plan", "list_plans"]

_OPEN_SHOWN = 15
_RECENT_SHOWN = 10
_LEARNINGS_SHOWN = 12
_LEARNINGS_EACH = 4
_GROUP_SHOWN = 10
_RULES: Mapping[str, str] = {
    "do": "Do",
    "dont": "Don't",
    "when": "When",
    "consider": "Consider",
    "": "",
}
# A learning and the entry it comes from, with the number that its anchor has there.
_Lesson = tuple[Entry, int, Learning]
_Item = TypeVar("_Item")
_IN_LIST = Setting(first_level=4)


@dataclass(frozen=True, slots=True)
class Plan:
    """A page to come: its path is known before it is made."""

    path: str
    make: Callable[[], Page]


def list_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """Every page but those of the issues; the overview comes last."""
    size = options.issues_per_page
    yield from _lists("issues/index", None, catalogue.newest_first, size)
    for kind, heading in (("severity", "By severity"), ("status", "By status")):
        groups = []
        for badge in badges(kind):
            entries = catalogue.with_badge(badge)
            if entries or badge.value != "none":
                groups.append(
                    Group(badge=badge, total=len(entries), rows=_rows(entries[:_GROUP_SHOWN]))
                )
                yield from _lists(f"{kind}/{badge.value}", badge, entries, size)
        yield Plan(f"{kind}/index.html", partial(_groups_page, kind, heading, groups))
    yield from _learnings_plans(catalogue, options.learnings_per_page)
    yield Plan("index.html", partial(_index, catalogue))


def _rows(entries: Sequence[Entry]) -> tuple[IssueRow, ...]:
    return tuple(entry.row for entry in entries)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _cut(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    """Pages of at most ``size``; an empty list has one empty page."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [()]


def _paths(first: str, pages: int) -> tuple[str, ...]:
    """``issues/index.html``, ``issues/page-2.html``; ``severity/high.html``, ``…/high-2.html``."""
    stem = first.removesuffix("index") + "page" if first.endswith("/index") else first
    return (f"{first}.html", *(f"{stem}-{number}.html" for number in range(2, pages + 1)))


def _numbered(title: str, number: int) -> str:
    return title if number == 1 else f"{title}, page {number}"


def _lists(first: str, badge: Badge | None, entries: Sequence[Entry], size: int) -> Iterator[Plan]:
    cuts = _cut(entries, size)
    paths = _paths(first, len(cuts))
    for number, (path, cut) in enumerate(zip(paths, cuts, strict=True), start=1):
        pager = Pager(number=number, paths=paths)
        yield Plan(path, partial(_list_page, badge, len(entries), cut, pager))


def _list_page(badge: Badge | None, total: int, entries: Sequence[Entry], pager: Pager) -> ListPage:
    kind = f"{badge.kind.capitalize()}: {badge.word}" if badge else "All issues"
    path = pager.paths[pager.number - 1]
    return ListPage(
        path=path,
        root=root_of(path),
        title=_numbered(kind, pager.number),
        description=f"{kind}: {_counted(total, 'issue', 'issues')}.",
        section=badge.kind if badge else "issues",
        heading=badge.word if badge else "All issues",
        badge=badge,
        total=total,
        rows=_rows(entries),
        pager=pager,
    )


def _groups_page(kind: str, heading: str, groups: Sequence[Group]) -> GroupsPage:
    path = f"{kind}/index.html"
    parts = ", ".join(f"{group.total} {group.badge.word.lower()}" for group in groups)
    return GroupsPage(
        path=path,
        root=root_of(path),
        title=heading,
        description=f"All issues {heading.lower()}: {parts}.",
        section=kind,
        heading=heading,
        groups=tuple(groups),
    )


def _learnings_plans(catalogue: Catalogue, size: int) -> Iterator[Plan]:
    lessons = [lesson for entry in catalogue.newest_first for lesson in _lessons(entry)]
    issues = sum(1 for entry in catalogue.newest_first if entry.issue.learnings)
    words = (
        f"{_counted(len(lessons), 'learning', 'learnings')}"
        f" from {_counted(issues, 'issue', 'issues')}."
    )
    cuts = _cut(lessons, size)
    paths = _paths("learnings/index", len(cuts))
    last: Entry | None = None
    for number, (path, cut) in enumerate(zip(paths, cuts, strict=True), start=1):
        pager = Pager(number=number, paths=paths)
        yield Plan(path, partial(_learnings_page, words, cut, last, pager))
        last = cut[-1][0] if cut else None


def _learnings_page(
    description: str, lessons: Sequence[_Lesson], last: Entry | None, pager: Pager
) -> LearningsPage:
    path = pager.paths[pager.number - 1]
    return LearningsPage(
        path=path,
        root=root_of(path),
        title=_numbered("Learnings", pager.number),
        description=description,
        section="learnings",
        groups=tuple(_learning_groups(lessons, last)),
        pager=pager,
    )


def _lessons(entry: Entry) -> list[_Lesson]:
    return [(entry, number, item) for number, item in enumerate(entry.issue.learnings, start=1)]


def _learning_groups(lessons: Sequence[_Lesson], last: Entry | None) -> Iterator[LearningGroup]:
    """``last`` is the issue that the page before ended with."""
    for _, same_issue in groupby(lessons, key=lambda lesson: lesson[0].row.path):
        group = list(same_issue)
        entry = group[0][0]
        topics = groupby(group, key=lambda lesson: lesson[2].topic)
        yield LearningGroup(
            issue=entry.row,
            continued=entry is last,
            topics=tuple(
                TopicView(
                    topic=render_title(topic) if topic else None,
                    items=tuple(_learning_item(lesson) for lesson in same_topic),
                )
                for topic, same_topic in topics
            ),
        )


def _learning_item(lesson: _Lesson) -> LearningItem:
    entry, number, learning = lesson
    rule = learning.rule.value if learning.rule else ""
    return LearningItem(
        rule=rule,
        rule_word=_RULES[rule],
        html=render_blocks(learning.text, _IN_LIST),
        path=f"{entry.row.path}#learning-{number}",
    )


def _index(catalogue: Catalogue) -> IndexPage:
    everything = catalogue.newest_first
    still_open = [
        entry for entry in everything if entry.issue.status and entry.issue.status.is_open
    ]
    # Sorting is stable: among equals the newest stays on top.
    still_open.sort(key=_severity_rank, reverse=True)
    newest = (lesson for entry in everything for lesson in _lessons(entry)[:_LEARNINGS_EACH])
    return IndexPage(
        path="index.html",
        root="",
        title="Overview",
        description=f"{_counted(len(everything), 'issue', 'issues')}, {len(still_open)} open.",
        section="overview",
        counts=_counts(everything, len(still_open)),
        matrix=_matrix(everything),
        open_issues=_rows(still_open[:_OPEN_SHOWN]),
        open_total=len(still_open),
        recent_issues=_rows(everything[:_RECENT_SHOWN]),
        learnings=tuple(_learning_groups(list(islice(newest, _LEARNINGS_SHOWN)), None)),
    )


def _severity_rank(entry: Entry) -> int:
    return entry.issue.severity.rank if entry.issue.severity else 0


def _counts(entries: Sequence[Entry], still_open: int) -> tuple[Count, ...]:
    learnings = sum(len(entry.issue.learnings) for entry in entries)
    rows = (
        (len(entries), "issue", "issues", "issues/index.html"),
        (still_open, "open", "open", "status/index.html"),
        (learnings, "learning", "learnings", "learnings/index.html"),
    )
    return tuple(
        Count(number=number, word=one if number == 1 else many, path=path)
        for number, one, many, path in rows
    )


def _matrix(entries: Sequence[Entry]) -> Matrix:
    """Severity × status; issues without one get a row or column only where there are any."""
    pairs = Counter((entry.row.severity.value, entry.row.status.value) for entry in entries)
    severities = [b for b in badges("severity") if b.value != "none" or _any(pairs, 0)]
    statuses = [b for b in badges("status") if b.value != "none" or _any(pairs, 1)]
    rows = []
    for severity in severities:
        cells = tuple(pairs[severity.value, status.value] for status in statuses)
        rows.append(MatrixRow(severity=severity, cells=cells, total=sum(cells)))
    return Matrix(
        statuses=tuple(statuses),
        rows=tuple(rows),
        totals=tuple(sum(row.cells[column] for row in rows) for column in range(len(statuses))),
        total=len(entries),
    )


def _any(pairs: Counter[tuple[str, str]], side: int) -> bool:
    return any(pair[side] == "none" for pair in pairs)
