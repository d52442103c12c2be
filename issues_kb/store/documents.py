"""What full text is searched in: an issue as columns of words.

A pure function of the issue without its place, since a row leaves the full-text index
only when the very same columns are given again.
"""

from __future__ import annotations

from collections import defaultdict

from issues_kb.model import Issue, SectionKind
from issues_kb.query.sql import SEARCH_COLUMNS
from issues_kb.query.terms import index_parts

__all__ = ["issue_document", "section_at"]

_COLUMNS = {
    SectionKind.PROBLEM: "problem",
    SectionKind.ROOT_CAUSE: "root_cause",
    SectionKind.RESOLUTION: "resolution",
    SectionKind.FILES_CHANGED: "files",
    SectionKind.WHY_MISSED: "why_missed",
    SectionKind.LEARNINGS: "learnings",
    SectionKind.PREVENTION: "prevention",
}


def section_at(issue: Issue) -> list[SectionKind | None]:
    """The kind of section that each line of the issue's text stands in, by the last one begun."""
    begins = {section.line - issue.line: section.kind for section in issue.sections}
    kind: SectionKind | None = None
    kinds: list[SectionKind | None] = []
    for offset in range(issue.text.count("\n") + 1):
        kind = begins.get(offset, kind)
        kinds.append(kind)
    return kinds


def issue_document(issue: Issue) -> tuple[str, ...]:
    """The values of ``SEARCH_COLUMNS``: every line of the text in exactly one of them."""
    columns: dict[str, list[str]] = defaultdict(list)
    lines = issue.text.split("\n")
    for line, kind in zip(lines[1:], section_at(issue)[1:], strict=True):
        columns[_COLUMNS.get(kind, "body") if kind else "body"].append(line)
    columns["title"] = [issue.number or "", issue.title]
    columns["errors"] = [error.text for error in issue.errors]
    columns["files"] += [change.path for change in issue.files]
    columns["fields"] = [f"{field.name} {field.value}" for field in issue.fields]
    columns["parts"] = [index_parts(f"{issue.title}\n{issue.text}")]
    return tuple("\n".join(columns[name]) for name in SEARCH_COLUMNS)
