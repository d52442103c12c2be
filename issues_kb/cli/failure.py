"""One handler for everything that goes wrong: one or two lines on stderr and an exit code."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import typer

from issues_kb.cli.screen import one_line, say
from issues_kb.errors import IssuesKbError

__all__ = ["EXIT_FAILED", "EXIT_FINDINGS", "EXIT_USAGE", "report", "say_error"]

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_FAILED = 3
EXIT_INTERRUPTED = 130


def report(error: Exception, given: Sequence[str] = (), commands: Collection[str] = ()) -> int:
    """Say what went wrong and give the exit code that belongs to it.

    ``given`` are the words of the call, ``commands`` the names that it may hold.
    """
    if isinstance(error, IssuesKbError):
        say_error(error)
        return error.exit_code
    if isinstance(error, typer.Abort):
        say("error: interrupted")
        return EXIT_INTERRUPTED
    if hasattr(error, "format_message"):
        return _report_usage(error, given, commands)
    if isinstance(error, OSError) and error.strerror:
        place = f"{one_line(str(error.filename))}: " if error.filename else ""
        say(f"error: {place}{error.strerror}")
        return EXIT_FAILED
    if _comes_of_a_signal(error):
        return EXIT_INTERRUPTED
    say(f"error: unexpected {type(error).__name__}: {one_line(str(error))}")
    say("hint: this is a fault of issues-kb; report it with what `issues-kb --traceback` prints")
    return EXIT_FAILED


def _comes_of_a_signal(error: BaseException) -> bool:
    """Python makes a RuntimeError of an interrupt in the moment when it makes a class."""
    cause = error.__cause__
    return cause is not None and (not isinstance(cause, Exception) or _comes_of_a_signal(cause))


def say_error(error: IssuesKbError) -> None:
    """``error: where: what`` and, when there is one, ``hint: what to do``."""
    place = f"{one_line(error.subject)}: " if error.subject else ""
    say(f"error: {place}{one_line(error.reason)}")
    if error.hint:
        say(f"hint: {one_line(error.hint)}")


def _report_usage(error: Exception, given: Sequence[str], commands: Collection[str]) -> int:
    from issues_kb.cli.usage import plain_message, usage_hint

    format_message = getattr(error, "format_message", error.__str__)
    say(f"error: {plain_message(one_line(format_message()))}")
    hint = usage_hint(error, getattr(error, "ctx", None), given, commands)
    say(f"hint: {one_line(hint)}")
    return int(getattr(error, "exit_code", EXIT_USAGE))
