"""``issues-kb show``: one issue, whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.listing import brief, document, issue_line, summary_object
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import clean, emit, is_terminal, one_line, page, paint
from issues_kb.cli.standing import from_here, is_shared
from issues_kb.contract import issue_object

if TYPE_CHECKING:
    from issues_kb.model import Issue
    from issues_kb.store import Backlink, SimilarIssue, StoredIssue

__all__ = ["show"]


def show(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="12, #12, BUG-012 or backend#12.")],
    output: Annotated[
        Literal["text", "markdown", "json"],
        typer.Option("--format", help="markdown: the entry as it stands in the log."),
    ] = "text",
) -> None:
    """Show one issue, who mentions it, and similar issues.

    Below the entry stand its measures with the ids that set --check takes. Exit code 1 when there
    is no such issue.
    """
    project = project_of(context)
    found, links, alike = project.ask(
        lambda index: (
            (index.issue(key), index.backlinks(key), index.similar(key))
            if output != "markdown"
            else (index.issue(key), (), ())
        )
    )
    if output == "json":
        issue = {"path": found.log.path, "log": found.log.name, **issue_object(found.issue)}
        document(
            issue=issue,
            backlinks=[_link_object(each) for each in links],
            similar=[_similar_object(each) for each in alike],
        )
    elif output == "markdown":
        text = found.issue.text.rstrip("\n")
        emit(clean(text) if is_terminal() else text)
    else:
        page("\n".join((*_text(found), *_around(found, links, alike))))
    raise typer.Exit(project.exit_code())


def _link_object(link: Backlink) -> dict[str, Any]:
    return {**summary_object(link.issue), "text": link.text, "text_line": link.line}


def _similar_object(alike: SimilarIssue) -> dict[str, Any]:
    return {**summary_object(alike.issue), "score": alike.score, "words": list(alike.words)}


def _around(
    found: StoredIssue, links: Sequence[Backlink], alike: Sequence[SimilarIssue]
) -> Iterator[str]:
    """What the log does not say at this place: ids of measures, and other issues."""
    if found.issue.measures:
        yield ""
        yield paint("Measures", "heading")
        digits = len(str(found.issue.measures[-1].id))
        for each in found.issue.measures:
            yield f"  {each.id:>{digits}}  {each.state.value:<7}  {brief(each.text)}"
    for heading, issues in (
        ("Mentioned by", list(dict.fromkeys(link.issue for link in links))),
        ("Similar issues", [each.issue for each in alike]),
    ):
        if issues:
            yield ""
            yield paint(heading, "heading")
            yield from (f"  {issue_line(issue)}" for issue in issues)


def _text(found: StoredIssue) -> list[str]:
    issue = found.issue
    place = f"{clean(from_here(found.log.path))}:{issue.line}"
    key = f"{found.log.name}#{issue.key}" if is_shared(issue.key) else issue.key
    lines = [paint(f"{one_line(key)}  {one_line(issue.title)}", "bold"), paint(place, "dim")]
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
