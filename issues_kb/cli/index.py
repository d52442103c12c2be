"""``issues-kb index``: bring the index up to date, add logs, forget logs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit
from issues_kb.cli.standing import from_here
from issues_kb.errors import LogError, UsageError
from issues_kb.model import LogFile

if TYPE_CHECKING:
    from issues_kb.discovery import Memory
    from issues_kb.store import SyncReport

__all__ = ["index"]


def index(
    context: typer.Context,
    logs: Logs = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read every log again, also the unchanged ones.")
    ] = False,
    forget: Annotated[
        list[str] | None,
        typer.Option("--forget", metavar="LOG", help="Take a log out. Can be repeated."),
    ] = None,
) -> None:
    """Read the logs into the index.

    Only what changed is read. Every command that asks the index does this by itself, so
    this one is for adding logs, taking logs out, and seeing what was found.
    """
    project = project_of(context)
    project.announces = True
    if logs and forget:
        raise UsageError("logs are either added or forgotten", hint="call index twice")
    if forget:
        report = _forget(project, forget)
    elif logs:
        report = _add(project, logs, rebuild=rebuild)
    else:
        report = project.refresh(rebuild=rebuild)
    _show(project, report, logs)
    raise typer.Exit(project.exit_code())


def _add(project: Project, paths: Sequence[str], *, rebuild: bool) -> SyncReport:
    found = project.named_logs(paths)
    report = project.sync(found, exact=False, rebuild=rebuild)
    if not project.names_database:
        used = {log.path for log in report.logs}
        memory = project.memory()
        memory.added |= {_kept_path(project, log) for log in found if log.path in used}
        memory.left_out -= {_kept_path(project, log) for log in found}
        memory.save()
    return report


def _forget(project: Project, names: Sequence[str]) -> SyncReport:
    from issues_kb.store import SyncReport, known_logs

    known = known_logs(project.database)
    memory = project.memory()
    gone = [] if project.names_database else _gone(project, memory, names, known)
    logs = [_known_log(project, name, known) for name in names if name not in gone]
    if not project.names_database:
        memory.added -= {_kept_path(project, log) for log in logs}
        memory.left_out |= {_kept_path(project, log) for log in logs}
        memory.save()
    if not logs:
        return SyncReport(removed=tuple(gone))
    return project.sync((), exact=False, forget=[log.file for log in logs])


def _gone(
    project: Project, memory: Memory, names: Sequence[str], known: Sequence[LogFile]
) -> list[str]:
    """Which of the logs were added by hand and are neither there nor in the index any more."""
    files = {log.file for log in known}
    gone: list[str] = []
    for name in names:
        log = project.named_logs([name])[0]
        path = _kept_path(project, log)
        if path in memory.added and log.file not in files:
            memory.added.discard(path)
            gone.append(name)
    return gone


def _known_log(project: Project, name: str, known: Sequence[LogFile]) -> LogFile:
    """The log of the index that a person means by its path or its name."""
    file = project.named_logs([name])[0].file
    for log in known:
        if log.file == file or name.casefold() in (log.name.casefold(), log.path.casefold()):
            return log
    hint = f"it holds {', '.join(log.path for log in known)}" if known else "it holds none"
    raise LogError("is not in the index", subject=name, hint=hint)


def _kept_path(project: Project, log: LogFile) -> str:
    """How the project remembers a log: from its root, or the whole path of one outside."""
    root = project.config.root
    inside = log.file.is_relative_to(root)
    return log.file.relative_to(root).as_posix() if inside else str(log.file)


def _show(project: Project, report: SyncReport, paths: Sequence[str] | None) -> None:
    shown = {log.path for log in project.named_logs(paths)} if paths else None
    for log in report.logs:
        if shown is None or log.path in shown:
            state = f", {log.parsed} read" if log.changed and log.parsed else ""
            issues = "1 issue" if log.issues == 1 else f"{log.issues} issues"
            emit(f"{clean(from_here(log.path))}: {issues}{state}")
    for path in report.removed:
        emit(f"{clean(from_here(path))}: taken out")
    _say_empty(project, report, sorted(shown or ()))
    if project.settings.verbose:
        project.note(f"the index is {project.shown(Path(project.database))}")
        _say_diagnostics(project)


def _say_empty(project: Project, report: SyncReport, named: Sequence[str]) -> None:
    if all(log.issues for log in report.logs):
        return
    from issues_kb.cli.emptiness import empty_logs
    from issues_kb.store import Index

    with Index.open(project.database) as opened:
        for text in empty_logs(opened, named):
            project.note(text)


def _say_diagnostics(project: Project) -> None:
    from issues_kb.store import Index

    with Index.open(project.database) as opened:
        for found in opened.diagnostics():
            project.note(f"{from_here(found.path)}:{found.line}: {found.code} {found.message}")
