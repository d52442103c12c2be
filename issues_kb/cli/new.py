"""``issues-kb new``: write an issue into a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.listing import place_line
from issues_kb.cli.options import one_severity, one_status, today, valid_date
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit, is_terminal
from issues_kb.errors import LogError, UsageError
from issues_kb.model import LogFile

if TYPE_CHECKING:
    from issues_kb.authoring import Draft

__all__ = ["new"]


def new(  # noqa: PLR0917
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What happened, in one line.")],
    severity: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="low, medium, high or critical.")
    ] = None,
    status: Annotated[
        str, typer.Option(metavar="STATUS", help="open, in-progress, resolved or wont-fix.")
    ] = "open",
    date: Annotated[str | None, typer.Option(metavar="DATE", help="Default: today.")] = None,
    problem: Annotated[str, typer.Option(metavar="TEXT", help="What was seen.")] = "",
    root_cause: Annotated[str, typer.Option(metavar="TEXT", help="Why it happened.")] = "",
    resolution: Annotated[str, typer.Option(metavar="TEXT", help="How it was fixed.")] = "",
    file: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH[=NOTE]", help="A file that was changed. Can be repeated."),
    ] = None,
    why_missed: Annotated[
        str, typer.Option(metavar="TEXT", help="Why tests and review did not catch it.")
    ] = "",
    learning: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="What was learned. Can be repeated."),
    ] = None,
    prevention: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="How to prevent it. Can be repeated."),
    ] = None,
    related: Annotated[str, typer.Option(metavar="TEXT", help="Related issues.")] = "",
    log: Annotated[
        str | None,
        typer.Option(metavar="LOG", help="The log to write to; a new file becomes a log."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the entry and write nothing.")
    ] = False,
) -> None:
    """Add an issue to the log.

    It gets the next number and stands before a template that closes the log, else at the
    end. Nothing else in the file changes. Texts are Markdown.
    """
    from issues_kb.authoring import Draft

    draft = Draft(
        title,
        date=valid_date(date) if date is not None else today(),
        severity=one_severity(severity),
        status=one_status(status),
        problem=problem,
        root_cause=root_cause,
        resolution=resolution,
        files=tuple(map(_file_note, file or ())),
        why_missed=why_missed,
        learnings=tuple(learning or ()),
        prevention=tuple(prevention or ()),
        related=related,
    )
    _write(project_of(context), draft, log, dry_run=dry_run)


def _file_note(text: str) -> tuple[str, str]:
    path, _, note = text.partition("=")
    return path, note


def _write(project: Project, draft: Draft, log: str | None, *, dry_run: bool) -> None:
    from issues_kb.authoring import Manner, new_issue
    from issues_kb.reading import load_vocabulary
    from issues_kb.templating import template_folders

    config = project.config
    target, create = _target(project, log)
    vocabulary = load_vocabulary(config.vocabulary, config.source)
    manner = Manner(template_folders(project.templates), vocabulary)
    done = new_issue(target, draft, manner, create=create, dry_run=dry_run)
    if dry_run:
        entry = done.entry.rstrip("\n")
        emit(clean(entry) if is_terminal() else entry)
        project.note(f"this would be issue {done.issue.key}, at {done.path}:{done.issue.line}")
        return
    if done.created_log:
        project.note(f"{done.path} is a new log")
    emit(place_line(done.path, done.issue.line, done.issue.key, done.issue.title))


def _target(project: Project, name: str | None) -> tuple[LogFile, bool]:
    """The log that is meant, and whether it may be made. Raises UsageError and LogError."""
    if name is None:
        logs = project.discovered_logs()
        if len(logs) == 1:
            return logs[0], False
        choices = ", ".join(log.path for log in logs)
        raise UsageError("there are several logs", hint=f"choose with --log: {choices}")
    given = project.named_logs([name])[0]
    if given.file.is_file():
        return given, False
    try:
        known = project.discovered_logs()
    except LogError:
        known = ()
    for log in known:
        if name.casefold() in (log.name.casefold(), log.path.casefold()):
            return log, False
    return given, True
