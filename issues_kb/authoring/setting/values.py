"""Ways to make an entry say another status, severity, date, title or field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from issues_kb.authoring.guard import guard_title
from issues_kb.authoring.setting.dates import say_date
from issues_kb.authoring.setting.entry import Entry, field_span, heading_text
from issues_kb.authoring.setting.headings import restated_heading, retitled
from issues_kb.authoring.setting.lines import EntryLines
from issues_kb.authoring.setting.missing import NewField, add_field
from issues_kb.authoring.setting.neighbours import Neighbours
from issues_kb.authoring.setting.wording import (
    Core,
    Manner,
    Scale,
    Wording,
    find_core,
    say,
    stands_alone,
    wordings,
)
from issues_kb.authoring.setting.words import row_in, rows
from issues_kb.reading import Vocabulary
from issues_kb.reading.dates import find_date, has_placeholder_date
from issues_kb.reading.folding import fold_name
from issues_kb.reading.nodes import FoundField, Place
from issues_kb.reading.values import is_nothing

__all__ = ["restated", "with_date", "with_field", "with_title"]

MAX_OPTIONS = 3
MAX_DATE_WORDS = 4

_ROW = re.compile(r"\s*(?:>\s?)*\|")
_NOTE = re.compile(
    r"(?P<open>\s*[(（\[])(?P<inner>.*)(?P<close>[)）\]])\s*|(?P<dash>\s*(?:[-–—·:,;]|\s)\s*)", re.S
)
_EMPHASIS = re.compile(r"[*_`]+")
_BOX = re.compile(r"\[([ xX])\]\s*([^\[]+)")


def in_field(entry: Entry, field: FoundField, text: str) -> Iterator[Entry]:
    """The entry with another value in a field."""
    line = entry.lines.lines[field.line - 1]
    value = text.replace("|", "\\|") if _ROW.match(line) else text
    for span in field_span(field, line):
        start, end = span.value
        blank = (
            start == end and start > 0 and not line[start - 1].isspace() and line[start - 1] != "："
        )
        closing = " " if start == end and line[end : end + 1] == "|" else ""
        changed = line[:start] + " " * blank + value + closing + line[end:]
        yield entry.with_line(field.line - 1, changed)


class _Restating:
    """Status and severity: said in fields and headings, by words and signs, with a note."""

    def __init__(
        self, entry: Entry, scale: Scale, wanted: str, note: str | None, neighbours: Neighbours
    ) -> None:
        self.entry = entry
        self.scale = scale
        self.wanted = wanted
        self.note = note
        self.neighbours = neighbours
        self.marks = scale.marks(entry.vocabulary)

    def candidates(self) -> Iterator[EntryLines]:
        for fields in self._sets():
            for holder in fields if self.note is not None else (None,):
                for option in range(MAX_OPTIONS):
                    changed = self._in_fields(fields, holder, option)
                    if changed is not None:
                        yield from (each.lines for each in self._headed(changed))
                        yield changed.lines
        if self.note is None:
            yield from (each.lines for each in self._headed(self.entry))
            if not self.entry.fields(*self.scale.meanings):
                yield from self._affixed()
        for field in self.entry.unfilled(*self.scale.meanings):
            text = self._new_field().value("")
            yield from (each.lines for each in in_field(self.entry, field, text))
        for headed in (*self._headed(self.entry), self.entry):
            yield from add_field(headed, self._new_field(), self.neighbours)

    def _value(self, field: FoundField) -> str | None:
        value = self.scale.read(field.value, self.entry.vocabulary)
        return str(value.value) if value is not None else None

    def _sets(self) -> Iterator[list[FoundField]]:
        """Which fields to change, the fewest first."""
        found = self.entry.fields(*self.scale.meanings)
        if self.scale.name == "severity":
            found.sort(key=lambda field: field.meaning != "severity")
            yield from ([field] for field in found[:2])
            return
        known = [field for field in found if self._value(field)]
        own = [field for field in known if field.place is not Place.NESTED]
        header = [field for field in own if field.place is Place.HEADER]
        last = max(own, key=lambda field: field.line, default=None)
        if header:
            yield header
        if last is not None:
            yield list(dict.fromkeys([*header, last]))
            yield own
        elif known:
            yield known[:1]
        unknown = [field for field in found if field not in known and field.place is Place.HEADER]
        yield from ([field] for field in unknown)

    def _in_fields(
        self, fields: Sequence[FoundField], holder: FoundField | None, option: int
    ) -> Entry | None:
        entry = self.entry
        for field in fields:
            if not field.name and entry.lines.lines[field.line - 1].startswith("#"):
                changed = self._follow_up(entry, field.line - 1)
                if changed is None:
                    return None
                entry = changed
                continue
            texts = self._texts(field)
            text = texts[min(option, len(texts) - 1)]
            if field is holder and self.note is not None:
                text = self.noted(text)
            found = next(in_field(entry, field, text), None)
            if found is None:
                return None
            entry = found
        return entry if fields else None

    def _follow_up(self, entry: Entry, index: int) -> Entry | None:
        """``### Update: RESOLVED`` says the status where that stands out from its text."""
        line = entry.lines.lines[index]
        for text in restated_heading(line, self.wanted, self.scale, (), entry.vocabulary):
            gone = [word for word in line.split() if word not in text.split()]
            if all(word.isupper() or not word[0].isalnum() for word in gone):
                return entry.with_line(index, text)
        return None

    def _texts(self, field: FoundField) -> list[str]:
        """Ways to say the value in a field that are read as meant."""
        if self._value(field) == self.wanted:
            return [field.value]
        core = find_core(field.value, self.scale, self.entry.vocabulary)
        texts = list(self._boxes(field.value))
        samples = self.neighbours.said(self.scale, [field.name] if field.name else [], self.entry)
        stale = [mark for mark, meaning in self.marks.items() if meaning != self.wanted]
        for wording in self._wordings(field.value, core, samples):
            texts += say(field.value, core, wording, stale)
        return [text for text in dict.fromkeys(texts) if self._says(text)] or [
            self._wordings("", None, samples)[-1].word
        ]

    def _wordings(self, text: str, core: Core | None, samples: Sequence[Wording]) -> list[Wording]:
        language = self.neighbours.language
        return wordings(self.wanted, text, core, self.scale, Manner(samples, language))

    def _says(self, text: str) -> bool:
        value = self.scale.read(text, self.entry.vocabulary)
        return value is not None and value.value == self.wanted

    def _boxes(self, text: str) -> Iterator[str]:
        """``[x] Open [ ] Resolved``: another box is ticked."""
        if len(_BOX.findall(text)) > 1:
            yield _BOX.sub(lambda m: f"[{'x' if self._says(m[2]) else ' '}]{m[0][3:]}", text)

    def _headed(self, entry: Entry) -> Iterator[Entry]:
        """The entry with a heading that says the same, if it says anything else."""
        parts = entry.heading()
        value = getattr(parts, self.scale.name)
        if value is None or value.value == self.wanted:
            return
        samples = self.neighbours.headed(self.scale, self.entry)
        samples = [each for each in samples if self._means(each)]
        line = entry.lines.lines[0]
        found = restated_heading(line, self.wanted, self.scale, samples, entry.vocabulary)
        for count, text in enumerate(found):
            if count < MAX_OPTIONS:
                yield entry.with_line(0, text)

    def _means(self, wording: Wording) -> bool:
        text = f"{wording.before} {wording.word}"
        return self._says(wording.word or text)

    def _affixed(self) -> Iterator[EntryLines]:
        """A heading that says the value, in a log whose headings do and whose fields do not."""
        if self.neighbours.of(*self.scale.meanings):
            return
        affixes = self.neighbours.affixes(self.scale, self.wanted)
        line = self.entry.lines.lines[0]
        start, end = heading_text(line)
        if affixes is not None:
            text = line[:start] + affixes[0] + line[start:end] + affixes[1] + line[end:]
            yield self.entry.with_line(0, text).lines

    def _new_field(self) -> NewField:
        def value(example: str) -> str:
            vocabulary = self.entry.vocabulary
            core = find_core(example, self.scale, vocabulary) if example else None
            core = core if core is not None and stands_alone(example, core) else None
            samples = self.neighbours.said(self.scale, [], self.entry)
            wording = self._wordings(example, core, samples)[0]
            text = wording.word
            if core is not None:
                cut = max(core.end, core.after[1])
                closing = _EMPHASIS.match(example[cut:])
                text = next(say(example[:cut] + (closing[0] if closing else ""), core, wording, ()))
                balanced = all(text.count(mark) % 2 == 0 for mark in ("*", "_", "`"))
                text = (
                    text
                    if balanced
                    else " ".join(
                        part for part in (wording.before, wording.word, wording.after) if part
                    )
                )
            return self.noted(text) if self.note is not None else text

        return NewField(_called(self.scale.name, self.neighbours), self.scale.meanings, value)

    def noted(self, text: str) -> str:
        """A value with another note behind it, set off as the old one is."""
        core = find_core(text, self.scale, self.entry.vocabulary)
        end = max(core.end, core.after[1]) if core is not None else len(text)
        head, tail = text[:end], text[end:]
        opening = _EMPHASIS.match(head)
        mark = opening[0] if opening else ""
        if mark and tail.startswith(mark):
            head, tail, mark = head + mark, tail[len(mark) :], ""
        elif not (mark and tail.rstrip().endswith(mark)):
            mark = ""
        if not self.note:
            return head + mark
        shape = _NOTE.match(tail[: len(tail.rstrip()) - len(mark)] if mark else tail)
        if shape is None or not tail.strip() or (shape["dash"] or "x").isspace():
            return f"{head} ({self.note}){mark}"
        if shape["open"]:
            return head + shape["open"] + self.note + shape["close"] + mark
        return head + shape["dash"] + self.note + mark


