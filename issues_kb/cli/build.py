"""``issues-kb build``: write the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.failure import EXIT_FINDINGS
from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit, say
from issues_kb.cli.site import (
    BaseUrl,
    Force,
    Open,
    Repository,
    Search,
    ask_index,
    collect_garbage,
    counted,
    diagnostic_line,
    open_page,
    site_options,
)

if TYPE_CHECKING:
    from issues_kb.diagnostics import Diagnostic
    from issues_kb.site import SiteReport
    from issues_kb.store import Index

__all__ = ["build"]


def build(  # noqa: PLR0917
    context: typer.Context,
    logs: Logs = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the site goes. Default: site."),
    ] = None,
    force: Force = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Write nothing when a part of a log is not understood."),
    ] = False,
    base_url: BaseUrl = None,
    repository: Repository = None,
    search: Search = "minisearch",
    open_site: Open = False,
) -> None:
    """Write a site of the logs: plain files that open from disk.

    They work on any web server as well. With LOG the site shows exactly these. Prints the
    page to open.
    """
    from issues_kb.site import build_site

    collect_garbage()
    project = project_of(context)
    project.announces = True
    folder = project.at(output) if output else project.config.output

    def build_from(index: Index) -> tuple[tuple[Diagnostic, ...], SiteReport | None]:
        found = index.diagnostics()
        if strict and found:
            return found, None
        options = site_options(
            project,
            index,
            force=force,
            base_url=base_url,
            repository=repository,
            search=search,
        )
        return found, build_site(index, folder, options)

    found, report = ask_index(project, logs, build_from)
    if report is None:
        _refuse(project, found)
        raise typer.Exit(project.exit_code(EXIT_FINDINGS))
    emit(clean(project.shown(report.index)))
    _tell(project, report, found)
    if open_site:
        open_page(report.index.resolve().as_uri())
    raise typer.Exit(project.exit_code())


def _refuse(project: Project, found: tuple[Diagnostic, ...]) -> None:
    for each in found:
        say(diagnostic_line(each))
    project.note(f"{counted(len(found), 'place')} not understood: nothing is written")


def _tell(project: Project, report: SiteReport, found: tuple[Diagnostic, ...]) -> None:
    from issues_kb.site.search.pagefind import is_heavy

    project.note(
        f"{counted(report.pages, 'page')}: {counted(len(report.written), 'file')} written, "
        f"{len(report.unchanged)} unchanged, {len(report.removed)} removed"
    )
    if found:
        places = counted(len(found), "place")
        project.note(f"{places} in the logs not understood; about/index.html lists them")
    if is_heavy(report):
        project.note("a first search loads much here; over HTTP --search pagefind loads far less")
