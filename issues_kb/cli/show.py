"""``issues-kb show``: one issue, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from issues_kb.cli.listing import document
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import clean, emit, is_terminal, one_line, page, paint
from issues_kb.contract import issue_object

if TYPE_CHECKING:
    from issues_kb.model import Issue
    from issues_kb.store import StoredIssue

__all__ = ["show"]


def show(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="12, #12, BUG-012 or backend#12.")],
    output: Annotated[
        Literal["text", "markdown", "json"],
        typer.Option("--format", help="markdown: the entry as it stands in the log."),
    ] = "text",
) -> None:
    """Show one issue.

    Exit code 1 when there is no such issue.
    """
    project = project_of(context)
    found = project.ask(lambda index: index.issue(key))
    if output == "json":
        issue = {"path": found.log.path, "log": found.log.name, **issue_object(found.issue)}
        document(issue=issue)
    elif output == "markdown":
        text = found.issue.text.rstrip("\n")
        emit(clean(text) if is_terminal() else text)
    else:
        page("\n".join(_text(found)))
    raise typer.Exit(project.exit_code())


def _text(found: StoredIssue) -> list[str]:
    issue = found.issue
    place = f"{clean(found.log.path)}:{issue.line}"
    lines = [paint(f"{one_line(issue.key)}  {one_line(issue.title)}", "bold"), paint(place, "dim")]
    lines += ["", *_fields(issue)]
    for line in _body(issue):
        shown = clean(line)
        lines.append(paint(shown, "heading") if line.startswith("#") else shown)
    return lines


def _fields(issue: Issue) -> list[str]:
    rows = [
        ("Date", issue.date or "", "", ""),
        (
            "Severity",
            issue.severity.value if issue.severity else "",
            issue.severity_note or "",
            issue.severity.value if issue.severity else "",
        ),
        (
            "Status",
            issue.status.value if issue.status else "",
            issue.status_note or "",
            issue.status.value if issue.status else "",
        ),
        *((field.name, field.value, "", "") for field in issue.fields),
    ]
    rows = [row for row in rows if row[1]]
    width = max((len(one_line(row[0])) for row in rows), default=0)
    lines = []
    for name, value, note, style in rows:
        more = f" ({one_line(note)})" if note else ""
        lines.append(f"{one_line(name):<{width}}  {paint(one_line(value), style)}{more}")
    return lines


def _body(issue: Issue) -> list[str]:
    """The sections as they are written, each under its heading."""
    lines: list[str] = []
    for section in issue.sections:
        if section.parent is not None:
            continue
        if section.heading:
            lines += ["", f"## {section.heading}"]
        lines += ["", *section.text.strip("\n").split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
