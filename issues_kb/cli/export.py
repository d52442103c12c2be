"""``issues-kb export``: everything that is known, as one document."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import emit, emit_json, json_pieces
from issues_kb.contract import export_stream
from issues_kb.errors import LogError

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

    from issues_kb.model import LogReading

__all__ = ["export", "read_named_logs"]

_IN_MEMORY = 1 << 24
_PIECE = 1 << 20
"""Bytes of a document that are kept in memory, and characters that are written at once."""


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
        readings = read_named_logs(project, logs)
        emit_json(export_stream((each, iter(each.log.issues)) for each in readings))
        raise typer.Exit(project.exit_code())
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as held:
        project.ask(lambda index: _hold(held, export_stream(index.contents())))
        held.seek(0)
        while text := held.read(_PIECE):
            sys.stdout.write(text)
    emit()
    raise typer.Exit(project.exit_code())


def _hold(held: SpooledTemporaryFile[str], document: object) -> None:
    """Put a document aside: until its end, the index may turn out to be damaged."""
    held.seek(0)
    held.truncate()
    for piece in json_pieces(document):
        held.write(piece)


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
