"""What rules look at: a log that was read, its lines, and what it stands in."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from issues_kb.check.rule import Finding
from issues_kb.check.settings import Settings
from issues_kb.check.stated import StatedField, stated_fields
from issues_kb.model import Issue, LogReading

if TYPE_CHECKING:
    from issues_kb.git import Repository
    from issues_kb.reading import Vocabulary

__all__ = ["Check", "LogFacts", "NamesInLogs", "Surroundings"]

_ISO_DAY = re.compile(r"20\d\d-\d\d-\d\d(?!\d)")


class NamesInLogs:
    """How many logs have an issue of each key or number."""

    def __init__(self) -> None:
        self._logs: Counter[str] = Counter()

    def add(self, issues: Iterable[tuple[str, str | None]]) -> None:
        """Count the (key, number) pairs of a log."""
        self._logs.update(_names(issues))

    def beside(self, issues: Iterable[tuple[str, str | None]]) -> Container[str]:
        """The names in logs other than the one with these issues, which is counted."""
        return _Elsewhere(self._logs, _names(issues))


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    logs: Counter[str]
    own: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.logs[name] > (name in self.own)


def _names(issues: Iterable[tuple[str, str | None]]) -> frozenset[str]:
    return frozenset(name.casefold() for pair in issues for name in pair if name)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a log stands in. All of it is optional: rules that need what is missing find nothing.

    ``folder`` holds the log, ``root`` the project. ``keys`` are the keys and numbers of the
    issues of other logs, in small letters. ``today`` is an ISO day.
    """

    today: str = ""
    folder: Path | None = None
    root: Path | None = None
    repository: Repository | None = None
    keys: Container[str] = frozenset()


class LogFacts:
    """A log as rules see it: what was read, and the lines it was read from."""

    def __init__(
        self,
        reading: LogReading,
        lines: Sequence[str],
        vocabulary: Vocabulary,
        around: Surroundings | None = None,
        text: str | None = None,
    ) -> None:
        self.reading = reading
        self.log = reading.log
        self.issues = reading.log.issues
        self.lines = lines
        self.vocabulary = vocabulary
        self.around = around or Surroundings()
        self._text = text
        self._news: dict[int, str] = {}
        self._code: dict[int, frozenset[int]] = {}
        self._lacking: dict[str, bool] = {}

    def line(self, number: int) -> str:
        """A line's text; nothing for a line that is not there."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def called(self, issue: Issue) -> str:
        """The key of an issue, with its log where another log has the same."""
        shared = issue.key.casefold() in self.around.keys
        return f"{self.log.name}#{issue.key}" if shared else issue.key

    def column(self, line: int, text: str) -> int:
        """Where ``text`` begins in a line, from 1; 1 when it is not there."""
        return max(self.line(line).find(text), 0) + 1

    @cached_property
    def text(self) -> str:
        """All lines in one."""
        return self._text if self._text is not None else "\n".join(self.lines)

    @cached_property
    def stated(self) -> dict[int, list[StatedField]]:
        """The dates, severities and statuses as each issue states them, by its line."""
        return {
            issue.line: list(stated_fields(issue, self.lines, self.vocabulary))
            for issue in self.issues
        }

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
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def lacks(self, folder: Path, path: str) -> bool:
        """Whether no file or folder is at ``path``, which begins in ``folder``.

        What lies outside of the project, or on another machine, is not looked at: a log is
        anybody's text.
        """
        place = os.path.normpath(f"{folder}/{path}")
        if path.startswith("\\") or not _is_below(place, self._home):
            return False
        if place not in self._lacking:
            self._lacking[place] = _is_nothing(place)
        return self._lacking[place]

    @cached_property
    def _home(self) -> str:
        """The project's folder; that of the log where it lies elsewhere."""
        root, folder = self.around.root, self.around.folder or Path()
        if root is not None and _is_below(str(folder), str(root)):
            return str(root)
        return str(folder)

    def issue_at(self, line: int) -> Issue | None:
        """The issue that a line belongs to."""
        place = bisect_right(self._first_lines, line) - 1
        issue = self.issues[place] if place >= 0 else None
        return issue if issue is not None and line <= issue.end_line else None

    @cached_property
    def _first_lines(self) -> list[int]:
        return [issue.line for issue in self.issues]

    def news(self, issue: Issue) -> str:
        """The last day that an issue tells of, up to today; nothing when it tells of none.

        A month counts as its first day.
        """
        if issue.line not in self._news:
            today = self.around.today
            days = {day for day in _ISO_DAY.findall(issue.text) if day <= today}
            days.add(issue.date if issue.date and issue.date <= today else "")
            self._news[issue.line] = max(days)
        return self._news[issue.line]

    def is_code(self, line: int) -> bool:
        """Whether a line stands in a block of code."""
        first, last = self._stretch(line)
        if first not in self._code:
            self._code[first] = frozenset(_code_lines(self.lines[first - 1 : last], first))
        return line in self._code[first]

    def _stretch(self, line: int) -> tuple[int, int]:
        """The lines of the issue around a line, or those between two issues."""
        place = bisect_right(self._first_lines, line)
        before = self.issues[place - 1] if place else None
        if before is not None and line <= before.end_line:
            return before.line, before.end_line
        first = before.end_line + 1 if before is not None else 1
        last = self.issues[place].line - 1 if place < len(self.issues) else len(self.lines)
        return first, last


def _is_below(place: str, folder: str) -> bool:
    return place == folder or place.startswith(f"{folder.rstrip('/')}/")


def _is_nothing(place: str) -> bool:
    try:
        os.stat(place)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        # Who knows.
        pass
    return False


def _code_lines(lines: Sequence[str], first: int) -> Iterator[int]:
    """The numbers of the lines that stand in code, where the first line is ``first``."""
    from issues_kb.markdown.blocks import BlockType, walk
    from issues_kb.markdown.parsing import parse_blocks

    for block in walk(parse_blocks("\n".join(lines))):
        if block.type is BlockType.CODE:
            yield from range(block.line + first - 1, block.end_line + first)


Check = Callable[[LogFacts, Settings], Iterator[Finding]]
"""Looks for one kind of trouble in a log."""
