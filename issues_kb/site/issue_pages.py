"""The page of an issue: its content, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from issues_kb.site.catalogue import Entry
from issues_kb.site.issue_boxes import source_view
from issues_kb.site.issue_content import IssueContent
from issues_kb.site.models import FileLink, IssueLink, IssuePage
from issues_kb.site.paging import root_of

__all__ = ["Around", "issue_page"]

_LONGEST_DESCRIPTION = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """All that an issue's page shows beside the issue; ``digest_of`` it tells when it changes.

    ``files`` are the site's pages of files, by the paths that the issue names, ``lines`` is
    the script that knows where it stands in its log.
    """

    previous: Entry | None = None
    following: Entry | None = None
    mentioned: tuple[Entry, ...] = ()
    backlinks: tuple[Entry, ...] = ()
    similar: tuple[Entry, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    lines: str = ""
    repository: str | None = None
    markdown: str | None = None


def issue_page(entry: Entry, content: IssueContent, around: Around) -> IssuePage:
    """The page's model."""
    row = entry.row
    pages = dict(around.files)
    return IssuePage(
        path=row.path,
        root=root_of(row.path),
        title=f"{row.label} {entry.plain_title}".strip(),
        description=_description(entry),
        section="issues",
        label=row.label,
        heading=content.heading,
        severity=replace(row.severity, note=content.severity_note),
        status=replace(row.status, note=content.status_note),
        date=row.date,
        log=entry.log,
        fields=content.fields,
        sections=content.sections,
        measures=content.measures,
        learnings=content.learnings,
        files=tuple(FileLink(name=path, page=pages.get(path)) for path in content.files),
        related=_links(around.mentioned),
        backlinks=_links(around.backlinks),
        similar=_links(around.similar),
        source=source_view(entry, around.lines, around.repository),
        markdown=around.markdown,
        as_written=content.as_written,
        previous=around.previous.link if around.previous else None,
        next=around.following.link if around.following else None,
    )


def _description(entry: Entry) -> str:
    row = entry.row
    words = f"{row.severity.word}, {row.status.word.lower()}: {entry.plain_title}"
    return words if len(words) <= _LONGEST_DESCRIPTION else words[:_LONGEST_DESCRIPTION] + "…"


def _links(entries: tuple[Entry, ...]) -> tuple[IssueLink, ...]:
    return tuple(entry.link for entry in entries)
