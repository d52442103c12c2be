"""The block structure of CommonMark, followed line by line.

This is "phase 1" of the parsing strategy in CommonMark 0.31 (appendix A): which containers
(block quotes, list items) stay open in a line, which leaf it opens, continues or closes.
What is made of it is up to a subclass: the hooks at the end of the class do nothing here.
"""

from __future__ import annotations

import re

from issues_kb.patterns import pattern

__all__ = [
    "ATX",
    "ATX_CLOSE",
    "FENCE",
    "MAX_CONTAINERS",
    "QUOTE",
    "ContainerScanner",
    "expand_tabs",
]

MAX_CONTAINERS = 100
"""Deeper nesting is text: nobody means it, and a stack must end somewhere."""

QUOTE = -1
"""Among the open containers, a block quote; other numbers are the indentation of an item."""

ATX_CLOSE = pattern(r"(?:^|(?<![ \t])[ \t]++)#++[ \t]*+$")

ATX = pattern(r"(#{1,6})(?:[ \t]+|$)(.*)")
FENCE = pattern(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_RULE = pattern(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_SETEXT = pattern(r"(=+|-+)[ \t]*$")
_ITEM = pattern(r"(?:([-+*])|([0-9]{1,9})([.)]))(?=[ \t]|$)")
_HTML_ENDS = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=\s|>|$)", re.I),
        re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
)
_HTML_BLOCK_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|"
    "dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|"
    "hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
    "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_HTML_BLOCK = pattern(rf"</?(?:{_HTML_BLOCK_NAMES})(?=\s|/?>|$)", re.I)
_ATTRIBUTE = r"\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\s*=\s*(?:[^\"'=<>`\x00-\x20]+|'[^']*'|\"[^\"]*\"))?"
_HTML_TAG = pattern(
    rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$"
)
_PREFIX = pattern(r"(?:[ \t>]|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*")
_PLAIN = pattern(r"[^\s#>\-+*0-9`~<=_|:]")
"""What no block but a paragraph begins with, nor a row of a table."""


def expand_tabs(line: str) -> str:
    """A line with the tabs in front of its text as blanks (tab stops of 4, section 2.2)."""
    prefix = _PREFIX.match(line)
    end = prefix.end() if prefix else 0
    return line[:end].expandtabs(4) + line[end:]


