"""What the shell offers when a person presses the tab key.

The scripts that ``--install-completion`` and ``--show-completion`` give call the program
with the line so far in the environment. The answer comes from the tables of the options
and from the index as it lies there: nothing is read, built or written for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from issues_kb.cli.candidates import SOURCES, Candidate, Place, harmless
from issues_kb.cli.shells import SHELLS, Typed

__all__ = ["answer"]

_DATABASE = "ISSUES_KB_DB"


@dataclass(slots=True)
class _Reading:
    """The words of one level (the program's or a command's) as options and arguments."""

    given: dict[str, str] = field(default_factory=dict)
    arguments: int = 0
    awaiting: Any = None
    only_arguments: bool = False
    rest: Sequence[str] = ()


def answer(instruction: str, program: Any) -> tuple[str, int]:  # noqa: ANN401
    """What to print for ``complete_…`` of a shell, and the exit code. Never raises."""
    shell = SHELLS.get(instruction.removeprefix("complete_"))
    if shell is None:
        return "", 1
    typed = shell.typed(os.environ)
    try:
        found = harmless(_candidates(program, typed))
    except Exception:  # noqa: BLE001
        # A message would land in the middle of the line that the person types.
        found = []
    return shell.answer(found, typed, os.environ)


def _candidates(program: Any, typed: Typed) -> Iterable[Candidate]:  # noqa: ANN401
    first = _read(program.params, typed.words, stop_at_argument=True)
    place = _place(first.given)
    if not first.rest:
        if first.awaiting is None and not typed.word.startswith("-"):
            return _commands(program, typed.word)
        return _values_or_options(program.params, first, typed.word, place)
    command = program.commands.get(first.rest[0])
    if command is None:
        return ()
    reading = _read(command.params, first.rest[1:])
    return _values_or_options(command.params, reading, typed.word, place)


def _read(
    params: Sequence[Any], words: Sequence[str], *, stop_at_argument: bool = False
) -> _Reading:
    options = {name: param for param in params for name in param.opts if name.startswith("-")}
    reading = _Reading()
    for number, word in enumerate(words):
        name, joined, value = word.partition("=")
        if reading.awaiting is not None:
            reading.given[str(reading.awaiting.name)] = word
            reading.awaiting = None
        elif reading.only_arguments or not word.startswith("-") or word == "-":
            reading.arguments += 1
            if stop_at_argument:
                reading.rest = words[number:]
                break
        elif word == "--":
            reading.only_arguments = True
        elif name in options and not options[name].is_flag:
            if joined:
                reading.given[str(options[name].name)] = value
            else:
                reading.awaiting = options[name]
    return reading


def _place(given: Mapping[str, str]) -> Place:
    folder = Path.cwd() / given.get("directory", "")
    database = given.get("database") or os.environ.get(_DATABASE)
    config = given.get("config")
    return Place(folder, Path(database) if database else None, Path(config) if config else None)


def _commands(program: Any, word: str) -> Iterator[Candidate]:  # noqa: ANN401
    for name in program.commands:
        if name.startswith(word):
            yield Candidate(name, program.commands[name].get_short_help_str(80))


def _values_or_options(
    params: Sequence[Any], reading: _Reading, word: str, place: Place
) -> Iterable[Candidate]:
    if reading.awaiting is not None:
        return _values(reading.awaiting, word, place)
    if not reading.only_arguments and word.startswith("-"):
        return _options(params, word, place)
    arguments = [param for param in params if param.param_type_name == "argument"]
    if reading.arguments < len(arguments):
        return _values(arguments[reading.arguments], word, place)
    if arguments and arguments[-1].nargs == -1:
        return _values(arguments[-1], word, place)
    return ()


def _options(params: Sequence[Any], word: str, place: Place) -> Iterator[Candidate]:
    name, joined, value = word.partition("=")
    for param in params:
        if param.param_type_name == "argument" or param.hidden:
            continue
        if joined and name in param.opts:
            for found in _values(param, value, place):
                yield replace(found, text=f"{name}={found.text}")
        for option in param.opts if not joined else ():
            if option.startswith(word):
                yield Candidate(option, param.help or "")


def _values(param: Any, word: str, place: Place) -> Iterable[Candidate]:  # noqa: ANN401
    choices = getattr(param.type, "choices", None)
    if choices:
        return [Candidate(each) for each in map(str, choices) if each.startswith(word)]
    source = SOURCES.get(str(param.name))
    return source(word, place) if source else ()
