"""Which line is a top-level heading, followed line by line.

The block structure of CommonMark 0.31 (section 5.2, "phase 1") is followed as far as it
decides which line is a top-level ATX heading: block quotes, list items, fenced code, HTML
blocks and lazy continuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["ATX", "ATX_CLOSE", "FENCE", "Fence", "HeadingLine", "LineScanner"]

ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)(.*)")
ATX_CLOSE = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_SETEXT = re.compile(r"(=+|-+)[ \t]*$")
_ITEM = re.compile(r"(?:([-+*])|(\d{1,9})[.)])(?=[ \t]|$)")
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
_HTML_BLOCK = re.compile(rf"</?(?:{_HTML_BLOCK_NAMES})(?=\s|/?>|$)", re.I)
_ATTRIBUTE = r"\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\s*=\s*(?:[^\"'=<>`\x00-\x20]+|'[^']*'|\"[^\"]*\"))?"
_HTML_TAG = re.compile(
    rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$"
)
_PLAIN = re.compile(r"[^\s#>\-+*0-9`~<=_|]")
"""What no block but a paragraph begins with: the fast way through most lines."""

QUOTE = -1
"""Among the open containers, a block quote; other numbers are the indentation of an item."""


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A top-level heading. ``setext`` marks one that is underlined instead of ``#``."""

    line: int
    level: int
    text: str
    setext: bool = False


@dataclass(slots=True)
class Fence:
    """A code fence: the lines of its marks; ``close`` is none where it is never closed.

    ``inner`` holds the lines in it that would open a fence of their own with a language.
    """

    line: int
    info: str
    top: bool
    close: int | None = None
    inner: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Html:
    end: re.Pattern[str] | None
    comment_line: int


