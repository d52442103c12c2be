"""The lines of an entry while values in them change, and the bytes that this changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from issues_kb.authoring.edit import Edit, newline_of

__all__ = ["EntryLines", "span_of_lines"]

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class EntryLines:
    """Lines as reading shows them, and the line that each was, counted from 0; none if new.

    A line that was there is never taken away.
    """

    lines: tuple[str, ...]
    origins: tuple[int | None, ...]

    @classmethod
    def of(cls, text: str) -> EntryLines:
        r"""The lines of a text, divided by ``\n``, none of them changed."""
        lines = tuple(text.split("\n"))
        return cls(lines, tuple(range(len(lines))))

    @property
    def text(self) -> str:
        r"""The lines joined by ``\n``."""
        return "\n".join(self.lines)

    def with_line(self, index: int, text: str) -> EntryLines:
        """The same with another text in a line."""
        lines = (*self.lines[:index], text, *self.lines[index + 1 :])
        return EntryLines(lines, self.origins)

    def with_new(self, index: int, *texts: str) -> EntryLines:
        """The same with new lines before the one at ``index``."""
        lines = (*self.lines[:index], *texts, *self.lines[index:])
        new = (None,) * len(texts)
        return EntryLines(lines, (*self.origins[:index], *new, *self.origins[index:]))

    def moved(self) -> dict[int, int]:
        """Where each line that was there is now; both count from 0."""
        return {origin: now for now, origin in enumerate(self.origins) if origin is not None}

    def changed(self, before: EntryLines) -> list[int]:
        """The lines, counted from 0, that are new or differ from ``before``."""
        return [
            index
            for index, (line, origin) in enumerate(zip(self.lines, self.origins, strict=True))
            if origin is None or before.lines[origin] != line
        ]

    def edits(self, data: bytes, first: int, before: EntryLines) -> list[Edit]:
        """The changes as edits of a log whose line ``first``, from 1, is the entry's first."""
        spans = span_of_lines(data, first, len(before.lines))
        edits: list[Edit] = []
        for index in self.changed(before):
            origin = self.origins[index]
            if origin is not None:
                start, end, _ = spans[origin]
                old = before.lines[origin]
                edits.append(_edit(data, start, end, old, self.lines[index]))
        return [*edits, *self._insertions(data, spans)]

    def _insertions(self, data: bytes, spans: list[tuple[int, int, int]]) -> Iterator[Edit]:
        """New lines go behind the line before them, with line ends like its own."""
        index = 0
        while index < len(self.lines):
            if self.origins[index] is not None:
                index += 1
                continue
            last = index
            while last < len(self.lines) and self.origins[last] is None:
                last += 1
            above = self.origins[index - 1] if index else None
            assert above is not None, "an entry begins with its heading"
            _, end, following = spans[above]
            newline = data[end:following] or newline_of(data)
            text = [_encoded(line) for line in self.lines[index:last]]
            yield Edit(end, end, b"".join(newline + line for line in text))
            index = last


def _edit(data: bytes, start: int, end: int, old: str, new: str) -> Edit:
    """The change of a line, without what is the same at both of its ends.

    A byte that is no text is one character to reading, and one here.
    """
    text = data[start:end].decode("utf-8", "surrogateescape")
    shift = len(text) - len(old)  # a byte order mark in front of the first line
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before = len(text[: head + shift].encode("utf-8", "surrogateescape"))
    behind = len(text[len(text) - tail :].encode("utf-8", "surrogateescape")) if tail else 0
    middle = _encoded(new[head : len(new) - tail])
    return Edit(start + before, end - behind, middle)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def span_of_lines(data: bytes, first: int, count: int) -> list[tuple[int, int, int]]:
    """Where ``count`` lines from ``first``, counted from 1, begin and end.

    The third number is where the line behind begins: line ends are any, as in reading.
    """
    position = _line_start(data, first)
    spans: list[tuple[int, int, int]] = []
    for _ in range(count):
        feed, back = data.find(b"\n", position), data.find(b"\r", position)
        ends = [place for place in (feed, back) if place >= 0]
        end = min(ends, default=len(data))
        following = end + (2 if data[end : end + 2] == b"\r\n" else 1 if ends else 0)
        spans.append((position, end, following))
        position = following
    return spans


def _line_start(data: bytes, line: int) -> int:
    """Where a line begins, found by counting line ends in great steps."""
    counts = [0]
    places = [0]
    step = max(_CHUNK, len(data) // 256)
    while counts[-1] < line - 1 and places[-1] < len(data):
        start = places[-1]
        end = min(start + step, len(data))
        if data[end - 1 : end + 1] == b"\r\n":
            end += 1
        counts.append(counts[-1] + _line_ends(data, start, end))
        places.append(end)
    index = max(bisect_right(counts, line - 2) - 1, 0) if line > 1 else 0
    position, count = places[index], counts[index]
    while count < line - 1:
        span = _next_line(data, position)
        position, count = span, count + 1
    return position


def _next_line(data: bytes, position: int) -> int:
    feed = data.find(b"\n", position)
    back = data.find(b"\r", position, feed if feed >= 0 else len(data))
    if back < 0:
        return feed + 1 if feed >= 0 else len(data)
    return back + (2 if data[back : back + 2] == b"\r\n" else 1)


def _line_ends(data: bytes, start: int, end: int) -> int:
    feeds = data.count(b"\n", start, end)
    backs = data.count(b"\r", start, end)
    return feeds + backs - data.count(b"\r\n", start, end) if backs else feeds
