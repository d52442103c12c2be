"""Labels in running text: which begin sections, which are fields, which are just words."""

from __future__ import annotations

import re

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import SectionKind
from issues_kb.patterns import pattern
from issues_kb.reading.dates import find_date
from issues_kb.reading.folding import fold_name
from issues_kb.reading.header_values import MEANINGS, bare_values, says
from issues_kb.reading.headings import HeadingParts, parse_heading
from issues_kb.reading.ids import SURE_KINDS
from issues_kb.reading.labels import (
    Label,
    LabelStyle,
    parse_dotted,
    parse_label,
    parse_placed,
    split_loose,
    split_segments,
)
from issues_kb.reading.nodes import LABEL_RANK, EntryWalk, FoundField, Node, Place
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["LabelWalker"]

MAX_FIELD_VALUE = 200
"""Characters up to which an unknown label with a value on its line is a field."""

MAX_BEFORE_DATE = 40
"""Characters before the date, behind a label that may also name a section."""

MAX_LONE_VALUE = 60
"""Characters up to which such a field stays one when a paragraph follows it."""


_DASH = pattern(r"\s[–—]\s")
"""Between a name and a note on it."""

_DATED = pattern(r"\s[·|•]\s+([^\W\d_][^\W\d_]*(?: [^\W\d_]+)?)\s+(?=\d)([^·|•]{8,20})")

_DASHED = pattern(
    r"^\s*([^\W\d_][\w ]{1,24}?)"
    r"(?:\s+[=–—→-]\s+|\s+(?=[\u2190-\u2bff\U0001f000-\U0001faff]))(\S.*)$"
)


