"""The text of a log as places that can be changed: what is prose, what is code, what is a link.

Everything here works on lines as they stand in the file, so that a place in them is a
place among the log's bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from issues_kb.authoring.edit import Edit
from issues_kb.markdown.blocks import Block, BlockType, walk
from issues_kb.reading import Vocabulary
from issues_kb.reading.entry_blocks import entry_blocks
from issues_kb.reading.folding import fold, is_wide, plain_text
from issues_kb.reading.text import decode

__all__ = [
    "Link",
    "Prose",
    "SourceText",
    "heading_anchor",
    "links_in",
    "prose_of",
    "title_pattern",
    "without_addresses",
]

_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_TICKS = re.compile(r"`+")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_CODE_TAG = re.compile(r"<(code|pre|kbd|samp|script|style|tt)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_LINK = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<address>[^()\s]*)(?:\s[^()]*)?\)")
_ADDRESS = re.compile(r"\]\([^()]*\)|\bhttps?://\S+")
_NOT_ANCHOR = re.compile(r"[^\w\- ]")
_WORD = re.compile(r"[^\W_]+")
_FEWEST_LETTERS = 6


class SourceText:
    """The lines of a log as the reader has them, and the bytes that they stand for."""

    def __init__(self, data: bytes) -> None:
        self.lines = decode(data, "").text.split("\n")
        self._raw: list[str] = []
        self._starts: list[int] = []
        mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        for match in _LINE.finditer(data):
            start = match.start() + (0 if self._raw else mark)
            self._starts.append(start)
            # A byte that is no UTF-8 is one character here, as it is for the reader.
            self._raw.append(data[start : match.end(1)].decode("utf-8", "surrogateescape"))

    def edit(self, line: int, start: int, end: int, text: str) -> Edit:
        """Put ``text`` for the characters from ``start`` to ``end`` of a line, counted from 1."""
        whole = self._raw[line - 1]
        first = self._starts[line - 1] + len(whole[:start].encode("utf-8", "surrogateescape"))
        length = len(whole[start:end].encode("utf-8", "surrogateescape"))
        return Edit(first, first + length, text.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Prose:
    r"""Lines that belong together and are no code block, joined by ``\n``.

    ``text`` has blanks for code inside the lines; ``whole`` has all as written.
    """

    line: int
    whole: str
    text: str
    type: BlockType

    def place(self, offset: int) -> tuple[int, int]:
        """The line, and the place in it, of a place in the text."""
        before = self.whole.rfind("\n", 0, offset) + 1
        return self.line + self.whole.count("\n", 0, offset), offset - before


def prose_of(source: SourceText, first: int, last: int, vocabulary: Vocabulary) -> Iterator[Prose]:
    """The stretches of text between two lines; nothing of code blocks is in them."""
    lines = source.lines[first - 1 : last]
    for block in _units(entry_blocks("\n".join(lines), vocabulary)):
        whole = "\n".join(lines[block.line - 1 : block.end_line])
        yield Prose(first + block.line - 1, whole, _without_code(whole), block.type)


def _units(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in walk(blocks):
        if block.type is BlockType.ROW or (
            block.type in (BlockType.HEADING, BlockType.PARAGRAPH, BlockType.HTML) and block.text
        ):
            yield block


def _without_code(text: str) -> str:
    """A text with blanks for its code spans, by the rule of CommonMark 0.31, section 6.1."""
    if "<" in text:
        text = _CODE_TAG.sub(_blanks, text)
    if "`" not in text:
        return text
    escaped = {match.start() + 1 for match in _ESCAPED.finditer(text)}
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(text)]
    pieces: list[str] = []
    done = index = 0
    while index < len(runs):
        start, end = runs[index]
        start += start in escaped
        width = end - start
        close = next(
            (i for i in range(index + 1, len(runs)) if runs[i][1] - runs[i][0] == width), None
        )
        if width and close is not None:
            pieces += (text[done:start], _blank(text[start : runs[close][1]]))
            done = runs[close][1]
            index = close
        index += 1
    return "".join((*pieces, text[done:]))


def _blanks(match: re.Match[str]) -> str:
    return _blank(match.group())


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def without_addresses(text: str) -> str:
    """A text with blanks for the addresses that links lead to."""
    return _ADDRESS.sub(_blanks, text)


@dataclass(frozen=True, slots=True)
class Link:
    """A link's words, as places in the text, and its address."""

    start: int
    end: int
    address: str


def links_in(text: str) -> Iterator[Link]:
    """The links in a text that give their address beside their words."""
    for match in _LINK.finditer(text):
        yield Link(match.start("words"), match.end("words"), match["address"])


def heading_anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading: small letters, digits and hyphens."""
    return _NOT_ANCHOR.sub("", plain_text(heading).lower()).replace(" ", "-")


def title_pattern(title: str) -> re.Pattern[str] | None:
    """What finds a title in a folded line, however it is marked; none for too short a title."""
    words = _WORD.findall(fold(plain_text(title)))
    # A letter of Chinese, Japanese or Korean says as much as two of others.
    if sum(len(word) * (2 if is_wide(word) else 1) for word in words) < _FEWEST_LETTERS:
        return None
    return re.compile(r"(?<!\w)" + r"[\W_]+".join(map(re.escape, words)) + r"(?!\w)")
