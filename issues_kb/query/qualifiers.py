"""The qualifiers of the query language: one small function each, joined by a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from issues_kb.model import Severity, Status
from issues_kb.query.filters import (
    DateFilter,
    FileFilter,
    Filter,
    LogFilter,
    Not,
    NumberFilter,
    Part,
    PartFilter,
    SeverityFilter,
    StatusFilter,
)
from issues_kb.query.model import Query, Sort, SortKey

__all__ = [
    "QUALIFIERS",
    "Answer",
    "OwnWords",
    "did_you_mean",
    "own_words",
    "translated",
    "unknown_log",
]

_Value = TypeVar("_Value", bound=Enum)

_SEVERITY_WORDS = {
    **{severity.value: severity for severity in Severity},
    "blocker": Severity.CRITICAL,
    "urgent": Severity.CRITICAL,
    "p0": Severity.CRITICAL,
    "major": Severity.HIGH,
    "p1": Severity.HIGH,
    "moderate": Severity.MEDIUM,
    "p2": Severity.MEDIUM,
    "minor": Severity.LOW,
    "trivial": Severity.LOW,
    "p3": Severity.LOW,
    "p4": Severity.LOW,
}
_STATUS_WORDS = {
    **{status.value: status for status in Status},
    "inprogress": Status.IN_PROGRESS,
    "wip": Status.IN_PROGRESS,
    "closed": Status.RESOLVED,
    "done": Status.RESOLVED,
    "fixed": Status.RESOLVED,
    "wontfix": Status.WONT_FIX,
}
_OPEN = frozenset(status for status in Status if status.is_open)
_IS_WORDS = {
    **{name: frozenset({status}) for name, status in _STATUS_WORDS.items()},
    "open": _OPEN,
    "closed": frozenset(Status) - _OPEN,
}
_PART_WORDS = {
    **{part.value: part for part in Part},
    "cause": Part.ROOT_CAUSE,
    "error": Part.ERRORS,
    "field": Part.FIELDS,
    "file": Part.FILES,
    "fix": Part.RESOLUTION,
    "learning": Part.LEARNINGS,
    "links": Part.REFERENCES,
    "measure": Part.MEASURES,
    "reference": Part.REFERENCES,
    "solution": Part.RESOLUTION,
}
_OWN = {"severity": "severity", "status": "status", "is": "status"}
"""Whose words of a project's own vocabulary a qualifier knows."""
_SHOWN_LOGS = 12
_NEARLY = 0.7
"""How alike two words are when one may be meant by the other; ``huge`` is not ``urgent``."""
_SORT_WORDS = {key.value: key for key in SortKey}

OwnWords = Mapping[str, Mapping[str, str]]
"""Words for severity and status that a project adds, each with ours for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a qualifier adds to the query, and what was wrong with its values."""

    query: Query
    hints: tuple[str, ...] = ()


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """``did you mean high?`` or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word[:80], known, 1, _NEARLY)
    return f"did you mean {close[0]}?" if close else ""


def _folded(value: str) -> str:
    return value.strip().lower().replace("_", "-").replace(" ", "-")


def own_words(vocabulary: Mapping[str, object]) -> OwnWords:
    """The words for severity and status in the vocabulary of a configuration.

    What is none of ours is passed over: reading tells what is wrong in it.
    """
    kinds: dict[str, type[Enum]] = {"severity": Severity, "status": Status}
    found: dict[str, dict[str, str]] = {}
    for name, kind in kinds.items():
        table = vocabulary.get(name)
        if not isinstance(table, Mapping):
            continue
        for value in kind:
            words = table.get(str(value.value)) or table.get(str(value.value).replace("-", "_"))
            for word in words if isinstance(words, list) else ():
                found.setdefault(name, {})[_folded(str(word))] = str(value.value)
    return found


def translated(name: str, values: Sequence[str], words: OwnWords) -> list[str]:
    """The values of a qualifier with ours in place of a project's own words."""
    known = words.get(_OWN.get(name, ""), {})
    if not known:
        return list(values)
    found: list[str] = []
    for value in values:
        word = _comparison(value)[1]
        lead = value.removesuffix(word)
        found.append(lead + known.get(_folded(word), word))
    return found


def _unknown(name: str, value: str, known: Sequence[str], words: Sequence[str] = ()) -> str:
    shown = value if len(value) <= 40 else value[:40] + "…"
    guess = did_you_mean(_folded(value), [*known, *words])
    values = ", ".join(known)
    told = f"{guess} ({values})" if guess else f"known are {values}"
    return f"{name}:{shown} matches nothing; {told}"


def unknown_log(name: str, logs: Sequence[str]) -> str:
    """The hint for a log that is not there."""
    return _unknown("log", name, logs[:_SHOWN_LOGS])


def _choices(
    name: str, values: Sequence[str], words: Mapping[str, _Value]
) -> tuple[list[_Value], tuple[str, ...]]:
    known = list(dict.fromkeys(value.value for value in words.values()))
    found: list[_Value] = []
    hints: list[str] = []
    for value in values:
        choice = words.get(_folded(value)) or words.get(_folded(value).replace("-", "_"))
        if choice is None:
            hints.append(_unknown(name, value, known, list(words)))
        else:
            found.append(choice)
    return found, tuple(hints)


def _severities_compared(operator: str, severity: Severity) -> set[Severity]:
    tests: dict[str, Callable[[Severity], bool]] = {
        ">=": lambda other: other >= severity,
        "<=": lambda other: other <= severity,
        ">": lambda other: other > severity,
        "<": lambda other: other < severity,
        "": lambda other: other is severity,
    }
    return {other for other in Severity if tests[operator](other)}


