"""From an entry and its rendered body to the page of an issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from issues_kb.markdown.html import render_inline
from issues_kb.site.addresses import relative
from issues_kb.site.arrangement import arrange
from issues_kb.site.body import BodySource, body_source
from issues_kb.site.catalogue import Catalogue, Entry, root_of, severity_badge, status_badge
from issues_kb.site.models import FieldView, IssueLink, IssuePage, SectionView

__all__ = ["Task", "issue_page", "issue_tasks"]

_LONGEST_DESCRIPTION = 160


class Task:
    """A page to make: the body to render, and what stands around it."""

    __slots__ = ("arrangement", "entry", "following", "preceding", "related", "source")

    def __init__(
        self,
        entry: Entry,
        neighbours: tuple[Entry | None, Entry | None],
        log: Mapping[str, Entry],
    ) -> None:
        self.entry = entry
        self.preceding, self.following = neighbours
        self.related = tuple(_related(entry, log))
        self.arrangement = arrange(entry.issue)
        self.source: BodySource = body_source(
            entry.issue,
            self.arrangement,
            {other.issue.key: relative(other.row.path, entry.row.path) for other in self.related},
        )


def issue_tasks(catalogue: Catalogue) -> Iterator[Task]:
    """A task for each issue, log by log, in the order of the file."""
    for log in catalogue.logs:
        by_key = {entry.issue.key: entry for entry in log}
        for index, entry in enumerate(log):
            before = log[index - 1] if index else None
            after = log[index + 1] if index + 1 < len(log) else None
            yield Task(entry, (before, after), by_key)


def issue_page(task: Task, sections: tuple[SectionView, ...]) -> IssuePage:
    """The page's model."""
    entry = task.entry
    issue, row = entry.issue, entry.row
    name = f"{row.label} {entry.plain_title}".strip()
    return IssuePage(
        path=row.path,
        root=root_of(row.path),
        title=name,
        description=_description(entry),
        section="issues",
        label=row.label,
        heading=render_inline(issue.title.strip() or "Untitled"),
        severity=severity_badge(issue.severity, issue.severity_note),
        status=status_badge(issue.status, issue.status_note),
        date=issue.date,
        log=entry.log,
        line=issue.line,
        end_line=issue.end_line,
        fields=tuple(
            FieldView(name=field.name, value=render_inline(field.value))
            for field in task.arrangement.fields
        ),
        sections=sections,
        related=tuple(other.link for other in task.related),
        as_written=task.arrangement.as_written,
        previous=_link(task.preceding),
        next=_link(task.following),
    )


def _description(entry: Entry) -> str:
    row = entry.row
    words = f"{row.severity.word}, {row.status.word.lower()}: {entry.plain_title}"
    return words if len(words) <= _LONGEST_DESCRIPTION else words[:_LONGEST_DESCRIPTION] + "…"


def _link(entry: Entry | None) -> IssueLink | None:
    return entry.link if entry else None


def _related(entry: Entry, log: Mapping[str, Entry]) -> Iterator[Entry]:
    """The issues of the same log that this one mentions, each once."""
    targets = dict.fromkeys(reference.target for reference in entry.issue.references)
    for target in targets:
        other = log.get(target or "")
        if other is not None and other is not entry:
            yield other
