"""What renumbering a log changes, proved by reading the changed log."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from issues_kb.authoring.edit import apply_edits
from issues_kb.authoring.renumbering.mentions import Mention, find_mentions
from issues_kb.authoring.renumbering.numbers import Left, Numbering, find_repeated
from issues_kb.authoring.renumbering.text import SourceText
from issues_kb.authoring.renumbering.twins import Twin, last_digits, twins_of
from issues_kb.authoring.writing import read_file, update_file
from issues_kb.errors import LogError
from issues_kb.model import Issue, LogFile
from issues_kb.reading import (
    LogOutline,
    Vocabulary,
    default_vocabulary,
    outline_log,
    read_entry,
)
from issues_kb.reading.references import plain_number

__all__ = ["Doubtful", "RenumberPlan", "Renumbered", "plan_for", "plan_renumbering", "renumber_log"]

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 8192
_NUMBER = re.compile(r"[0-9]+")
_REPEATED = "IKB105"


@dataclass(frozen=True, slots=True)
class Renumbered:
    """An entry that gets another number, and how many mentions of it go along."""

    line: int
    title: str
    old: str
    new: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A mention that may mean any of several entries; ``entries`` are (number, line) pairs."""

    line: int
    column: int
    text: str
    entries: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RenumberPlan:
    """What is to be changed in a log, and what a person has to look at.

    ``data`` are the log's bytes after the change, ``before`` those it was planned for.
    """

    before: bytes
    data: bytes
    changes: tuple[Renumbered, ...] = ()
    uncertain: tuple[Doubtful, ...] = ()
    left: tuple[Left, ...] = ()


def plan_renumbering(
    data: bytes,
    path: str,
    vocabulary: Vocabulary | None = None,
    *,
    across_groups: bool = False,
) -> RenumberPlan:
    """Give each entry of a log a number of its own; every other byte stays.

    Of the entries with one number the earliest keeps it: the one with the earliest date,
    or without dates the first that was written. Mentions that certainly mean an entry go
    along with it. ``path`` is the log's name for messages. Raises LogError for what is no
    text, and when the changed log would not read the same but for the numbers.
    """
    if data.startswith(_UTF16):
        raise LogError("is saved as UTF-16", subject=path, hint="save it as UTF-8 first")
    if b"\0" in data[:_HEAD]:
        raise LogError("is a binary file, not a log", subject=path)
    words = vocabulary or default_vocabulary()
    outline = outline_log(data, path, words)
    numbers = [plain_number(entry.number) for entry in outline.entries if entry.number]
    if len(set(numbers)) == len(numbers):
        return RenumberPlan(data, data)
    issues = _issues(outline, words)
    dates = [issue.date for issue in issues]
    numbering = find_repeated(outline, dates, across_groups=across_groups)
    source = SourceText(data)
    twins = twins_of(numbering, outline, issues, source, words)
    left = (*numbering.left, *_not_found(numbering, twins, outline))
    moving = [twin for twin in twins if twin.moves]
    headings = [source.edit(t.line, *t.spot, last_digits(t.new)) for t in moving]
    found = list(find_mentions(twins, outline, source, words)) if moving else []
    for certain in (found, []):
        edits = [*headings, *(mention.edit for mention in certain if mention.edit)]
        changed = apply_edits(data, edits)
        if _reads_the_same(outline, issues, changed, moving, words):
            return RenumberPlan(
                data,
                changed,
                _renumbered(moving, certain),
                tuple(_doubtful(found, certain, twins)),
                tuple(sorted(left, key=lambda each: each.line)),
            )
    hint = "change the numbers by hand"
    raise LogError("would not read the same with other numbers", subject=path, hint=hint)


def renumber_log(log: LogFile, plan: RenumberPlan) -> None:
    """Write what was planned. Raises LogError, also when the log is no longer as it was."""

    def change(data: bytes) -> bytes:
        if data != plan.before:
            hint = "run renumber again"
            raise LogError("was changed meanwhile", subject=log.path, hint=hint)
        return plan.data

    update_file(log.file, change, log.path)


def plan_for(
    log: LogFile, vocabulary: Vocabulary | None = None, *, across_groups: bool = False
) -> RenumberPlan:
    """What renumbering ``log`` would change. Raises LogError."""
    data = read_file(log.file, log.path)
    return plan_renumbering(data, log.path, vocabulary, across_groups=across_groups)


def _issues(outline: LogOutline, vocabulary: Vocabulary) -> list[Issue]:
    return [read_entry(entry, "", vocabulary).issue for entry in outline.entries]


def _not_found(numbering: Numbering, twins: Sequence[Twin], outline: LogOutline) -> Iterator[Left]:
    found = {twin.place for twin in twins}
    for repeated in numbering.repeated:
        for place in repeated.entries[1:]:
            if place not in found:
                entry = outline.entries[place]
                reason = "has its number where it cannot be changed; change it by hand"
                yield Left(entry.line, entry.number or "", reason)


def _renumbered(moving: Sequence[Twin], certain: Sequence[Mention]) -> tuple[Renumbered, ...]:
    counts = Counter(m.meant.place for m in certain if m.meant is not None and m.edit is not None)
    return tuple(
        Renumbered(twin.line, twin.title, twin.old, twin.new, counts[twin.place]) for twin in moving
    )


def _doubtful(
    found: Sequence[Mention], certain: Sequence[Mention], twins: Sequence[Twin]
) -> Iterator[Doubtful]:
    """The mentions that stay as they are and may have to change."""
    entries: dict[str, tuple[tuple[str, int], ...]] = {}
    for twin in twins:
        entries[twin.plain] = (*entries.get(twin.plain, ()), (twin.new, twin.line))
    for mention in found:
        if mention.meant is None or (mention.edit is not None and not certain):
            yield Doubtful(mention.line, mention.column, mention.text, entries[mention.plain])


def _reads_the_same(
    outline: LogOutline,
    issues: Sequence[Issue],
    changed: bytes,
    moving: Sequence[Twin],
    vocabulary: Vocabulary,
) -> bool:
    """Whether the changed log has the new numbers, and differs in nothing else."""
    after = outline_log(changed, "", vocabulary)
    expected = [entry.number for entry in outline.entries]
    for twin in moving:
        expected[twin.place] = twin.new
    if [entry.number for entry in after.entries] != expected:
        return False
    plain = Counter(plain_number(number) for number in expected if number)
    if any(plain[plain_number(twin.new)] > 1 for twin in moving):
        return False
    digits = {_short(last_digits(number)) for t in moving for number in (t.old, t.new)}
    return _facts(outline, issues, digits) == _facts(after, _issues(after, vocabulary), digits)


def _facts(outline: LogOutline, issues: Sequence[Issue], digits: set[str]) -> str:
    """All that is read in a log, without what new numbers change: keys and references."""
    read = [replace(issue, key="", number=None, references=()) for issue in issues]
    odd = [(d.code, d.line) for d in outline.diagnostics if d.code != _REPEATED]
    text = repr((outline.title, read, outline.blocks, odd))
    return _NUMBER.sub(lambda m: "N" if _short(m.group()) in digits else m.group(), text)


def _short(digits: str) -> str:
    return digits.lstrip("0") or "0"