def _comparison(value: str) -> tuple[str, str]:
    operator = re.match(r"[<>]=?|=", value)
    if operator is None:
        return "", value
    return operator[0].replace("=", "") if operator[0] == "=" else operator[0], value[
        operator.end() :
    ]


def _severity(name: str, values: Sequence[str]) -> Answer:
    found: set[Severity] = set()
    hints: tuple[str, ...] = ()
    for value in values:
        operator, word = _comparison(value)
        choices, unknown = _choices(name, [word], _SEVERITY_WORDS)
        hints += unknown
        for choice in choices:
            found |= _severities_compared(operator, choice)
    return Answer(Query(filters=(SeverityFilter(frozenset(found)),)), hints)


def _status(name: str, values: Sequence[str]) -> Answer:
    found, hints = _choices(name, values, _STATUS_WORDS)
    return Answer(Query(filters=(StatusFilter(frozenset(found)),)), hints)


def _is(name: str, values: Sequence[str]) -> Answer:
    found: frozenset[Status] = frozenset()
    hints: list[str] = []
    for value in values:
        statuses = _IS_WORDS.get(_folded(value))
        if statuses is None:
            known = dict.fromkeys(("open", "closed", *(s.value for s in Status)))
            hints.append(_unknown(name, value, list(known)))
        else:
            found |= statuses
    return Answer(Query(filters=(StatusFilter(found),)), tuple(hints))


def _has(name: str, values: Sequence[str]) -> Answer:
    found, hints = _choices(name, values, _PART_WORDS)
    return Answer(Query(filters=(PartFilter(frozenset(found)),)), hints)


def _no(name: str, values: Sequence[str]) -> Answer:
    found, hints = _choices(name, values, _PART_WORDS)
    filters: tuple[Filter, ...] = tuple(Not(PartFilter(frozenset({part}))) for part in found)
    if hints:
        filters += (PartFilter(frozenset()),)
    return Answer(Query(filters=filters), hints)


def _in(name: str, values: Sequence[str]) -> Answer:
    found, hints = _choices(name, values, _PART_WORDS)
    nothing = () if found else (PartFilter(frozenset()),)
    return Answer(Query(parts=frozenset(found), filters=nothing), hints)


def _log(_name: str, values: Sequence[str]) -> Answer:
    return Answer(Query(filters=(LogFilter(tuple(values)),)))


def _file(_name: str, values: Sequence[str]) -> Answer:
    return Answer(Query(filters=(FileFilter(tuple(values)),)))


def _number(_name: str, values: Sequence[str]) -> Answer:
    return Answer(Query(filters=(NumberFilter(tuple(values)),)))


def _not(_name: str, values: Sequence[str]) -> Answer:
    return Answer(Query(excluded=tuple(values)))


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?\Z")
_NO_DATE = DateFilter("9999-12-31", "0001-01-01")


def _days(text: str) -> tuple[str, str] | None:
    """First and last day of a year, month or day, or none when it is no date."""
    import datetime
    from calendar import monthrange

    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = datetime.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last_day = day or monthrange(first.year, last_month)[1]
    return first.isoformat(), datetime.date(first.year, last_month, last_day).isoformat()


def _neighbour(day: str, days: int) -> str:
    import datetime

    try:
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()
    except OverflowError:
        return day


def _date_range(value: str) -> DateFilter | None:
    if ".." in value:
        start, _, end = value.partition("..")
        first, last = _days(start), _days(end)
        if (start and first is None) or (end and last is None):
            return None
        return DateFilter(first[0] if first else None, last[1] if last else None)
    operator, word = _comparison(value)
    days = _days(word)
    if days is None:
        return None
    ranges = {
        "": DateFilter(*days),
        ">=": DateFilter(days[0], None),
        "<=": DateFilter(None, days[1]),
        ">": DateFilter(_neighbour(days[1], 1), None),
        "<": DateFilter(None, _neighbour(days[0], -1)),
    }
    return ranges[operator]


def _dates(name: str, values: Sequence[str], prefix: str = "") -> Answer:
    # Dates have no alternatives: the last one counts, as with a flag given twice.
    found: DateFilter | None = None
    hints: list[str] = []
    for value in values:
        given = _date_range(prefix + value)
        if given is None:
            hints.append(
                f"{name}:{value[:40]} matches nothing; a date is 2024, 2024-06 or 2024-06-30"
                + (", a range 2024-06..2024-08." if not prefix else ".")
            )
        found = given or found
    return Answer(Query(filters=(found or _NO_DATE,)), tuple(hints))


def _after(name: str, values: Sequence[str]) -> Answer:
    return _dates(name, values, ">=")


def _before(name: str, values: Sequence[str]) -> Answer:
    return _dates(name, values, "<")


def _sort(name: str, values: Sequence[str]) -> Answer:
    sorts: list[Sort] = []
    hints: tuple[str, ...] = ()
    for value in values:
        found, unknown = _choices(name, [value.strip("-+")], _SORT_WORDS)
        hints += tuple(hint.replace("matches nothing", "is no order", 1) for hint in unknown)
        sorts += [Sort(key, descending="-" in (value[0], value[-1])) for key in found]
    return Answer(Query(sort=tuple(sorts)), hints)


QUALIFIERS: dict[str, Callable[[str, Sequence[str]], Answer]] = {
    "severity": _severity,
    "status": _status,
    "is": _is,
    "has": _has,
    "no": _no,
    "in": _in,
    "log": _log,
    "file": _file,
    "number": _number,
    "date": _dates,
    "after": _after,
    "before": _before,
    "sort": _sort,
    "not": _not,
}
"""By name; each takes its name and at least one value that is not empty.

``after`` begins with the day given, ``before`` ends on the day before it.
"""
