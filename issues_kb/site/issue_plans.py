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
from issues_kb.site.line_plans import lines_path
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
        lines=lines_path(entry.row.path, len(catalogue.entries)),
        repository=options.repository,
        markdown=twin(entry),
    )


def _digest(maker: str, entry: Entry, around: Around) -> str:
    return digest_of(
        *(maker, entry, entry.digest),
        *(entry.severity_note, entry.status_note),
        *(around.previous, around.following),
        *(around.mentioned, around.backlinks, around.similar),
        *(around.files, around.lines, around.repository, around.markdown),
    )


def _page(contents: _Contents, entry: Entry, around: Around) -> IssuePage:
    return issue_page(entry, contents.of(entry), around)


class _Contents:
    """The contents of issues, for some pages at a time: kept ones, or made of whole issues."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entries = {entry.row.path: entry for entry in catalogue.entries}
        self._held: dict[str, IssueContent] = {}
        self._made_by = code_digest(), catalogue.index.facts.maker()
        catalogue.shelf.want(lambda: map(self._key, catalogue.entries))

    def prepare(self, paths: Sequence[str]) -> None:
        """Get what the pages at these paths show, and let go of what others showed."""
        shelf = self._catalogue.shelf
        keys = {path: self._key(self._entries[path]) for path in paths}
        kept = shelf.find([*keys.values()], IssueContent)
        self._held = {path: kept[key] for path, key in keys.items() if key in kept}
        missing = [path for path in paths if path not in self._held]
        entries = [self._entries[path] for path in missing]
        for path, entry, issue in zip(
            missing, entries, self._catalogue.issues(entries), strict=True
        ):
            self._held[path] = issue_content(issue, self._hrefs(entry))
            shelf.add(keys[path], self._held[path])

    def of(self, entry: Entry) -> IssueContent:
        """The content of one issue."""
        path = entry.row.path
        if path not in self._held:
            self.prepare([path])
        return self._held[path]

    def _key(self, entry: Entry) -> str:
        mentioned = self._catalogue.relations.mentioned(entry)
        return digest_of(
            *(self._made_by, entry.key, entry.digest, entry.row.path),
            [(other.key, other.row.path) for other in mentioned],
        )

    def _hrefs(self, entry: Entry) -> dict[str, str]:
        mentioned = self._catalogue.relations.mentioned(entry)
        return {other.key: relative(other.row.path, entry.row.path) for other in mentioned}
