"""The documents, taken apart: blocks of code, headings with their anchors, links."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]

DOCUMENTS = (
    "README.md",
    "CHANGELOG.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")),
)

_FILE = re.compile(r"`([\w./-]+\.\w+)`:$")


class Block(NamedTuple):
    """A fenced block. ``file`` is the name that the words above it give it, if they do."""

    document: str
    line: int
    language: str
    text: str
    file: str | None


@cache
def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


@cache
def _tokens(document: str) -> tuple[Token, ...]:
    return tuple(MarkdownIt("commonmark").enable("table").parse(text_of(document)))


@cache
def blocks(document: str) -> tuple[Block, ...]:
    """The fenced blocks of a document, but those that only the book's builder understands."""
    found = []
    above = ""
    for token in _tokens(document):
        if token.type == "inline":
            above = token.content
        elif token.type == "fence":
            file = _FILE.search(above)
            language = token.info.strip()
            line = (token.map or [0])[0] + 1
            if not language.startswith("{"):
                name = file[1] if file else None
                found.append(Block(document, line, language, token.content, name))
            above = ""
    return tuple(found)


def all_blocks(*languages: str) -> list[Block]:
    return [each for name in DOCUMENTS for each in blocks(name) if each.language in languages]


def place(block: Block) -> str:
    return f"{block.document}:{block.line}"


@cache
def anchors(document: str) -> frozenset[str]:
    """What GitHub calls the headings of a document."""
    found: list[str] = []
    tokens = _tokens(document)
    for token, content in pairwise(tokens):
        if token.type == "heading_open":
            name = re.sub(r"[^\w\- ]", "", _plain(content).lower().strip()).replace(" ", "-")
            taken = sum(1 for each in found if re.fullmatch(rf"{re.escape(name)}(-\d+)?", each))
            found.append(f"{name}-{taken}" if name in found else name)
    return frozenset(found)


def _plain(inline: Token) -> str:
    return "".join(each.content for each in inline.children or [])


@cache
def code(document: str) -> tuple[str, ...]:
    """What stands as code in a line."""
    children = [each for token in _tokens(document) for each in token.children or []]
    return tuple(each.content for each in children if each.type == "code_inline")


@cache
def links(document: str) -> tuple[str, ...]:
    """The addresses of links and images, as written."""
    children = [each for token in _tokens(document) for each in token.children or []]
    found = [str(each.attrs.get("href") or each.attrs.get("src") or "") for each in children]
    return tuple(address for address in found if address)
