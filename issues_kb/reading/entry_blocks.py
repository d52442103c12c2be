"""The blocks of an entry as its writer meant them, where Markdown reads them otherwise.

People put a label right below a list, a table or HTML, without a blank line. CommonMark
takes it for a part of what stands above it (a lazy continuation, 0.31 section 5.1), and
takes a field line above ``---`` for a heading (section 4.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.markdown.parsing import parse_lines
from issues_kb.reading.folding import fold_name
from issues_kb.reading.labels import LabelStyle, parse_label
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["entry_blocks"]

_TOLD = frozenset({"root_cause", "resolution", "prevention", "learnings", "impact", "why_missed"})
"""The sections that a plain label with text behind it begins, though a list stands above it."""

_MAY_BE_LABEL = re.compile(r"^(?:\*\*|__|[^\W\d_][^:：\n]{0,60}[:：])")


def entry_blocks(text: str, vocabulary: Vocabulary) -> tuple[Block, ...]:
    """The top-level blocks of an entry, its heading included; lines count from 1."""
    lines = text.split("\n")
    blocks, adjoined = parse_lines(lines)
    if adjoined:
        swallowed = sorted(set(_swallowed(blocks, lines, vocabulary, in_item=False)))
        if swallowed:
            blocks = _parse_apart(lines, swallowed)
    if any(b.end_line != b.line and b.type is BlockType.HEADING for b in blocks):
        return tuple([_unsetext(block, vocabulary) for block in blocks])
    return blocks


def _swallowed(
    blocks: Sequence[Block], lines: Sequence[str], vocabulary: Vocabulary, *, in_item: bool
) -> Iterator[int]:
    """The lines of labels that became part of the list, table or HTML above them."""
    for block in blocks:
        inside = in_item or block.type is BlockType.ITEM
        holds = block.type in (BlockType.TABLE, BlockType.HTML)
        if holds or (inside and block.type is BlockType.PARAGRAPH):
            for number in range(block.line + 1, block.end_line + 1):
                if _is_label(lines[number - 1], vocabulary):
                    yield number
        elif block.type is not BlockType.QUOTE:
            yield from _swallowed(block.children, lines, vocabulary, in_item=inside)


def _is_label(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line without indentation begins with a label that surely is one."""
    if not _MAY_BE_LABEL.match(line):
        return False
    label = parse_label(line)
    if label is None:
        return False
    if label.style is not LabelStyle.PLAIN or vocabulary.fields.exact(label.name):
        return True
    kind = vocabulary.sections.exact(label.name)
    # ``Error: disk full`` below an item may be what a program said, ``Note: …`` is a remark.
    told = kind in _TOLD and fold_name(label.name) not in vocabulary.errors.labels
    return told if label.value else kind is not None


def _parse_apart(lines: Sequence[str], before: Sequence[int]) -> tuple[Block, ...]:
    """The blocks of a text with a blank line before some of its lines, in its own lines."""
    places = [0]
    spaced: list[str] = []
    apart = set(before)
    for number, line in enumerate(lines, 1):
        if number in apart:
            spaced.append("")
            places.append(number - 1)
        spaced.append(line)
        places.append(number)
    blocks, _ = parse_lines(spaced)
    return tuple([_placed(block, places) for block in blocks])


def _placed(block: Block, places: Sequence[int]) -> Block:
    line, end_line = places[block.line], places[block.end_line]
    children = tuple([_placed(child, places) for child in block.children])
    return Block(block.type, line, end_line, block.text, block.level, block.header, children)


def _unsetext(block: Block, vocabulary: Vocabulary) -> Block:
    """Undo a setext heading by accident: a field line above ``---`` is a paragraph."""
    if block.type is not BlockType.HEADING or block.end_line == block.line:
        return block
    label = parse_label(block.text.split("\n")[0])
    names_field = label is not None and vocabulary.fields.exact(label.name) is not None
    if names_field or "\n" in block.text or (label is not None and label.value):
        return Block(BlockType.PARAGRAPH, block.line, block.end_line - 1, block.text)
    return block
