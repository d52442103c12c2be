"""The group of all commands: what happens before, around and after each of them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from issues_kb.cli.commands import Commands
from issues_kb.cli.failure import report
from issues_kb.cli.screen import emit, say
from issues_kb.errors import UsageError

__all__ = ["Program"]

_NAME = "issues-kb"
_COMPLETION = "_ISSUES_KB_COMPLETE"
_INSTALL = "--install-completion"


class Program(TyperGroup):
    """All commands; it turns exceptions into messages and exit codes."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**{**attributes, "commands": Commands()})

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
        if os.environ.get(_COMPLETION, "").startswith("complete_"):
            code = _complete(self)
            if standalone_mode:
                sys.exit(code)
            return code
        try:
            _check_completion(given)
            code = super().main(
                args=args,
                prog_name=_NAME,
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except Exception as error:
            if "--traceback" in given:
                raise
            code = report(error, given, self.commands)
        code = code if isinstance(code, int) else 0
        if standalone_mode:
            # A command that ended early leaves this to Python, which complains.
            try:
                sys.stdout.flush()
            except BrokenPipeError:
                _forget_output()
            sys.exit(code)
        return code

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command. Whoever reads our output may stop reading at any time."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _forget_output()
            raise typer.Exit(0) from None
        return result


def _forget_output() -> None:
    """Nobody reads any more: what is still to be written goes nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complete(program: Program) -> int:
    from issues_kb.cli.completion import answer

    text, code = answer(os.environ[_COMPLETION], program)
    if text:
        emit(text)
    return code


def _check_completion(given: Sequence[str]) -> None:
    """Say what setting completion up will change. Raises UsageError for more words."""
    first = given[0] if given else ""
    if first in (_INSTALL, "--show-completion") and len(given) > 1:
        hint = "the shell is found out by itself"
        raise UsageError("takes no value and no other option", subject=first, hint=hint)
    if first == _INSTALL:
        say("note: bash gets a line in ~/.bashrc too, zsh in ~/.zshrc, PowerShell in its profile")


def _prepare_streams() -> None:
    """A character that the terminal's encoding lacks is shown by its code, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and stream.errors == "strict":
            reconfigure(errors="backslashreplace")
