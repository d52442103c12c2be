"""Numbers that several entries of a log carry: which entry keeps it, and what the others get."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from issues_kb.model import BlockKind
from issues_kb.reading import EntrySource, LogOutline
from issues_kb.reading.references import plain_number

__all__ = ["Left", "Numbering", "Repeated", "find_repeated"]

_PARTS = re.compile(r"(?P<head>(?:.*[^0-9])?)(?P<digits>[0-9]{1,18})[^0-9]*")


@dataclass(frozen=True, slots=True)
class Repeated:
    """Entries with one number, by their places among all entries, the earliest first.

    The first keeps the number; ``numbers`` has the one that each gets or keeps.
    """

    plain: str
    entries: tuple[int, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """An entry whose number is there twice and stays so, and why."""

    line: int
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """What is to be done about the numbers of a log.

    ``runs`` tells for each entry which stretch of the log it stands in: within one the
    numbers only go up, or only down where the newest entry is first. What two branches
    wrote stands in different ones.
    """

    repeated: tuple[Repeated, ...]
    left: tuple[Left, ...]
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number in three parts: ``BUG-012`` is ``BUG-``, ``012`` and nothing."""

    head: str
    digits: str

    @property
    def family(self) -> str:
        return self.head.casefold()

    @property
    def value(self) -> int:
        return int(self.digits)


def find_repeated(
    outline: LogOutline, dates: Sequence[str | None], *, across_groups: bool = False
) -> Numbering:
    """Find the numbers that are there twice, and propose one for each of the later entries.

    ``dates`` are those of the entries. Zeros in front and letter case do not count. Numbers
    that begin again at 1 in each group of the log are meant so, and stay unless
    ``across_groups`` says otherwise.
    """
    entries = outline.entries
    numbers = [_parted(entry.number) for entry in entries]
    down = _newest_first(numbers, dates)
    groups = [0] * len(entries) if across_groups else _groups(outline, numbers)
    found: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        if entry.number is not None:
            found.setdefault(plain_number(entry.number), []).append(place)
    highest = _highest(numbers)
    repeated: list[Repeated] = []
    left: list[Left] = []
    for plain, places in found.items():
        ordered = _earliest_first(places, dates, down=down)
        kept = [ordered[0]]
        for place in ordered[1:]:
            reason = _why_left(place, ordered, entries, numbers, groups)
            if reason is None:
                kept.append(place)
            else:
                entry = entries[place]
                left.append(Left(entry.line, entry.number or "", reason))
        if len(kept) > 1:
            repeated.append(Repeated(plain, tuple(kept), ()))
    proposed = _proposed(repeated, entries, numbers, highest)
    left.sort(key=lambda each: each.line)
    return Numbering(proposed, tuple(left), _runs(numbers, down=down))


def _parted(number: str | None) -> _Number | None:
    match = _PARTS.fullmatch(number) if number else None
    return _Number(match["head"], match["digits"]) if match else None


def _highest(numbers: Sequence[_Number | None]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for number in numbers:
        if number is not None:
            highest[number.family] = max(highest.get(number.family, 0), number.value)
    return highest


def _newest_first(numbers: Sequence[_Number | None], dates: Sequence[str | None]) -> bool:
    """Whether the log puts new entries on top: by most of its numbers, else its dates."""
    balance = 0
    for one, other in pairwise(numbers):
        if one is not None and other is not None and one.family == other.family:
            balance += (one.value < other.value) - (one.value > other.value)
    if balance == 0:
        dated = [date for date in dates if date]
        balance = sum((a < b) - (a > b) for a, b in pairwise(dated))
    return balance < 0


def _earliest_first(
    places: Sequence[int], dates: Sequence[str | None], *, down: bool
) -> tuple[int, ...]:
    """By date where all have one, a month being as good as a day; else by their order."""
    in_file = sorted(places, reverse=down)
    known = [dates[place] for place in in_file]
    if not all(known):
        return tuple(in_file)
    shortest = min(len(date) for date in known if date)
    return tuple(sorted(in_file, key=lambda place: (dates[place] or "")[:shortest]))


def _groups(outline: LogOutline, numbers: Sequence[_Number | None]) -> list[int]:
    """For each entry the line of its group where numbers begin again in each, else 0."""
    heads = [block.line for block in outline.blocks if block.kind is BlockKind.GROUP]
    group_of = [max((line for line in heads if line < e.line), default=0) for e in outline.entries]
    inside: dict[tuple[str, int], list[int]] = {}
    for number, group in zip(numbers, group_of, strict=True):
        if number is not None and group:
            inside.setdefault((number.family, group), []).append(number.value)
    again = {
        key for key, values in inside.items() if sorted(values) == list(range(1, len(values) + 1))
    }
    # Two groups with an entry each show no such habit.
    counting = {family for family, group in again if len(inside[family, group]) > 1}
    again = {(family, group) for family, group in again if family in counting}
    return [
        group if number is not None and (number.family, group) in again else 0
        for number, group in zip(numbers, group_of, strict=True)
    ]


def _why_left(
    place: int,
    ordered: Sequence[int],
    entries: Sequence[EntrySource],
    numbers: Sequence[_Number | None],
    groups: Sequence[int],
) -> str | None:
    """Why an entry keeps a number that an earlier one has, or none."""
    earlier = ordered[: ordered.index(place)]
    if any(_is_mixed(entries, upper) for upper in ordered if upper + 1 in ordered):
        return "stands heading on heading with its twin: a merge mixed the two; part them by hand"
    text = _essence(entries[place])
    for other in earlier:
        if _essence(entries[other]) == text:
            return f"is the same entry as the one at line {entries[other].line}; delete one of them"
    if numbers[place] is None:
        return "has a number that cannot be counted up; change it by hand"
    if groups[place] and all(groups[other] not in (0, groups[place]) for other in earlier):
        return "is in another group, where numbers begin again; --across-groups changes it"
    return None


def _is_mixed(entries: Sequence[EntrySource], upper: int) -> bool:
    """Whether an entry is nothing but its heading, right above the heading of the next one.

    Git leaves this when it merges lines of two entries by union, not the entries.
    """
    return entries[upper].line + 1 == entries[upper + 1].line


def _essence(entry: EntrySource) -> list[str]:
    """The words of an entry: blank lines and rules between entries do not count."""
    return [line.strip() for line in entry.text.split("\n") if line.strip(" \t-*_")]


def _proposed(
    repeated: Sequence[Repeated],
    entries: Sequence[EntrySource],
    numbers: Sequence[_Number | None],
    highest: dict[str, int],
) -> tuple[Repeated, ...]:
    """The highest number and those after it, in the order of the numbers that are taken."""
    done: list[Repeated] = []
    for each in sorted(repeated, key=lambda each: _order(numbers[each.entries[0]])):
        given = [entries[each.entries[0]].number or ""]
        for place in each.entries[1:]:
            number = numbers[place]
            assert number is not None
            highest[number.family] += 1
            given.append(f"{number.head}{highest[number.family]:0{len(number.digits)}}")
        done.append(Repeated(each.plain, each.entries, tuple(given)))
    return tuple(done)


def _order(number: _Number | None) -> tuple[str, int]:
    return (number.family, number.value) if number is not None else ("", 0)


def _runs(numbers: Sequence[_Number | None], *, down: bool) -> tuple[int, ...]:
    runs: list[int] = []
    run = 0
    last: dict[str, int] = {}
    for number in numbers:
        if number is not None:
            before = last.get(number.family)
            if before is not None and (number.value >= before if down else number.value <= before):
                run += 1
                last = {}
            last[number.family] = number.value
        runs.append(run)
    return tuple(runs)
