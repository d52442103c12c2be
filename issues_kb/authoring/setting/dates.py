"""A date written as another one is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from issues_kb.reading import Vocabulary
from issues_kb.reading.dates import find_date

__all__ = ["say_date"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_NAMES = "|".join(name[:3] for name in _MONTHS)
_NAME = rf"(?P<name>(?:{_NAMES})[a-z]*)(?P<dot>\.?)"


def _month_name(month: int, match: re.Match[str]) -> str:
    old = match["name"]
    name = _MONTHS[month - 1]
    short = len(old) <= 4 and old.title() != "June" and old.title() != "July"
    name = name[:3] if short and (old.title() != "May" or match["dot"]) else name
    name = name.upper() if old.isupper() else name.lower() if old.islower() else name
    return name + (match["dot"] if short else "")


_Writer = Callable[[re.Match[str], int, int, int], str]

_DAYS: tuple[tuple[re.Pattern[str], _Writer], ...] = (
    (
        re.compile(r"\d{4}(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"),
        lambda f, y, m, d: f"{y}{f['s']}{_wide(m, f)}{f['s']}{_wide(d, f)}",
    ),
    (re.compile(r"\d{8}"), lambda _, y, m, d: f"{y}{m:02d}{d:02d}"),
    (
        re.compile(
            r"\d{4}(?P<y>\s*[年년]\s*)(?P<m>\d{1,2})(?P<mm>\s*[月월]\s*)(?P<d>\d{1,2})(?P<dd>\s*[日일号]?)"
        ),
        lambda f, y, m, d: f"{y}{f['y']}{_wide(m, f)}{f['mm']}{_wide(d, f)}{f['dd']}",
    ),
    (
        re.compile(r"(?P<d>\d{1,2})\.(?P<b>\s?)(?P<m>\d{1,2})\.\s?\d{4}"),
        lambda f, y, m, d: f"{_wide(d, f)}.{f['b']}{_wide(m, f)}.{f['b']}{y}",
    ),
    (
        re.compile(rf"{_NAME}\s+(?P<d>\d{{1,2}})(?P<c>,?)\s+\d{{4}}", re.I),
        lambda f, y, m, d: f"{_month_name(m, f)} {_day_of(d, f)}{f['c']} {y}",
    ),
    (
        re.compile(rf"(?P<d>\d{{1,2}})(?P<b>[ -]){_NAME}(?P=b)\d{{4}}", re.I),
        lambda f, y, m, d: f"{_day_of(d, f)}{f['b']}{_month_name(m, f)}{f['b']}{y}",
    ),
)


def _wide(number: int, match: re.Match[str]) -> str:
    """Two digits, unless the date that is there has a month or a day of one."""
    single = len(match["m"]) == 1 or len(match["d"]) == 1
    return str(number) if single else f"{number:02d}"


def _day_of(number: int, match: re.Match[str]) -> str:
    return f"{number:02d}" if match["d"].startswith("0") else str(number)


def say_date(wanted: str, old: str, vocabulary: Vocabulary) -> Iterator[str]:
    """An ISO day or month in the manner of a date that is written, then in its own."""
    year, month, *day = (int(part) for part in wanted.split("-"))
    for written in _written(old.strip(), year, month, day):
        date = find_date(written, vocabulary)
        if date is not None and date.iso == wanted and date.end == len(written):
            yield written
    yield wanted


def _written(old: str, year: int, month: int, day: list[int]) -> Iterator[str]:
    for pattern, write in _DAYS:
        match = pattern.match(old)
        if match is None:
            continue
        if day:
            yield write(match, year, month, day[0])
        elif "name" in match.re.groupindex:
            yield f"{_month_name(month, match)} {year}"
    match = re.compile(rf"{_NAME}\s+\d{{4}}", re.I).fullmatch(old)
    if match:
        name = _month_name(month, match)
        yield f"{name} {day[0]}, {year}" if day else f"{name} {year}"
