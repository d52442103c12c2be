"""What an outline leaves for the next one of the same log: its parts, without their texts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from issues_kb.model import Severity, Status
from issues_kb.reading.entry import EntrySource, Lent

__all__ = ["LogMemory", "RememberedPart", "remembered_entry"]

_NOTHING_LENT = Lent()


class RememberedPart(NamedTuple):
    """An entry, or a block where ``kind`` is set.

    ``digest`` is a hash of the part's text, ``length`` counts its characters with the line
    end behind the last line, ``date``, ``severity`` and ``status`` are what groups lend.
    """

    digest: str
    length: int
    lines: int
    kind: str | None
    title: str | None
    key: str = ""
    number: str | None = None
    date: str | None = None
    severity: str | None = None
    status: str | None = None

    @property
    def lent(self) -> Lent:
        """What the groups around an entry lend it."""
        if not (self.date or self.severity or self.status):
            return _NOTHING_LENT
        severity = Severity(self.severity) if self.severity else None
        return Lent(self.date, severity, Status(self.status) if self.status else None)


def remembered_entry(entry: EntrySource) -> RememberedPart:
    """An entry without its text and its place."""
    lent = entry.lent
    return RememberedPart(
        entry.digest,
        len(entry.text) + 1,
        entry.end_line - entry.line + 1,
        None,
        entry.title,
        entry.key,
        entry.number,
        lent.date,
        lent.severity.value if lent.severity else None,
        lent.status.value if lent.status else None,
    )


@dataclass(frozen=True, slots=True)
class LogMemory:
    """The parts of a log in their order; together they are the whole log."""

    title: str | None
    parts: tuple[RememberedPart, ...]

    def to_json(self) -> str:
        """The memory as a text to keep."""
        return json.dumps([self.title, self.parts], ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> LogMemory:
        """The memory that ``to_json`` made a text of."""
        title, parts = json.loads(text)
        return cls(title, tuple(RememberedPart(*part) for part in parts))
