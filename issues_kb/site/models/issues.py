"""The page of an issue."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.markdown.visible import Html
from issues_kb.site.models.shared import Badge, IssueLink, LogView, Page

__all__ = [
    "FieldView",
    "FileLink",
    "IssuePage",
    "LearningLink",
    "MeasureLink",
    "SectionView",
    "SourceView",
]


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
class LearningLink:
    """A learning in a few words; ``id`` is its anchor in the page."""

    id: str
    rule: str
    rule_word: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLink:
    """A prevention measure in a few words; ``id`` is its anchor in the page."""

    id: str
    state: Badge
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A file that the issue touched; ``page`` is its page in the site, if it has one."""

    name: str
    page: str | None


@dataclass(frozen=True, slots=True)
class LineLink:
    """A link to lines of a file: with ``{line}`` and ``{end_line}`` in it, and to the file."""

    form: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """The log that holds the entry; ``href`` and ``edit`` lead to the forge.

    ``lines`` is the path of the script that knows in which lines.
    """

    path: str
    lines: str
    href: LineLink | None
    edit: LineLink | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePage(Page):
    """One issue. ``as_written`` holds the lines of the entry that no section shows.

    ``markdown`` is the path of its text in a file of its own, if the site has one.
    """

    label: str
    heading: Html
    severity: Badge
    status: Badge
    date: str | None
    log: LogView
    fields: tuple[FieldView, ...]
    sections: tuple[SectionView, ...]
    measures: tuple[MeasureLink, ...]
    learnings: tuple[LearningLink, ...]
    files: tuple[FileLink, ...]
    related: tuple[IssueLink, ...]
    backlinks: tuple[IssueLink, ...]
    similar: tuple[IssueLink, ...]
    source: SourceView
    markdown: str | None
    as_written: str
    previous: IssueLink | None
    next: IssueLink | None