def _called(name: str, neighbours: Neighbours) -> str:
    """What a field is called in the language of a log."""
    return row_in(rows("names"), neighbours.language)[name][0]


def restated(
    entry: Entry, scale: Scale, wanted: str, note: str | None, neighbours: Neighbours
) -> Iterator[EntryLines]:
    """Ways to give an entry a status or a severity, and a note if there is one."""
    return _Restating(entry, scale, wanted, note, neighbours).candidates()


def with_date(entry: Entry, wanted: str, neighbours: Neighbours) -> Iterator[EntryLines]:
    """Ways to give an entry a date."""
    vocabulary = entry.vocabulary
    fields = [field for field in entry.fields("date") if field.place is not Place.NESTED]
    dated = [(field, find_date(field.value, vocabulary)) for field in fields]
    for field, date in sorted(dated, key=lambda pair: pair[1] is None):
        if date is None and not _may_be_date(field.value, vocabulary):
            continue
        old = field.value[date.start : date.end] if date else ""
        for text in say_date(wanted, old, vocabulary):
            value = field.value[: date.start] + text + field.value[date.end :] if date else text
            yield from (each.lines for each in in_field(entry, field, value))
    if not any(date for _, date in dated):
        line = entry.lines.lines[0]
        start, _ = heading_text(line)
        date = find_date(line[start:], vocabulary)
        if date is not None and entry.heading().date:
            begin, end = start + date.start, start + date.end
            for text in say_date(wanted, line[begin:end], vocabulary):
                yield entry.with_line(0, line[:begin] + text + line[end:]).lines

    def dated_like(example: str) -> str:
        date = find_date(example, vocabulary) if example else None
        return next(say_date(wanted, example[date.start : date.end] if date else "", vocabulary))

    yield from add_field(
        entry, NewField(_called("date", neighbours), ("date",), dated_like), neighbours
    )


