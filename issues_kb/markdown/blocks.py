"""Markdown as blocks with lines: what reading needs, and nothing of how it looks.

Only the block rules of markdown-it-py run (inline rules cost as much again); the text of
a block is its source, with the marks of its containers (``>``, indentation) removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["Block", "BlockType", "parse_blocks", "walk"]

MAX_NESTING = 100

_SOFT_BREAK = re.compile(r"\n[ \t]+")
"""Blanks at the beginning of a paragraph's later lines say nothing (CommonMark 0.31, 6.8)."""


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


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


_CONTAINERS = {
    "bullet_list_open": BlockType.BULLETS,
    "ordered_list_open": BlockType.NUMBERS,
    "list_item_open": BlockType.ITEM,
    "blockquote_open": BlockType.QUOTE,
    "table_open": BlockType.TABLE,
    "tr_open": BlockType.ROW,
    "th_open": BlockType.CELL,
    "td_open": BlockType.CELL,
    "heading_open": BlockType.HEADING,
    "paragraph_open": BlockType.PARAGRAPH,
}
_LEAVES = {
    "fence": BlockType.CODE,
    "code_block": BlockType.CODE,
    "html_block": BlockType.HTML,
    "hr": BlockType.RULE,
}


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Return the top-level blocks of a Markdown text."""
    lines = text.split("\n")
    tokens = _parser().parse(text)
    blocks, _ = _collect(tokens, 0, lines, 1)
    return blocks


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield each block and all that it contains, in the order of the text."""
    for block in blocks:
        yield block
        yield from walk(block.children)


def _collect(
    tokens: list[Token], index: int, lines: list[str], line: int
) -> tuple[tuple[Block, ...], int]:
    """Return the blocks from a token to the end of its container, and the index after it.

    ``line`` stands in for the tokens that carry no place of their own (table cells).
    """
    blocks: list[Block] = []
    while index < len(tokens):
        token = tokens[index]
        if token.nesting < 0:
            return tuple(blocks), index + 1
        start = token.map[0] + 1 if token.map else line
        end = _last_filled(lines, token.map) if token.map else line
        kind = _CONTAINERS.get(token.type)
        if kind in (BlockType.HEADING, BlockType.PARAGRAPH, BlockType.CELL):
            content = _SOFT_BREAK.sub("\n", tokens[index + 1].content)
            level = int(token.tag[1]) if kind is BlockType.HEADING else 0
            blocks.append(Block(kind, start, end, content, level))
            index += 3
        elif kind is not None:
            children, index = _collect(tokens, index + 1, lines, start)
            header = kind is BlockType.ROW and tokens[index - 2].type == "th_close"
            blocks.append(Block(kind, start, end, children=children, header=header))
        elif token.nesting > 0:
            children, index = _collect(tokens, index + 1, lines, start)
            blocks.extend(children)
        else:
            leaf = _LEAVES.get(token.type)
            if leaf is not None:
                blocks.append(Block(leaf, start, end, token.content))
            index += 1
    return tuple(blocks), index


def _last_filled(lines: list[str], place: list[int]) -> int:
    end = place[1]
    while end > place[0] + 1 and not lines[end - 1].strip():
        end -= 1
    return end
