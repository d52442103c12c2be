"""The smallest change of a log: some bytes for others at one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from issues_kb.authoring.logbytes import LogBytes

__all__ = ["Edit", "Spliced", "apply_edits", "line_offset", "newline_of"]

_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes from ``start`` up to ``end`` by ``text``; equal places insert."""

    start: int
    end: int
    text: bytes


class Spliced(NamedTuple):
    """``data`` with one edit carried out, without a copy of it."""

    data: LogBytes
    edit: Edit

    def write_to(self, target: BinaryIO) -> None:
        """Append all of it to a file. Raises OSError."""
        self.data.copy_to(target, 0, self.edit.start)
        target.write(self.edit.text)
        self.data.copy_to(target, self.edit.end, self.data.size)

    def joined(self) -> bytes:
        """All of it in memory."""
        before = self.data.read(0, self.edit.start)
        return b"".join((before, self.edit.text, self.data.read(self.edit.end, self.data.size)))


def apply_edits(data: bytes, edits: Sequence[Edit]) -> bytes:
    """``data`` with ``edits``, which must not overlap, carried out."""
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position:
            raise ValueError("edits overlap")
        pieces += [data[position : edit.start], edit.text]
        position = edit.end
    return b"".join([*pieces, data[position:]])


def line_offset(data: bytes, line: int) -> int:
    """Where line ``line``, counted from 1, begins; the end of the data for a line after it."""
    count = 1
    for match in _LINE_END.finditer(data):
        if count >= line:
            break
        count += 1
        if count == line:
            return match.end()
    return 0 if line <= 1 else len(data)


def newline_of(data: bytes) -> bytes:
    """The line end that most lines of ``data`` have; a line feed where there is none."""
    windows = data.count(b"\r\n")
    unix = data.count(b"\n") - windows
    mac = data.count(b"\r") - windows
    if windows > max(unix, mac):
        return b"\r\n"
    return b"\r" if mac > unix else b"\n"
