"""What rules look at: a log that was read, its lines, and what it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from issues_kb.check.rule import Finding
from issues_kb.check.settings import Settings
from issues_kb.model import Issue, LogReading

if TYPE_CHECKING:
    from issues_kb.git import Repository
    from issues_kb.reading import Vocabulary

__all__ = ["Check", "LogFacts", "Surroundings"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a log stands in. All of it is optional: rules that need what is missing find nothing.

    ``folder`` holds the log, ``root`` the project. ``keys`` are the keys and numbers of the
    issues of other logs. ``today`` is an ISO day.
    """

    today: str = ""
    folder: Path | None = None
    root: Path | None = None
    repository: Repository | None = None
    keys: frozenset[str] = frozenset()


class LogFacts:
    """A log as rules see it: what was read, and the lines it was read from."""

    def __init__(
        self,
        reading: LogReading,
        lines: Sequence[str],
        vocabulary: Vocabulary,
        around: Surroundings | None = None,
    ) -> None:
        self.reading = reading
        self.log = reading.log
        self.issues = reading.log.issues
        self.lines = lines
        self.vocabulary = vocabulary
        self.around = around or Surroundings()

    def line(self, number: int) -> str:
        """A line's text; nothing for a line that is not there."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def column(self, line: int, text: str) -> int:
        """Where ``text`` begins in a line, from 1; 1 when it is not there."""
        return max(self.line(line).find(text), 0) + 1

    @cached_property
    def text(self) -> str:
        """All lines in one."""
        return "\n".join(self.lines)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins in ``text``."""
        starts, place = [0], self.text.find("\n")
        while place >= 0:
            starts.append(place + 1)
            place = self.text.find("\n", place + 1)
        return starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset in ``text``."""
        from bisect import bisect_right

        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def issue_at(self, line: int) -> Issue | None:
        """The issue that a line belongs to."""
        return next((i for i in self.issues if i.line <= line <= i.end_line), None)

    def is_code(self, line: int) -> bool:
        """Whether a line stands in a block of code."""
        return line in self._code

    @cached_property
    def _code(self) -> frozenset[int]:
        from issues_kb.markdown.blocks import BlockType, walk
        from issues_kb.markdown.parsing import parse_blocks

        return frozenset(
            number
            for block in walk(parse_blocks(self.text))
            if block.type is BlockType.CODE
            for number in range(block.line, block.end_line + 1)
        )


Check = Callable[[LogFacts, Settings], Iterator[Finding]]
"""Looks for one kind of trouble in a log."""
