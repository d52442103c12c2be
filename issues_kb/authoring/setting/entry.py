"""An entry as its edits need it: where its fields stand, in the very characters of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from issues_kb.authoring.setting.lines import EntryLines
from issues_kb.reading import EntryReading, EntrySource, Vocabulary, read_entry
from issues_kb.reading.entry_blocks import entry_blocks
from issues_kb.reading.folding import fold, fold_name, plain_text
from issues_kb.reading.headings import HeadingParts, parse_heading
from issues_kb.reading.labels import parse_label
from issues_kb.reading.nodes import EntryWalk, FoundField, Place
from issues_kb.reading.walking import walk_entry

__all__ = ["ATX", "Entry", "FieldSpan", "field_span", "heading_parts", "heading_text", "walk"]

ATX = re.compile(r"\s{0,3}#{1,6}[ \t]+")
_MARKER = re.compile(r"^[ >]{0,3}(?:[-+*]\s+)?")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
_BEHIND_NAME = re.compile(
    r"[*_`~]*(?:\s*[(（\[][^()（）\[\]]{0,60}[)）\]])?[*_`]*\s*(?:[:：|=–—]|->|→)?[*_`]*"
)
_ESCAPED_PIPE = re.compile(r"\\\|")


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """Where the name and the value of a field stand in its line."""

    name: tuple[int, int]
    value: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry while it changes: its lines, and what the log knows of it."""

    source: EntrySource
    lines: EntryLines
    vocabulary: Vocabulary

    @classmethod
    def of(cls, source: EntrySource, vocabulary: Vocabulary) -> Entry:
        """The entry as it stands."""
        return cls(source, EntryLines.of(source.text), vocabulary)

    def but(self, lines: EntryLines) -> Entry:
        """The same entry with other lines."""
        return replace(self, lines=lines)

    def with_line(self, index: int, text: str) -> Entry:
        """The same entry with another text in a line."""
        return self.but(self.lines.with_line(index, text))

    def walk(self) -> EntryWalk:
        """Its fields and sections; their lines count from 1 in the entry."""
        return walk(self.lines.text, self.vocabulary)

    def heading(self) -> HeadingParts:
        """What its heading says."""
        return self._heading(self.lines.lines[0])

    def _heading(self, line: str) -> HeadingParts:
        """What a heading says in this log, whose others decide what is an id."""
        own = self.source.text.partition("\n")[0]
        shared = heading_parts(own, self.vocabulary).title == self.source.title
        parts = heading_parts(line, self.vocabulary, shared=shared)
        return parts if parts.title else heading_parts(line, self.vocabulary)

    def fields(self, *meanings: str) -> list[FoundField]:
        """Its fields of some meanings, the surest place first."""
        order = (Place.HEADER, Place.BODY, Place.NESTED)
        found = [field for field in self.walk().fields if field.meaning in meanings]
        return sorted(found, key=lambda field: order.index(field.place))

    def unfilled(self, *meanings: str) -> list[FoundField]:
        """Lines that name a field of some meanings and say nothing of it."""
        found = []
        for number, line in enumerate(self.lines.lines, 1):
            label = parse_label(_MARKER.sub("", line)) if number > 1 else None
            if label and not label.value and self.vocabulary.fields.exact(label.name) in meanings:
                meaning = self.vocabulary.fields.exact(label.name)
                found.append(FoundField(meaning, label.name, "", number, Place.BODY))
        return found

    def read(self) -> EntryReading:
        """What it says now."""
        text = self.lines.text
        end = self.source.line + len(self.lines.lines) - 1
        source = replace(self.source, text=text, title=self._title(), end_line=end)
        return read_entry(source, "", self.vocabulary)

    def _title(self) -> str:
        """The title as it is now; where it stands is known by where it stood."""
        before = Entry.of(self.source, self.vocabulary)
        for now, was in zip(self._titles(), before._titles(), strict=True):
            if was == self.source.title:
                return now
        return self.source.title

    def _titles(self) -> tuple[str, str, str]:
        """What may be the title: of the heading, of a field, of the first heading inside."""
        title = self.heading().title
        if title:
            return title, "", ""
        found = self.walk()
        names = self.vocabulary.title_fields
        stated = (f.value for f in found.fields if fold_name(f.name) in names)
        inside = parse_heading(found.title or "", self.vocabulary).title
        return "", plain_text(next(stated, "")), inside


def walk(text: str, vocabulary: Vocabulary) -> EntryWalk:
    """The fields and sections of the text of an entry."""
    blocks = entry_blocks(text, vocabulary)
    parts = heading_parts(text.partition("\n")[0], vocabulary)
    return walk_entry(blocks[1:], text.count("\n") + 1, vocabulary, parts)


def heading_text(line: str) -> tuple[int, int]:
    """Where the text of a heading stands in its line."""
    match = ATX.match(line)
    closing = _CLOSING.search(line) if match else None
    end = closing.start() if closing else len(line.rstrip())
    return (match.end() if match else 0), end


def heading_parts(line: str, vocabulary: Vocabulary, *, shared: bool = True) -> HeadingParts:
    """What the line of a heading says; ``shared`` as for ``parse_heading``."""
    return parse_heading(line[slice(*heading_text(line))], vocabulary, shared=shared)


def field_span(field: FoundField, line: str) -> Iterator[FieldSpan]:
    """Where a field may stand in its line, the likeliest place first."""
    folded, name = fold(line), fold(field.name)
    starts = [match.start() for match in re.finditer(re.escape(name), folded)] if name else [0]
    for start in starts or [0]:
        end = start + len(name) if starts else 0
        named = (start, end)
        if field.value:
            for value in (field.value, field.value.replace("|", "\\|")):
                place = line.find(value, end)
                if place >= 0:
                    yield FieldSpan(named, (place, place + len(value)))
        else:
            match = _BEHIND_NAME.match(line, end)
            place = match.end() if match else end
            yield FieldSpan(named, (place, place))
