"""What an issue's page shows of the issue itself: the costly part, and a pure one.

``issue_content`` depends on the issue and the links to others in it, never on where the
entry stands in its log. So contents can be made in another process, and be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from issues_kb.markdown.html import render_inline
from issues_kb.markdown.visible import Html
from issues_kb.model import Issue
from issues_kb.site.arrangement import arrange
from issues_kb.site.body import body_source, render_body
from issues_kb.site.issue_boxes import learning_links, measure_links
from issues_kb.site.models import FieldView, LearningLink, MeasureLink, SectionView

__all__ = ["IssueContent", "issue_content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueContent:
    """The content of an issue, ready for its page; nothing in it counts lines of the log.

    ``files`` are paths as written.
    """

    heading: Html
    severity_note: Html | None
    status_note: Html | None
    fields: tuple[FieldView, ...]
    sections: tuple[SectionView, ...]
    measures: tuple[MeasureLink, ...]
    learnings: tuple[LearningLink, ...]
    files: tuple[str, ...]
    as_written: str


def issue_content(issue: Issue, hrefs: Mapping[str, str]) -> IssueContent:
    """The content. ``hrefs`` has the link for each key that the issue may mention."""
    arrangement = arrange(issue)
    return IssueContent(
        heading=render_inline(issue.title.strip() or "Untitled"),
        severity_note=render_inline(issue.severity_note) if issue.severity_note else None,
        status_note=render_inline(issue.status_note) if issue.status_note else None,
        fields=tuple(
            FieldView(name=field.name, value=render_inline(field.value))
            for field in arrangement.fields
        ),
        sections=render_body(body_source(issue, arrangement, hrefs)),
        measures=measure_links(issue),
        learnings=learning_links(issue),
        files=tuple(dict.fromkeys(change.path for change in issue.files)),
        as_written=arrangement.as_written,
    )
