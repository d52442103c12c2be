"""One handler for everything that goes wrong: one or two lines on stderr and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from issues_kb.cli.screen import one_line, say
from issues_kb.errors import IssuesKbError

__all__ = ["EXIT_FAILED", "EXIT_FINDINGS", "Program", "say_error"]

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_FAILED = 3
EXIT_INTERRUPTED = 130


class Program(TyperGroup):
    """The group of all commands; it turns exceptions into messages and exit codes."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,  # noqa: ARG002
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run the program. Exits when ``standalone_mode``, else gives the exit code."""
        given = list(sys.argv[1:] if args is None else args)
        _prepare_streams()
        try:
            code = super().main(
                args=args,
                prog_name="issues-kb",
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except Exception as error:
            if "--traceback" in given:
                raise
            code = report(error)
        code = code if isinstance(code, int) else 0
        if standalone_mode:
            sys.exit(code)
        return code

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command. Whoever reads our output may stop reading at any time."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        return result


def report(error: Exception) -> int:
    """Say what went wrong and give the exit code that belongs to it."""
    if isinstance(error, IssuesKbError):
        say_error(error)
        return error.exit_code
    if isinstance(error, typer.Abort):
        say("error: interrupted")
        return EXIT_INTERRUPTED
    if hasattr(error, "format_message"):
        return _report_usage(error)
    if isinstance(error, OSError) and error.strerror:
        place = f"{one_line(str(error.filename))}: " if error.filename else ""
        say(f"error: {place}{error.strerror}")
        return EXIT_FAILED
    say(f"error: unexpected {type(error).__name__}: {one_line(str(error))}")
    say("hint: this is a fault of issues-kb; report it with what `issues-kb --traceback` prints")
    return EXIT_FAILED


def say_error(error: IssuesKbError) -> None:
    """``error: where: what`` and, when there is one, ``hint: what to do``."""
    place = f"{one_line(error.subject)}: " if error.subject else ""
    say(f"error: {place}{one_line(error.reason)}")
    if error.hint:
        say(f"hint: {one_line(error.hint)}")


def _report_usage(error: Exception) -> int:
    format_message = getattr(error, "format_message", error.__str__)
    message = one_line(format_message())
    say(f"error: {message[:1].lower()}{message[1:]}")
    context = getattr(error, "ctx", None)
    say(f"hint: see {context.command_path if context else 'issues-kb'} --help")
    return int(getattr(error, "exit_code", EXIT_USAGE))


def _prepare_streams() -> None:
    """A character that the terminal's encoding lacks is shown by its code, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and stream.errors == "strict":
            reconfigure(errors="backslashreplace")
