"""Markdown as blocks with lines: what reading needs, and nothing of how it looks.

The text of a block is its source, with the marks of its containers (``>``, indentation)
removed. Inline Markdown is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

__all__ = ["Block", "BlockType", "walk"]


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


@dataclass(slots=True)
class Block:
    """One block. Lines count from 1; ``end_line`` is its last line that is not blank.

    ``text`` is the source of a heading, paragraph or cell, or the content of code and
    HTML. ``level`` is a heading's; ``header`` marks the header row of a table. It is a
    value that nobody changes. (Not ``frozen``: Python makes those five times more slowly,
    and a log has tens of thousands.)
    """

    type: BlockType
    line: int
    end_line: int
    text: str = ""
    level: int = 0
    header: bool = False
    children: tuple[Block, ...] = ()


def walk(blocks: Sequence[Block]) -> list[Block]:
    """Each block and all that it contains, in the order of the text."""
    found: list[Block] = []
    for block in blocks:
        found.append(block)
        if block.children:
            found += walk(block.children)
    return found
