"""The pages of the issues: which there are, and what goes on each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from issues_kb.site.addresses import relative
from issues_kb.site.catalogue import Catalogue, Entry, digest_of
from issues_kb.site.file_plans import file_links
from issues_kb.site.fingerprints import code_digest
from issues_kb.site.issue_content import IssueContent, issue_content
from issues_kb.site.issue_pages import Around, issue_page
from issues_kb.site.machines.links import twin
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
        files=file_links(catalogue).get(entry.id, ()),
        repository=options.repository,
        markdown=twin(entry),
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
    """The contents of issues, for some pages at a time: kept ones, or made of whole issues."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entries = {entry.row.path: entry for entry in catalogue.entries}
        self._held: dict[str, IssueContent] = {}
        maker = catalogue.index.facts.maker()
        self._keys = {
            entry.row.path: digest_of(
                code_digest(), maker, entry.key, entry.digest, self._hrefs(entry)
            )
            for entry in catalogue.entries
        }
        catalogue.shelf.want(self._keys.values())

    def prepare(self, paths: Sequence[str]) -> None:
        """Get what the pages at these paths show, and let go of what others showed."""
        shelf = self._catalogue.shelf
        kept = shelf.find([self._keys[path] for path in paths], IssueContent)
        held = {path: kept.get(self._keys[path]) for path in paths}
        missing = [path for path, content in held.items() if content is None]
        entries = [self._entries[path] for path in missing]
        issues = self._catalogue.issues(entries)
        for path, entry, issue in zip(missing, entries, issues, strict=True):
            made = issue_content(issue, self._hrefs(entry))
            shelf.add(self._keys[path], made)
            held[path] = made
        self._held = {path: content for path, content in held.items() if content is not None}

    def of(self, entry: Entry) -> IssueContent:
        """The content of one issue."""
        path = entry.row.path
        if path not in self._held:
            self.prepare([path])
        return self._held[path]

    def _hrefs(self, entry: Entry) -> dict[str, str]:
        mentioned = self._catalogue.relations.mentioned(entry)
        return {other.key: relative(other.row.path, entry.row.path) for other in mentioned}
