"""Where a log takes a new entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from issues_kb.authoring.draft import Draft
from issues_kb.authoring.edit import Edit, line_offset, newline_of
from issues_kb.authoring.numbering import number_shape
from issues_kb.model import BlockKind, LogBlock
from issues_kb.reading import EntrySource, LogOutline
from issues_kb.reading.dates import find_date
from issues_kb.reading.entry import Lent
from issues_kb.reading.groups import lent_by
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.labels import parse_label, split_segments
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["Insertion", "Place", "find_places", "place_entry"]

NEAR = 20
"""How many entries tell how entries are set off."""

MANY = 40
"""How many entries at either end tell in which order entries stand."""

HEADER = 12
"""In how many lines below the heading of an entry its date is looked for."""

_RULE = re.compile(rb" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_RULE_LINE = re.compile(_RULE.pattern.decode())
_TAIL = 2048
_OUTSIDE = (BlockKind.GROUP, BlockKind.OTHER)


_NOTHING_LENT = Lent()


class Insertion(NamedTuple):
    """The edit that puts an entry into a log, and the line that its heading will have."""

    edit: Edit
    line: int


class Place(NamedTuple):
    """A place for an entry: before ``line``, with ``above`` entries above it.

    ``lent`` is what the groups around the place say of all entries in them.
    """

    line: int
    above: int
    lent: Lent = _NOTHING_LENT


def find_places(outline: LogOutline, draft: Draft, vocabulary: Vocabulary) -> list[Place]:
    """The places for a draft, the best first.

    In a log that groups its entries the group counts whose heading says what the draft says;
    among the entries of a group the newest are on top, or at the end, as in the whole log.
    """
    entries = outline.entries
    if not entries:
        return _in_empty(outline, draft, vocabulary)
    on_top = _newest_first(entries, vocabulary)
    runs = _runs(outline)
    ordered = runs if on_top else runs[::-1]
    ranked = sorted(ordered, key=lambda run: -_fit(run[0].lent, draft))
    places = [_in_run(run, entries, on_top=on_top) for run in (ranked[0], ordered[0])]
    best = _fit(ranked[0][0].lent, draft)
    if any(entry.lent.status for entry in entries):
        for place in _in_empty(outline, draft, vocabulary):
            if _fit(place.lent, draft) > best:
                places.insert(0, place)
    return list(dict.fromkeys(places))


def _in_run(run: Sequence[EntrySource], entries: Sequence[EntrySource], *, on_top: bool) -> Place:
    if on_top:
        return Place(run[0].line, entries.index(run[0]), run[0].lent)
    return Place(run[-1].end_line + 1, entries.index(run[-1]) + 1, run[-1].lent)


def _in_empty(outline: LogOutline, draft: Draft, vocabulary: Vocabulary) -> list[Place]:
    """Places in groups that hold no entry yet; then before a template, or at the end."""
    lines = {entry.line for entry in outline.entries}
    found: list[tuple[int, Place]] = []
    for block in outline.blocks:
        if block.kind in _OUTSIDE and block.heading and block.end_line + 1 not in lines:
            lent = lent_by(block.heading, {}, vocabulary, title=False)
            if lent.status is not None and lent.status is draft.status:
                found.append((_fit(lent, draft), _after(block, outline, lent)))
    found.sort(key=lambda pair: -pair[0])
    places = [place for _, place in found]
    if not outline.entries:
        closing = (b.line for b in outline.blocks if b.kind is BlockKind.TEMPLATE)
        end = max((block.end_line for block in outline.blocks), default=0) + 1
        places.append(Place(next(closing, end), 0))
    return places


def _after(block: LogBlock, outline: LogOutline, lent: Lent) -> Place:
    index = sum(entry.line < block.line for entry in outline.entries)
    return Place(block.end_line + 1, index, lent)


def _runs(outline: LogOutline) -> list[list[EntrySource]]:
    """The entries in stretches with no other block between them."""
    others = {block.line for block in outline.blocks}
    runs: list[list[EntrySource]] = []
    for entry in outline.entries:
        joined = bool(runs) and runs[-1][-1].end_line + 1 == entry.line
        if joined and runs[-1][-1].lent == entry.lent and entry.line not in others:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _fit(lent: Lent, draft: Draft) -> int:
    """How well what a group says agrees with a draft."""
    fit = 0
    if lent.status is not None:
        if lent.status is draft.status:
            fit += 8
        else:
            alike = draft.status is not None and lent.status.is_open == draft.status.is_open
            fit -= 2 if alike else 8
    if lent.severity is not None:
        missing = -1 if draft.severity is None else -4
        fit += 4 if lent.severity is draft.severity else missing
    if lent.date is not None:
        fit += 1 if lent.date == draft.date else -1
    return fit


def _newest_first(entries: Sequence[EntrySource], vocabulary: Vocabulary) -> bool:
    """Whether most entries stand above older ones, by their dates, else by their numbers.

    A single date out of order, as of an entry that was added late, tells less than numbers
    that agree with each other.
    """
    some = [*entries[:MANY], *entries[MANY:][-MANY:]]
    by_date = _order([date for entry in some if (date := _date(entry, vocabulary))])
    by_number = _order([f"{number:9d}" for number in _numbers(some)])
    if abs(by_date) <= 1 < abs(by_number):
        return by_number < 0
    return (by_date or by_number) < 0


def _order(values: Sequence[str]) -> int:
    """How many values are above the one before them, less how many are below it."""
    return sum((a < b) - (a > b) for a, b in pairwise(values))


def _date(entry: EntrySource, vocabulary: Vocabulary) -> str | None:
    """The date of an entry by its heading, its first lines, or its group."""
    heading, *lines = entry.text.split("\n", HEADER + 1)[: HEADER + 1]
    date = parse_heading(heading.lstrip("# "), vocabulary).date
    for line in () if date else lines:
        for piece in split_segments(line):
            label = parse_label(piece)
            if label is not None and vocabulary.fields.exact(label.name) == "date":
                found = find_date(label.value, vocabulary)
                if found is not None:
                    return found.iso
    return date or entry.lent.date


def _numbers(entries: Iterable[EntrySource]) -> list[int]:
    """The numbers of entries, of those with the most usual beginning."""
    shapes = [shape for entry in entries if (shape := number_shape(entry.number))]
    usual = Counter(shape.prefix for shape in shapes).most_common(1)
    return [shape.value for shape in shapes if shape.prefix == usual[0][0]]


def place_entry(data: bytes, outline: LogOutline, place: Place, entry: str) -> Insertion:
    """Insert ``entry`` at a place, with the line ends of the log, set off as its entries are."""
    newline = newline_of(data)
    start = line_offset(data, place.line)
    before, behind = data[:start], data[start:]
    above = any(source.end_line + 1 == place.line for source in outline.entries)
    below = any(source.line == place.line for source in outline.entries)
    rule, blanks = _separator(outline)
    closed = _ends_with_rule(before)
    lead = "" if before.endswith((b"\n", b"\r")) or not _text(before) else "\n"
    missing = max(blanks if above and not rule else 1, 1 if rule else 0) - _blanks_at_end(before)
    if _text(before) and missing > 0:
        lead += "\n" * missing
    if rule and _text(before) and not closed and (above or not outline.entries):
        lead += f"{rule}\n\n"
    tail = ""
    if rule and (below or behind or closed):
        tail = f"\n{rule}\n"
    if behind:
        tail += "\n" if rule or not below else "\n" * blanks
    text = lead + entry + tail
    if not behind and before and not before.endswith((b"\n", b"\r")):
        text = text.removesuffix("\n")
    edit = Edit(start, start, text.encode("utf-8").replace(b"\n", newline))
    return Insertion(edit, line=_lines(before) + lead.count("\n") + 1)


def _separator(outline: LogOutline) -> tuple[str, int]:
    """The rule between entries, empty without one, and the blank lines where there is none."""
    entries = outline.entries[:-1][-NEAR:]
    if not entries:
        return "---", 1
    tails = Counter(map(_tail_of, entries))
    lines = tails.most_common(1)[0][0]
    rule = next((line for line in lines if line), "")
    return rule, len(lines)


def _tail_of(entry: EntrySource) -> tuple[str, ...]:
    """The blank lines and rules that an entry ends with."""
    lines = entry.text[-_TAIL:].split("\n")
    start = len(lines)
    while start > 1 and (not lines[start - 1].strip() or _RULE_LINE.fullmatch(lines[start - 1])):
        start -= 1
    return tuple(line.strip() for line in lines[start:])


def _text(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").strip()


def _lines(data: bytes) -> int:
    """How many line ends there are."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _blanks_at_end(data: bytes) -> int:
    """How many blank lines end the data."""
    lines = _last_lines(data)
    count = 0
    while count + 1 < len(lines) and not lines[-2 - count].strip():
        count += 1
    return count if not lines[-1] else 0


def _ends_with_rule(data: bytes) -> bool:
    """Whether the last line with text is a rule, which needs a blank line above."""
    lines = _last_lines(data.rstrip())
    return bool(_RULE.fullmatch(lines[-1])) and (len(lines) < 2 or not lines[-2].strip())


def _last_lines(data: bytes) -> list[bytes]:
    """The last lines, enough of them, without line ends."""
    return data[-_TAIL:].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
