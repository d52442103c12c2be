"""Opens a file in the editor of the person who asks."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import typer

from issues_kb.cli.screen import is_terminal
from issues_kb.errors import UsageError

__all__ = ["editor_command", "open_editor"]

_PLUS = ("+{line}", "{file}")
_PLACE = ("{file}:{line}",)
_WAITING_PLACE = ("--wait", "{file}:{line}")
_GOTO = ("--wait", "--goto", "{file}:{line}")

# How editors are told the line, and to wait until the file is closed.
_MANNERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("vi", "vim", "nvim", "view", "vis", "elvis", "nvi"), _PLUS),
    **dict.fromkeys(("nano", "pico", "rnano", "emacs", "emacsclient", "mg", "zile"), _PLUS),
    **dict.fromkeys(("micro", "kak", "joe", "jed", "ne", "mcedit"), _PLUS),
    **dict.fromkeys(("gvim", "mvim"), ("-f", "+{line}", "{file}")),
    **dict.fromkeys(("hx", "helix"), _PLACE),
    **dict.fromkeys(("subl", "sublime_text", "zed", "zeditor"), _WAITING_PLACE),
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _GOTO),
    "gedit": ("--wait", "+{line}", "{file}"),
    "kate": ("--block", "--line", "{line}", "{file}"),
    "mate": ("--wait", "--line", "{line}", "{file}"),
}
_ALONE = ("{file}",)
_NAMES = ("VISUAL", "EDITOR")


def open_editor(file: Path, line: int = 1) -> None:
    """Open ``file`` at ``line``, counted from 1, and wait until the editor ends.

    The editor is ``VISUAL``, else ``EDITOR``, else ``vi`` (on Windows ``notepad``). Raises
    UsageError when there is none, or when it ends with an error.
    """
    command, name = editor_command(file, line)
    try:
        with _streams() as (stdin, stdout), _interrupts_left_to_the_editor():
            code = subprocess.run(command, stdin=stdin, stdout=stdout, check=False).returncode
    except OSError as error:
        reason = f"cannot start {command[0]}: {error.strerror or error}"
        raise UsageError(reason, subject=name, hint=_hint()) from error
    if code == -signal.SIGINT:
        raise typer.Abort
    if code:
        ended = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise UsageError(f"{command[0]} ended with {ended}", subject=name)


def editor_command(file: Path, line: int = 1) -> tuple[list[str], str]:
    """The words that open ``file`` at ``line``, and where the editor is named.

    Raises UsageError when no editor can be started.
    """
    name = next((name for name in _NAMES if os.environ.get(name, "").strip()), "")
    fallback = "notepad" if sys.platform == "win32" else "vi"
    if not name and sys.platform != "win32" and not _has_terminal():
        raise UsageError("no editor is set and there is no terminal", hint=_hint())
    words = _words(os.environ[name], name) if name else [fallback]
    if shutil.which(words[0]) is None:
        raise UsageError(f"there is no program {words[0]}", subject=name or None, hint=_hint())
    manner = _MANNERS.get(_program(words[0]), _ALONE)
    # A path that begins with a sign would be an option; an absolute one never does.
    values = {"file": str(file.absolute()), "line": str(max(line, 1))}
    given = {"--wait": {"-w", "--wait"}, "-f": {"-f", "--nofork"}}
    added = [word for word in manner if not given.get(word, set()) & set(words)]
    return [*words, *(_filled(word, values) for word in added)], name or fallback


def _filled(word: str, values: dict[str, str]) -> str:
    return word.format(**values)


def _words(text: str, name: str) -> list[str]:
    try:
        if sys.platform == "win32":
            return [word.strip('"') for word in shlex.split(text, posix=False)]
        return shlex.split(text)
    except ValueError as error:
        hint = "close the quotation mark"
        raise UsageError(f"cannot be understood: {text}", subject=name, hint=hint) from error


def _program(word: str) -> str:
    name = word.replace("\\", "/").rpartition("/")[2].lower()
    for ending in (".exe", ".cmd", ".bat"):
        name = name.removesuffix(ending)
    return name


def _hint() -> str:
    return "set VISUAL or EDITOR to the editor you use, such as EDITOR=nano"


def _has_terminal() -> bool:
    return is_terminal(sys.stdin) or is_terminal() or is_terminal(sys.stderr)


_Stream = IO[bytes] | int | None


@contextmanager
def _streams() -> Iterator[tuple[_Stream, _Stream]]:
    """What the editor reads from and writes to.

    It reads the terminal even when our input is a file, and never writes into our data.
    """
    with contextlib.ExitStack() as stack:
        stdin: _Stream = None
        if not is_terminal(sys.stdin) and _has_terminal():
            with contextlib.suppress(OSError):
                stdin = stack.enter_context(open("/dev/tty", "rb"))
        yield stdin, None if is_terminal() else _number(sys.stderr)


def _number(stream: object) -> int:
    """The number of an open file, or that of nothing."""
    try:
        return int(stream.fileno())  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return subprocess.DEVNULL


@contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Ctrl-C is a key in many editors, and the terminal sends it to us as well."""
    try:
        before = signal.signal(signal.SIGINT, _ignore)
    except ValueError:
        # Only the main thread may say so.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ignore(*_: object) -> None:
    """A handler, and not SIG_IGN, which the editor would inherit."""
