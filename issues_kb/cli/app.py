"""Joins the commands into one program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from issues_kb import __version__
from issues_kb.cli.failure import EXIT_USAGE
from issues_kb.cli.program import Program
from issues_kb.cli.project import Project, Settings
from issues_kb.cli.screen import emit, say, set_color
from issues_kb.cli.standing import stand
from issues_kb.errors import UsageError

__all__ = ["app"]

app = typer.Typer(
    cls=Program,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(
    invoke_without_command=True,
    epilog="Begin with: issues-kb build; in a project without a log: issues-kb init",
)
def program(  # noqa: PLR0917
    context: typer.Context,
    directory: Annotated[
        Path,
        typer.Option(
            "-C",
            "--directory",
            metavar="FOLDER",
            show_default=False,
            help="Work as if started there.",
        ),
    ] = Path(),
    database: Annotated[
        Path | None,
        typer.Option("--db", envvar="ISSUES_KB_DB", metavar="FILE", help="Use this index instead."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Read this configuration instead."),
    ] = None,
    color: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(help="Colours. auto: on a terminal, unless NO_COLOR is set."),
    ] = "auto",
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say errors only.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more.")] = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version and stop.")
    ] = False,
    traceback: Annotated[bool, typer.Option("--traceback", hidden=True)] = False,  # noqa: ARG001
) -> None:
    """Turn the issue logs of a project into a knowledge base.

    Reads Markdown logs of what went wrong, finds the right issue again, publishes a site,
    and adds new issues. The logs of the project are found by themselves.
    """
    if version:
        emit(f"issues-kb {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise typer.Exit(EXIT_USAGE)
    folder = Path.cwd() / directory
    if not folder.is_dir():
        raise UsageError("is no folder", subject=str(directory), hint="-C takes a folder")
    set_color(color)
    project = Project(Settings(folder, database, config, quiet=quiet, verbose=verbose))
    stand(project.seen)
    context.obj = project
