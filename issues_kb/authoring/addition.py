"""A log's bytes with one entry more, proved by reading them again."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from issues_kb.authoring.dialect import EXACT, LADDER, LOOSE, Guards
from issues_kb.authoring.draft import Draft
from issues_kb.authoring.edit import Edit, Spliced, apply_edits
from issues_kb.authoring.guard import leaves_open
from issues_kb.authoring.logbytes import HeldBytes, LogBytes
from issues_kb.authoring.placement import Place, find_places, place_entry
from issues_kb.authoring.readback import difference, facts_of, neutral, singled_out
from issues_kb.authoring.reasons import refusal
from issues_kb.authoring.ways import Way, ways_to_write
from issues_kb.authoring.windows import LogText, ends_of
from issues_kb.errors import IssuesKbError, LogError, UsageError
from issues_kb.model import BlockKind, Issue, Status
from issues_kb.reading import EntrySource, LogOutline, Vocabulary, outline_log, read_entry
from issues_kb.reading.shape import keeps_issues_elsewhere
from issues_kb.reading.text import decode
from issues_kb.reading.vocabulary import default_vocabulary

__all__ = ["Addition", "Manner", "add_entry", "outline_to_extend"]

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 8192
MIN_ROWS = 3
"""Lines of tables, heads and delimiters among them, that a log without entries may hold."""

_NOT_IN_HEADINGS = {"IKB101": "a table", "IKB102": "a list"}


@dataclass(frozen=True, slots=True)
class Addition:
    """What adding gives: ``edit`` of ``log``, by which it holds the text ``entry``.

    ``read`` is what proves it: there no errors were looked for, and its lines are those of
    ``source``, which count in the part of the log that was looked at.
    """

    log: LogText
    edit: Edit
    entry: str
    source: EntrySource
    read: Issue
    vocabulary: Vocabulary

    @property
    def changed(self) -> Spliced:
        """The changed log."""
        return self.log.spliced(self.edit)

    @property
    def data(self) -> bytes:
        """The log's new bytes."""
        return self.changed.joined()

    @property
    def issue(self) -> Issue:
        """The issue as it is read from the changed log."""
        return self.issue_at(counted=True, errors=True)

    def issue_at(self, *, counted: bool, errors: bool) -> Issue:
        """The issue with its lines counted, else from 0 on, and its errors looked for or not."""
        source = self.source
        lines = self.log.lines_above(self.edit) if counted else -source.line
        source = replace(source, line=source.line + lines, end_line=source.end_line + lines)
        return read_entry(source, "", self.vocabulary, errors=errors).issue


@dataclass(frozen=True, slots=True)
class Manner:
    """How entries are written, by the templates in ``folders``, and how they are read."""

    folders: Sequence[Path]
    vocabulary: Vocabulary | None = None


def add_entry(data: bytes | LogBytes, path: str, draft: Draft, manner: Manner) -> Addition:
    """``data`` with an entry for ``draft``, every other byte as it was.

    ``path`` is the log's name for messages. The result is read again: the log must hold
    exactly one entry more, with the values of the draft. Raises LogError when the log
    cannot take an entry, UsageError when a value cannot be written so that it stays a
    value, TemplateError, and OSError when ``data`` cannot be read.
    """
    log = HeldBytes(data) if isinstance(data, bytes) else data
    draft = draft.cleaned()
    words = manner.vocabulary or default_vocabulary()
    ends = ends_of(log, path, words)
    if ends is not None:
        found = _Adder(ends, words).add(draft, manner.folders)
        if found is not None and found.read.number is not None:
            return found
    whole = log.read(0, log.size)
    adder = _Adder(LogText(whole, outline_to_extend(whole, path, words)), words)
    found = adder.add(draft, manner.folders)
    if found is None:
        raise _refused(draft, adder, path)
    return found


