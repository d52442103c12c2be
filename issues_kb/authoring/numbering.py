"""The number of a new entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["NumberShape", "next_number", "next_shape", "number_shape"]

_SHAPE = re.compile(r"(.*?)([0-9]{1,9})([a-z]?)", re.I | re.S)
_DATE = re.compile(r"(?:19|20)\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])")


class NumberShape(NamedTuple):
    """A number: ``prefix`` before it, zeros up to ``width`` digits."""

    prefix: str = ""
    width: int = 1
    value: int = 1

    @property
    def text(self) -> str:
        """The number as it is written."""
        return f"{self.prefix}{self.value:0{self.width}d}"


def number_shape(number: str | None) -> NumberShape | None:
    """A number taken apart: ``BUG-012`` is ``BUG-``, three digits, 12. None for a date."""
    match = _SHAPE.fullmatch(number) if number else None
    if match is None or _DATE.search(match[1] + match[2]):
        return None
    width = len(match[2]) if match[2].startswith("0") else 1
    return NumberShape(match[1], width, int(match[2]))


def next_shape(near: Sequence[str | None], numbers: Iterable[str | None]) -> NumberShape | None:
    """The highest number that begins as those ``near`` do, plus one; none in a log without.

    The nearest comes first in ``near``.
    """
    shapes = [number_shape(number) for number in near if number]
    prefixes = Counter(shape.prefix for shape in shapes if shape is not None)
    if not prefixes or None in shapes[:1]:
        return None
    prefix = prefixes.most_common(1)[0][0]
    if "." in prefix and shapes[0] is not None:
        # 8.2 is the second entry of chapter 8: its neighbour tells the chapter.
        prefix = shapes[0].prefix
    same = [
        shape
        for number in numbers
        if (shape := number_shape(number)) and shape.prefix.casefold() == prefix.casefold()
    ]
    highest = max(same, key=lambda shape: shape.value)
    return highest._replace(
        prefix=prefix,
        width=max(shape.width for shape in same),
        value=highest.value + 1,
    )


def next_number(numbers: Iterable[str | None]) -> int:
    """The highest number plus one, whatever it begins with."""
    shapes = (number_shape(number) for number in numbers)
    return max((shape.value for shape in shapes if shape), default=0) + 1
