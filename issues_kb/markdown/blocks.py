"""Markdown as blocks with lines: what reading needs, and nothing of how it looks.

The text of a block is its source, with the marks of its containers (``>``, indentation)
removed. Inline Markdown is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from issues_kb.markdown.containers import ATX_CLOSE, QUOTE, ContainerScanner

__all__ = ["Block", "BlockType", "parse_blocks", "walk"]


class BlockType(Enum):
    """The kinds of block that reading tells apart."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    HTML = "html"
    RULE = "rule"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. Lines count from 1; ``end_line`` is its last line that is not blank.

    ``text`` is the source of a heading, paragraph or cell, or the content of code and
    HTML. ``level`` is a heading's; ``header`` marks the header row of a table.
    """

    type: BlockType
    line: int
    end_line: int
    text: str = ""
    level: int = 0
    header: bool = False
    children: tuple[Block, ...] = ()


_DELIMITERS = re.compile(r"[|:-][|: -]+$")
_DELIMITER = re.compile(r":?-+:?$")
_PIPE = re.compile(r"(?<!\\)\|")


class _Node:
    """A container while it is open: its blocks, and its last line that is not blank."""

    __slots__ = ("blocks", "end", "line", "marker", "type")

    def __init__(self, type_: BlockType, line: int, marker: str = "") -> None:
        self.type = type_
        self.line = line
        self.end = line
        self.marker = marker
        self.blocks: list[Block | _Node] = []

    def frozen(self) -> Block:
        children = tuple(b if isinstance(b, Block) else b.frozen() for b in self.blocks)
        return Block(self.type, self.line, self.end, children=children)


class _Builder(ContainerScanner):
    """Makes a tree of what the scanner sees."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _Node(BlockType.QUOTE, 1)
        self.nodes = [self.root]
        self.leaf: list[str] = []
        self.leaf_line = 0
        self.leaf_end = 0
        self.indent = 0
        self.columns = 0
        """How many columns the open table has; 0 outside of tables."""
        self.rows: list[Block] = []
        self.code_open = False

    def add(self, block: Block) -> None:
        """Put a block into the innermost container, and lengthen all that are open."""
        self.nodes[-1].blocks.append(block)
        for node in self.nodes:
            node.end = max(node.end, block.end_line)

    def finish(self) -> tuple[Block, ...]:
        """End all that is open, and return the tree."""
        self._end_leaf()
        self._close_to(0)
        self._end_indented()
        return self.root.frozen().children

    # Containers

    def on_open(self, number: int, container: int, marker: str) -> None:
        self._end_indented()
        if container == QUOTE:
            node = _Node(BlockType.QUOTE, number)
            self.nodes[-1].blocks.append(node)
        else:
            node = _Node(BlockType.ITEM, number)
            self._list(number, marker).blocks.append(node)
        self.nodes.append(node)
        self._lengthen(number)

    def _list(self, number: int, marker: str) -> _Node:
        """The list that an item belongs to: the one right before it, or a new one."""
        siblings = self.nodes[-1].blocks
        last = siblings[-1] if siblings else None
        if isinstance(last, _Node) and last.marker == marker:
            return last
        type_ = BlockType.NUMBERS if marker in ".)" else BlockType.BULLETS
        node = _Node(type_, number, marker)
        siblings.append(node)
        return node

    def _lengthen(self, number: int) -> None:
        for node in self.nodes:
            node.end = number

    def on_close(self, depth: int) -> None:
        self._end_indented()
        while len(self.nodes) > depth + 1:
            node = self.nodes.pop()
            siblings = self.nodes[-1].blocks
            if node.type is BlockType.ITEM:
                list_ = siblings[-1]
                assert isinstance(list_, _Node)
                list_.end = max(list_.end, node.end)

    # Paragraphs, headings, tables

    def on_blank(self, number: int) -> None:
        if self.code_open:
            self.leaf.append("")
        if QUOTE in self.containers:
            self._lengthen(number)

    def on_text(self, number: int, text: str, *, lazy: bool) -> None:
        self._end_indented()
        if self.columns:
            self._row(number, text, header=False)
            return
        if self.leaf and not lazy and self._begins_table(number, text):
            return
        if not self.leaf:
            self.leaf_line = number
        self.leaf.append(text.strip())
        self.leaf_end = number

    @property
    def in_table(self) -> bool:
        return self.columns > 0

    def on_paragraph_end(self) -> None:
        if self.columns:
            last = self.rows[-1].end_line if len(self.rows) > 1 else self.leaf_end
            children = tuple(self.rows)
            self.add(Block(BlockType.TABLE, self.rows[0].line, last, children=children))
            self.columns, self.rows = 0, []
        elif self.leaf:
            text = "\n".join(self.leaf)
            self.add(Block(BlockType.PARAGRAPH, self.leaf_line, self.leaf_end, text))
        self.leaf = []

    def on_delimiter(self, number: int, text: str) -> bool:
        return not self.columns and "|" in self.leaf[-1] and self._begins_table(number, text)

    def on_setext(self, number: int, level: int) -> None:
        text = "\n".join(self.leaf)
        self.leaf = []
        self.add(Block(BlockType.HEADING, self.leaf_line, number, text, level))

    def on_heading(self, number: int, level: int, text: str) -> None:
        self._end_indented()
        title = ATX_CLOSE.sub("", text).strip()
        self.add(Block(BlockType.HEADING, number, number, title, level))

    def on_rule(self, number: int) -> None:
        self._end_indented()
        self.add(Block(BlockType.RULE, number, number))

    def _begins_table(self, number: int, text: str) -> bool:
        """Whether a line is the delimiter row below a header of as many columns."""
        text = text.strip()
        if not _DELIMITERS.match(text) or "|" not in self.leaf[-1] or text[:2] == "- ":
            return False
        marks = [cell.strip() for cell in text.split("|")]
        inner = [mark for place, mark in enumerate(marks) if mark or 0 < place < len(marks) - 1]
        header = _cells(self.leaf[-1])
        if len(inner) != len(header) or not all(map(_DELIMITER.match, inner)):
            return False
        title = self.leaf.pop()
        line = self.leaf_end
        if self.leaf:
            text = "\n".join(self.leaf)
            self.add(Block(BlockType.PARAGRAPH, self.leaf_line, line - 1, text))
        self.leaf = []
        self.columns = len(header)
        self._row(line, title, header=True)
        self.leaf_end = number
        return True

    def _row(self, number: int, text: str, *, header: bool) -> None:
        cells = _cells(text)[: self.columns]
        cells += [""] * (self.columns - len(cells))
        children = tuple(Block(BlockType.CELL, number, number, cell) for cell in cells)
        self.rows.append(Block(BlockType.ROW, number, number, header=header, children=children))

    # Code and HTML

    def on_fence(self, number: int, info: str, indent: int) -> None:  # noqa: ARG002
        self._end_indented()
        self.leaf, self.leaf_line, self.leaf_end = [], number, number
        self.indent = indent

    def on_fence_line(self, number: int, text: str) -> None:
        if self.indent and "\t" in text[:4]:
            code = text.lstrip(" \t")
            text = text[: len(text) - len(code)].expandtabs(4) + code
        margin = len(text) - len(text.lstrip(" "))
        self.leaf.append(text[min(margin, self.indent) :])
        if text.strip():
            self.leaf_end = number

    def on_fence_end(self, number: int) -> None:
        content = "".join(f"{line}\n" for line in self.leaf)
        self.add(Block(BlockType.CODE, self.leaf_line, number or self.leaf_end, content))
        self.leaf = []

    def on_html_line(self, number: int, text: str) -> None:
        self._end_indented()
        if not self.leaf:
            self.leaf_line = number
        self.leaf.append(text)
        if text.strip():
            self.leaf_end = number

    def on_html_end(self) -> None:
        content = "\n".join(self.leaf)
        self.add(Block(BlockType.HTML, self.leaf_line, self.leaf_end, content))
        self.leaf = []

    def on_indented(self, number: int, text: str) -> None:
        if not self.code_open:
            self.leaf, self.leaf_line, self.code_open = [], number, True
        self.leaf.append(text)
        self.leaf_end = number

    def _end_indented(self) -> None:
        if self.code_open:
            self.code_open = False
            while not self.leaf[-1]:
                self.leaf.pop()
            content = "".join(f"{line}\n" for line in self.leaf)
            self.add(Block(BlockType.CODE, self.leaf_line, self.leaf_end, content))
            self.leaf = []


def _cells(text: str) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(text.strip())]
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Return the top-level blocks of a Markdown text."""
    builder = _Builder()
    feed = builder.feed
    for number, line in enumerate(text.split("\n"), 1):
        feed(number, line)
    return builder.finish()


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield each block and all that it contains, in the order of the text."""
    for block in blocks:
        yield block
        yield from walk(block.children)
