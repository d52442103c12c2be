"""Asks a person on the terminal, and never anybody else.

Questions go to stderr, so that stdout stays data. Ctrl-C and the end of the input end the
command.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable

import typer

from issues_kb.cli.screen import is_terminal, one_line, say
from issues_kb.errors import UsageError

__all__ = ["ask", "ask_until", "can_ask", "confirm"]


def can_ask() -> bool:
    """Whether a person sees our questions and can answer them."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def ask(question: str) -> str:
    """What the person types, on one line, without blanks around it.

    Raises EOFError at the end of the input, and Abort for Ctrl-C.
    """
    try:
        return one_line(_typed(question))
    except KeyboardInterrupt:
        say("")
        raise typer.Abort from None


def _typed(question: str) -> str:
    prompt = f"{question}: "
    if is_terminal():
        # Then stdout is no data, and the line can be edited with all keys.
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401
        return input(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def ask_until(question: str, understood: Callable[[str], object]) -> str:
    """Ask again until ``understood`` raises no UsageError; nothing is always an answer."""
    while True:
        answer = ask(question)
        try:
            if answer:
                understood(answer)
        except UsageError as error:
            say(f"{one_line(error.reason)}; {one_line(error.hint or 'try again')}")
        else:
            return answer


def confirm(question: str, *, default: bool) -> bool:
    """Whether the person agrees; nothing is ``default``. Raises Abort at the end of input."""
    known = {"y": True, "yes": True, "n": False, "no": False, "": default}
    while True:
        try:
            answer = ask(f"{question} [{'Y/n' if default else 'y/N'}]").lower()
        except EOFError:
            raise typer.Abort from None
        if answer in known:
            return known[answer]
        say("answer y or n")