class _Adder:
    """Tries ways to write an entry, and reads what comes of it."""

    def __init__(self, log: LogText, vocabulary: Vocabulary) -> None:
        self.log = log
        self.vocabulary = vocabulary
        self.place = Place(1, 0)
        self.ways: list[Way] = []

    def add(self, draft: Draft, folders: Sequence[Path]) -> Addition | None:
        """The addition at the best place, in the best way; none when there is no way."""
        for place in find_places(self.log.outline, draft, self.vocabulary):
            self.place = place
            self.ways = ways_to_write(self.log, place, draft, folders, self.vocabulary)
            for trial in (self.as_meant, self.as_shaped):
                for way in self.ways:
                    found = trial(draft, way)
                    if found is not None:
                        return found
        return None

    def as_meant(self, draft: Draft, way: Way) -> Addition | None:
        """The addition when every value is read as it was meant, else none."""
        if way.own and not draft.exact:
            return self.as_shaped(draft, way)
        for guards in (EXACT,) if draft.exact else LADDER:
            found = self.written(draft, way, guards)
            if found and difference(found.read, draft, way.number, self.vocabulary) is None:
                return found
        return None

    def as_shaped(self, draft: Draft, way: Way) -> Addition | None:
        """The addition when the entry has the parts that it has with plain values, else none.

        What a project's own template leaves out of these is its own affair.
        """
        simple = neutral(draft)
        plain = None if draft.exact else self.written(simple, way, LOOSE)
        if plain is None:
            return None
        if not way.own and difference(plain.read, simple, way.number, self.vocabulary):
            return None
        for guards in LADDER:
            found = self.written(draft, way, guards)
            if found and facts_of(found.read) == facts_of(plain.read):
                return found
        return None

    def written(self, draft: Draft, way: Way, guards: Guards) -> Addition | None:
        """The addition when it adds one entry and changes no other, else none."""
        entry = way.write(draft, guards)
        if leaves_open(entry):
            return None
        before = self.log.outline
        insertion = place_entry(self.log.data, before, self.place, entry)
        edit = self.log.placed(insertion.edit)
        changed = apply_edits(self.log.data, [insertion.edit])
        after = outline_log(changed, "", self.vocabulary)
        source = _only_new(before, after, insertion.line)
        if source is None or edit is None:
            return None
        issue = read_entry(source, "", self.vocabulary, errors=False).issue
        return Addition(self.log, edit, entry, source, issue, self.vocabulary)


def _only_new(before: LogOutline, after: LogOutline, line: int) -> EntrySource | None:
    """The entry at ``line`` when it is the only difference, else none."""
    new = [entry for entry in after.entries if entry.line == line]
    old = [(e.number, e.title, e.lent) for e in after.entries if e.line != line]
    same = old == [(e.number, e.title, e.lent) for e in before.entries]
    return new[0] if len(new) == 1 and same else None


def _refused(draft: Draft, adder: _Adder, path: str) -> IssuesKbError:
    """The error for a draft that can be written in none of the ways."""
    plain, ways = neutral(draft), adder.ways
    reads = [adder.written(plain, way, EXACT) for way in ways]
    if not any(reads):
        more = replace(plain, date="2025-01-31", status=Status.OPEN)
        if any(adder.written(more, way, EXACT) for way in ways):
            hint = "give it a date or a status"
            return UsageError("alone would not be read as an issue", subject="title", hint=hint)
        hint = "look for a code fence or a comment that is never closed, or use another log"
        return LogError("cannot take a new entry where it belongs", subject=path, hint=hint)

    def fits(one: Draft) -> bool:
        trials = (adder.as_meant, adder.as_shaped)
        return any(trial(one, way) is not None for trial in trials for way in ways)

    if draft.exact and not fits(plain):
        odd = (difference(r.read, plain, w.number) for r, w in zip(reads, ways, strict=True) if r)
        return refusal(next(filter(None, odd), "value"), "", adder.vocabulary)
    alone = ((name, text, put(plain)) for name, text, put in singled_out(draft))
    for name, text, one in chain(alone, _growing(plain, draft)):
        if not fits(one):
            subject = name if draft.exact else name.partition("[")[0].replace("_", " ")
            return refusal(name, text, adder.vocabulary, subject)
    return refusal("value", "", adder.vocabulary)


def _growing(plain: Draft, draft: Draft) -> Iterator[tuple[str, str, Draft]]:
    """A draft that gets the values of another, one after the other."""
    for name, text, put in singled_out(draft):
        plain = put(plain)
        yield name, text, plain


def outline_to_extend(data: bytes, path: str, vocabulary: Vocabulary) -> LogOutline:
    """The outline of a log that gets an entry. Raises LogError for one that cannot."""
    if data.startswith(_UTF16):
        raise LogError("is saved as UTF-16", subject=path, hint="save it as UTF-8 first")
    if b"\0" in data[:_HEAD]:
        raise LogError("is a binary file, not a log", subject=path)
    outline = outline_log(data, path, vocabulary)
    kept = None if outline.entries else _kept_in(data, path, outline, vocabulary)
    if kept:
        hint = "give each issue a heading, or name another log with --log"
        raise LogError(f"keeps its issues in {kept}", subject=path, hint=hint)
    return outline


def _kept_in(data: bytes, path: str, outline: LogOutline, vocabulary: Vocabulary) -> str | None:
    """Where a log without entries keeps its issues, what it shows and explains aside."""
    lines = decode(data, path).lines
    for block in outline.blocks:
        if block.kind in (BlockKind.TEMPLATE, BlockKind.GUIDE):
            lines[block.line - 1 : block.end_line] = [""] * (block.end_line - block.line + 1)
    if sum(line.lstrip().startswith("|") for line in lines) > MIN_ROWS:
        return "a table"
    found = keeps_issues_elsewhere(lines, path, vocabulary)
    return next((_NOT_IN_HEADINGS[diagnostic.code] for diagnostic in found), None)
