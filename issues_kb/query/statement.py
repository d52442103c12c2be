"""What every statement is made of, and what a connection must know to run one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = ["NOTHING", "SQL_FUNCTIONS", "Statement", "fold_number"]

NOTHING = "0"
"""The condition that nothing passes."""


class Statement(NamedTuple):
    """SQL text and its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


def fold_number(number: str | None) -> str | None:
    """A number as it compares: no ``#``, small letters, no zero padding, no separators."""
    if number is None:
        return None
    runs = re.findall(r"[^\W\d_]+|\d+", number.lower())
    return "-".join(run.lstrip("0") or "0" if run.isdecimal() else run for run in runs)


SQL_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {"fold_number": (1, fold_number)}
"""What a connection must know before it runs these statements: arguments and function."""