class LabelWalker:
    """Keeps the sections that are open, and takes the labelled lines of paragraphs."""

    def __init__(self, vocabulary: Vocabulary, end_line: int, heading: HeadingParts) -> None:
        self.vocabulary = vocabulary
        self.number = heading.number
        self.walk = EntryWalk()
        self.open: list[Node] = []
        self.end_line = end_line
        self.wants_title = not heading.title
        self.pending: str | None = None
        self.in_other = False
        """Whether a line that names another issue stands above: its fields are not ours."""
        self.trailing: Node | None = None
        """The section that begins with the last field, should text follow it."""

    def close(self, rank: int, line: int) -> None:
        """End all open sections of a rank and below, before a line."""
        while self.open and self.open[-1].rank >= rank:
            self.open.pop().end = line - 1

    def push(self, node: Node) -> None:
        """Open a section, and end those that it ends."""
        self.trailing = None
        self.close(node.rank, node.line)
        node.parent = self.open[-1].line if self.open else None
        self.open.append(node)
        self.walk.nodes.append(node)

    def content(self, block: Block) -> None:
        """Give a block to all open sections."""
        self.catch(block.line)
        for node in self.open:
            node.blocks.append(block)

    def catch(self, line: int) -> None:
        """Open a section for text that stands behind all others and in none of them."""
        if self.open or not (self.walk.nodes or (self.trailing and not self.trailing.is_label)):
            return
        node, self.trailing = self.trailing, None
        if node is None or (node.is_label and _is_lone(node.value)):
            node = Node(SectionKind.OTHER, None, line, LABEL_RANK, line)
        elif node.is_label:
            self.walk.fields = [f for f in self.walk.fields if f.line != node.line]
        self.push(node)

    @property
    def in_header(self) -> bool:
        """Whether no section has begun yet."""
        return not self.open

    @property
    def section(self) -> Node | None:
        """The innermost section of a heading."""
        return next((node for node in reversed(self.open) if not node.is_label), None)

    def paragraph(self, block: Block) -> None:
        """Take a paragraph line by line: soft breaks count as breaks."""
        lines = block.text.split("\n")
        if len(lines) == 1 and self.in_header and self._bare_line(lines[0], block.line):
            return
        if self.open and self._all_fields(lines):
            for number, line in enumerate(lines, block.line):
                self.label_field(line, number)
            self.content(block)
            return
        for node in self.open:
            if not node.is_label:
                node.blocks.append(block)
        rest: list[str] = []
        rest_line = block.line
        for offset, line in enumerate(lines):
            number = block.line + offset
            if self.in_header or _may_begin_label(line):
                self._plain_lines(rest, rest_line)
                rest, rest_line = [], number
                if self._label_line(line, number, first=offset == 0):
                    rest_line = number + 1
                    continue
            rest.append(line)
        self._plain_lines(rest, rest_line)

    def _bare_line(self, text: str, line: int) -> bool:
        """Take a line of values without names, unless the entry has begun to speak."""
        if self.walk.nodes or any(f.meaning in MEANINGS for f in self.walk.fields):
            return False
        values = bare_values(text, self.vocabulary)
        for meaning, value in values:
            self.walk.fields.append(FoundField(meaning, "", value, line, Place.HEADER))
        return bool(values)

    def label_field(self, text: str, line: int) -> None:
        """Note the field that a labelled line inside a section is."""
        label = parse_label(text)
        if label is not None:
            self.field(label.name, label.value, line, Place.BODY)

    def _all_fields(self, lines: list[str]) -> bool:
        """Whether a paragraph inside a section is a block of fields, as at an entry's end."""
        if len(lines) < 2:
            return False
        named: list[Label] = []
        for line in lines:
            label = parse_label(line)
            if label is None or not label.value:
                return False
            named.append(label)
        known = [self.vocabulary.fields.exact(label.name) for label in named]
        return sum(meaning in MEANINGS for meaning in known) >= 2 and all(
            label.style is LabelStyle.PLAIN for label in named
        )

    def _plain_lines(self, lines: list[str], line: int) -> None:
        """Text of a paragraph that no label begins: it belongs to the open labels."""
        if not lines:
            return
        self.catch(line)
        labels = [node for node in self.open if node.is_label]
        if not labels:
            return
        block = Block(BlockType.PARAGRAPH, line, line + len(lines) - 1, "\n".join(lines))
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
            return self.segments(segments, line)
        label = self.read_label(text)
        if label is None:
            return False
        if self.vocabulary.fields.exact(label.name) and self.loose_fields(text, line):
            return True
        return self.label(label, line, LABEL_RANK, first=first)

    def segments(self, segments: list[str], line: int) -> bool:
        """Take the fields of a line that holds several; false when they are just words."""
        labels = [parse_label(segment) for segment in segments]
        if labels[0] is None:
            return False
        known = [self.vocabulary.fields.exact(label.name) for label in labels if label]
        if not self.in_header and not any(known):
            return False
        for label in labels:
            if label is not None:
                self.field(label.name, label.value, line, self._place())
        return True

    def read_label(self, text: str) -> Label | None:
        """A label, or the name of a field with a dash or a sign behind it."""
        label = parse_label(text)
        if label is None and "**" in text:
            found = parse_dotted(text) or parse_placed(text)
            label = found if found and self.vocabulary.sections.exact(found.name) else None
        if label is not None or not self.in_header:
            return label
        match = _DASHED.match(text)
        meaning = self.vocabulary.fields.exact(match.group(1)) if match else None
        if match and meaning and says(meaning, match.group(2), self.vocabulary):
            return Label(match.group(1), match.group(2), LabelStyle.PLAIN)
        return None

    def loose_fields(self, text: str, line: int) -> bool:
        """Take the fields of a line that are divided by blanks or commas alone, if all are."""
        labels = [parse_label(piece) for piece in split_loose(text)]
        known = [label for label in labels if label and self.vocabulary.fields.exact(label.name)]
        if len(known) < 2 or len(known) < len(labels):
            return False
        for label in known:
            self.field(label.name, label.value, line, self._place())
        return True

    def _place(self) -> Place:
        return Place.HEADER if self.in_header else Place.BODY

    def label(self, label: Label, line: int, rank: int, *, first: bool) -> bool:
        """Take a label: a field or the beginning of a section; false when it is content."""
        meaning = self.vocabulary.fields.exact(label.name)
        if label.style is LabelStyle.ALONE:
            return self._alone(label, line, rank)
        if meaning and label.value and self._is_value(meaning, label):
            if not self.in_header and label.style is LabelStyle.PLAIN and self.section:
                return False
            self.field(label.name, label.value, line, self._place())
            return not any(node.is_label for node in self.open) or meaning != "other_date"
        plain = label.style is LabelStyle.PLAIN
        found = self._kinds(label)
        if not found or (found[0] is SectionKind.OTHER and self._names_value(label)):
            return self._plain_field(label, line) if plain else self._unknown(label, line, rank)
        if plain and not (first or self._plain_style()):
            return False
        self.open_label(found[0], label, line, rank)
        self.open[-1].also = found[1:]
        return True

    def _kinds(self, label: Label) -> tuple[SectionKind, ...]:
        """The kinds of section that a label names; a plain one must name it just so."""
        names = self.vocabulary.sections
        if label.style is not LabelStyle.PLAIN:
            found = names.find_all(label.name) or self._before_dash(label.name)
            return tuple(SectionKind(kind) for kind in found)
        exact = names.exact(label.name)
        return (SectionKind(exact),) if exact else ()

    def _before_dash(self, name: str) -> tuple[str, ...]:
        """What a name is that has a note behind a dash: ``Fix — one lock for all``."""
        dash = _DASH.search(name)
        kind = self.vocabulary.sections.exact(name[: dash.start()]) if dash else None
        return (kind,) if kind else ()

    def _names_value(self, label: Label) -> bool:
        """``Owner: ana`` is a field, though ``Owner`` may also name a section."""
        known = fold_name(label.name) in self.vocabulary.value_names
        return known and 0 < len(label.value) <= MAX_FIELD_VALUE

    def _is_value(self, meaning: str, label: Label) -> bool:
        """``Resolved: 2026-01-02`` is a date of another event; ``Fixed: the parser`` is a fix."""
        if meaning in ("date", "other_date"):
            if self.vocabulary.sections.find(label.name) is None:
                return len(label.value) <= 60 or any(c.isdigit() for c in label.value[:40])
            date = find_date(label.value, self.vocabulary)
            return date is not None and date.start < MAX_BEFORE_DATE
        return True

    def _plain_style(self) -> bool:
        """Whether plain labels already shape this entry."""
        return self.in_header or any(node.is_label for node in self.open)

    def _plain_field(self, label: Label, line: int) -> bool:
        """Take a plain label of no known meaning: a field among fields, else just words."""
        if not self.in_header or not label.value or len(label.name.split()) > 3:
            return False
        below = bool(self.walk.fields) and self.walk.fields[-1].line == line - 1
        if below or self._names_value(label):
            self.field(label.name, label.value, line, Place.HEADER)
            return True
        return False

    def _alone(self, label: Label, line: int, rank: int) -> bool:
        named = parse_heading(label.name, self.vocabulary)
        if named.id_kind in SURE_KINDS and named.title:
            self.in_other = named.number != self.number
        found = self._kinds(label)
        if found:
            self.open_label(found[0], label, line, rank)
            return True
        if self._divides(label, rank) or not any(node.rank == rank for node in self.open):
            return False
        self.open_label(SectionKind.OTHER, label, line, rank)
        return True

    def _unknown(self, label: Label, line: int, rank: int) -> bool:
        """A label of the log's own: a field among fields, a section among sections."""
        if self._divides(label, rank) and not self._names_value(label):
            return False
        if self.section is not None:
            return self._ends_label(label, line, rank)
        if label.value and len(label.value) <= MAX_FIELD_VALUE:
            self.close(rank, line)
            self.field(label.name, label.value, line, self._place())
            self.trailing = Node(SectionKind.OTHER, label.name, line, rank, line, value=label.value)
            return True
        return self._ends_label(label, line, rank)

    def _divides(self, label: Label, rank: int) -> bool:
        """Whether a label divides the section it stands in, as its first content did.

        ``**Fix:**`` may be followed by ``**Option A:** …`` and then ``**Option B:** …``.
        """
        current = next((node for node in reversed(self.open) if node.rank == rank), None)
        if current is None or current.heading is None:
            return False
        word = re.sub(r"\d+", "0", fold_name(label.name)).partition(" ")[0]
        if not (current.blocks or current.value):
            current.topic = word
        return current.topic == word

    def _ends_label(self, label: Label, line: int, rank: int) -> bool:
        """Whether an unknown label ends the one before it: inside a heading, if there is one."""
        if self.section is not None and not any(node.rank == rank for node in self.open):
            return False
        self.open_label(SectionKind.OTHER, label, line, rank)
        return True

    def open_label(self, kind: SectionKind, label: Label, line: int, rank: int) -> None:
        """Open the section that a label names."""
        node = Node(kind, label.name, line, rank, line, value=label.value)
        self.push(node)
        if label.value:
            node.blocks.append(Block(BlockType.PARAGRAPH, line, line, label.value))

    def field(self, name: str, value: str, line: int, place: Place) -> None:
        """Note a field."""
        self.trailing = None
        meaning = None if self.in_other else self.vocabulary.fields.exact(name)
        self.walk.fields.append(FoundField(meaning, name, value.strip(), line, place))
        if meaning == "status" and place is not Place.NESTED:
            self._date_beside(value, line)

    def _date_beside(self, status: str, line: int) -> None:
        """``Open · Reported 2026-01-02``: a status may tell the date, too."""
        for match in _DATED.finditer(status):
            date = find_date(match.group(2), self.vocabulary)
            if date is not None and self.vocabulary.fields.exact(match.group(1)) == "date":
                self.walk.fields.append(FoundField("date", "", date.iso, line, Place.BODY))


def _may_begin_label(line: str) -> bool:
    return ":" in line or "：" in line or "**" in line or line.lstrip()[:1] in ("_", "*", "<")


def _is_lone(value: str) -> bool:
    """Whether a value is complete: no sentence and no introduction that more text follows."""
    return len(value) <= MAX_LONE_VALUE and not value.endswith((".", ":", "。", "：", "…"))
