"""A log's bytes with one entry more whose Markdown a person wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from issues_kb.authoring.addition import Addition, Manner, outline_to_extend
from issues_kb.authoring.draft import Draft, clean_text
from issues_kb.authoring.edit import Edit, apply_edits
from issues_kb.authoring.logbytes import HeldBytes, LogBytes
from issues_kb.authoring.numbering import number_shape
from issues_kb.authoring.placement import Place, find_places, place_entry
from issues_kb.authoring.ways import ways_to_write
from issues_kb.authoring.windows import LogText, ends_of
from issues_kb.errors import UsageError
from issues_kb.reading import EntrySource, Vocabulary, outline_log, read_entry
from issues_kb.reading.vocabulary import default_vocabulary

__all__ = ["EntryText", "add_text"]

_SUBJECT = "the draft"


@dataclass(frozen=True, slots=True)
class EntryText:
    """An entry as Markdown. ``draft`` decides about its place where the text says nothing."""

    text: str
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class _Trial:
    """The log with the text at a place: its entries there, and whether others stay.

    ``edit`` is that of the whole log; none where the whole log has to be looked at.
    """

    line: int
    own: tuple[EntrySource, ...]
    same: bool
    edit: Edit | None


def add_text(data: bytes | LogBytes, path: str, written: EntryText, manner: Manner) -> Addition:
    """``data`` with a text as an entry, every other byte as it was.

    The text stays as it is but for control characters and a number that the log already
    has, which becomes the next one. Raises LogError when the log cannot take an entry, and
    UsageError when the text is not read as one, and OSError when ``data`` cannot be read.
    """
    entry = _cleaned(written.text)
    if not entry:
        raise UsageError("is empty", subject=_SUBJECT)
    words = manner.vocabulary or default_vocabulary()
    alone = next(iter(outline_log(entry.encode("utf-8"), "", words).entries), None)
    draft = _said(alone, written.draft or Draft("", status=None), words)
    given = HeldBytes(data) if isinstance(data, bytes) else data
    ends = ends_of(given, path, words)
    added: Addition | None = None
    if ends is not None and _is_beyond(alone, ends):
        added = _added(ends, entry, draft, words)
        if added is not None:
            return added
    whole = given.read(0, given.size)
    log = LogText(whole, outline_to_extend(whole, path, words))
    taken = {each.number.casefold() for each in log.outline.entries if each.number}
    number = alone.number if alone else None
    if number is None or number.casefold() not in taken:
        added = _added(log, entry, draft, words)
        number = added.read.number if added else None
    if number is not None and number.casefold() in taken:
        place = find_places(log.outline, draft, words)[0]
        ways = ways_to_write(log, place, draft, manner.folders, words)
        free = next((way.number for way in ways if way.number), number)
        added = _added(log, _renumbered(entry, number, free), draft, words)
    assert added is not None, "a whole log has a place for every edit"
    return added


def _is_beyond(alone: EntrySource | None, log: LogText) -> bool:
    """Whether an entry has a number that is higher than all of the log."""
    own = number_shape(alone.number) if alone else None
    shapes = [shape for number in log.numbers if (shape := number_shape(number))]
    return own is not None and all(shape.value < own.value for shape in shapes)


def _added(log: LogText, entry: str, draft: Draft, vocabulary: Vocabulary) -> Addition | None:
    """The addition; none when the whole log has to be looked at. Raises UsageError."""
    place = find_places(log.outline, draft, vocabulary)[0]
    trial = _tried(log, place, entry, vocabulary)
    if trial.edit is None:
        return None
    _check(trial, entry)
    source = trial.own[0]
    issue = read_entry(source, "", vocabulary, errors=False).issue
    return Addition(log, trial.edit, f"{entry}\n", source, issue, vocabulary)


def _cleaned(text: str) -> str:
    """Without control characters and blank lines at its ends; a hard break at the end stays."""
    last = next((line for line in reversed(text.splitlines()) if line.strip()), "")
    return clean_text(text) + last[len(last.rstrip(" ")) :]


def _said(alone: EntrySource | None, draft: Draft, vocabulary: Vocabulary) -> Draft:
    """What decides about the place of an entry."""
    if alone is None:
        return draft
    issue = read_entry(alone, "", vocabulary).issue
    return replace(
        draft,
        date=issue.date or draft.date,
        severity=issue.severity or draft.severity,
        status=issue.status or draft.status,
    )


def _tried(log: LogText, place: Place, entry: str, vocabulary: Vocabulary) -> _Trial:
    insertion = place_entry(log.data, log.outline, place, f"{entry}\n")
    data = apply_edits(log.data, [insertion.edit])
    end = insertion.line + entry.count("\n")
    own: list[EntrySource] = []
    others: list[tuple[str | None, str]] = []
    for each in outline_log(data, "", vocabulary).entries:
        if insertion.line <= each.line <= end:
            own.append(each)
        else:
            others.append((each.number, each.title))
    same = others == [(each.number, each.title) for each in log.outline.entries]
    return _Trial(insertion.line, tuple(own), same, log.placed(insertion.edit))


def _check(trial: _Trial, entry: str) -> None:
    """Raise UsageError unless the text is one entry and leaves the others as they are."""
    if len(trial.own) > 1:
        line = trial.own[1].line - trial.line + 1
        hint = "take it out, make it a smaller heading, or put it into a code block"
        raise UsageError(f"line {line} would begin another issue", subject=_SUBJECT, hint=hint)
    if not trial.own or trial.own[0].line != trial.line:
        hint = "its first line has to be a heading like those of the other issues in the log"
        raise UsageError("would not be read as an issue", subject=_SUBJECT, hint=hint)
    if not trial.same:
        hint = "look for a code block or a comment that is never closed"
        raise UsageError("would change how other issues are read", subject=_SUBJECT, hint=hint)
    if trial.own[0].end_line < trial.line + entry.count("\n"):
        line = trial.own[0].end_line - trial.line + 2
        hint = "make its heading smaller, or put it into a code block"
        raise UsageError(
            f"would end before line {line}, which is no part of the issue",
            subject=_SUBJECT,
            hint=hint,
        )


def _renumbered(entry: str, number: str, free: str) -> str:
    """The entry with another number in its heading."""
    heading, newline, rest = entry.partition("\n")
    pattern = rf"(?<![\w.]){re.escape(number)}(?![\w.]*\w)"
    return re.sub(pattern, lambda _: free, heading, count=1) + newline + rest