def _may_be_date(value: str, vocabulary: Vocabulary) -> bool:
    """Whether a text stands in place of a date: an uncertain one, a placeholder, nothing."""
    short = any(c.isdigit() for c in value) and len(value.split()) <= MAX_DATE_WORDS
    return short or is_nothing(value, vocabulary) or has_placeholder_date(value)


def with_title(entry: Entry, wanted: str) -> Iterator[EntryLines]:
    """Ways to give an entry another title."""
    line = entry.lines.lines[0]
    own = entry.heading().title
    if own:
        for text in retitled(line, own, guard_title(wanted)):
            yield entry.with_line(0, text).lines
        return
    names = entry.vocabulary.title_fields
    for field in entry.walk().fields:
        if fold_name(field.name) in names:
            yield from (each.lines for each in in_field(entry, field, wanted))
    for index, text in enumerate(entry.lines.lines[1:], 1):
        if text.startswith("#") and entry.source.title in text:
            for changed in retitled(text, entry.source.title, guard_title(wanted)):
                yield entry.with_line(index, changed).lines


def with_field(entry: Entry, name: str, value: str, neighbours: Neighbours) -> Iterator[EntryLines]:
    """Ways to give an entry a field with any text."""
    wanted = fold_name(name)
    order: Callable[[FoundField], int] = lambda field: field.place is Place.NESTED  # noqa: E731
    own = [field for field in entry.walk().fields if field.name and fold_name(field.name) == wanted]
    for field in sorted(own, key=order):
        yield from (each.lines for each in in_field(entry, field, value))
    if not own:
        yield from add_field(entry, NewField(name, (), lambda _: value), neighbours)
