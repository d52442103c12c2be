"""One handler for everything that goes wrong: one or two lines on stderr and an exit code."""

from __future__ import annotations

from typing import Any

import typer

from issues_kb.cli.screen import one_line, say
from issues_kb.errors import IssuesKbError

__all__ = ["EXIT_FAILED", "EXIT_FINDINGS", "EXIT_USAGE", "report", "say_error"]

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_FAILED = 3
EXIT_INTERRUPTED = 130


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
    say(f"hint: {_misplaced(error, context)}")
    return int(getattr(error, "exit_code", EXIT_USAGE))


def _misplaced(error: Exception, context: Any) -> str:  # noqa: ANN401
    """What to do: move an option of the program, or else read the help."""
    if context is None:
        return "see issues-kb --help"
    wrong = getattr(error, "option_name", None)
    program = context.find_root()
    for option in program.command.params if context is not program else ():
        if wrong in option.opts:
            value = "" if option.is_flag else f" {option.make_metavar(program)}"
            call = f"{program.info_name} {wrong}{value} {context.info_name}"
            return f"{wrong} belongs before the command: {call}"
    return f"see {context.command_path} --help"
