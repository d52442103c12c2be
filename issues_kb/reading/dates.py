"""Dates in every form that is certain: a day, or a month. Never guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["FoundDate", "date_in_id", "find_date", "has_placeholder_date"]

_TIME = (
    r"(?:[T,\s]\s*(?:at\s+)?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[ap]m\b)?\s*"
    r"(?:z\b|utc\b|gmt\b|[a-z]{3,4}\b(?=\s*(?:$|[\])|—–-]))|[+-]\d{2}:?\d{2})?)?"
)
_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_DIGIT = pattern(r"\d")
_SOME_YEAR = pattern(r"(?<!\d)(?:19|20)\d\d")
"""What every date holds, and hardly any other text: the quick way to tell them apart."""

_ISO = pattern(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
"""A date alone, as most fields hold it: no other form could say more of the text."""

_IN_ID = pattern(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_PLACEHOLDER = pattern(
    r"y{4}|aaaa|jjjj|гггг|\bmm\b.*\bdd\b|\bdd\b.*\bmm\b|^\W*(?:date|日期|fecha)\W*$", re.I
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """An ISO day or month and the characters of the text that say it, a time included."""

    iso: str
    start: int
    end: int


def find_date(text: str, vocabulary: Vocabulary) -> FoundDate | None:
    """The first certain date of a text, or none."""
    if _DIGIT.search(text) is None:
        return None
    folded = fold(text)
    if _SOME_YEAR.search(folded) is None:
        return None
    alone = _ISO.fullmatch(folded)
    iso = _ymd(alone) if alone else None
    if iso is not None:
        return FoundDate(iso, 0, len(folded))
    named, patterns = _named(vocabulary)
    found = [
        date
        for pattern, read in (*_NUMBERS, *(patterns if named.search(folded) else ()))
        if (date := _first(pattern, read, folded)) is not None
    ]
    return min(found, key=lambda date: (date.start, -date.end), default=None)


def date_in_id(number: str | None) -> str | None:
    """The ISO day that an id such as ``BUG-2026-06-09-001`` or ``INC-20260609-1`` holds."""
    found = _IN_ID.search(number) if number else None
    return _day(int(found[1]), int(found[3]), int(found[4])) if found else None


def has_placeholder_date(text: str) -> bool:
    """Whether a text shows how a date is to be written, instead of one."""
    return _PLACEHOLDER.search(text) is not None


def _first(
    pattern: re.Pattern[str], read: Callable[[re.Match[str]], str | None], text: str
) -> FoundDate | None:
    for match in pattern.finditer(text):
        iso = read(match)
        if iso is not None:
            return FoundDate(iso, match.start(), match.end())
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(year: int, month: int) -> str | None:
    return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None


def _numeric(match: re.Match[str]) -> str | None:
    """Day and month before a year, where it is certain which is which.

    One is above 12, or both are equal, or dots stand between them: in that form the day comes
    first everywhere.
    """
    first, mark, second, year = match.groups()
    a, b = int(first), int(second)
    if a > 12 or a == b or mark == ".":
        return _day(int(year), b, a)
    return _day(int(year), a, b) if b > 12 else None


def _ymd(match: re.Match[str]) -> str | None:
    return _day(int(match[1]), int(match[2]), int(match[3]))


def _ym(match: re.Match[str]) -> str | None:
    return _month(int(match[1]), int(match[2]))


_Reading = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]

_NUMBERS: tuple[_Reading, ...] = (
    (pattern(_YEAR + r"-(\d{1,2})-(\d{1,2})(?!\d)" + _TIME), _ymd),
    (pattern(_YEAR + r"/(\d{1,2})/(\d{1,2})(?!\d)" + _TIME), _ymd),
    (pattern(_YEAR + r"\.\s?(\d{1,2})\.\s?(\d{1,2})(?!\d)\.?" + _TIME), _ymd),
    (pattern(_YEAR + r"\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]?" + _TIME), _ymd),
    (pattern(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"), _ymd),
    (pattern(_YEAR + r"\s*[年년]\s*(\d{1,2})\s*[月월](?!\s*\d)"), _ym),
    (pattern(_YEAR + r"-(0[1-9]|1[0-2])(?![\d-])"), _ym),
    (pattern(r"(?<!\d)(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})(?!\d)" + _TIME), _numeric),
    (
        pattern(r"(?<!\d)(\d{1,2})\s*tháng\s*(\d{1,2}),?\s*(?:năm\s*)?(\d{4})(?!\d)"),
        lambda m: _day(int(m[3]), int(m[2]), int(m[1])),
    ),
)


@lru_cache(maxsize=4)
def _named(vocabulary: Vocabulary) -> tuple[re.Pattern[str], tuple[_Reading, ...]]:
    """The names of months, and the forms of a date that have one."""
    numbers: Mapping[str, int] = vocabulary.months
    names = "|".join(sorted((re.escape(name) for name in numbers), key=len, reverse=True))
    of = r"(?:\s+|\s*[-/]\s*|\s*,\s*)(?:de\s+|of\s+|del\s+)?"
    nth = r"(?:st|nd|rd|th|\.|º|er)?"
    day = rf"(?<!\d)(\d{{1,2}}){nth}"
    until = rf"(?:\s*-\s*(?:(?:{names})\.?\s+)?\d{{1,2}}(?:st|nd|rd|th)?)?"
    year = r"(\d{4})(?!\d)"
    return pattern(names), (
        (
            pattern(day + of + rf"({names})\.?" + of + year + _TIME),
            lambda m: _day(int(m[3]), numbers[m[2]], int(m[1])),
        ),
        (
            pattern(rf"{day}(?:{of}({names})\.?)?\s*-\s*\d{{1,2}}{nth}{of}({names})\.?{of}{year}"),
            lambda m: _day(int(m[4]), numbers[m[2] or m[3]], int(m[1])),
        ),
        (
            pattern(
                rf"(?<![^\W\d_])({names})(?:\.?\s+|-)(\d{{1,2}})(?:st|nd|rd|th)?{until}"
                rf"(?:,?\s+|-){year}{_TIME}"
            ),
            lambda m: _day(int(m[3]), numbers[m[1]], int(m[2])),
        ),
        (
            pattern(rf"(?<![^\W\d_])({names})\.?,?{of}{year}"),
            lambda m: _month(int(m[2]), numbers[m[1]]),
        ),
    )
