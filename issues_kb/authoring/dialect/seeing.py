"""What one entry or template of a log shows of how the log writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from issues_kb.authoring.dialect.heading import Looker, SeenHeading, see_heading
from issues_kb.authoring.dialect.shapes import FIELD_NAMES, Element, Key
from issues_kb.authoring.marks import todo_marks
from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import SectionKind, Severity, Status
from issues_kb.patterns import pattern
from issues_kb.reading.entry import Lent
from issues_kb.reading.entry_blocks import entry_blocks
from issues_kb.reading.folding import fold_name, plain_text
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.nodes import EntryWalk, FoundField, Node, Place
from issues_kb.reading.values import read_severity, read_status
from issues_kb.reading.vocabulary import Vocabulary
from issues_kb.reading.walking import walk_entry

__all__ = ["Sample", "Seen", "see"]

_RULE = pattern(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_JOINED = pattern(r"^(\s*(?:[|·•｜/,;，；—–-]|<br\s*/?>)?\s*)(.*)$", re.S)
_DELIMITERS = pattern(r"^\s*\|?[\s:|-]+\|?\s*$")
_FILE_NOTE = pattern(r"^\s*(?:[-*+]|\d+[.)])\s+`[^`]+`(: | - | — | – | \()\S")
_NOTE = pattern(r"\s*[(（][^()（）]*[)）](?=\W*$)")
_FENCE = pattern(r"^ {0,3}(`{3,}|~{3,})")


_NOTHING_LENT = Lent()


class Sample(NamedTuple):
    """The text of an entry, and what its log says of it; or of a template."""

    text: str
    number: str | None = None
    title: str = ""
    lent: Lent = _NOTHING_LENT
    template: bool = False


@dataclass(slots=True)
class Seen:
    """What one sample shows. Elements are in the order of the text."""

    template: bool
    heading: SeenHeading | None = None
    elements: list[Element] = field(default_factory=list)
    values: dict[Key, str] = field(default_factory=dict)
    first: tuple[str, ...] | None = None
    gaps: list[tuple[str, ...]] = field(default_factory=list)
    """The lines between a field and a field below it."""

    breaks: list[bool] = field(default_factory=list)
    last_breaks: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    table: tuple[str, ...] = ()
    todos: list[str] = field(default_factory=list)


def see(sample: Sample, vocabulary: Vocabulary) -> Seen:
    """Look at a sample."""
    text = _inside_fence(sample.text) if sample.template else sample.text
    lines = text.split("\n")
    blocks = entry_blocks(text, vocabulary)
    headed = bool(blocks) and blocks[0].type is BlockType.HEADING and blocks[0].line == 1
    parts = parse_heading(blocks[0].text if headed else "", vocabulary)
    body = blocks[1:] if headed else blocks
    walk = walk_entry(tuple(body), len(lines), vocabulary, parts)
    looker = _Looker(lines, template=sample.template)
    seen = looker.look(walk, Seen(sample.template))
    for node in walk.nodes:
        if node.kind is SectionKind.PREVENTION:
            seen.todos += todo_marks(lines[node.line : node.end], vocabulary)
    if not sample.template:
        status = _value(walk, "status", vocabulary) or parts.status or sample.lent.status
        level = _value(walk, "severity", vocabulary) or _value(walk, "priority", vocabulary)
        assert status is None or isinstance(status, Status)
        severity = level or parts.severity or sample.lent.severity
        assert severity is None or isinstance(severity, Severity)
        looked = Looker(status, severity, vocabulary)
        seen.heading = see_heading(lines, sample.number, sample.title, looked)
    return seen


def _value(walk: EntryWalk, meaning: str, vocabulary: Vocabulary) -> Status | Severity | None:
    """What the first field of a meaning says."""
    read = read_status if meaning == "status" else read_severity
    for found in walk.fields:
        if found.meaning == meaning and found.place is not Place.NESTED:
            value = read(found.value, vocabulary).meaning
            if value is not None:
                return value
    return None


def _inside_fence(text: str) -> str:
    """The entry that a template shows as code; else the whole text."""
    lines = text.split("\n")
    for start, line in enumerate(lines):
        match = _FENCE.match(line)
        if match is None:
            continue
        ends = (n for n in range(start + 1, len(lines)) if lines[n].strip() == match[1])
        end = next(ends, len(lines))
        inside = lines[start + 1 : end]
        if any(inner.lstrip().startswith(("#", "**", "- **")) for inner in inside):
            return "\n".join(inside)
        break
    return text


class _Looker:
    def __init__(self, lines: Sequence[str], *, template: bool) -> None:
        self.lines = lines
        self.template = template
        self.single: set[int] = set()
        """The lines that hold a name and its value and nothing else."""

    def look(self, walk: EntryWalk, seen: Seen) -> Seen:
        """Add the elements of a walk to what was seen."""
        top = [node for node in walk.nodes if node.parent is None and node.heading]
        found: list[tuple[int, int, Element]] = []
        by_line: dict[int, list[FoundField]] = {}
        for item in walk.fields:
            if item.place is not Place.NESTED and item.name:
                by_line.setdefault(item.line, []).append(item)
                seen.values.setdefault(_key(item), item.value)
        for line, fields in by_line.items():
            found += [(line, n, e) for n, e in enumerate(self._fields(line, fields, seen))]
        found += [(node.line, 0, e) for node in top if (e := self._section(node)) is not None]
        found.sort(key=lambda row: row[:2])
        if found:
            seen.first = self._gap(self._top(found[0][0]))
        for (line, _, element), (below, _, other) in pairwise(found):
            if element.is_field and other.is_field and below > line:
                seen.gaps.append(self._gap(below))
        for index, (line, _, element) in enumerate(found):
            if all(element.key != known.key for known in seen.elements):
                seen.elements.append(self._placed(line, element, first=not index))
        self._breaks(seen)
        for node in walk.nodes:
            if node.kind is SectionKind.FILES_CHANGED:
                for text in self.lines[node.line : node.end]:
                    note = _FILE_NOTE.match(text)
                    seen.notes += [note[1]] if note else []
        return seen

    def _placed(self, line: int, element: Element, *, first: bool) -> Element:
        return element._replace(before=None if first or element.joined else self._gap(line))

    def _top(self, line: int) -> int:
        """The first line of the table that a line is in, else the line."""
        while (
            line > 1
            and self.lines[line - 1].lstrip().startswith("|")
            and (self.lines[line - 2].lstrip().startswith("|"))
        ):
            line -= 1
        return line

    def _gap(self, line: int) -> tuple[str, ...]:
        """The blank lines and rules above a line."""
        start = line - 1
        while start > 1 and (
            not self.lines[start - 1].strip() or _RULE.match(self.lines[start - 1])
        ):
            start -= 1
        return tuple(text.strip() for text in self.lines[start : line - 1])

    def _fields(self, line: int, fields: list[FoundField], seen: Seen) -> Iterator[Element]:
        """The fields of one line."""
        text = self.lines[line - 1]
        done = 0
        for index, item in enumerate(fields):
            start = text.find(item.name, done)
            if start < 0:
                return
            name_end = start + len(item.name)
            value = text.find(item.value, name_end) if item.value else -1
            if item.value and value < 0:
                return
            behind = len(text[name_end:].rstrip()) + name_end
            end = value + len(item.value) if item.value else behind
            mid = text[name_end : value if item.value else behind]
            joined, lead = "", text[done:start]
            if index:
                match = _JOINED.match(lead)
                joined, lead = (match[1], match[2]) if match else ("", lead)
            tail = text[end:].rstrip() if index + 1 == len(fields) else ""
            if text.lstrip().startswith("|"):
                if not self._table(line, seen):
                    return
                tail = " |"
            yield Element(_key(item), item.name, lead, _spaced(mid), tail, joined=joined)
            done = end
        self.single.add(line)

    def _table(self, line: int, seen: Seen) -> bool:
        """Note the lines above the first row; false when the first row is a field itself."""
        start = line - 1
        while start > 0 and self.lines[start - 1].lstrip().startswith("|"):
            start -= 1
        head = self.lines[start : start + 2]
        if len(head) < 2 or not _DELIMITERS.match(head[1]) or line < start + 3:
            return False
        seen.table = tuple(head)
        return True

    def _section(self, node: Node) -> Element | None:
        text = self.lines[node.line - 1]
        name = _NOTE.sub("", node.heading or "").rstrip(":： ")
        start = text.find(name)
        if not name or start < 0:
            return None
        key = node.kind.value if node.kind is not SectionKind.OTHER else f"={fold_name(name)}"
        end = start + len(name)
        level = 0 if node.is_label else node.rank
        inline = node.is_label and bool(node.value)
        mid = _NOTE.sub("", text[end:].rstrip())
        if inline:
            value = text.find(node.value[:20], end)
            if value < 0:
                return None
            mid = _NOTE.sub("", text[end:value])
            if node.end <= node.line or not "".join(self.lines[node.line : node.end]).strip():
                self.single.add(node.line)
        elif node.is_label:
            mid = _spaced(mid)
        return Element(
            key,
            name,
            text[:start],
            mid,
            below=self._below(node.line),
            level=level,
            inline=inline,
            marker=None if self.template else self._marker(node.blocks),
        )

    def _below(self, line: int) -> tuple[str, ...]:
        """The blank lines between a name and the text below it."""
        rest = self.lines[line : line + 3]
        count = next((n for n, text in enumerate(rest) if text.strip()), 0)
        return ("",) * count

    def _marker(self, blocks: Sequence[Block]) -> str:
        """How the items begin of a list that is most of a section."""
        listed = next((b for b in blocks if b.type in (BlockType.BULLETS, BlockType.NUMBERS)), None)
        if listed is None or blocks[0].type is BlockType.CODE:
            return ""
        sign = self.lines[listed.line - 1].lstrip(" >")[:1]
        return "1." if listed.type is BlockType.NUMBERS else sign

    def _breaks(self, seen: Seen) -> None:
        """Whether lines of fields end in two blanks."""
        for line in self.single:
            ends = self.lines[line - 1].endswith("  ")
            if line + 1 in self.single:
                seen.breaks.append(ends)
            else:
                seen.last_breaks.append(ends)


def _spaced(mid: str) -> str:
    """What stands between a name and a value: a blank follows an ASCII colon."""
    return mid if mid != mid.rstrip() or mid.endswith("：") else mid + " "


def _key(item: FoundField) -> Key:
    if item.meaning in FIELD_NAMES:
        return str(item.meaning)
    return f":{fold_name(plain_text(item.name))}"
