"""An entry as sections and fields: one walk over its blocks.

Headings open sections that last until a heading of the same rank; labels open sections
inside them that last until the next label. What a label names decides whether it is a
field (one value) or a section. Text is never lost: every block is content of all the
sections that are open where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import SectionKind
from issues_kb.reading.folding import plain_text
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.labels import Label, LabelStyle, parse_label, split_segments
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["EntryWalk", "FoundField", "Node", "Place", "walk_entry"]

LABEL_RANK = 10
"""Sections of labels rank below all headings; a label inside a list item ranks one lower."""

MAX_FIELD_VALUE = 200

ITEM_KINDS = (
    SectionKind.LEARNINGS,
    SectionKind.PREVENTION,
    SectionKind.WHY_MISSED,
    SectionKind.FILES_CHANGED,
    SectionKind.RELATED,
)
"""In sections of these kinds a labelled list item is an item, not a section of its own."""

_CHECKBOX = re.compile(r"^\[[ xX]\]\s+")


class Place(Enum):
    """Where a field stands, from what says most about the whole entry to what says least."""

    HEADER = "header"
    BODY = "body"
    NESTED = "nested"


@dataclass(frozen=True, slots=True)
class FoundField:
    """A labelled value. ``meaning`` is date, severity, priority, status, other_date or none."""

    meaning: str | None
    name: str
    value: str
    line: int
    place: Place


@dataclass(slots=True)
class Node:
    """A section while it is read: its content as blocks, and the rank that ends it."""

    kind: SectionKind
    heading: str | None
    line: int
    rank: int
    start: int
    """The first line of its text, which may begin behind the label on that line."""

    value: str = ""
    """What stands behind the label on its own line."""

    parent: int | None = None
    end: int = 0
    blocks: list[Block] = field(default_factory=list)
    in_item: bool = False

    @property
    def is_label(self) -> bool:
        """Whether a label opened it, not a heading."""
        return self.rank >= LABEL_RANK


@dataclass(slots=True)
class EntryWalk:
    """All that one walk found, in the order of the text."""

    nodes: list[Node] = field(default_factory=list)
    fields: list[FoundField] = field(default_factory=list)
    title: str | None = None
    """The text of the first heading inside, for an entry whose own heading is but a number."""


class _Walker:
    def __init__(self, vocabulary: Vocabulary, end_line: int, *, wants_title: bool) -> None:
        self.vocabulary = vocabulary
        self.walk = EntryWalk()
        self.open: list[Node] = []
        self.end_line = end_line
        self.wants_title = wants_title
        self.pending: str | None = None
        self.pending_line = 0

    # What is open

    def close(self, rank: int, line: int) -> None:
        """End all open sections of a rank and below, before a line."""
        while self.open and self.open[-1].rank >= rank:
            self.open.pop().end = line - 1

    def push(self, node: Node) -> None:
        self.close(node.rank, node.line)
        node.parent = self.open[-1].line if self.open else None
        self.open.append(node)
        self.walk.nodes.append(node)

    def content(self, block: Block) -> None:
        for node in self.open:
            node.blocks.append(block)

    @property
    def in_header(self) -> bool:
        """Whether no section has begun yet."""
        return not self.open

    @property
    def section(self) -> Node | None:
        """The innermost section of a heading."""
        return next((node for node in reversed(self.open) if not node.is_label), None)

    # Blocks

    def block(self, block: Block) -> None:
        if self.pending and block.type is not BlockType.RULE:
            self._pending_value(block)
        if block.type is BlockType.HEADING:
            self.heading(block)
        elif block.type is BlockType.PARAGRAPH:
            self.paragraph(block)
        elif block.type in (BlockType.BULLETS, BlockType.NUMBERS):
            self.list(block)
        elif block.type is BlockType.TABLE and self._table_fields(block):
            self.content(block)
        elif block.type is BlockType.QUOTE and self.in_header:
            for child in block.children:
                self.block(child)
        elif block.type is not BlockType.RULE:
            self.content(block)

    def _pending_value(self, block: Block) -> None:
        """The text below a heading that is nothing but the name of a field."""
        if block.type is BlockType.PARAGRAPH:
            value = block.text.split("\n")[0]
            self._field(self.pending or "", value, block.line, Place.BODY)
        self.pending = None

    def heading(self, block: Block) -> None:
        text = block.text.strip()
        label = parse_label(text)
        name = label.name if label else plain_text(text)
        meaning = self.vocabulary.fields.exact(name)
        if meaning and label and label.value:
            self.close(block.level, block.line)
            self._field(label.name, label.value, block.line, Place.BODY)
            return
        if self.wants_title and not self.walk.nodes and not self.walk.title:
            if self.vocabulary.sections.find(text) is None:
                self.walk.title = text
                return
        node = Node(self._heading_kind(text, label), plain_text(text), block.line, block.level, block.line + 1)
        self.push(node)
        if meaning in ("status", "severity", "priority", "date"):
            self.pending = name
        self._follow_up_status(text, block.line)

    def _heading_kind(self, text: str, label: Label | None) -> SectionKind:
        found = self.vocabulary.sections.find(plain_text(text))
        if found is None and label is not None and label.value:
            found = self.vocabulary.sections.find(label.name) or self.vocabulary.sections.find(label.value)
        return SectionKind(found) if found else SectionKind.OTHER

    def _follow_up_status(self, text: str, line: int) -> None:
        """``### Update (2026-05-25): RESOLVED`` states the status of the entry anew."""
        from issues_kb.reading.folding import fold_name

        if not fold_name(text).startswith(self.vocabulary.follow_up):
            return
        status = parse_heading(text, self.vocabulary).status
        if status is not None:
            self.walk.fields.append(FoundField("status", "", status.value, line, Place.BODY))

    def paragraph(self, block: Block) -> None:
        lines = block.text.split("\n")
        for node in self.open:
            if not node.is_label:
                node.blocks.append(block)
        rest: list[str] = []
        rest_line = block.line
        for offset, line in enumerate(lines):
            number = block.line + offset
            if self._label_line(line, number, first=offset == 0):
                self._plain_lines(rest, rest_line)
                rest, rest_line = [], number + 1
                continue
            rest.append(line)
        self._plain_lines(rest, rest_line)

    def _plain_lines(self, lines: list[str], line: int) -> None:
        """Text of a paragraph that no label begins: it belongs to the open labels."""
        if not lines:
            return
        block = Block(BlockType.PARAGRAPH, line, line + len(lines) - 1, "\n".join(lines))
        labels = [node for node in self.open if node.is_label]
        for node in labels:
            previous = node.blocks[-1] if node.blocks else None
            if previous and previous.type is BlockType.PARAGRAPH and previous.end_line == line - 1:
                joined = f"{previous.text}\n{block.text}"
                node.blocks[-1] = Block(BlockType.PARAGRAPH, previous.line, block.end_line, joined)
            else:
                node.blocks.append(block)

    def _label_line(self, text: str, line: int, *, first: bool) -> bool:
        """Take a line of a paragraph that begins with a label; false when it is just text."""
        segments = split_segments(text)
        if len(segments) > 1:
            return self._segments(segments, line)
        label = parse_label(text)
        if label is None:
            return False
        return self._label(label, line, LABEL_RANK, first=first)

    def _segments(self, segments: list[str], line: int) -> bool:
        labels = [parse_label(segment) for segment in segments]
        if labels[0] is None:
            return False
        known = [self.vocabulary.fields.exact(label.name) for label in labels if label]
        if not self.in_header and not any(known):
            return False
        for label in labels:
            if label is not None:
                self._field(label.name, label.value, line, self._place())
        return True

    def _place(self) -> Place:
        return Place.HEADER if self.in_header else Place.BODY

    def _label(self, label: Label, line: int, rank: int, *, first: bool) -> bool:
        """Take a label: a field or the beginning of a section; false when it is content."""
        meaning = self.vocabulary.fields.exact(label.name)
        if label.style is LabelStyle.ALONE:
            return self._alone(label, line, rank)
        if meaning and label.value and self._is_value(meaning, label):
            if not self.in_header and label.style is LabelStyle.PLAIN and self.section:
                return False
            self._field(label.name, label.value, line, self._place())
            return not any(node.is_label for node in self.open) or meaning != "other_date"
        plain = label.style is LabelStyle.PLAIN
        names = self.vocabulary.sections
        found = names.exact(label.name) if plain else names.find(label.name)
        if found is not None:
            if plain and not (first or self._plain_style()):
                return False
            self._open_label(SectionKind(found), label, line, rank)
            return True
        if plain:
            return self._plain_field(label, line)
        return self._unknown(label, line, rank)

    def _is_value(self, meaning: str, label: Label) -> bool:
        """``Resolved: 2026-01-02`` is a date of another event; ``Fixed: the parser`` is a fix."""
        if meaning in ("date", "other_date"):
            short = len(label.value) <= 60
            section = self.vocabulary.sections.find(label.name)
            return any(c.isdigit() for c in label.value[:40]) or (short and section is None)
        return True

    def _plain_style(self) -> bool:
        """Whether plain labels already shape this entry."""
        return self.in_header or any(node.is_label for node in self.open)

    def _plain_field(self, label: Label, line: int) -> bool:
        if not self.in_header or not label.value or len(label.name.split()) > 3:
            return False
        if self.walk.fields and self.walk.fields[-1].line == line - 1:
            self._field(label.name, label.value, line, Place.HEADER)
            return True
        return False

    def _alone(self, label: Label, line: int, rank: int) -> bool:
        found = self.vocabulary.sections.find(label.name)
        if found is not None:
            self._open_label(SectionKind(found), label, line, rank)
            return True
        if any(node.rank == rank and node.blocks for node in self.open):
            self._open_label(SectionKind.OTHER, label, line, rank)
            return True
        return False

    def _unknown(self, label: Label, line: int, rank: int) -> bool:
        """A label of the log's own: a field among fields, a section among sections."""
        if self.section is not None:
            return self._ends_label(label, line, rank)
        if label.value and len(label.value) <= MAX_FIELD_VALUE:
            self.close(rank, line)
            self._field(label.name, label.value, line, Place.HEADER if self.in_header else Place.BODY)
            return True
        return self._ends_label(label, line, rank)

    def _ends_label(self, label: Label, line: int, rank: int) -> bool:
        """Whether an unknown label ends the one before it, which it does unless that is empty."""
        current = next((node for node in reversed(self.open) if node.rank == rank), None)
        if current is None and self.section is not None:
            return False
        if current is not None and not (current.blocks or current.value):
            return False
        self._open_label(SectionKind.OTHER, label, line, rank)
        return True

    def _open_label(self, kind: SectionKind, label: Label, line: int, rank: int) -> None:
        node = Node(kind, label.name, line, rank, line, value=label.value)
        self.push(node)
        if label.value:
            node.blocks.append(Block(BlockType.PARAGRAPH, line, line, label.value))

    def _field(self, name: str, value: str, line: int, place: Place) -> None:
        meaning = self.vocabulary.fields.exact(name)
        self.walk.fields.append(FoundField(meaning, name, value.strip(), line, place))

    # Lists

    def list(self, block: Block) -> None:
        headed = [node for node in self.open if not node.is_label]
        for node in headed:
            node.blocks.append(block)
        if not self._shaped_by_labels(block):
            self._nested_fields(block)
            for node in self.open:
                if node.is_label:
                    node.blocks.append(block)
            return
        rank = LABEL_RANK + 1 if any(n.rank == LABEL_RANK for n in self.open) else LABEL_RANK
        if rank > LABEL_RANK and any(n.in_item for n in self.open):
            rank = LABEL_RANK
        for item in block.children:
            self._item(item, block, rank)

    def _shaped_by_labels(self, block: Block) -> bool:
        """Whether the items of a list are fields and sections, not content of a section."""
        labels = [self._item_label(item) for item in block.children]
        known = [label for label in labels if label is not None and self._names_part(label)]
        section = self.section
        label_node = next((n for n in reversed(self.open) if n.rank == LABEL_RANK), None)
        if section is None and (label_node is None or label_node.in_item):
            return bool(known) or (self.in_header and all(label is not None for label in labels))
        kind = (label_node or section).kind if (label_node or section) else SectionKind.OTHER
        if kind in ITEM_KINDS:
            return False
        exact = [
            label
            for label in known
            if self.vocabulary.sections.exact(label.name) or self.vocabulary.fields.exact(label.name)
        ]
        return len(exact) * 2 > len(labels) or (bool(exact) and kind is SectionKind.OTHER)

    def _names_part(self, label: Label) -> bool:
        if label.style is LabelStyle.PLAIN:
            known = self.vocabulary.sections.exact(label.name)
        else:
            known = self.vocabulary.sections.find(label.name)
        return known is not None or self.vocabulary.fields.exact(label.name) is not None

    def _item_label(self, item: Block) -> Label | None:
        first = item.children[0] if item.children else None
        if first is None or first.type is not BlockType.PARAGRAPH:
            return None
        text = _CHECKBOX.sub("", first.text.split("\n")[0])
        return parse_label(split_segments(text)[0])

    def _item(self, item: Block, block: Block, rank: int) -> None:
        first = item.children[0] if item.children else None
        if first is None or first.type is not BlockType.PARAGRAPH:
            self._loose_item(item, block)
            return
        lines = first.text.split("\n")
        before = len(self.walk.nodes)
        segments = split_segments(_CHECKBOX.sub("", lines[0]))
        if len(segments) > 1 and self._segments(segments, item.line):
            return
        label = parse_label(segments[0]) if len(segments) == 1 else None
        has_body = len(item.children) > 1 or len(lines) > 1
        if label is None or not self._item_label_part(label, item.line, rank, has_body=has_body):
            self._loose_item(item, block)
            return
        if len(self.walk.nodes) == before:
            return
        node = self.walk.nodes[-1]
        node.in_item = True
        rest = lines[1:]
        if rest:
            text = "\n".join([node.value, *rest]) if node.value else "\n".join(rest)
            start = item.line if node.value else item.line + 1
            node.blocks[:] = [Block(BlockType.PARAGRAPH, start, first.end_line, text)]
        for child in item.children[1:]:
            self._nested_fields(child)
            node.blocks.append(child)
            for outer in self.open:
                if outer.is_label and outer is not node:
                    outer.blocks.append(child)

    def _item_label_part(self, label: Label, line: int, rank: int, *, has_body: bool) -> bool:
        if has_body and not self._names_part(label) and label.style is LabelStyle.BOLD:
            self._open_label(SectionKind.OTHER, label, line, rank)
            return True
        if has_body and label.style is LabelStyle.PLAIN and self._names_part(label):
            found = self.vocabulary.sections.exact(label.name)
            if found:
                self._open_label(SectionKind(found), label, line, rank)
                return True
        return self._label(label, line, rank, first=True)

    def _loose_item(self, item: Block, block: Block) -> None:
        """An item without a label among labelled ones goes on with the section before it."""
        part = Block(block.type, item.line, item.end_line, children=(item,))
        for node in self.open:
            if node.is_label:
                node.blocks.append(part)

    def _nested_fields(self, block: Block) -> None:
        """Fields in lists below a section: they count where the entry has no better ones."""
        for item in block.children:
            if item.type is not BlockType.ITEM:
                continue
            label = self._item_label(item)
            if label and label.value and label.style is not LabelStyle.PLAIN:
                meaning = self.vocabulary.fields.exact(label.name)
                if meaning:
                    self._field(label.name, label.value, item.line, Place.NESTED)

    def _table_fields(self, block: Block) -> bool:
        """A table of two columns in the header is fields, a row each."""
        rows = [row for row in block.children if len(row.children) == 2]
        if not self.in_header or len(rows) != len(block.children):
            return True
        names = [plain_text(row.children[0].text).rstrip(":： ") for row in rows]
        known = [self.vocabulary.fields.exact(name) for name in names]
        if not any(meaning in ("date", "severity", "priority", "status") for meaning in known):
            return True
        for row, name, meaning in zip(rows, names, known, strict=True):
            if name and (meaning or not row.header):
                self._field(name, row.children[1].text, row.line, Place.HEADER)
        return True


def walk_entry(
    blocks: tuple[Block, ...], end_line: int, vocabulary: Vocabulary, *, wants_title: bool
) -> EntryWalk:
    """Walk over the blocks of an entry, its heading left out; lines count from the entry's."""
    walker = _Walker(vocabulary, end_line, wants_title=wants_title)
    for block in blocks:
        walker.block(block)
    walker.close(0, end_line + 1)
    return walker.walk
