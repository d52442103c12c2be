"""Writes to the terminal: clean text, colours where they are wanted, data on stdout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

__all__ = [
    "clean",
    "emit",
    "emit_json",
    "has_color",
    "is_terminal",
    "json_pieces",
    "one_line",
    "page",
    "paint",
    "say",
    "set_color",
    "terminal_width",
]

_STYLES: Mapping[str, str] = {
    "bold": "1",
    "dim": "2",
    "heading": "1;36",
    "added": "32",
    "removed": "31",
    "match": "1;33",
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "32",
    "open": "31",
    "in-progress": "33",
    "resolved": "32",
    "wont-fix": "2",
}

# What a terminal may obey, and marks that turn the direction of text around.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_C1 = "[\x7f-\x9f]"
_FALLBACK = (100, 30)
_ENDLESS = 100_000


class _Color:
    mode = "auto"


def set_color(mode: str) -> None:
    """``always``, ``never``, or ``auto``: on a terminal, unless NO_COLOR is set."""
    _Color.mode = mode


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person is looking at ``stream``, by default stdout."""
    try:
        return (stream or sys.stdout).isatty()
    except ValueError:
        return False


def paint(text: str, *styles: str, stream: TextIO | None = None) -> str:
    """``text`` in the given styles where colours are on; unknown styles are none.

    ``stream`` is where it will be written, by default stdout.
    """
    codes = ";".join(_STYLES[style] for style in styles if style in _STYLES)
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and has_color(stream) else text


def has_color(stream: TextIO | None = None) -> bool:
    """Whether colours are wanted on ``stream``, by default stdout."""
    if _Color.mode != "auto":
        return _Color.mode == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or is_terminal(stream)


def clean(text: str) -> str:
    """Text of a log that a terminal can only show; lines and tabs stay."""
    # All of them count as not printable; most texts are, and need no pattern.
    return text if text.isprintable() else re.sub(_CONTROL, "\ufffd", text)


def one_line(text: str) -> str:
    """``clean`` text on one line with single blanks."""
    return clean(" ".join(text.split()))


def emit(text: str = "") -> None:
    """A line of data."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """A line for the person."""
    sys.stdout.flush()
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def emit_json(document: object) -> None:
    """One JSON document on one line, readable in any encoding that the output has."""
    for piece in json_pieces(document):
        sys.stdout.write(piece)
    emit()


def json_pieces(document: object) -> Iterator[str]:
    """The text of a JSON document for stdout.

    What is an iterator in it becomes a list, and each of its items is a piece: so a
    document may be longer than the memory.
    """
    import json

    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    for piece in _pieces(document, json.JSONEncoder(ensure_ascii=not unicode).encode):
        yield re.sub(_C1, lambda match: f"\\u{ord(match[0]):04x}", piece)


def _pieces(value: object, encode: Callable[[object], str]) -> Iterator[str]:
    if isinstance(value, Iterator):
        yield "["
        for number, each in enumerate(value):
            if number:
                yield ", "
            yield from _pieces(each, encode)
        yield "]"
    elif isinstance(value, dict) and any(isinstance(each, Iterator) for each in value.values()):
        for number, (name, each) in enumerate(value.items()):
            yield f"{', ' if number else '{'}{encode(name)}: "
            yield from _pieces(each, encode)
        yield "}"
    else:
        yield encode(value)


def terminal_width() -> int:
    """Columns of the terminal. A pipe has none: nothing is cut off, unless COLUMNS says so."""
    fallback = _FALLBACK if is_terminal() else (_ENDLESS, _FALLBACK[1])
    return shutil.get_terminal_size(fallback).columns


def _pager() -> list[str]:
    command = os.environ.get("PAGER", "")
    if not command:
        return []
    import shlex

    return shlex.split(command)


def page(text: str) -> None:
    """Emit ``text``, through PAGER where that is set and the text is longer than the terminal."""
    pager = _pager()
    if pager and is_terminal() and text.count("\n") >= shutil.get_terminal_size(_FALLBACK).lines:
        environment = {"LESS": "FRX", **os.environ}
        try:
            subprocess.run(pager, input=text + "\n", encoding="utf-8", env=environment, check=False)
        except OSError as error:
            say(f"note: PAGER: {error.strerror}")
        else:
            return
    emit(text)
