"""``issues-kb files``: which issues touched a file, and which files are trouble."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.listing import (
    called,
    document,
    issue_line,
    nothing_found,
    place_line,
    summary_object,
)
from issues_kb.cli.options import Limit
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import emit, one_line, page, paint, terminal_width
from issues_kb.cli.table import render_table
from issues_kb.contract import file_object

if TYPE_CHECKING:
    from issues_kb.query import Query
    from issues_kb.store import FileHit, Index

__all__ = ["files", "from_root"]

_MOST = 20
_COLUMNS = ("WEIGHT", "ISSUES", "OPEN", "FILE")


def files(
    context: typer.Context,
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|GLOB|FILTER]...", help="A file, its end, a folder, or a glob; filters."
        ),
    ] = None,
    limit: Limit = None,
    output: Annotated[
        Literal["table", "plain", "json"],
        typer.Option("--format", help="plain: one line for each file and issue."),
    ] = "table",
) -> None:
    """Show which issues touched a file or folder.

    Without a path, the files with the most trouble: each issue weighs 8 when it is
    critical, 4 high, 2 medium, else 1. Filters such as severity:high or is:open are about
    the issues. Exit code 1 when there are none.
    """
    from issues_kb.query import EVERYTHING

    project = project_of(context)
    hints: list[str] = []
    patterns: list[str] = []

    def asked(index: Index) -> tuple[FileHit, ...]:
        query = EVERYTHING
        hints.clear()
        patterns.clear()
        for path in wanted or ():
            parsed = index.parse(path, project.config.vocabulary)
            hints.extend(parsed.hints)
            patterns.extend(_patterns(project, path, parsed.query))
            query &= replace(parsed.query, words=(), phrases=())
        return _merged(index, patterns, query)

    found = project.ask(asked)
    for hint in hints:
        project.note(hint)
    most = limit or (len(found) if patterns or output == "json" else _MOST)
    if not limit and len(found) > most:
        project.note(f"the first {most} of {len(found)} files; --limit shows more")
    _print(found[:most], output, text=" ".join(wanted or ()), overview=not patterns)
    code = 0 if found else nothing_found(project)
    raise typer.Exit(project.exit_code(code))


def _patterns(project: Project, given: str, query: Query) -> list[str]:
    """The paths in an argument: all of it, unless it holds filters."""
    if query == replace(query, filters=(), excluded=(), sort=(), parts=frozenset()):
        return [from_root(project, given)] if given.strip() else []
    return [from_root(project, word) for word in (*query.words, *query.phrases)]


def from_root(project: Project, given: str) -> str:
    """A path as a log would have it: from the project's root where it lies in there."""
    root = project.config.root
    try:
        path = Path(os.path.normpath(project.at(given)))
        there = path.is_relative_to(root) and path != root and path.exists()
    except (OSError, ValueError):
        return given
    return path.relative_to(root).as_posix() if there else given.removeprefix("./")


def _merged(index: Index, patterns: Sequence[str], query: Query) -> tuple[FileHit, ...]:
    if not patterns:
        return index.files(None, query)
    found = {hit.path: hit for each in patterns for hit in index.files(each, query)}
    order = sorted(found.values(), key=lambda hit: (-hit.weight, -len(hit.issues), hit.path))
    return tuple(order)


def _print(found: Sequence[FileHit], output: str, *, text: str, overview: bool) -> None:
    if output == "json":
        document(query=text, files=[_object(hit) for hit in found])
    elif output == "plain":
        for hit in found:
            for issue, change in zip(hit.issues, hit.changes, strict=True):
                text = f"{hit.path}: {issue.title}"
                emit(place_line(issue.path, change.line, called(issue), text))
    elif found:
        page("\n".join(_table(found) if overview else _lines(found)))


def _object(hit: FileHit) -> dict[str, Any]:
    pairs = zip(hit.issues, hit.changes, strict=True)
    return {
        "path": hit.path,
        "weight": hit.weight,
        "issues": [
            {**summary_object(issue), "file": file_object(change)} for issue, change in pairs
        ],
    }


def _lines(found: Sequence[FileHit]) -> list[str]:
    lines = []
    for hit in found:
        lines.append(paint(one_line(hit.path), "bold"))
        for issue, change in zip(hit.issues, hit.changes, strict=True):
            lines.append(f"  {issue_line(issue)}")
            if change.note:
                lines.append(f"    {paint(str(change.line), 'dim')} {one_line(change.note)}")
    return lines


def _table(found: Sequence[FileHit]) -> list[str]:
    rows = []
    for hit in found:
        left = sum(1 for issue in hit.issues if issue.status is not None and issue.status.is_open)
        rows.append((str(hit.weight), str(len(hit.issues)), str(left), one_line(hit.path)))
    return render_table(_COLUMNS, rows, terminal_width())
