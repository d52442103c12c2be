"""``issues-kb checklist``: what to look at in a review, by what went wrong before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.files import from_root
from issues_kb.cli.listing import (
    brief,
    called,
    document,
    nothing_found,
    place_line,
    several_logs,
    summary_object,
)
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import emit

if TYPE_CHECKING:
    from issues_kb.store import ChecklistItem

__all__ = ["checklist"]


def checklist(
    context: typer.Context,
    more: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="More files for --for."),
    ] = None,
    paths: Annotated[
        list[str] | None,
        typer.Option("--for", metavar="PATH", help="Only of issues that touched this file."),
    ] = None,
    output: Annotated[
        Literal["markdown", "plain", "json"],
        typer.Option("--format", help="markdown: a task list."),
    ] = "markdown",
) -> None:
    """Print the items of all review checklists, each once.

    Each item names its issues. With --for only those of issues that touched one of these files or
    folders, as in --for $(git diff --name-only). Exit code 1 when there are none.
    """
    project = project_of(context)
    given = [from_root(project, path) for path in (*(paths or ()), *(more or ()))]
    found = project.ask(lambda index: index.checklist(given))
    if output == "json":
        document(paths=given, items=[_object(item) for item in found])
    elif output == "plain":
        for item in found:
            for source in item.sources:
                text = brief(item.text)
                emit(place_line(source.issue.path, source.line, called(source.issue), text))
    else:
        for line in _markdown(found):
            emit(line)
    code = 0 if found else nothing_found(project)
    raise typer.Exit(project.exit_code(code))


def _object(item: ChecklistItem) -> dict[str, Any]:
    return {
        "topic": item.topic,
        "text": item.text,
        "issues": [
            {**summary_object(source.issue), "item_line": source.line} for source in item.sources
        ],
    }


def _markdown(found: Sequence[ChecklistItem]) -> Iterator[str]:
    several = several_logs(source.issue for item in found for source in item.sources)
    for item in found:
        names = ", ".join(called(source.issue, several) for source in item.sources)
        yield f"- [ ] {brief(item.text)} ({names})"
