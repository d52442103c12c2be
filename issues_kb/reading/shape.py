"""Logs that keep their issues in tables or lists: not read as entries, but told apart."""

from __future__ import annotations

from collections.abc import Sequence

from issues_kb.diagnostics import CODES, Diagnostic
from issues_kb.patterns import pattern
from issues_kb.reading.folding import plain_text
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["keeps_issues_elsewhere"]

MIN_COLUMNS = 2
MIN_ITEMS = 3

_DELIMITER = pattern(r"\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?$")
_ITEM = pattern(r"^\s{0,3}(?:[-+*]|\d{1,9}[.)])\s+\S")
_HINT = "give each issue a heading of its own, such as `## Issue #1: Title`, with its fields below"


def keeps_issues_elsewhere(
    lines: Sequence[str], path: str, vocabulary: Vocabulary
) -> list[Diagnostic]:
    """What a log without entries holds instead, if it can be told."""
    for index, line in enumerate(lines):
        if index and "|" in line and _DELIMITER.match(line.strip()):
            cells = [
                plain_text(cell.strip()) for cell in lines[index - 1].strip().strip("|").split("|")
            ]
            known = [c for c in cells if vocabulary.fields.exact(c) or vocabulary.sections.find(c)]
            filled = index + 1 < len(lines) and "|" in lines[index + 1]
            if len(known) >= MIN_COLUMNS and filled:
                return [
                    _diagnostic(path, index, "IKB101", "the issues of this log are rows of a table")
                ]
    items = [number for number, line in enumerate(lines, 1) if _ITEM.match(line)]
    if len(items) >= MIN_ITEMS:
        return [
            _diagnostic(
                path,
                items[0],
                "IKB102",
                "no issue has a heading of its own; what there is are items of a list",
            )
        ]
    return []


def _diagnostic(path: str, line: int, code: str, message: str) -> Diagnostic:
    return Diagnostic(path, line, 1, code, CODES[code].level, message, _HINT)
