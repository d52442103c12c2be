"""The entry of ``new`` in an editor, and what becomes of a draft that is not accepted."""

from __future__ import annotations

import contextlib
import os
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from issues_kb.cli.editor import open_editor
from issues_kb.cli.failure import say_error
from issues_kb.cli.prompts import confirm
from issues_kb.cli.screen import clean, say
from issues_kb.errors import IssuesKbError

__all__ = ["edited", "entry_text"]

_LEGEND = "<!-- Save and close to add this issue; an empty file adds none. -->"

_Done = TypeVar("_Done")


def edited(
    entry: str, write: Callable[[str], _Done], *, interactive: bool, command: str
) -> _Done | None:
    """Let the person edit ``entry`` and ``write`` what they made of it.

    None when they emptied it. What the editor or ``write`` refuses stays in a file: it can
    be opened again on a terminal, or by ``command``. Raises what ``write`` and the editor
    raise, and exits after saying where the draft is.
    """
    file = _draft_file(entry)
    try:
        while True:
            try:
                open_editor(file)
                text = entry_text(file.read_bytes(), str(file))
                done = write(text) if text.strip() else None
            except IssuesKbError as error:
                if _is_untouched(file, entry):
                    raise
                say_error(error)
                if interactive and confirm("Open the draft again?", default=True):
                    continue
                raise typer.Exit(error.exit_code) from error
            file.unlink()
            return done
    except BaseException:
        if _is_untouched(file, entry):
            with contextlib.suppress(OSError):
                file.unlink()
        else:
            call = f"{command} --edit --draft {shlex.quote(str(file))}"
            say(f"note: the draft is kept; go on with: {clean(call)}")
        raise


def entry_text(data: bytes, place: str) -> str:
    """The Markdown of an entry in a file, without what we say in it.

    Raises IssuesKbError for what is no text.
    """
    if b"\0" in data:
        raise IssuesKbError("is no text: it holds zero bytes", subject=place)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IssuesKbError("is not UTF-8", subject=place, hint="save it as UTF-8") from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line for line in lines if line.strip() != _LEGEND).strip("\n")


def _draft_file(entry: str) -> Path:
    handle, name = tempfile.mkstemp(prefix="issue-", suffix=".md")
    with os.fdopen(handle, "wb") as stream:
        stream.write(_drafted(entry))
    return Path(name)


def _drafted(entry: str) -> bytes:
    text = entry.rstrip("\n")
    # At the end, so that lines of the draft are lines of the file.
    return f"{text}\n\n{_LEGEND}\n".encode("utf-8", "replace")


def _is_untouched(file: Path, entry: str) -> bool:
    """Whether nothing is lost with the file."""
    try:
        return file.read_bytes() in (_drafted(entry), b"")
    except OSError:
        return False
