"""What else an edit changed in the reading of a log: it must be nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from issues_kb.authoring.setting.entry import Entry
from issues_kb.authoring.setting.words import row_of, rows
from issues_kb.model import ErrorSignature, FileChange, Issue, Learning, Reference, Section
from issues_kb.reading import EntryReading, EntrySource, LogOutline, Vocabulary
from issues_kb.reading.folding import fold_name

__all__ = ["Wanted", "entry_differences", "log_differences"]


@dataclass(slots=True)
class Wanted:
    """What an edit may change: values by name, fields by their names, measures by their ids."""

    values: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    measures: set[int] = field(default_factory=set)
    note: bool = False

    def copy(self) -> Wanted:
        """Another one with the same content."""
        return Wanted(set(self.values), set(self.fields), set(self.measures), self.note)


_VALUES_OF = {"priority": "severity", "severity": "severity", "status": "status", "date": "date"}


_Placed = Learning | FileChange | ErrorSignature | Reference

_WORD = re.compile(r"\w+")


def _is_code(word: str) -> bool:
    return row_of(rows("codes"), word) is not None


class _Comparison:
    """One entry, read before and after an edit."""

    def __init__(self, before: Entry, after: Entry, wanted: Wanted) -> None:
        self.vocabulary: Vocabulary = before.vocabulary
        self.wanted = wanted
        first, moved = before.source.line, after.lines.moved()
        self.moved: Mapping[int, int] = {
            origin + first: now + first for origin, now in moved.items()
        }
        changed = after.lines.changed(before.lines)
        self.changed: Set[int] = {index + first for index in changed}
        self.old = [
            before.lines.lines[origin]
            for index in changed
            if (origin := after.lines.origins[index]) is not None
        ]
        self.new = [after.lines.lines[index] for index in changed]

    def line(self, line: int) -> int:
        """Where a line of the log is now."""
        return self.moved.get(line, line)

    def differences(self, old: Issue, new: Issue) -> Iterator[str]:
        for name in ("number", "title", "date", "severity", "status"):
            if name not in self.wanted.values and getattr(old, name) != getattr(new, name):
                yield f"the {name}"
        for name in ("severity", "status"):
            yield from self._note(name, old, new)
        if self._fields(old) != self._fields(new):
            yield "other fields"
        yield from self._sections(old.sections, new.sections)
        yield from self._measures(old, new)
        for name in ("learnings", "files", "errors", "references"):
            was = [replace(v, line=self.line(v.line)) for v in getattr(old, name)]
            now = list(getattr(new, name))
            # What is told in two places is found in the first: it may go on to the other.
            here = {_text(v) for v in (*was, *now) if v.line in self.changed}
            if [v for v in was if _text(v) not in here] != [v for v in now if _text(v) not in here]:
                yield f"the {name}"

    def _note(self, name: str, old: Issue, new: Issue) -> Iterator[str]:
        was, now = (getattr(issue, f"{name}_note") for issue in (old, new))
        if was == now or (self.wanted.note and name in self.wanted.values):
            return
        before = Counter(_WORD.findall(" ".join(self.old)))
        more = [word for word in Counter(_WORD.findall(now or "")) - before if not _is_code(word)]
        if name not in self.wanted.values or more:
            yield f"the note of the {name}"

    def _fields(self, issue: Issue) -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for each in issue.fields:
            meaning = self.vocabulary.fields.exact(each.name)
            value = _VALUES_OF.get(meaning or "")
            name = fold_name(each.name)
            if value in self.wanted.values or name in self.wanted.fields:
                continue
            if "title" in self.wanted.values and name in self.vocabulary.title_fields:
                continue
            found.append((each.name, each.value))
        return found

    def _sections(self, old: Sequence[Section], new: Sequence[Section]) -> Iterator[str]:
        there = {section.line for section in new}
        filled = [
            s for s in old if self.line(s.line) in self.changed and self.line(s.line) not in there
        ]
        if filled:
            # A label without a value begins a section; with one it is a field.
            old = [s for s in old if s.heading is not None and s not in filled]
            new = [s for s in new if s.heading is not None]
        if len(old) != len(new):
            yield "the sections"
            return
        for was, now in zip(old, new, strict=True):
            parent = None if was.parent is None else self.line(was.parent)
            if (was.kind, parent) != (now.kind, now.parent):
                yield f"the section {now.heading or was.heading or 'before all others'}"
            elif self.line(was.line) != now.line and now.line not in self.changed:
                yield f"the lines of the section {now.heading or ''}".rstrip()
            elif was.heading != now.heading and now.line not in self.changed:
                yield f"the section {was.heading}"
            elif was.text != now.text and not self._same_text(was.text, now.text):
                yield f"the text of the section {was.heading or 'before all others'}"

    def _same_text(self, old: str, new: str) -> bool:
        """Whether two texts differ only by lines that were changed."""
        was, now = Counter(old.split("\n")), Counter(new.split("\n"))
        pairs = ((was - now, self.old), (now - was, self.new))
        return all(
            any(text.strip() in line or line.strip().endswith(text.strip()) for line in lines)
            for texts, lines in pairs
            for text in texts
            if text.strip()
        )

    def _measures(self, old: Issue, new: Issue) -> Iterator[str]:
        if len(old.measures) != len(new.measures):
            yield "the measures"
            return
        for was, now in zip(old.measures, new.measures, strict=True):
            placed = replace(was, line=self.line(was.line))
            if was.id in self.wanted.measures:
                placed = replace(placed, state=now.state, checklist=now.checklist)
            if placed != now:
                yield f"measure {was.id}"


def _text(value: _Placed) -> str:
    return value.path if isinstance(value, FileChange) else value.text


def entry_differences(
    before: Entry, after: Entry, old: EntryReading, new: EntryReading, wanted: Wanted
) -> list[str]:
    """What else than ``wanted`` reads otherwise, in words; nothing when the edit is good."""
    comparison = _Comparison(before, after, wanted)
    found = list(comparison.differences(old.issue, new.issue))
    was = Counter(each.code for each in old.diagnostics)
    more = Counter(each.code for each in new.diagnostics) - was
    return [*found, *(f"a new finding {code}" for code in more)]


def log_differences(before: LogOutline, after: LogOutline, index: int, moved: int) -> list[str]:
    """What else than the entry at ``index`` an edit changed that made it ``moved`` lines longer."""
    if len(before.entries) != len(after.entries):
        return ["how many entries the log has"]
    found: list[str] = []
    end = before.entries[index].end_line
    pairs = zip(before.entries, after.entries, strict=True)
    for place, (was, now) in enumerate(pairs):
        if place != index and _entry(was, moved if was.line > end else 0) != _entry(now, 0):
            found.append(f"the entry at line {was.line}")
    old = [(b.kind, b.heading, b.line + moved * (b.line > end)) for b in before.blocks]
    if old != [(b.kind, b.heading, b.line) for b in after.blocks]:
        found.append("the parts of the log that are no entries")
    if before.title != after.title:
        found.append("the title of the log")
    here = before.entries[index], after.entries[index]
    if here[0].number != here[1].number or here[0].line != here[1].line:
        found.append("the number of the issue")
    elif here[0].end_line + moved != here[1].end_line or here[0].lent != here[1].lent:
        found.append("where the entry ends")
    return found


def _entry(source: EntrySource, moved: int) -> tuple[object, ...]:
    return source.digest, source.line + moved, source.end_line + moved
