"""What every statement is made of, and what a connection must know to run one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from issues_kb.letters import normalized

__all__ = [
    "NOTHING",
    "SQL_FUNCTIONS",
    "Statement",
    "fold_number",
    "fold_text",
    "folding",
    "number_order",
]

NOTHING = "0"
"""The condition that nothing passes."""


class Statement(NamedTuple):
    """SQL text and its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


def fold_text(text: str) -> str:
    """A text as it compares: in small letters, whatever its accents are made of."""
    return text.lower() if text.isascii() else normalized("NFC", text).casefold()


def folding(typed: str) -> str:
    """The function of SQL that makes a column comparable with ``fold_text`` of what was typed.

    SQLite's own is many times faster and knows the letters of ASCII, which will do for those.
    """
    return "lower" if typed.isascii() else "fold_text"


def _runs(number: str) -> list[str]:
    """Letters, digits without zero padding, and the dots between digits."""
    runs = re.findall(r"[^\W\d_]+|\d+|(?<=\d)\.(?=\d)", fold_text(number))
    return [run.lstrip("0") or "0" if run.isdecimal() else run for run in runs]


def fold_number(number: str | None) -> str | None:
    """A number as it compares: no ``#``, small letters, no zero padding, one separator.

    The dot of ``1.9`` stays: it is another number than the 9 of ``BUG-9``.
    """
    return None if number is None else "-".join(_runs(number)).replace("-.-", ".")


def number_order(number: str | None) -> str | None:
    """What sorts as numbers do: by the letters before them, then 3, 007, 12; 1.9, 1.10."""
    if number is None:
        return None
    runs = (run for run in _runs(number) if run != ".")
    return " ".join(f"{len(run):03}{run}" if run.isdecimal() else run for run in runs)


SQL_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "fold_number": (1, fold_number),
    "fold_text": (1, fold_text),
    "number_order": (1, number_order),
}
"""What a connection must know before it runs these statements: arguments and function."""