class ContainerScanner:
    """The open blocks of a text, fed with one line after another."""

    def __init__(self) -> None:
        self.containers: list[int] = []
        self.paragraph = False
        self.fence = ""
        """The marks of the open fence."""
        self.html_end: re.Pattern[str] | None = None
        self.html = False
        self.empty_item = False
        """Whether the innermost item has begun with nothing yet."""

    def feed(self, number: int, line: str) -> None:
        """Take the next line. Lines count from 1."""
        if not self.containers and not self.fence and not self.html:
            if _PLAIN.match(line):
                self._text(number, line)
                return
            if not line:
                self._end_paragraph()
                self.on_blank(number)
                return
        if "\t" in line and (self.containers or not (self.fence or self.html)):
            line = expand_tabs(line)
        self._feed(number, line)

    def _feed(self, number: int, line: str) -> None:
        matched, position = self._match_containers(line) if self.containers else (0, 0)
        if matched < len(self.containers):
            self._end_leaf()
        if self.fence:
            self._in_fence(number, line[position:])
        elif self.html:
            self._in_html(number, line[position:])
        else:
            self._open_blocks(number, line, matched, position)

    def _match_containers(self, line: str) -> tuple[int, int]:
        """How many open containers go on in this line, and where their content begins."""
        position = 0
        end = len(line)
        filled = end - len(line.lstrip(" "))
        for index, container in enumerate(self.containers):
            if filled < position:
                rest = line[position:]
                filled = position + len(rest) - len(rest.lstrip(" "))
            indent = filled - position
            if container == QUOTE:
                if indent > 3 or line[filled : filled + 1] != ">":
                    return index, position
                position = filled + 1
                if line[position : position + 1] == " ":
                    position += 1
                filled = -1
            elif indent >= container:
                position += container
            elif filled < end:
                return index, position
            else:
                position = end
        return len(self.containers), position

    def _end_leaf(self) -> None:
        """A fence or HTML ends with its container; a paragraph may go on lazily."""
        if self.fence:
            self.fence = ""
            self.on_fence_end(0)
        if self.html:
            self.html = False
            self.on_html_end()

    def _in_fence(self, number: int, rest: str) -> None:
        text = rest.strip()
        closes = text[:3] == self.fence[:3] and not text.strip(self.fence[0])
        if closes and len(text) >= len(self.fence) and not rest.startswith("    "):
            self.fence = ""
            self.on_fence_end(number)
        else:
            self.on_fence_line(number, rest)

    def _in_html(self, number: int, rest: str) -> None:
        if self.html_end is None:
            if rest.strip():
                self.on_html_line(number, rest)
                return
        else:
            self.on_html_line(number, rest)
            if not self.html_end.search(rest):
                return
        self.html = False
        self.on_html_end()

    def _open_blocks(self, number: int, line: str, matched: int, position: int) -> None:
        lazy = self.paragraph and matched < len(self.containers) and not self.in_table
        opened = False
        while True:
            rest = line[position:]
            text = rest.lstrip(" ")
            indent = len(rest) - len(text)
            if not text:
                if not opened:
                    self._blank(number, matched)
                return
            self.empty_item = False
            if indent > 3:
                if not self.paragraph or self.in_table:
                    self._close_to(matched)
                    self.on_indented(number, rest[4:])
                    return
                break
            deep = len(self.containers) >= MAX_CONTAINERS
            if text[0] == ">" and not deep:
                self._close_to(matched)
                self.containers.append(QUOTE)
                self.on_open(number, QUOTE, "")
                position += indent + (2 if text[1:2] == " " else 1)
            elif self._leaf(number, text, indent, matched, lazy=lazy):
                return
            else:
                item = None if deep else self._item(text, indent, matched)
                if item is None:
                    break
                width, marker = item
                self._close_to(matched)
                self.containers.append(width)
                self.on_open(number, width, marker)
                position += min(width, len(rest))
                self.empty_item = not line[position:].strip()
            opened = True
            matched = len(self.containers)
            lazy = False
        if not (self.paragraph and (lazy or matched == len(self.containers))):
            self._close_to(matched)
        self._text(number, line[position:], lazy=lazy)

    def _leaf(self, number: int, text: str, indent: int, matched: int, *, lazy: bool) -> bool:
        """Open or close a block that holds no others; false when the line is none."""
        first = text[0]
        heading = ATX.match(text) if first == "#" else None
        if heading:
            self._close_to(matched)
            self.on_heading(number, len(heading.group(1)), heading.group(2))
            return True
        fence = FENCE.match(text) if first in "`~" else None
        if fence:
            self._close_to(matched)
            self.fence = fence.group(1) or fence.group(3)
            self.on_fence(number, (fence.group(2) or fence.group(4) or "").strip(), indent)
            return True
        if first == "<" and self._html_start(number, " " * indent + text, matched):
            return True
        inside = self.paragraph and not lazy and matched == len(self.containers)
        inside = inside and not self.in_table
        if inside and first in "=-" and _SETEXT.match(text):
            if not self.on_delimiter(number, text):
                self.paragraph = False
                self.on_setext(number, 1 if first == "=" else 2)
            return True
        if first in "*-_" and _RULE.match(text):
            self._close_to(matched)
            self.on_rule(number)
            return True
        return False

    def _html_start(self, number: int, rest: str, matched: int) -> bool:
        text = rest.lstrip(" ")
        for start, end in _HTML_ENDS:
            if start.match(text):
                self._close_to(matched)
                self.on_html_line(number, rest)
                self.html, self.html_end = True, end
                if end.search(text):
                    self.html = False
                    self.on_html_end()
                return True
        if _HTML_BLOCK.match(text) or (not self.paragraph and _HTML_TAG.match(text)):
            self._close_to(matched)
            self.on_html_line(number, rest)
            self.html, self.html_end = True, None
            return True
        return False

    def _item(self, text: str, indent: int, matched: int) -> tuple[int, str] | None:
        """The indentation of a list item's content and its marker, when one begins here."""
        marker = _ITEM.match(text)
        if marker is None:
            return None
        rest = text[marker.end() :]
        blank = not rest.strip()
        if self.paragraph and matched == len(self.containers) and not self.in_table:
            number = marker.group(2)
            if blank or (number is not None and int(number) != 1):
                return None
        spaces = len(rest) - len(rest.lstrip(" "))
        if blank or spaces > 4:
            spaces = 1
        return indent + marker.end() + spaces, marker.group(1) or marker.group(3)

    @property
    def in_table(self) -> bool:
        """Whether the open text is a table: any list or code ends it, no line is lazy."""
        return False

    def _blank(self, number: int, matched: int) -> None:
        """A blank line ends paragraphs, quotes, and an item that has not begun yet."""
        self._close_to(matched)
        self.on_blank(number)
        if self.empty_item:
            self._close_to(len(self.containers) - 1)

    def _close_to(self, matched: int) -> None:
        self._end_paragraph()
        if matched < len(self.containers):
            del self.containers[matched:]
            self.empty_item = False
            self.on_close(matched)

    def _end_paragraph(self) -> None:
        if self.paragraph:
            self.paragraph = False
            self.on_paragraph_end()

    def _text(self, number: int, text: str, *, lazy: bool = False) -> None:
        self.paragraph = True
        self.on_text(number, text, lazy=lazy)

    # Hooks

    def on_open(self, number: int, container: int, marker: str) -> None:
        """Called when a quote or an item begins; ``marker`` tells one list from another."""

    def on_close(self, depth: int) -> None:
        """Called when the containers below a depth end."""

    def on_blank(self, number: int) -> None:
        """Called for a blank line outside of fences and HTML."""

    def on_text(self, number: int, text: str, *, lazy: bool) -> None:
        """Called for a line that begins or continues a paragraph."""

    def on_paragraph_end(self) -> None:
        """Called when a paragraph ends."""

    def on_delimiter(self, number: int, text: str) -> bool:  # noqa: ARG002
        """Called for ``---`` below a paragraph; true when it is the second line of a table."""
        return False

    def on_heading(self, number: int, level: int, text: str) -> None:
        """Called for an ATX heading; ``text`` still has its closing marks."""

    def on_setext(self, number: int, level: int) -> None:
        """Called for the underline that makes a heading of the open paragraph."""

    def on_rule(self, number: int) -> None:
        """Called for a thematic break."""

    def on_fence(self, number: int, info: str, indent: int) -> None:
        """Called for the opening marks of fenced code."""

    def on_fence_line(self, number: int, text: str) -> None:
        """Called for a line of fenced code."""

    def on_fence_end(self, number: int) -> None:
        """Called for the closing marks, or with 0 when the fence's container ends."""

    def on_html_line(self, number: int, text: str) -> None:
        """Called for a line of an HTML block."""

    def on_html_end(self) -> None:
        """Called when an HTML block ends."""

    def on_indented(self, number: int, text: str) -> None:
        """Called for a line of indented code."""
