"""The pages of the issues: which there are, and what goes on each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from issues_kb.site.addresses import relative
from issues_kb.site.catalogue import Catalogue, Entry, digest_of
from issues_kb.site.issue_content import IssueContent, issue_content
from issues_kb.site.issue_pages import Around, issue_page
from issues_kb.site.models import IssuePage
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage

__all__ = ["issue_plans"]


def issue_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """A page for each issue, log by log, in the order of the file."""
    contents = _Contents(catalogue)
    maker = catalogue.index.facts.maker()
    for log in catalogue.logs:
        for entry in log:
            around = _around(catalogue, entry, options)
            yield Plan(
                entry.row.path,
                Stage.PAGE,
                partial(_page, contents, entry, around),
                digest=_digest(maker, entry, around),
                prepare=contents.prepare,
            )


def _around(catalogue: Catalogue, entry: Entry, options: SiteOptions) -> Around:
    relations = catalogue.relations
    previous, following = relations.neighbours(entry)
    return Around(
        previous=previous,
        following=following,
        mentioned=relations.mentioned(entry),
        backlinks=relations.backlinks(entry),
        similar=relations.similar(entry),
        repository=options.repository,
    )


def _digest(maker: str, entry: Entry, around: Around) -> str:
    return digest_of(
        *(maker, entry, entry.digest, entry.line, entry.end_line),
        *(entry.severity_note, entry.status_note),
        *(around.previous, around.following),
        *(around.mentioned, around.backlinks, around.similar),
        *(around.files, around.repository, around.markdown),
    )


def _page(contents: _Contents, entry: Entry, around: Around) -> IssuePage:
    return issue_page(entry, contents.of(entry), around)


class _Contents:
    """The contents of issues, loaded for some pages at a time."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entries = {entry.row.path: entry for entry in catalogue.entries}
        self._held: dict[int, IssueContent] = {}

    def prepare(self, paths: Sequence[str]) -> None:
        """Load what the pages at these paths show, and let go of what others showed."""
        self._held = dict(self._made([self._entries[path] for path in paths]))

    def of(self, entry: Entry) -> IssueContent:
        """The content of one issue."""
        if entry.id not in self._held:
            self.prepare([entry.row.path])
        return self._held[entry.id]

    def _made(self, entries: Sequence[Entry]) -> Iterator[tuple[int, IssueContent]]:
        issues = self._catalogue.issues(entries)
        for entry, issue in zip(entries, issues, strict=True):
            yield entry.id, issue_content(issue, self._hrefs(entry))

    def _hrefs(self, entry: Entry) -> dict[str, str]:
        mentioned = self._catalogue.relations.mentioned(entry)
        return {other.key: relative(other.row.path, entry.row.path) for other in mentioned}
