"""What full text is searched in: an issue as columns of words.

A pure function of the issue without its place, since a row leaves the full-text index
only when the very same columns are given again.
"""

from __future__ import annotations

from issues_kb.letters import normalized
from issues_kb.model import Issue, SectionKind
from issues_kb.query.sql import SEARCH_COLUMNS
from issues_kb.query.terms import index_parts

__all__ = ["issue_document"]

_REST = "body"
_COLUMNS = {
    SectionKind.PROBLEM: "problem",
    SectionKind.ROOT_CAUSE: "root_cause",
    SectionKind.RESOLUTION: "resolution",
    SectionKind.FILES_CHANGED: "files",
    SectionKind.WHY_MISSED: "why_missed",
    SectionKind.LEARNINGS: "learnings",
    SectionKind.PREVENTION: "prevention",
}


def _add_lines(columns: dict[str, list[str]], issue: Issue) -> None:
    """Each line but the first goes to the column of the section that was begun last."""
    begins = {section.line - issue.line: section.kind for section in issue.sections}
    lines = issue.text.split("\n")
    begun, name = 1, _REST
    for begin in sorted(begins):
        columns[name] += lines[begun:begin]
        begun, name = max(begin, 1), _COLUMNS.get(begins[begin], _REST)
    columns[name] += lines[begun:]


def issue_document(issue: Issue) -> tuple[str, ...]:
    """The values of ``SEARCH_COLUMNS``: every line of the text in exactly one of them."""
    columns: dict[str, list[str]] = {name: [] for name in SEARCH_COLUMNS}
    _add_lines(columns, issue)
    columns["title"] = [issue.number or "", issue.title]
    columns["errors"] = [error.text for error in issue.errors]
    columns["files"] += [change.path for change in issue.files]
    columns["fields"] = [f"{field.name} {field.value}" for field in issue.fields]
    columns["parts"] = [index_parts(normalized("NFC", f"{issue.title}\n{issue.text}"))]
    return tuple([normalized("NFC", "\n".join(lines)) for lines in columns.values()])
