"""Finds a log's headings without parsing it: one pass over the lines.

A line in the first column behind a blank line, or behind a heading or a fence, begins anew:
whatever list or quote was open ends there. So most lines need but a look at their first
letter. Only a stretch with a line that might open, close or be a block of its own at the
top level is followed line by line. A property test holds it equal to markdown-it-py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from issues_kb.markdown.containers import ATX, ATX_CLOSE, FENCE
from issues_kb.reading.scanner import Fence, HeadingLine, LineScanner

__all__ = ["Fence", "HeadingLine", "Scan", "scan_lines"]

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ(['\"!/\\")
_HARMLESS = _LETTERS | {""}
"""What lines begin with that cannot be more than text, or a continuation of text; or blank."""

_ITEMS = frozenset("*+>0123456789|_:")
"""What lines begin with that tell nothing but by the code or the comment that they open."""

_NO_START = frozenset({"", " ", "\t"})


@dataclass(frozen=True, slots=True)
class Scan:
    """What a pass over a log found."""

    headings: tuple[HeadingLine, ...]
    fences: tuple[Fence, ...]
    open_comment: int | None
    """The line of an HTML comment that is never closed."""


class _Skimmer:
    def __init__(self, lines: Sequence[str], breaks: frozenset[int], plain: frozenset[int]) -> None:
        self.lines = lines
        self.breaks = sorted(breaks)
        self.scanner = LineScanner(breaks, plain)
        self.begin = 0
        """The line behind the last heading or block: all before it is settled."""

    def skim(self) -> None:
        lines, headings = self.lines, self.scanner.headings
        telling = [
            index
            for index, line in enumerate(lines)
            if (first := line[:1]) not in _HARMLESS
            and (first not in _ITEMS or "```" in line or "~~~" in line or "<!--" in line)
        ]
        for index in telling:
            if index < self.begin:
                continue
            line = lines[index]
            first = line[0]
            if first == "#":
                match = ATX.match(line)
                if match:
                    title = match[2]
                    if "#" in title:
                        title = ATX_CLOSE.sub("", title)
                    headings.append(HeadingLine(index + 1, len(match[1]), title.strip()))
                    self.begin = index + 1
            elif first in "`~" and FENCE.match(line):
                self.begin = self._skip_fence(index)
            elif _may_open(line, first) or (first in "-=" and self._underlines(index)):
                self.begin = self._follow(self._start(index), index)

    def _underlines(self, index: int) -> bool:
        """Whether a line may be what makes a heading of the one before it."""
        return not self.lines[index].strip("-= \t") and not self._is_fresh(index)

    def _is_fresh(self, index: int) -> bool:
        """Whether nothing but what is indented can go on in a line."""
        return index == self.begin or not self.lines[index - 1].strip()

    def _start(self, index: int) -> int:
        """The last line up to this one that begins anew, whatever is open before it."""
        while index > self.begin:
            if self.lines[index][:1] not in _NO_START and self._is_fresh(index):
                break
            index -= 1
        return index

    def _skip_fence(self, index: int) -> int:
        """Go to the line behind a fence that begins in the first column."""
        scanner, lines = self.scanner, self.lines
        place = bisect_right(self.breaks, index + 1)
        stop = self.breaks[place] - 1 if place < len(self.breaks) else len(lines)
        scanner.feed(index + 1, lines[index])
        mark = scanner.fence[:3]
        for number in range(index + 2, stop + 1):
            line = lines[number - 1]
            if mark in line:
                scanner.feed(number, line)
                if not scanner.fence:
                    return number
        scanner.reset()
        return stop

    def _follow(self, start: int, index: int) -> int:
        """Follow the lines from ``start`` to the first behind ``index`` that begins anew."""
        scanner, lines = self.scanner, self.lines
        for position in range(start, len(lines)):
            line = lines[position]
            if scanner.fence and scanner.stays_in_fence(line):
                continue
            closed = scanner.containers or not (scanner.fence or scanner.html)
            if position > index and closed and self._begins_anew(position):
                scanner.reset()
                return position
            scanner.feed(position + 1, line)
        return len(lines)

    def _begins_anew(self, position: int) -> bool:
        line = self.lines[position]
        return line[:1] not in ("", " ", "\t") and not self.lines[position - 1].strip()


def _may_open(line: str, first: str) -> bool:
    """Whether a line might be, open or close a block at the top level, or open code inside one."""
    if first == " ":
        text = line.lstrip(" ")
        begin = text[:1]
        if begin in _HARMLESS:
            return False
        if begin in "-=":
            bare = text[-1] in "-= \t" and not text.strip("-= \t")
            return (bare and len(line) - len(text) < 4) or _holds_opener(text)
        if begin in "#<":
            return len(line) - len(text) < 4
        return begin in "`~" or (begin in "*+>0123456789" and _holds_opener(text))
    return first == "<" or _holds_opener(line) or not (first.isprintable() or first == "\t")


def _holds_opener(text: str) -> bool:
    return "```" in text or "~~~" in text or "<!--" in text


def scan_lines(
    lines: Sequence[str], breaks: frozenset[int] = frozenset(), plain: frozenset[int] = frozenset()
) -> Scan:
    """Scan a log's lines. Lines count from 1.

    ``breaks`` are lines before which every open block ends, ``plain`` lines that open no
    block of their own: both are how recovery mends a log.
    """
    skimmer = _Skimmer(lines, breaks, plain)
    skimmer.skim()
    scanner = skimmer.scanner
    return Scan(tuple(scanner.headings), tuple(scanner.fences), scanner.open_comment)
