"""``issues-kb build``: write the site."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit, is_terminal
from issues_kb.errors import LogError

if TYPE_CHECKING:
    from issues_kb.store import Index

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
    options = SiteOptions(
        title=config.title,
        templates=project.templates,
        base_url=config.base_url,
        repository=config.repository,
        force=force,
        progress=None if project.settings.quiet or not is_terminal(sys.stderr) else _progress,
    )
    folder = project.at(output) if output else config.output
    with opened_index(project, logs) as index:
        report = build_site(index, folder, options)
    emit(clean(project.shown(report.index)))
    pages = "1 page" if report.pages == 1 else f"{report.pages} pages"
    project.note(
        f"{pages}: {len(report.written)} files written, {len(report.unchanged)} unchanged, "
        f"{len(report.removed)} removed"
    )
    raise typer.Exit(project.exit_code())


@contextmanager
def opened_index(project: Project, logs: Sequence[str] | None) -> Iterator[Index]:
    """The index to build from, brought up to date.

    Logs that are named without a database are indexed into a folder that goes away.
    """
    from issues_kb.store import Index

    if not logs:
        project.refresh()
        with Index.open(project.database) as index:
            yield index
        return
    named = project.named_logs(logs)
    if project.names_database:
        project.sync(named, exact=False)
        with Index.open(project.database) as index:
            if {each.log.path for each in index.logs()} <= {log.path for log in named}:
                yield index
                return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "index.db"
        passing = Project(project.settings._replace(database=database))
        passing.sync(named, exact=True)
        project.failed |= passing.failed
        with Index.open(database) as index:
            if not index.logs():
                raise LogError("none of the logs can be used", hint="name a Markdown file")
            yield index


def _progress(done: int, total: int) -> None:
    if total >= 500 and (done % (total // 100) == 0 or done == total):
        sys.stderr.write("\r\x1b[K" if done == total else f"\r\x1b[Kwriting {done} of {total}")
        sys.stderr.flush()
