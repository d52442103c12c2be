"""``issues-kb init``: what a project begins with."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit
from issues_kb.errors import LogError, UsageError

if TYPE_CHECKING:
    from issues_kb.config import Config
    from issues_kb.discovery import Discovery

__all__ = ["init"]

_LOG = "ISSUES_LOG.md"


@dataclass(slots=True)
class _Start:
    """A project at its beginning: its root, and its logs by their paths from there.

    ``missing`` are logs that the configuration names and that do not exist yet. ``unknown``
    tells that a new log has to be named in the configuration to be found.
    """

    project: Project
    config: Config
    root: Path
    folders: Sequence[Path]
    discover: Callable[[], Discovery]
    logs: list[str] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    unknown: bool = False

    def look(self) -> None:
        """Find the logs of the project."""
        files = [log.file for log in self.discover().logs if log.file.is_relative_to(self.root)]
        self.logs = [f.relative_to(self.root).as_posix() for f in files if f.exists()]
        self.missing = [file for file in files if not file.exists()]

    def shown(self, file: Path) -> str:
        """A file as a person would write it who stands where the program works."""
        return os.path.relpath(file, self.project.settings.directory)

    def wrote(self, file: Path) -> None:
        """Say what was made or changed, one line for each file."""
        emit(clean(self.shown(file)))

    def kept(self, file: Path, why: str) -> None:
        """Say what was left as it is."""
        self.project.note(f"{self.shown(file)} stays as it is: {why}")


def init(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Where to begin. Default: the project's root."),
    ] = None,
    log: Annotated[
        str | None, typer.Option(metavar="PATH", help="The log to make. Default: ISSUES_LOG.md.")
    ] = None,
    gitattributes: Annotated[
        bool,
        typer.Option("--gitattributes", help="Let git merge the logs by union."),
    ] = False,
    pre_commit: Annotated[
        bool, typer.Option("--pre-commit", help="Let pre-commit check the logs.")
    ] = False,
) -> None:
    """Begin a project: an empty log and a commented configuration.

    Nothing that is there is overwritten; what is made is printed, one file a line.
    """
    start = _start(project_of(context), folder)
    steps: list[Callable[[], None]] = [lambda: _log(start, log), lambda: _configuration(start)]
    if gitattributes:
        steps.append(lambda: _attributes(start))
    if pre_commit:
        steps.append(lambda: _hooks(start))
    for step in steps:
        try:
            step()
        except LogError as error:
            start.project.fail(error)
    if not start.project.failed:
        _say_next(start, union=gitattributes)
    raise typer.Exit(start.project.exit_code())


def _start(project: Project, folder: Path | None) -> _Start:
    """The project around the folder where the program works, or the folder that is named."""
    from issues_kb.knowledge import Workspace
    from issues_kb.templating import own_templates, template_folders

    workspace = project.workspace
    if folder is not None:
        given = Path(os.path.abspath(project.at(folder)))
        if not given.is_dir():
            raise UsageError("is no folder", subject=str(folder), hint="make it first")
        named = project.settings.config
        workspace = Workspace(given, config=project.at(named) if named else None)
    config = workspace.config
    root = Path(os.path.abspath(given if folder is not None else config.root))
    own = config.templates or own_templates(config.root)
    start = _Start(project, config, root, template_folders(own), workspace.discover)
    start.look()
    return start


def _log(start: _Start, name: str | None) -> None:
    """Make the log, unless the project has one. Raises LogError and TemplateError."""
    from issues_kb.authoring.entry import render_log
    from issues_kb.authoring.new import NEW_LOG_TITLE
    from issues_kb.authoring.writing import create_file

    if name is None and start.logs:
        return start.kept(start.root / start.logs[0], "it is a log of the project")
    default = start.missing[0] if start.missing else start.root / _LOG
    file = Path(os.path.abspath(start.project.at(name))) if name is not None else default
    text = render_log(NEW_LOG_TITLE, start.folders)
    if not create_file(file, text.encode("utf-8"), start.shown(file)):
        return start.kept(file, "it is there already")
    start.wrote(file)
    if not file.is_relative_to(start.root):
        return start.project.note(f"{start.shown(file)} lies outside the project")
    start.look()
    path = file.relative_to(start.root).as_posix()
    if path not in start.logs:
        start.logs.append(path)
        if start.config.file is not None:
            place = start.shown(start.config.file)
            start.project.note(f"{path} is not found by itself: add it to `logs` in {place}")
        start.unknown = True
    return None


def _configuration(start: _Start) -> None:
    """Write the commented configuration. Raises LogError and TemplateError."""
    from issues_kb.authoring.starting import configuration_text
    from issues_kb.authoring.writing import create_file
    from issues_kb.config import CONFIG_FILE, OPTIONS

    if start.config.file is not None:
        in_table = start.config.file.name == "pyproject.toml"
        what = "its table [tool.issues-kb]" if in_table else "it"
        return start.kept(start.config.file, f"{what} configures the project")
    file = start.root / CONFIG_FILE
    named = start.logs if start.unknown else ()
    text = configuration_text(OPTIONS, start.folders, logs=named)
    if create_file(file, text.encode("utf-8"), start.shown(file)):
        start.wrote(file)
    else:
        start.kept(file, "it is there already")
    return None


def _attributes(start: _Start) -> None:
    """Add the line that merges logs by union. Raises LogError and TemplateError."""
    from issues_kb.authoring.starting import ATTRIBUTES_FILE, add_attributes

    file = start.root / ATTRIBUTES_FILE
    if not start.logs:
        return start.kept(file, "there is no log to merge")
    if not add_attributes(file, start.logs, start.folders, start.shown(file)):
        return start.kept(file, "it tells how to merge the logs")
    start.wrote(file)
    start.project.note(
        "git now keeps the lines of both branches when they meet in a log. It keeps entries "
        "whole only with `git config merge.conflictStyle diff3`, once in each clone. Numbers may "
        "be there twice after a merge: `issues-kb renumber` mends them"
    )
    return None


def _hooks(start: _Start) -> None:
    """Make the configuration of pre-commit, or print what to add. Raises LogError."""
    from issues_kb.authoring.starting import HOOKS_FILE, hooks_text
    from issues_kb.authoring.writing import create_file, read_file
    from issues_kb.config import project_root

    top = project_root(start.root)
    file = top / HOOKS_FILE
    folder = start.root.relative_to(top).as_posix()
    text = hooks_text("" if folder == "." else folder, start.folders)
    if create_file(file, text.encode("utf-8"), start.shown(file)):
        return start.wrote(file)
    if b"id: issues-kb-check" in read_file(file, start.shown(file)):
        return start.kept(file, "it has the hook")
    start.kept(file, "add these lines below `repos:` yourself")
    emit(clean(text.removeprefix("repos:\n").rstrip("\n")))
    return None


def _say_next(start: _Start, *, union: bool) -> None:
    """What to do now."""
    note = start.project.note
    if not union and start.logs:
        note("where branches add issues: issues-kb init --gitattributes")
    note('next: issues-kb new "What happened", then issues-kb build')
