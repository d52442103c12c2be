"""Markdown → blocks.

``containers.py`` follows the lines; here a tree is made of what it sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.markdown.containers import ATX, ATX_CLOSE, MAX_CONTAINERS, QUOTE, ContainerScanner

__all__ = ["MAX_MISSING_CELLS", "parse_blocks", "parse_lines"]

MAX_MISSING_CELLS = 0x10000
"""How many cells the rows of a table may lack; a row more is no row, as markdown-it-py has it."""

_DELIMITERS = re.compile(r"[|:-][|: -]+$")
_DELIMITER = re.compile(r":?-+:?$")
_PIPE = re.compile(r"(?<!\\)\|")
_TEXT = r"[^\s#>\-+*0-9`~<=_|:]|\*{1,2}[^\s*]|_{1,2}[^\s_]|`{1,2}[^`]|~{1,2}[^~]|[0-9]{1,9}[^0-9.)]"
"""How text begins that no block but a paragraph begins with, nor a row of a table."""

_COMMON = re.compile(rf"( *)(?:([-+*]|([0-9]{{1,9}})[.)]) {{1,4}})?(?={_TEXT})")
"""A line of text, or the first line of an item that begins with text."""


class _Node:
    """A container while it is open, or a list while it may go on.

    ``lists`` are the lists among its blocks: each has its place there, and its block when
    the container ends. ``end`` counts no block in it that ends later.
    """

    __slots__ = ("blocks", "end", "line", "lists", "marker", "place", "type")

    def __init__(self, type_: BlockType, line: int, marker: str = "", place: int = 0) -> None:
        self.type = type_
        self.line = line
        self.end = line
        self.marker = marker
        self.place = place
        self.blocks: list[Block] = []
        self.lists: list[_Node] = []

    def ended(self) -> Block:
        """The block that it became."""
        blocks = self.blocks
        for node in self.lists:
            items = tuple(node.blocks)
            blocks[node.place] = Block(node.type, node.line, items[-1].end_line, children=items)
        end = self.end
        if blocks and blocks[-1].end_line > end:
            end = blocks[-1].end_line
        return Block(self.type, self.line, end, children=tuple(blocks))


_ITEM, _PARAGRAPH = BlockType.ITEM, BlockType.PARAGRAPH
_PLACE = Block(BlockType.RULE, 0, 0)
"""Keeps the place of a list until it is known where the list ends."""


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
        self.missing = 0
        """How many cells the rows of the open table lack."""
        self.rows: list[Block] = []
        self.code_open = False
        self.adjoined = False
        """Whether a line may belong to an item, a table or HTML without being indented."""

    def run(self, lines: Sequence[str]) -> tuple[Block, ...]:
        """Take all lines, and return the tree.

        Most lines are blank, text or items, where no quote, code, HTML or table is open: these
        have a short way here, with the same outcome as :meth:`feed`.
        """
        common = _COMMON.match
        count = len(lines)
        number = 0
        short = True
        while number < count:
            line = lines[number]
            number += 1
            if short:
                if not line:
                    if self.paragraph:
                        self._end_text()
                    continue
                found = common(line)
                if found:
                    if self._common(number, line, found):
                        continue
                elif line[0] == "#" and (heading := ATX.match(line)):
                    self._close_to(0)
                    self.on_heading(number, len(heading[1]), heading[2])
                    continue
            self.feed(number, line)
            if self.fence:
                number = self._through_fence(lines, number)
            short = not (
                self.fence
                or self.html
                or self.code_open
                or self.columns
                or self.empty_item
                or QUOTE in self.containers
            )
        self._end_leaf()
        self._close_to(0)
        self._end_indented()
        return self.root.ended().children

    def _common(self, number: int, line: str, found: re.Match[str]) -> bool:
        """Take a line of text, or an item that begins with text; false for a rare case."""
        containers = self.containers
        item = found.lastindex == 2
        if self.paragraph and not item:
            self.leaf.append(line.strip())
            self.leaf_end = number
            if containers and line[0] != " ":
                self.adjoined = True
            return True
        indent = found.end(1)
        depth = position = 0
        for width in containers:
            if position + width > indent:
                break
            position += width
            depth += 1
        open_ = len(containers)
        if indent - position > 3 or (item and open_ >= MAX_CONTAINERS):
            return False
        if self.paragraph:
            if depth == open_ and found[3] not in (None, "1"):
                return False
            self._end_text()
        if depth < open_:
            del containers[depth:]
            self._close_nodes(depth)
        start = found.end()
        if item:
            containers.append(start - position)
            self._open_item(number, found[2][-1])
        self.paragraph = True
        self.leaf = [line[start:].rstrip()]
        self.leaf_line = self.leaf_end = number
        return True

    def _through_fence(self, lines: Sequence[str], number: int) -> int:
        """Take the lines of a fence that are plainly inside; the number of the last one."""
        containers = self.containers
        if self.indent or QUOTE in containers:
            return number
        mark = self.fence[:3]
        margin = sum(containers)
        blanks = " " * margin
        last = number
        while last < len(lines):
            line = lines[last]
            if mark in line:
                break
            if margin and ("\t" in line or (line and not line.startswith(blanks))):
                break
            last += 1
        inside = lines[number:last]
        self.leaf += [line[margin:] for line in inside] if margin else inside
        end = last
        while end > number and not lines[end - 1].strip():
            end -= 1
        if end > number:
            self.leaf_end = end
        return last

    def _add(self, block: Block) -> None:
        """Put a block into the innermost container."""
        self.nodes[-1].blocks.append(block)

    # Containers

    def on_open(self, number: int, container: int, marker: str) -> None:
        self._end_indented()
        if container == QUOTE:
            self.nodes.append(_Node(BlockType.QUOTE, number))
        else:
            self._open_item(number, marker)

    def _open_item(self, number: int, marker: str) -> None:
        """Begin an item of the list right before it, or of a new one."""
        parent = self.nodes[-1]
        lists = parent.lists
        place = len(parent.blocks)
        if not lists or lists[-1].place != place - 1 or lists[-1].marker != marker:
            type_ = BlockType.NUMBERS if marker in ".)" else BlockType.BULLETS
            lists.append(_Node(type_, number, marker, place))
            parent.blocks.append(_PLACE)
        self.nodes.append(_Node(_ITEM, number))

    def on_close(self, depth: int) -> None:
        self._end_indented()
        self._close_nodes(depth)

    def _close_nodes(self, depth: int) -> None:
        nodes = self.nodes
        for _ in range(len(nodes) - depth - 1):
            node = nodes.pop()
            parent = nodes[-1]
            if node.type is _ITEM:
                parent.lists[-1].blocks.append(node.ended())
            else:
                parent.blocks.append(node.ended())

    # Paragraphs, headings, tables

    def on_blank(self, number: int) -> None:
        if self.code_open:
            self.leaf.append("")
        if QUOTE in self.containers:
            self.nodes[-1].end = number

    def on_text(self, number: int, text: str, *, lazy: bool) -> None:
        self._end_indented()
        if lazy:
            self.adjoined = True
        if self.columns:
            cells = _cells(text)
            self.missing += self.columns - len(cells)
            if self.missing <= MAX_MISSING_CELLS:
                self._row(number, cells, header=False)
                return
            self.on_paragraph_end()
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
            self._add(Block(BlockType.TABLE, self.rows[0].line, last, children=children))
            self.columns, self.missing, self.rows = 0, 0, []
            self.leaf = []
        elif self.leaf:
            self._end_text()

    def _end_text(self) -> None:
        """End the paragraph, which is no table."""
        self.paragraph = False
        text = "\n".join(self.leaf)
        self.nodes[-1].blocks.append(Block(_PARAGRAPH, self.leaf_line, self.leaf_end, text))
        self.leaf = []

    def on_delimiter(self, number: int, text: str) -> bool:
        return not self.columns and "|" in self.leaf[-1] and self._begins_table(number, text)

    def on_setext(self, number: int, level: int) -> None:
        text = "\n".join(self.leaf)
        self.leaf = []
        self._add(Block(BlockType.HEADING, self.leaf_line, number, text, level))

    def on_heading(self, number: int, level: int, text: str) -> None:
        self._end_indented()
        title = ATX_CLOSE.sub("", text).strip()
        self._add(Block(BlockType.HEADING, number, number, title, level))

    def on_rule(self, number: int) -> None:
        self._end_indented()
        self._add(Block(BlockType.RULE, number, number))

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
        self.adjoined = True
        self.leaf.pop()
        line = self.leaf_end
        if self.leaf:
            text = "\n".join(self.leaf)
            self._add(Block(BlockType.PARAGRAPH, self.leaf_line, line - 1, text))
        self.leaf = []
        self.columns = len(header)
        self._row(line, header, header=True)
        self.leaf_end = number
        return True

    def _row(self, number: int, cells: Sequence[str], *, header: bool) -> None:
        cells = [*cells[: self.columns], *[""] * (self.columns - len(cells))]
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
        self._add(Block(BlockType.CODE, self.leaf_line, number or self.leaf_end, content))
        self.leaf = []

    def on_html_line(self, number: int, text: str) -> None:
        self._end_indented()
        self.adjoined = True
        if not self.leaf:
            self.leaf_line = number
        self.leaf.append(text)
        if text.strip():
            self.leaf_end = number

    def on_html_end(self) -> None:
        content = "\n".join(self.leaf)
        self._add(Block(BlockType.HTML, self.leaf_line, self.leaf_end, content))
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
            self._add(Block(BlockType.CODE, self.leaf_line, self.leaf_end, content))
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
    return _Builder().run(text.split("\n"))


def parse_lines(lines: Sequence[str]) -> tuple[tuple[Block, ...], bool]:
    """The top-level blocks of a text that is in lines, and whether any line is adjoined.

    An adjoined line belongs to a list item, a table or HTML without being indented. Where
    there is none, that is for sure; where there is one, it may not matter.
    """
    builder = _Builder()
    return builder.run(lines), builder.adjoined
