"""``issues-kb checklist``: what to look at in a review, by what went wrong before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from issues_kb.cli.failure import EXIT_FINDINGS
from issues_kb.cli.files import from_root
from issues_kb.cli.listing import (
    brief,
    called,
    document,
    in_short,
    nothing_found,
    place_line,
    several_logs,
    summary_object,
)
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import emit

if TYPE_CHECKING:
    from issues_kb.store import ChecklistItem

__all__ = ["ChecklistCommand", "checklist"]

_FOR = "--for"


class ChecklistCommand(TyperCommand):
    """``--for`` may stand without a value: nothing changed, and the shell put nothing there."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Give ``--for`` an empty value where none follows."""
        given: list[str] = []
        for place, word in enumerate(args):
            if word == "--":
                given += args[place:]
                break
            following = args[place + 1] if place + 1 < len(args) else "--"
            empty = word == _FOR and following.startswith("--")
            given.append(f"{_FOR}=" if empty else word)
        return list(super().parse_args(ctx, given))


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
    named = [path for path in (*(paths or ()), *(more or ())) if path]
    given = [from_root(project, path) for path in named]
    if paths and not given:
        project.note("--for names no file, so there is nothing to look at")
    found = project.ask(lambda index: () if paths and not given else index.checklist(given))
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
    code = 0 if found else EXIT_FINDINGS if paths and not given else nothing_found(project)
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
        yield f"- [ ] {in_short(item.text)} ({names})"
