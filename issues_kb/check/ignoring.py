"""Comments in a log that keep rules quiet: ``<!-- issues-kb: ignore IKB203 -->``.

Beside other text a comment holds for its line, alone on a line for the issue that it
stands in, and outside of issues for the whole log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from issues_kb.check.facts import LogFacts

__all__ = ["Ignores", "read_ignores"]

_COMMENT = re.compile(r"<!--\s*issues-kb:\s*ignore\b([^\n]*?)-->")
_CODE = re.compile(r"\bIKB\d{1,3}\b", re.I)


@dataclass(slots=True)
class _Ignore:
    line: int
    column: int
    code: str
    first: int
    last: int
    used: bool = False


@dataclass(slots=True)
class Ignores:
    """The comments of a log, and which of them were of use."""

    rows: list[_Ignore] = field(default_factory=list)

    def covers(self, code: str, line: int) -> bool:
        """Whether a finding is ignored. All comments that say so count as used."""
        found = False
        for row in self.rows:
            if row.first <= line <= row.last and code.startswith(row.code):
                row.used = found = True
        return found

    def unused(self) -> Iterator[tuple[int, int, str]]:
        """Line, column and code of what ignored nothing."""
        return ((row.line, row.column, row.code) for row in self.rows if not row.used)


def read_ignores(facts: LogFacts) -> Ignores:
    """The comments in a log that are no code."""
    ignores = Ignores()
    if "issues-kb:" not in facts.text:
        return ignores
    for match in _COMMENT.finditer(facts.text):
        line, column = facts.place(match.start())
        text = facts.line(line)
        if facts.is_code(line) or text.count("`", 0, column) % 2:
            continue
        first, last = line, line
        if text.strip() == match.group():
            issue = facts.issue_at(line)
            first, last = (issue.line, issue.end_line) if issue else (1, len(facts.lines))
        for code in _CODE.finditer(match[1]):
            place = column + match.start(1) - match.start() + code.start()
            ignores.rows.append(_Ignore(line, place, code.group().upper(), first, last))
    return ignores
