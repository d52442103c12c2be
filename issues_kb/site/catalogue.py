"""All issues of a site with their addresses, in the order of the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from issues_kb.markdown.html import plain_text, render_inline, render_title
from issues_kb.model import Issue, LogReading, Severity, Status
from issues_kb.site.addresses import file_names, folder_names
from issues_kb.site.models import Badge, IssueLink, IssueRow, LogView, NavItem, SiteView

__all__ = [
    "NAV",
    "SEVERITIES",
    "STATUSES",
    "Catalogue",
    "Entry",
    "badges",
    "make_catalogue",
    "root_of",
    "severity_badge",
    "status_badge",
]

#: Worst first; ``none`` is for issues whose log does not say.
SEVERITIES: Mapping[str, str] = {
    "critical": "Critical",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "none": "No severity",
}
#: What needs work first.
STATUSES: Mapping[str, str] = {
    "open": "Open",
    "in-progress": "In progress",
    "resolved": "Resolved",
    "wont-fix": "Won't fix",
    "none": "No status",
}
NAV = (
    NavItem(section="overview", word="Overview", path="index.html"),
    NavItem(section="issues", word="Issues", path="issues/index.html"),
    NavItem(section="severity", word="Severity", path="severity/index.html"),
    NavItem(section="status", word="Status", path="status/index.html"),
    NavItem(section="learnings", word="Learnings", path="learnings/index.html"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue, its log and the row that stands for it in lists."""

    issue: Issue
    log: LogView
    row: IssueRow
    plain_title: str

    def value(self, kind: str) -> str:
        """The value of the issue's ``severity`` or ``status``."""
        return (self.row.severity if kind == "severity" else self.row.status).value

    @property
    def link(self) -> IssueLink:
        """The row without what a link does not need."""
        return IssueLink(label=self.row.label, title=self.row.title, path=self.row.path)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``logs`` holds the entries of each log in the order of its file."""

    site: SiteView
    logs: tuple[tuple[Entry, ...], ...]
    newest_first: tuple[Entry, ...]

    def with_badge(self, badge: Badge) -> list[Entry]:
        """The issues that carry a severity or status, newest first."""
        return [entry for entry in self.newest_first if entry.value(badge.kind) == badge.value]


def make_catalogue(readings: Sequence[LogReading], title: str | None) -> Catalogue:
    """Gives every issue its address and every list its order: dated first, newest on top."""
    folders = folder_names((reading.log.name, reading.log.path) for reading in readings)
    views = [_log_view(reading) for reading in readings]
    logs = tuple(
        tuple(_entries(reading.log.issues, view, folder))
        for reading, view, folder in zip(readings, views, folders, strict=True)
    )
    every = [entry for log in logs for entry in log]
    # Sorting is stable: without dates the order of the logs stays.
    newest_first = sorted(every, key=lambda entry: entry.issue.date or "", reverse=True)
    site = SiteView(
        title=title or _title_of(views),
        nav=NAV,
        logs=tuple(views),
        several_logs=len(views) > 1,
        newest=newest_first[0].issue.date if newest_first else None,
    )
    return Catalogue(site, logs, tuple(newest_first))


def severity_badge(severity: Severity | None, note: str | None = None) -> Badge:
    """The badge of an issue's severity, or of none."""
    return _badge("severity", SEVERITIES, severity.value if severity else "none", note)


def status_badge(status: Status | None, note: str | None = None) -> Badge:
    """The badge of an issue's status, or of none."""
    return _badge("status", STATUSES, status.value if status else "none", note)


def badges(kind: str) -> tuple[Badge, ...]:
    """Every value of a ``severity`` or ``status``, in the order of ``SEVERITIES``, ``STATUSES``."""
    words = SEVERITIES if kind == "severity" else STATUSES
    return tuple(_badge(kind, words, value, None) for value in words)


def root_of(path: str) -> str:
    """What leads from the page at ``path`` to the site's root."""
    return "../" * path.count("/")


def _badge(kind: str, words: Mapping[str, str], value: str, note: str | None) -> Badge:
    return Badge(
        kind=kind,
        value=value,
        word=words[value],
        path=f"{kind}/{value}.html",
        note=render_inline(note) if note else None,
    )


def _log_view(reading: LogReading) -> LogView:
    log = reading.log
    return LogView(
        name=log.name or log.path,
        path=log.path,
        title=plain_text(log.title or "") or log.name or log.path,
        count=len(log.issues),
    )


def _title_of(logs: Sequence[LogView]) -> str:
    return logs[0].title if len(logs) == 1 else "Issue log"


def _entries(issues: Sequence[Issue], log: LogView, folder: str) -> Iterable[Entry]:
    # Keys are unique by contract; a site must not lose a page where one is not.
    seen: Counter[str] = Counter()
    keys = []
    for issue in issues:
        seen[issue.key] += 1
        count = seen[issue.key]
        keys.append(issue.key if count == 1 else f"{issue.key}\n{count}")
    names = file_names(keys)
    for issue, key in zip(issues, keys, strict=True):
        row = IssueRow(
            label=_label(issue),
            title=render_title(issue.title) if issue.title.strip() else render_title("Untitled"),
            path=f"issues/{folder}/{names[key]}.html",
            severity=severity_badge(issue.severity),
            status=status_badge(issue.status),
            date=issue.date,
            log=log.name,
        )
        yield Entry(issue, log, row, plain_text(issue.title) or "Untitled")


def _label(issue: Issue) -> str:
    number = (issue.number or "").strip()
    return f"#{number}" if number.isdecimal() else number
