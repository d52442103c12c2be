"""The block structure that reading works on: held equal to markdown-it-py's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from issues_kb.markdown.blocks import Block, BlockType, walk
from issues_kb.markdown.parsing import MAX_MISSING_CELLS, parse_blocks, parse_lines
from tests.reading.logs import ATOMS

MORE = [
    "> - ",
    "> -",
    "- > ",
    "a | b",
    "|---|---|",
    "--|--",
    "| c | d |",
    "| x |",
    "|-|",
    "  text",
    "      indented",
    "- **Bold** text",
    "  - `code` text",
    "1. [ ] one",
    "   2. two",
    "     12 words",
    "  ```py",
    "   code",
    "٣. not an item",
]

markdown_texts = st.lists(st.sampled_from([*ATOMS, *MORE]), max_size=10).map("\n".join)

NAMES = {
    "bullet_list_open": "bullets",
    "ordered_list_open": "numbers",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
    "tr_open": "row",
    "th_open": "cell",
    "td_open": "cell",
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "code",
    "code_block": "code",
    "html_block": "html",
    "hr": "rule",
}


def words(text: str) -> str:
    """A text without what is white: where blanks stand is no matter of block structure."""
    return "".join(text.split())


def ours(blocks: Sequence[Block]) -> list[Any]:
    return [
        (b.type.value, b.line, b.end_line, b.level, words(b.text), ours(b.children)) for b in blocks
    ]


def theirs(text: str) -> list[Any]:
    parser = MarkdownIt("commonmark", {"maxNesting": 200}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    found, _ = collect(parser.parse(text), 0, text.split("\n"), 1)
    return found


def collect(tokens: list[Token], index: int, lines: list[str], line: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while index < len(tokens):
        token = tokens[index]
        if token.nesting < 0:
            return found, index + 1
        start, end = (token.map[0] + 1, token.map[1]) if token.map else (line, line)
        while end > start and not lines[end - 1].strip():
            end -= 1
        name = NAMES.get(token.type)
        if name in ("heading", "paragraph", "cell"):
            level = int(token.tag[1]) if name == "heading" else 0
            found.append((name, start, end, level, words(tokens[index + 1].content), []))
            index += 3
        elif token.nesting > 0:
            children, index = collect(tokens, index + 1, lines, start)
            found += [(name, start, end, 0, "", children)] if name else children
        else:
            if name:
                found.append((name, start, end, 0, words(token.content), []))
            index += 1
    return found, index


@given(markdown_texts)
def test_blocks_equal_markdown_it(text: str) -> None:
    assert ours(parse_blocks(text)) == theirs(text)


def test_the_seed_equals_markdown_it(seed_bytes: bytes) -> None:
    text = seed_bytes.decode()
    assert ours(parse_blocks(text)) == theirs(text)


@given(st.text())
def test_any_text_has_blocks(text: str) -> None:
    count = len(text.split("\n"))
    assert all(1 <= block.line <= block.end_line <= count for block in walk(parse_blocks(text)))


def test_a_table_ends_where_its_rows_lack_too_many_cells() -> None:
    # Otherwise 20 KB make millions of cells.
    wide = "|a" * 300 + "|\n" + "|-" * 300 + "|\n"
    for prefix in ("", "> ", "- "):
        rows = wide + "|b\n" * 240 + "text | c\n\nafter"
        text = prefix + rows.replace("\n", "\n  " if prefix == "- " else f"\n{prefix}")
        assert ours(parse_blocks(text)) == theirs(text)
    table, paragraph, _ = parse_blocks(wide + "|b\n" * 240 + "text | c\n\nafter")
    assert len(table.children) == 1 + MAX_MISSING_CELLS // 299
    assert paragraph.text.endswith("|b\ntext | c")


def test_code_keeps_its_own_indentation_and_tabs() -> None:
    (block,) = parse_blocks("```\n\tx\n    y\n```")
    assert block == Block(BlockType.CODE, 1, 4, "\tx\n    y\n")


def test_code_in_an_item_loses_the_indentation_of_the_item_alone() -> None:
    (numbers,) = parse_blocks("1. text\n   ```\n   a\n\n     b\n  \n   \tc\n   ```\n2. text")
    code = numbers.children[0].children[1]
    assert code == Block(BlockType.CODE, 2, 8, "a\n\n  b\n\n c\n")


def test_a_fence_that_its_item_ends_reaches_to_its_last_line_with_text() -> None:
    items, text = parse_blocks("- ```\n  a\n\n  b\n\n\ntext")
    (code,) = items.children[0].children
    assert (code.line, code.end_line, code.text) == (1, 4, "a\n\nb\n\n\n")
    assert (items.end_line, text.line) == (4, 7)


def test_only_the_digits_of_ascii_number_an_item() -> None:
    (items,) = parse_blocks("- text\n  ٣. text")
    (paragraph,) = items.children[0].children
    assert paragraph.text == "text\n٣. text"


def test_lines_tell_whether_any_is_adjoined() -> None:
    assert not parse_lines(["text", "text", "", "- item", "  text", "", "```", "a", "```"])[1]
    assert parse_lines(["- item", "text"])[1]
    assert parse_lines(["a | b", "--|--", "text"])[1]
    assert parse_lines(["<div>", "text"])[1]


def test_a_paragraph_keeps_its_lines() -> None:
    (block,) = parse_blocks("**Date:** a  \n  **Status:** b")
    assert block.text == "**Date:** a\n**Status:** b"


def test_nesting_beyond_a_hundred_is_text() -> None:
    blocks = list(walk(parse_blocks(">" * 5_000 + " deep")))
    assert len(blocks) == 101
    assert blocks[-1].type is BlockType.PARAGRAPH
    assert blocks[-1].text.endswith("deep")


def test_an_item_that_never_began_ends_with_its_quote() -> None:
    quote, paragraph = parse_blocks("> - \n\ntext")
    assert (quote.type, quote.line, quote.end_line) == (BlockType.QUOTE, 1, 1)
    assert (paragraph.type, paragraph.line) == (BlockType.PARAGRAPH, 3)


def test_link_definitions_are_text() -> None:
    (block,) = parse_blocks("[log]: https://example.com")
    assert block.text == "[log]: https://example.com"
