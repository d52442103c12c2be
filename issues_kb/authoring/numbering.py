"""The number of a new entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["NumberShape", "next_number", "next_shape", "number_shape"]

_SHAPE = re.compile(r"(.*?)([0-9]{1,9})([a-z]?)", re.I | re.S)
_DATED = re.compile(
    r"(?P<head>[^\d]+)(?P<year>(?:19|20)\d\d)"
    r"(?:(?P<mark>[-_.]?)(?P<month>0[1-9]|1[0-2])(?:(?P=mark)(?P<day>0[1-9]|[12]\d|3[01]))?)?"
    r"(?P<gap>[-_.#/])(?P<count>\d{1,4})"
)
"""A date, or the month or year alone, and a number behind it that begins anew with each."""

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


def next_shape(
    near: Sequence[str | None], numbers: Iterable[str | None], date: str = ""
) -> NumberShape | None:
    """The highest number that begins as those ``near`` do, plus one; none in a log without.

    The nearest comes first in ``near``. A number that holds a date gets the ISO ``date``.
    """
    numbers = list(numbers)
    dated = _dated_shape(near, numbers, date)
    if dated is not None:
        return dated
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


def _dated_shape(
    near: Sequence[str | None], numbers: Iterable[str | None], date: str
) -> NumberShape | None:
    """The next number of a day, month or year; none where the nearest has no such form."""
    like = _DATED.fullmatch(next((number for number in near if number), ""))
    parts = date.split("-")
    if like is None or not parts[0] or (like["day"] and len(parts) < len(("y", "m", "d"))):
        return None
    if like["month"] and not like["day"] and _DATE.search(like.string):
        # It may be a day as well: INC-2026-06-04.
        return None
    wanted = parts[: 1 + bool(like["month"]) + bool(like["day"])]
    prefix = f"{like['head']}{(like['mark'] or '').join(wanted)}{like['gap']}"
    shapes = [_DATED.fullmatch(number) for number in numbers if number]
    counts = [
        shape["count"]
        for shape in shapes
        if shape and shape.string[: shape.start("count")].casefold() == prefix.casefold()
    ]
    padded = [shape["count"] for shape in shapes if shape and shape["count"].startswith("0")]
    width = max(map(len, padded), default=1)
    return NumberShape(prefix, width, max(map(int, counts), default=0) + 1)


def next_number(numbers: Iterable[str | None]) -> int:
    """The highest number plus one, whatever it begins with."""
    shapes = (number_shape(number) for number in numbers)
    return max((shape.value for shape in shapes if shape), default=0) + 1