class LineScanner:
    """The open blocks of a text, fed with one line after another."""

    def __init__(self, breaks: frozenset[int], plain: frozenset[int]) -> None:
        self.headings: list[HeadingLine] = []
        self.fences: list[Fence] = []
        self.containers: list[int] = []
        self.paragraph = False
        self.paragraph_lines: list[tuple[int, str]] = []
        self.fence: Fence | None = None
        self.fence_mark = ""
        self.fence_margin: str | None = None
        self.html: _Html | None = None
        self.breaks = breaks
        self.plain = plain
        self.empty_item = False

    def feed(self, number: int, line: str) -> None:
        """Take the next line. Lines count from 1."""
        if not self.containers and self.fence is None and self.html is None:
            if number not in self.plain and _PLAIN.match(line):
                self._continue_paragraph(number, line)
                return
            if not line:
                self._end_paragraph()
                return
        if number in self.breaks:
            self.reset()
        self._feed(number, line.expandtabs(4) if "\t" in line else line)

    def stays_in_fence(self, line: str) -> bool:
        """Whether a line is so plainly inside the open fence that it need not be fed."""
        if self.fence_margin is None or self.breaks or self.fence_mark[:3] in line:
            return False
        return not line or line.startswith(self.fence_margin)

    def reset(self) -> None:
        """Close all that is open."""
        self.containers, self.fence, self.html = [], None, None
        self.empty_item = False
        self._end_paragraph()

    def _feed(self, number: int, line: str) -> None:
        matched, position = self._match_containers(line)
        whole = matched == len(self.containers)
        if not whole:
            self.fence, self.html = None, None
        if self.fence is not None:
            self._in_fence(number, line, position)
            return
        if self.html is not None:
            self._in_html(line, position)
            return
        self._open_blocks(number, line, matched, position)

    def _match_containers(self, line: str) -> tuple[int, int]:
        """How many open containers go on in this line, and where their content begins."""
        position = 0
        blank = not line.strip()
        for index, container in enumerate(self.containers):
            rest = line[position:]
            indent = len(rest) - len(rest.lstrip(" "))
            if container == QUOTE:
                if blank or indent > 3 or rest[indent : indent + 1] != ">":
                    return index, position
                position += indent + 1
                if line[position : position + 1] == " ":
                    position += 1
            elif indent >= container:
                position += container
            elif rest.strip():
                return index, position
            else:
                position = len(line)
        return len(self.containers), position

    def _in_fence(self, number: int, line: str, position: int) -> None:
        fence = self.fence
        assert fence is not None
        rest = line[position:]
        text = rest.strip()
        if text[:3] != self.fence_mark[:3]:
            return
        bare = not text.strip(self.fence_mark[0])
        if bare and len(text) >= len(self.fence_mark) and not rest.startswith("    "):
            fence.close = number
            self.fence = None
        elif not bare and text.startswith(self.fence_mark) and FENCE.match(text):
            fence.inner.append(number)

    def _in_html(self, line: str, position: int) -> None:
        html = self.html
        assert html is not None
        rest = line[position:]
        ended = not rest.strip() if html.end is None else html.end.search(rest)
        if ended:
            self.html = None

    def _open_blocks(self, number: int, line: str, matched: int, position: int) -> None:
        whole = matched == len(self.containers)
        lazy = self.paragraph and not whole
        opened = False
        while True:
            rest = line[position:]
            text = rest.lstrip(" ")
            indent = len(rest) - len(text)
            if not text:
                if not opened:
                    self._blank(matched)
                return
            self.empty_item = False
            if indent > 3:
                if not self.paragraph:
                    self._close_to(matched)
                    return
                break
            if text[0] == ">":
                self._close_to(matched)
                self.containers.append(QUOTE)
                position += indent + (2 if text[1:2] == " " else 1)
            elif self._leaf(number, text, matched, lazy=lazy):
                return
            else:
                width = self._item_width(text, indent, matched)
                if width is None:
                    break
                self._close_to(matched)
                self.containers.append(width)
                position += min(width, len(rest))
                self.empty_item = not line[position:].strip()
            opened = True
            matched = len(self.containers)
            lazy = False
        if self.paragraph and (lazy or matched == len(self.containers)):
            self._continue_paragraph(number, line[position:])
            return
        self._close_to(matched)
        self._continue_paragraph(number, line[position:])

    def _leaf(self, number: int, text: str, matched: int, *, lazy: bool) -> bool:
        """Open or close a block that holds no others; false when the line is none."""
        if number in self.plain:
            return False
        if text[0] == "#":
            return self._heading(number, text, matched)
        if text[0] in "`~":
            return self._open_fence(number, text, matched)
        if text[0] == "<" and self._html_start(number, text, matched):
            return True
        if self.paragraph and not lazy and matched == len(self.containers) and _SETEXT.match(text):
            self._setext(text)
            return True
        rule = text[0] in "*-_" and _RULE.match(text) is not None
        if rule:
            self._close_to(matched)
        return rule

    def _heading(self, number: int, text: str, matched: int) -> bool:
        heading = ATX.match(text)
        if heading is None:
            return False
        self._close_to(matched)
        if not self.containers:
            title = ATX_CLOSE.sub("", heading[2]).strip()
            self.headings.append(HeadingLine(number, len(heading[1]), title))
        return True

    def _open_fence(self, number: int, text: str, matched: int) -> bool:
        fence = FENCE.match(text)
        if fence is None:
            return False
        self._close_to(matched)
        self.fence_mark = fence[1] or fence[3]
        info = (fence[2] or fence[4] or "").strip()
        self.fence = Fence(number, info, top=not self.containers)
        self.fences.append(self.fence)
        self.fence_margin = None if QUOTE in self.containers else " " * sum(self.containers)
        return True

    def _html_start(self, number: int, text: str, matched: int) -> bool:
        for start, end in _HTML_ENDS:
            if start.match(text):
                self._close_to(matched)
                if not end.search(text):
                    comment = number if text.startswith("<!--") else 0
                    self.html = _Html(end, comment)
                return True
        if _HTML_BLOCK.match(text) or (not self.paragraph and _HTML_TAG.match(text)):
            self._close_to(matched)
            self.html = _Html(None, 0)
            return True
        return False

    def _setext(self, text: str) -> None:
        if not self.containers and len(self.paragraph_lines) == 1:
            line, title = self.paragraph_lines[0]
            level = 1 if text[0] == "=" else 2
            self.headings.append(HeadingLine(line, level, title.strip(), setext=True))
        self._end_paragraph()

    def _item_width(self, text: str, indent: int, matched: int) -> int | None:
        """The indentation of a list item's content when one begins here, else none."""
        marker = _ITEM.match(text)
        if marker is None:
            return None
        rest = text[marker.end() :]
        blank = not rest.strip()
        if self.paragraph and matched == len(self.containers):
            number = marker.group(2)
            if blank or (number is not None and int(number) != 1):
                return None
        spaces = len(rest) - len(rest.lstrip(" "))
        if blank or spaces > 4:
            spaces = 1
        return indent + marker.end() + spaces

    def _blank(self, matched: int) -> None:
        """A blank line ends paragraphs, quotes, and an item that has not begun yet."""
        self._close_to(matched)
        if self.empty_item:
            del self.containers[-1:]
            self.empty_item = False

    def _close_to(self, matched: int) -> None:
        del self.containers[matched:]
        self._end_paragraph()

    def _end_paragraph(self) -> None:
        if self.paragraph:
            self.paragraph = False
            self.paragraph_lines.clear()

    def _continue_paragraph(self, number: int, line: str) -> None:
        self.paragraph = True
        if len(self.paragraph_lines) < 2:
            self.paragraph_lines.append((number, line))
