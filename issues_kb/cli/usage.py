"""What the option parser finds wrong with a call, in plain words, and what to do."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from typing import Any

__all__ = ["plain_message", "usage_hint"]

_NAME = r"'?(?P<name>[^':]+)'?"
_MESSAGES = (
    (
        rf"invalid value for {_NAME}: '(?P<value>.*)' is not a valid int( range)?\.?",
        "{name}: '{value}' is no whole number",
    ),
    (
        rf"invalid value for {_NAME}: (?P<value>\S+) is not in the range x>=(?P<least>\d+)\.?",
        "{name}: {value} is below {least}",
    ),
    (
        rf"invalid value for {_NAME}: (?P<value>\S+) is not in the range"
        r" (?P<least>\d+)<=x<=(?P<most>\d+)\.?",
        "{name}: {value} is not from {least} to {most}",
    ),
    (
        rf"invalid value for {_NAME}: '(?P<value>.*)' is not one of (?P<known>.+?)\.?",
        "{name}: there is no '{value}'; known are {known}",
    ),
    (rf"option {_NAME} requires an argument\.?", "{name} needs a value"),
    (rf"missing argument {_NAME}\.?", "{name} is missing"),
    (
        r"got unexpected extra arguments? ?(\(s\) )?\((?P<value>.*)\)\.?",
        "there is no place for: {value}",
    ),
)
"""What the parser says, and what we say."""

_MEANT: Mapping[str, tuple[str, str]] = {
    "--json": ("--format", "--format json"),
    "--csv": ("--format", "--format csv"),
    "-n": ("--limit", "--limit N"),
    "--sort": ("QUERY", "sort:date-"),
    "--open": ("QUERY", "is:open"),
    "--closed": ("QUERY", "is:closed"),
}
"""Options that others have, what a command has to take for ours, and ours."""


def plain_message(message: str) -> str:
    """The parser's message in words that people use; another one as it is."""
    message = message[:1].lower() + message[1:]
    for said, plain in _MESSAGES:
        match = re.fullmatch(said, message)
        if match:
            parts = match.groupdict()
            parts["known"] = (parts.get("known") or "").replace("'", "")
            return plain.format(**parts)
    return message


def usage_hint(
    error: Exception,
    context: Any,  # noqa: ANN401
    given: Sequence[str],
    commands: Collection[str],
) -> str:
    """What to do about a call: another word, another place, quotes, or else the help."""
    if context is None:
        name = next((word for word in given if word in commands), None)
        return f"see issues-kb {name} --help" if name else "see issues-kb --help"
    wrong = getattr(error, "option_name", None)
    if wrong:
        meant = (
            _misplaced(wrong, context)
            or _other_name(wrong, context)
            or _a_word(wrong, context, given)
        )
        if meant:
            return meant
    if "extra argument" in str(error):
        return _too_many(context)
    return f"see {context.command_path} --help"


def _misplaced(wrong: str, context: Any) -> str | None:  # noqa: ANN401
    """An option of the program behind the command."""
    program = context.find_root()
    for option in program.command.params if context is not program else ():
        if wrong in option.opts:
            value = "" if option.is_flag else f" {option.make_metavar(program)}"
            call = f"{program.info_name} {wrong}{value} {context.info_name}"
            return f"{wrong} belongs before the command: {call}"
    return None


def _other_name(wrong: str, context: Any) -> str | None:  # noqa: ANN401
    """What we call an option that other programs have."""
    taken, ours = _MEANT.get(wrong, ("?", ""))
    known = {name for param in context.command.params for name in param.opts}
    words = {param.metavar.strip("[].") for param in context.command.params if param.metavar}
    return f"write {ours}" if taken in known | words else None


def _a_word(wrong: str, context: Any, given: Sequence[str]) -> str | None:  # noqa: ANN401
    """A word that begins with a hyphen and was taken for short options."""
    takes_words = any(param.param_type_name == "argument" for param in context.command.params)
    if not takes_words or wrong.startswith("--"):
        return None
    word = next((each for each in given if each.startswith(wrong)), wrong)
    call = shlex.join([*(each for each in given if each != word), "--", word])
    return f"a word that begins with - goes after --: issues-kb {call}"


def _too_many(context: Any) -> str:  # noqa: ANN401
    """A command that takes one word and got several."""
    words = [param.metavar for param in context.command.params if param.metavar]
    if "[TITLE]" in words:
        return 'put the title in quotes, as in: issues-kb new "Login fails behind a proxy"'
    if "KEY" in words:
        return "one issue at a time"
    return f"see {context.command_path} --help"
