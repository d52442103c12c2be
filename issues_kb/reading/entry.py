"""One entry of a log → one ``Issue``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from issues_kb.diagnostics import CODES, Diagnostic
from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.markdown.blocks import walk as all_blocks
from issues_kb.model import (
    ErrorSignature,
    Field,
    FileChange,
    Issue,
    Learning,
    Measure,
    Reference,
    Section,
    SectionKind,
    Severity,
    Status,
)
from issues_kb.patterns import pattern
from issues_kb.reading.dates import date_in_id, find_date, has_placeholder_date
from issues_kb.reading.entry_blocks import entry_blocks
from issues_kb.reading.files import find_files
from issues_kb.reading.folding import fold_name
from issues_kb.reading.headings import HeadingParts, parse_heading
from issues_kb.reading.items import find_items, to_learning, to_measure, topics_of_advice
from issues_kb.reading.nodes import EntryWalk, FoundField, Node, Place
from issues_kb.reading.values import (
    Value,
    is_nothing,
    is_placeholder,
    read_level,
    read_severity,
    read_status,
)
from issues_kb.reading.vocabulary import Vocabulary, default_vocabulary
from issues_kb.reading.walking import walk_entry

__all__ = ["EntryReading", "EntrySource", "Lent", "read_entry"]

MAX_ENTRY = 400_000
"""Characters of an entry that are read in detail; the rest is kept as text."""

Lined = TypeVar("Lined", ErrorSignature, Reference)

_RULE_LINE = pattern(r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_DATE_LIKE = pattern(
    r"(?<!\d)(?:\d{1,4}(?P<sign>[-/. ])\d{1,2}(?P=sign)\d{1,4}|(?:19|20)\d\d|\d{1,2}/\d{1,2})(?!\d)"
)
"""What looks like a date. ``Found in ticket 8`` tells when in other words, which is no slip."""
_CHANGED = pattern(r"→|➜|⇒|->|=>|~~")
_ITEM_MARKER = pattern(r"^(\s*)(?:[-+*]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")


@dataclass(frozen=True, slots=True)
class Lent:
    """What the groups around an entry say, for entries that do not say it themselves."""

    date: str | None = None
    severity: Severity | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class EntrySource:
    r"""An entry as the outline of its log found it, ready to be read.

    ``text`` is the entry's lines joined by ``\n``. ``digest`` covers all that its reading
    depends on but the line and the key: two sources with one digest read the same.
    """

    key: str
    number: str | None
    title: str
    line: int
    end_line: int
    text: str
    digest: str
    lent: Lent = Lent()


@dataclass(frozen=True, slots=True)
class EntryReading:
    """An issue, its lines counted in the log, and what could not be understood in it."""

    issue: Issue
    diagnostics: tuple[Diagnostic, ...] = ()


class _Reader:
    def __init__(
        self, source: EntrySource, path: str, vocabulary: Vocabulary, *, errors: bool
    ) -> None:
        self.source = source
        self.errors = errors
        self.path = path
        self.vocabulary = vocabulary
        self.lines = source.text.split("\n")
        self.shift = source.line - 1
        self.diagnostics: list[Diagnostic] = []
        self.told: set[FoundField] = set()
        """Fields all of whose text the issue's own values tell."""

    def read(self) -> EntryReading:
        source = self.source
        text = source.text
        if len(text) > MAX_ENTRY:
            text = text[:MAX_ENTRY].rsplit("\n", 1)[0]
            self._diagnose(
                "IKB003",
                1,
                f"only the first {MAX_ENTRY} characters of this entry are read in detail",
            )
        blocks = entry_blocks(text, self.vocabulary)
        heading, body = blocks[:1], blocks[1:]
        title = heading[0].text if heading else self.lines[0]
        parts = parse_heading(title, self.vocabulary)
        walk = walk_entry(body, len(self.lines), self.vocabulary, parts)
        status = self._status(walk, parts)
        severity = self._severity(walk, parts)
        sections = self._sections(walk, body)
        errors, references = self._mentioned(body, text) if self.errors else ((), ())
        learnings, measures, files = self._items(walk)
        issue = Issue(
            key=source.key,
            number=source.number,
            title=source.title,
            line=source.line,
            end_line=source.end_line,
            text=source.text,
            date=self._date(walk, parts),
            severity=severity.meaning,
            severity_note=severity.note,
            status=status.meaning,
            status_note=status.note,
            fields=self._fields(walk),
            sections=sections,
            learnings=learnings,
            measures=measures,
            files=files,
            errors=errors,
            references=references,
        )
        return EntryReading(issue, tuple(self.diagnostics))

    def _mentioned(
        self, body: Sequence[Block], text: str
    ) -> tuple[tuple[ErrorSignature, ...], tuple[Reference, ...]]:
        """The errors that the entry names, and the other issues."""
        from issues_kb.reading.references import find_references
        from issues_kb.reading.signatures import find_errors

        title, number = self.source.title, self.source.number
        told = [Block(BlockType.PARAGRAPH, 1, 1, title), *_text_blocks(body)]
        errors = self._moved(find_errors(told, text, self.vocabulary))
        return tuple(errors), tuple(
            self._moved(find_references(told, text, number, self.vocabulary))
        )

    def _moved(self, values: Iterable[Lined]) -> list[Lined]:
        return [replace(value, line=value.line + self.shift) for value in values]

    def _diagnose(
        self, code: str, line: int, message: str, hint: str | None = None, value: str | None = None
    ) -> None:
        level, place = CODES[code].level, line + self.shift
        column = max(self.lines[line - 1].find(value), 0) + 1 if value else 1
        self.diagnostics.append(
            Diagnostic(self.path, place, column, code, level, message, hint, value)
        )

    # Values

    def _named(self, walk: EntryWalk, *meanings: str) -> list[FoundField]:
        """The fields of a meaning, the surest place first."""
        order = (Place.HEADER, Place.BODY, Place.NESTED)
        found = [field for field in walk.fields if field.meaning in meanings]
        return sorted(found, key=lambda field: order.index(field.place))

    def _date(self, walk: EntryWalk, parts: HeadingParts) -> str | None:
        fields = [f for f in self._named(walk, "date") if f.place is not Place.NESTED]
        for field in fields:
            date = find_date(field.value, self.vocabulary)
            if date is not None:
                rest = field.value[: date.start] + field.value[date.end :]
                if not any(c.isalnum() for c in rest):
                    self.told.add(field)
                return date.iso
            plain = field.value.strip()
            if (
                _DATE_LIKE.search(plain)
                and not is_placeholder(plain)
                and not has_placeholder_date(plain)
                and not is_nothing(plain, self.vocabulary)
            ):
                message = f"the date {plain[:60]!r} is not certain"
                self._diagnose("IKB201", field.line, message, "write it as YYYY-MM-DD", plain)
        return parts.date or date_in_id(parts.number) or self.source.lent.date

    def _severity(self, walk: EntryWalk, parts: HeadingParts) -> Value[Severity]:
        unknown: FoundField | None = None
        for meaning in ("severity", "priority"):
            for field in self._named(walk, meaning):
                value = read_severity(field.value, self.vocabulary)
                if value.meaning is not None:
                    if meaning == "severity":
                        self._tell(field)
                    return value
                if value.note and not is_nothing(value.note, self.vocabulary):
                    if field.place is not Place.NESTED:
                        known = "low, medium, high, critical"
                        message = f"{field.name} {value.note[:60]!r} is none of {known}"
                        self._diagnose("IKB202", field.line, message, value=value.note)
                    if meaning == "severity" and field.place is Place.HEADER:
                        unknown = field
                        break
        if unknown is not None:
            self.told.add(unknown)
            return Value(None, read_severity(unknown.value, self.vocabulary).note)
        return self._impact_level(walk, parts) or Value(
            parts.severity or self.source.lent.severity, None
        )

    def _impact_level(self, walk: EntryWalk, parts: HeadingParts) -> Value[Severity] | None:
        """``Impact: Critical - users are locked out``, in an entry that states no severity."""
        if parts.severity is not None:
            return None
        for node in walk.nodes:
            if node.kind is SectionKind.IMPACT and node.value:
                value = read_level(node.value, self.vocabulary)
                if value is not None:
                    return value
        return None

    def _status(self, walk: EntryWalk, parts: HeadingParts) -> Value[Status]:
        """The current status: a closed header stands, an open one yields to what comes later."""
        known: list[tuple[FoundField, Value[Status]]] = []
        unknown: FoundField | None = None
        for field in self._named(walk, "status"):
            value = read_status(field.value, self.vocabulary)
            if value.meaning is not None:
                known.append((field, value))
            elif value.note and not is_nothing(value.note, self.vocabulary):
                unknown = unknown or field
                if field.place is not Place.NESTED:
                    message = f"{field.name} {value.note[:60]!r} is no status that is known"
                    self._diagnose("IKB203", field.line, message, value=value.note)
        own = [pair for pair in known if pair[0].place is not Place.NESTED] or known[:1]
        if not own:
            if unknown is not None and parts.status is None:
                self.told.add(unknown)
                return Value(None, read_status(unknown.value, self.vocabulary).note)
            return Value(parts.status or self.source.lent.status, None)
        chosen = self._current(own, parts)
        meanings = {value.meaning for _, value in own}
        if len(meanings) > 1:
            stated = " and ".join(
                f"{v.meaning.value} (line {f.line + self.shift})" for f, v in own[:4] if v.meaning
            )
            current = chosen.meaning.value if chosen.meaning else ""
            self._diagnose("IKB204", own[-1][0].line, f"the status is {stated}; {current} counts")
        return chosen

    def _current(
        self, own: list[tuple[FoundField, Value[Status]]], parts: HeadingParts
    ) -> Value[Status]:
        ordered = sorted(own, key=lambda pair: pair[0].line)
        first = ordered[0]
        closed = first[1].meaning is not None and not first[1].meaning.is_open
        if (
            len(ordered) == 1
            and first[1].meaning is Status.OPEN
            and not parts.marked
            and parts.status is not None
            and not parts.status.is_open
        ):
            return Value(parts.status, None)
        field, value = first if first[0].place is Place.HEADER and closed else ordered[-1]
        self._tell(field)
        return value

    def _tell(self, field: FoundField) -> None:
        """Leave a field out of the others, unless it also says what was before."""
        if not _CHANGED.search(field.value):
            self.told.add(field)

    def _fields(self, walk: EntryWalk) -> tuple[Field, ...]:
        """All fields but those whose text is told elsewhere."""
        return tuple(
            Field(field.name, field.value, field.line + self.shift)
            for field in sorted(walk.fields, key=lambda f: f.line)
            if field.place is not Place.NESTED and field.name and field not in self.told
            if field.value or field.meaning is None
        )

    # Sections

    def _sections(self, walk: EntryWalk, body: Sequence[Block]) -> tuple[Section, ...]:
        fields = {field.line for field in walk.fields if field.place is not Place.NESTED}
        sections = [self._lead(walk, fields)] if body else []
        for node in walk.nodes:
            parent = None if node.parent is None else node.parent + self.shift
            text = self._text(node, fields)
            sections += [
                Section(kind, node.heading, node.line + self.shift, text, parent)
                for kind in (node.kind, *node.also)
            ]
        return tuple(section for section in sections if section is not None)

    def _lead(self, walk: EntryWalk, fields: Set[int]) -> Section | None:
        """The text before the first section, without the lines of fields."""
        end = walk.nodes[0].line - 1 if walk.nodes else len(self.lines)
        title = 1 if walk.title else 0
        lines = [(n, self.lines[n - 1]) for n in range(2, end + 1) if n not in fields]
        if title:
            heading = next((n for n, line in lines if line.strip()), 0)
            lines = [pair for pair in lines if pair[0] > heading]
        while lines and (not lines[0][1].strip() or _RULE_LINE.match(lines[0][1])):
            lines.pop(0)
        text = _trimmed([line for _, line in lines])
        if not text:
            return None
        return Section(SectionKind.OTHER, None, lines[0][0] + self.shift, text)

    def _text(self, node: Node, fields: Set[int]) -> str:
        """A section's own lines; fields at the end of a label's are none of its text."""
        if not node.is_label or node.heading is None:
            return _trimmed(self.lines[node.start - 1 : node.end])
        end = node.end
        while end > node.line and (end in fields or self._is_empty(end)):
            end -= 1
        rest = self.lines[node.line : end]
        marker = _ITEM_MARKER.match(self.lines[node.line - 1])
        if marker:
            width = len(marker.group(0))
            rest = [line[min(width, len(line) - len(line.lstrip())) :] for line in rest]
        return _trimmed([node.value, *rest])

    def _is_empty(self, line: int) -> bool:
        """Whether a line is blank or a rule."""
        text = self.lines[line - 1]
        return not text.strip() or _RULE_LINE.match(text) is not None

    # Items

    def _items(
        self, walk: EntryWalk
    ) -> tuple[tuple[Learning, ...], tuple[Measure, ...], tuple[FileChange, ...]]:
        learnings: list[Learning] = []
        measures: list[Measure] = []
        for node in walk.outermost(SectionKind.LEARNINGS):
            found = find_items(node.blocks, self.lines, self.vocabulary, self.shift)
            learnings += [to_learning(item, self.vocabulary) for item in found]
        for node in walk.outermost(SectionKind.PREVENTION):
            found = find_items(node.blocks, self.lines, self.vocabulary, self.shift)
            advised = topics_of_advice(found, self.vocabulary)
            for item in found:
                number, advice = len(measures) + 1, item.topic in advised
                measures.append(to_measure(item, number, self.vocabulary, advice=advice))
        return tuple(learnings), tuple(measures), tuple(self._files(walk))

    def _files(self, walk: EntryWalk) -> list[FileChange]:
        """The files of the sections of files; a place counts where these name none."""
        places = self.vocabulary.places
        found: dict[bool, dict[str, FileChange]] = {False: {}, True: {}}
        for node in walk.outermost(SectionKind.FILES_CHANGED):
            is_place = node.is_label and fold_name(node.heading or "") in places
            for change in find_files(node.blocks, self.vocabulary, self.shift):
                found[is_place].setdefault(change.path, change)
        return list((found[False] or found[True]).values())


def _text_blocks(blocks: Sequence[Block]) -> Iterable[Block]:
    """The blocks that hold text and no other blocks."""
    return (block for block in all_blocks(blocks) if block.text and not block.children)


def _trimmed(lines: Sequence[str]) -> str:
    """Lines as text, without blank lines and rules at the ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and (not lines[end - 1].strip() or _RULE_LINE.match(lines[end - 1])):
        end -= 1
    return "\n".join([line.rstrip() for line in lines[start:end]])


def read_entry(
    source: EntrySource, path: str, vocabulary: Vocabulary | None = None, *, errors: bool = True
) -> EntryReading:
    """Read one entry. What it says never raises; what is odd becomes a diagnostic.

    Without ``errors`` none are looked for, nor references: they cost as much as all the rest.
    """
    return _Reader(source, path, vocabulary or default_vocabulary(), errors=errors).read()
