"""``issues-kb edit``: open the editor at an issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from issues_kb.cli.editor import open_editor
from issues_kb.cli.listing import place_line
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit, one_line, say
from issues_kb.cli.standing import from_here, is_shared
from issues_kb.errors import NotFoundError, UsageError
from issues_kb.model import Field, FileChange, Learning, Measure, Reference, Section

if TYPE_CHECKING:
    from issues_kb.diagnostics import Diagnostic
    from issues_kb.model import Issue
    from issues_kb.store import Index, StoredIssue

__all__ = ["edit"]

_Placed = Field | Section | Learning | Measure | FileChange | Reference

_VALUES = ("title", "date", "severity", "severity_note", "status", "status_note")
_PARTS = ("fields", "sections", "learnings", "measures", "files", "references")


class _Reading(NamedTuple):
    """An issue and what could not be understood in its log."""

    found: StoredIssue
    diagnostics: tuple[Diagnostic, ...]


def edit(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="12, #12, BUG-012 or backend#12.")],
) -> None:
    """Open the editor at an issue, and say what that changed.

    The editor is VISUAL, else EDITOR, else vi (on Windows notepad).
    """
    project = project_of(context)
    before = project.ask(lambda index: _read(index, key))
    log, issue = before.found.log, before.found.issue
    data = log.file.read_bytes()
    open_editor(log.file, issue.line)
    if log.file.read_bytes() == data:
        project.note("nothing changed")
        raise typer.Exit(project.exit_code())
    try:
        after = project.ask(lambda index: _read(index, f"{log.name}#{issue.key}"))
    except (NotFoundError, UsageError):
        project.note(f"{log.path} has no issue {issue.key} any more")
        raise typer.Exit(project.exit_code()) from None
    _report(project, before, after)
    raise typer.Exit(project.exit_code())


def _read(index: Index, key: str) -> _Reading:
    found = index.issue(key)
    own = tuple(each for each in index.diagnostics() if each.path == found.log.path)
    return _Reading(found, own)


def _report(project: Project, before: _Reading, after: _Reading) -> None:
    issue = after.found.issue
    path = after.found.log.path
    changed = list(_changes(before.found.issue, issue))
    key = f"{after.found.log.name}#{issue.key}" if is_shared(issue.key) else issue.key
    emit(place_line(path, issue.line, key, issue.title))
    project.note(f"changed: {', '.join(changed)}" if changed else "it reads as before")
    known = Counter((each.code, each.message) for each in before.diagnostics)
    for each in after.diagnostics:
        if known[each.code, each.message]:
            known[each.code, each.message] -= 1
            continue
        say(f"{clean(from_here(path))}:{each.line}: {each.code} {one_line(each.message)}")


def _changes(before: Issue, after: Issue) -> Iterator[str]:
    """What reads otherwise, in words."""
    for name in _VALUES:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            shown = getattr(new, "value", new)
            yield f"{name.replace('_', ' ')} {one_line(str(shown))}" if new else f"no {name}"
    for name in _PARTS:
        if _without_lines(getattr(before, name)) != _without_lines(getattr(after, name)):
            yield name


def _without_lines(values: Sequence[_Placed]) -> list[_Placed]:
    """Values without their places, which an edit above them changes."""
    plain: list[_Placed] = []
    for value in values:
        moved = replace(value, line=0)
        plain.append(replace(moved, parent=None) if isinstance(moved, Section) else moved)
    return plain
