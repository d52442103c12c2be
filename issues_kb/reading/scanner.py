"""Which line is a top-level heading: the block structure, as far as it decides that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from issues_kb.markdown.containers import ATX_CLOSE, FENCE, QUOTE, ContainerScanner

__all__ = ["Fence", "HeadingLine", "LineScanner"]


class HeadingLine(NamedTuple):
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


class LineScanner(ContainerScanner):
    """Notes headings and fences; ``breaks`` and ``plain`` are how recovery mends a log."""

    def __init__(self, breaks: frozenset[int], plain: frozenset[int]) -> None:
        super().__init__()
        self.headings: list[HeadingLine] = []
        self.fences: list[Fence] = []
        self.open_comment: int | None = None
        """The line of the HTML comment that is open."""
        self.paragraph_lines: list[tuple[int, str]] = []
        self.fence_margin: str | None = None
        self.breaks = breaks
        self.plain = plain
        self.plain_line = False

    def feed(self, number: int, line: str) -> None:
        """Take the next line. Lines count from 1."""
        if number in self.breaks:
            self.reset()
        self.plain_line = number in self.plain
        super().feed(number, line)

    def stays_in_fence(self, line: str) -> bool:
        """Whether a line is so plainly inside the open fence that it need not be fed."""
        if self.fence_margin is None or self.breaks or self.fence[:3] in line:
            return False
        return not line or line.startswith(self.fence_margin)

    def reset(self) -> None:
        """Close all that is open, and forget a fence that was never closed."""
        self.containers.clear()
        self.paragraph_lines.clear()
        self.fence, self.html = "", False
        self.paragraph = self.empty_item = False
        self.open_comment = None

    def _leaf(self, number: int, text: str, indent: int, matched: int, *, lazy: bool) -> bool:
        if self.plain_line:
            return False
        return super()._leaf(number, text, indent, matched, lazy=lazy)

    def on_heading(self, number: int, level: int, text: str) -> None:
        """Note a heading that stands in no container."""
        if not self.containers:
            title = ATX_CLOSE.sub("", text).strip()
            self.headings.append(HeadingLine(number, level, title))

    def on_text(self, number: int, text: str, *, lazy: bool) -> None:  # noqa: ARG002
        """Remember the first lines of a paragraph: an underline may make a heading of it."""
        if len(self.paragraph_lines) < 2:
            self.paragraph_lines.append((number, text))

    def on_paragraph_end(self) -> None:
        """Forget the paragraph."""
        self.paragraph_lines.clear()

    def on_setext(self, number: int, level: int) -> None:  # noqa: ARG002
        """Note an underlined line that stands in no container."""
        if not self.containers and len(self.paragraph_lines) == 1:
            line, title = self.paragraph_lines[0]
            self.headings.append(HeadingLine(line, level, title.strip(), setext=True))
        self.paragraph_lines.clear()

    def on_fence(self, number: int, info: str, indent: int) -> None:  # noqa: ARG002
        """Note a fence, and the blanks that its lines surely begin with."""
        self.fences.append(Fence(number, info, top=not self.containers))
        quoted = QUOTE in self.containers
        self.fence_margin = None if quoted else " " * sum(self.containers)

    def on_fence_line(self, number: int, text: str) -> None:
        """Note a line in a fence that would open one with a language."""
        text = text.strip()
        if text.startswith(self.fence) and FENCE.match(text) and text.strip(self.fence[0]):
            self.fences[-1].inner.append(number)

    def on_fence_end(self, number: int) -> None:
        """Note where a fence is closed; 0 when its container ended instead."""
        if number:
            self.fences[-1].close = number

    def on_html_line(self, number: int, text: str) -> None:
        """Remember where an HTML comment begins."""
        if not self.html and _COMMENT.match(text):
            self.open_comment = number

    def on_html_end(self) -> None:
        """Forget the comment that ended."""
        self.open_comment = None


_COMMENT = re.compile(r"\s*<!--")
