"""``issues-kb export``: everything that is known, as one document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import emit_json
from issues_kb.contract import export_document
from issues_kb.errors import LogError

if TYPE_CHECKING:
    from issues_kb.model import LogReading

__all__ = ["export", "read_named_logs"]


def export(
    context: typer.Context,
    logs: Logs = None,
    output: Annotated[
        Literal["json"], typer.Option("--format", help="The shape of the document.")
    ] = "json",
) -> None:
    """Print the logs with everything that was read in them.

    The document follows a versioned schema. With LOG exactly these are read, in this
    order, and the index is left alone.
    """
    assert output == "json"
    project = project_of(context)
    if logs:
        emit_json(export_document(read_named_logs(project, logs)))
    else:
        emit_json(project.ask(lambda index: export_document(index.readings())))
    raise typer.Exit(project.exit_code())


def read_named_logs(project: Project, paths: Sequence[str]) -> Iterator[LogReading]:
    """Read logs straight from their files; says which cannot be used and goes on."""
    from issues_kb.reading import load_vocabulary, read_log
    from issues_kb.store.files import read_bytes

    config = project.config
    vocabulary = load_vocabulary(config.vocabulary, config.source)
    for log in project.named_logs(paths):
        try:
            data = read_bytes(log).data
        except LogError as error:
            project.fail(error)
        else:
            yield read_log(data, log.path, name=log.name, vocabulary=vocabulary)
