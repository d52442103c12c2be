"""An entry as sections and fields: one walk over its blocks.

Headings open sections that last until a heading of the same rank; labels open sections
inside them that last until the next label. What a label names decides whether it is a
field (one value) or a section. Text is never lost: every block is content of all the
sections that are open where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import SectionKind, Status
from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold_name, plain_text
from issues_kb.reading.header_values import table_fields
from issues_kb.reading.headings import HeadingParts, parse_heading
from issues_kb.reading.label_walking import LabelWalker
from issues_kb.reading.labels import Label, LabelStyle, parse_label, split_segments
from issues_kb.reading.nodes import (
    LABEL_RANK,
    NESTED_RANK,
    EntryWalk,
    FoundField,
    Node,
    Place,
    is_path_item,
    kind_by_content,
)
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["walk_entry"]

LISTS = (BlockType.BULLETS, BlockType.NUMBERS)

ITEM_KINDS = (
    SectionKind.LEARNINGS,
    SectionKind.PREVENTION,
    SectionKind.WHY_MISSED,
    SectionKind.FILES_CHANGED,
    SectionKind.RELATED,
)
"""In sections of these kinds a labelled list item is an item, not a section of its own."""

_CHECKBOX = pattern(r"^\[[ xX]\]\s+")


class _Walker(LabelWalker):
    """Adds headings, lists and tables to what labels do."""

    def block(self, block: Block) -> None:
        if self.pending and block.type is not BlockType.RULE:
            self._pending_value(block)
        if block.type is BlockType.HEADING:
            self.heading(block)
        elif block.type is BlockType.PARAGRAPH:
            self.paragraph(block)
        elif block.type in (BlockType.BULLETS, BlockType.NUMBERS):
            self.list(block)
        elif block.type is BlockType.TABLE and self.in_header and self._table_fields(block):
            return
        elif block.type is BlockType.QUOTE and self.in_header:
            for child in block.children:
                self.block(child)
        elif block.type is not BlockType.RULE:
            self.content(block)

    def _pending_value(self, block: Block) -> None:
        """The text below a heading that is nothing but the name of a field."""
        if block.type is BlockType.PARAGRAPH:
            value = block.text.split("\n")[0]
            self.field(self.pending or "", value, block.line, Place.BODY)
        self.pending = None

    def heading(self, block: Block) -> None:
        text = block.text.strip()
        label = parse_label(text)
        name = label.name if label else plain_text(text)
        meaning = self.vocabulary.fields.exact(name)
        if meaning and label and label.value:
            self.close(block.level, block.line)
            self.field(label.name, label.value, block.line, Place.BODY)
            self.trailing = Node(
                SectionKind.OTHER, plain_text(text), block.line, block.level, block.end_line + 1
            )
            return
        untitled = self.wants_title and not self.walk.nodes and not self.walk.title
        if untitled and self.vocabulary.sections.find(text) is None:
            self.walk.title = text
            return
        kinds = self._heading_kinds(text, label)
        node = Node(kinds[0], plain_text(text), block.line, block.level, block.end_line + 1)
        self.push(node)
        node.also = kinds[1:]
        for outer in self.open[:-1]:
            outer.blocks.append(block)
        if meaning in ("status", "severity", "priority", "date"):
            self.pending = name
        self._follow_up_status(text, block.line)

    def _heading_kinds(self, text: str, label: Label | None) -> tuple[SectionKind, ...]:
        names = self.vocabulary.sections
        found = names.find_all(plain_text(text))
        if not found and label is not None and label.value:
            found = names.find_all(label.name) or names.find_all(label.value)
        found = found or self._before_dash(plain_text(text))
        return tuple(SectionKind(kind) for kind in found) or (SectionKind.OTHER,)

    def _follow_up_status(self, text: str, line: int) -> None:
        """``### Update (2026-05-25): RESOLVED`` states the status of the entry anew."""
        if not fold_name(text).startswith(self.vocabulary.follow_up):
            return
        status = parse_heading(text, self.vocabulary).status
        if status is not None:
            self.walk.fields.append(FoundField("status", "", status.value, line, Place.BODY))

    def list(self, block: Block) -> None:
        labels, in_header = [self._item_label(item) for item in block.children], self.in_header
        shaped = self._shaped_by_labels(labels)
        if not shaped:
            self.catch(block.line)
        headed = [node for node in self.open if not node.is_label]
        for node in headed:
            node.blocks.append(block)
        if not shaped:
            self._nested_fields(block, labels if in_header == self.in_header else None)
            for node in self.open:
                if node.is_label:
                    node.blocks.append(block)
            return
        rank = LABEL_RANK + 1 if any(n.rank == LABEL_RANK for n in self.open) else LABEL_RANK
        if rank > LABEL_RANK and any(n.in_item for n in self.open):
            rank = LABEL_RANK
        for item in block.children:
            self._item(item, block, rank)

    def _shaped_by_labels(self, labels: Sequence[Label | None]) -> bool:
        """Whether items with such labels are fields and sections, not content of a section."""
        section = self.section
        label_node = next((n for n in reversed(self.open) if n.rank == LABEL_RANK), None)
        lies_in_none = section is None and (label_node is None or label_node.in_item)
        outer = label_node or section
        kind = outer.kind if outer is not None else SectionKind.OTHER
        if not lies_in_none and kind in ITEM_KINDS:
            return False
        known = [label for label in labels if label is not None and self._names_part(label)]
        if lies_in_none:
            return bool(known) or (self.in_header and all(label is not None for label in labels))
        exact = [
            label
            for label in known
            if self.vocabulary.sections.exact(label.name)
            or self.vocabulary.fields.exact(label.name)
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
        text = first.text.partition("\n")[0]
        if text.startswith("["):
            text = _CHECKBOX.sub("", text)
        return self.read_label(split_segments(text)[0])

    def _item(self, item: Block, block: Block, rank: int) -> None:
        first = item.children[0] if item.children else None
        if first is None or first.type is not BlockType.PARAGRAPH:
            self._loose_item(item, block)
            return
        lines = first.text.split("\n")
        if len(lines) == len(item.children) == 1 and self._boxed_status(lines[0], item.line):
            return
        before = len(self.walk.nodes)
        segments = split_segments(_CHECKBOX.sub("", lines[0]))
        if len(segments) > 1 and self.segments(segments, item.line):
            if len(item.children) > 1 or len(lines) > 1:
                self.catch(item.line + 1)
            return
        label = self.read_label(segments[0]) if len(segments) == 1 else None
        has_body = len(item.children) > 1 or len(lines) > 1
        if label is None or not self._item_label_part(label, item.line, rank, has_body=has_body):
            self._loose_item(item, block)
            return
        if len(self.walk.nodes) == before:
            if has_body:
                self.catch(item.line + 1)
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

    def _boxed_status(self, text: str, line: int) -> bool:
        """Take ``- [x] Resolved`` or ``- [ ] Open`` among the labels of an entry."""
        box = _CHECKBOX.match(text)
        words = text[box.end() :].strip() if box else ""
        found = self.vocabulary.status.first(words) if words and self.section is None else None
        if box is None or found is None or (found.start, found.end) != (0, len(words)):
            return False
        if box[0][1] == " " and found.meaning != Status.OPEN.value:
            return False
        self.field("status", words, line, Place.BODY)
        return True

    def _item_label_part(self, label: Label, line: int, rank: int, *, has_body: bool) -> bool:
        if has_body and not self._names_part(label) and label.style is LabelStyle.BOLD:
            self.open_label(SectionKind.OTHER, label, line, rank)
            return True
        if has_body and label.style is LabelStyle.PLAIN and self._names_part(label):
            found = self.vocabulary.sections.exact(label.name)
            if found:
                self.open_label(SectionKind(found), label, line, rank)
                return True
        return self.label(label, line, rank, first=True)

    def _loose_item(self, item: Block, block: Block) -> None:
        """An item without a label among labelled ones goes on with the section before it."""
        self.catch(item.line)
        part = Block(block.type, item.line, item.end_line, children=(item,))
        for node in self.open:
            if node.is_label:
                node.blocks.append(part)

    def _nested_fields(self, block: Block, labels: Sequence[Label | None] | None = None) -> None:
        """Fields in lists below a section: they count where the entry has no better ones.

        ``labels`` are those of the items, where they are known.
        """
        for index, item in enumerate(block.children):
            if item.type is not BlockType.ITEM:
                continue
            label = labels[index] if labels else self._item_label(item)
            if label and len(item.children) > 1 and item.children[1].type in LISTS:
                self._nested_files(label, item)
            if label and label.value and label.style is not LabelStyle.PLAIN:
                meaning = self.vocabulary.fields.exact(label.name)
                if meaning:
                    self.field(label.name, label.value, item.line, Place.NESTED)

    def _nested_files(self, label: Label, item: Block) -> None:
        """A list of files inside another section is files changed, too."""
        if self.vocabulary.sections.find(label.name) != SectionKind.FILES_CHANGED.value:
            return
        if all(is_path_item(child, self.vocabulary) for child in item.children[1].children):
            node = Node(SectionKind.FILES_CHANGED, label.name, item.line, NESTED_RANK, item.line)
            node.parent = self.open[-1].line if self.open else None
            node.end = item.end_line
            node.blocks = list(item.children[1:])
            node.in_item = True
            self.walk.nodes.append(node)

    def _table_fields(self, block: Block) -> bool:
        """Take a table in the header that holds fields and short sections; else false."""
        rows = table_fields(block, self.vocabulary)
        for name, value, line in rows:
            kind = self.vocabulary.sections.exact(name)
            if self.vocabulary.fields.exact(name) or kind in (None, SectionKind.OTHER.value):
                self.field(name, value, line, Place.HEADER)
            elif value.strip():
                self.open_label(
                    SectionKind(kind), Label(name, value, LabelStyle.BOLD), line, LABEL_RANK
                )
                self.close(LABEL_RANK, line + 1)
        return bool(rows)


def walk_entry(
    blocks: tuple[Block, ...], end_line: int, vocabulary: Vocabulary, heading: HeadingParts
) -> EntryWalk:
    """Walk over the blocks of an entry below its heading; lines count from the heading's."""
    walker = _Walker(vocabulary, end_line, heading)
    for block in blocks:
        walker.block(block)
    walker.close(0, end_line + 1)
    for node in walker.walk.nodes:
        node.kind = kind_by_content(node, vocabulary)
    return walker.walk
