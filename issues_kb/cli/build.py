"""``issues-kb build``: write the site."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.export import read_named_logs
from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit, is_terminal
from issues_kb.errors import LogError

if TYPE_CHECKING:
    from issues_kb.model import LogReading

__all__ = ["build"]


def build(
    context: typer.Context,
    logs: Logs = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the site goes. Default: site."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that holds other files.")
    ] = False,
) -> None:
    """Write a site of the logs: plain files that open from disk and from any server.

    With LOG the site shows exactly these. Prints the page to open.
    """
    from issues_kb.site import SiteOptions, build_site

    gc.enable()
    project = project_of(context)
    config = project.config
    readings = _readings(project, logs)
    options = SiteOptions(
        title=config.title,
        templates=project.templates,
        force=force,
        progress=None if project.settings.quiet or not is_terminal(sys.stderr) else _progress,
    )
    folder = project.at(output) if output else config.output
    report = build_site(readings, folder, options)
    emit(clean(project.shown(report.index)))
    pages = "1 page" if report.pages == 1 else f"{report.pages} pages"
    project.note(
        f"{pages}: {len(report.written)} files written, {len(report.unchanged)} unchanged, "
        f"{len(report.removed)} removed"
    )
    raise typer.Exit(project.exit_code())


def _readings(project: Project, logs: list[str] | None) -> list[LogReading]:
    if not logs:
        return project.ask(lambda index: list(index.readings()))
    if project.names_database:
        project.sync(project.named_logs(logs), exact=False)
    readings = list(read_named_logs(project, logs))
    if not readings:
        raise LogError("none of the logs can be used", hint="name a Markdown file")
    return readings


def _progress(done: int, total: int) -> None:
    if total >= 500 and (done % (total // 100) == 0 or done == total):
        sys.stderr.write("\r\x1b[K" if done == total else f"\r\x1b[Kwriting {done} of {total}")
        sys.stderr.flush()
