"""Logs that keep their issues in tables or lists: not read as entries, but told apart."""

from __future__ import annotations

from collections.abc import Sequence

from issues_kb.diagnostics import CODES, Diagnostic
from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold_name, plain_text
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["keeps_issues_elsewhere"]

MIN_COLUMNS = 2
MIN_ROWS = 2
MIN_WIDTH = 3
MIN_ITEMS = 3
MIN_HEADINGS = 2

_DELIMITER = pattern(r"\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?$")
_ITEM = pattern(r"^\s{0,3}(?:[-+*]|\d{1,9}[.)])\s+\S")
_NUMBERED = pattern(r"#{1,6}[ \t]+([A-Za-z]{1,8}-?\d+(?:[.-]\d+)*)[ \t]*[:.\u2013\u2014-][ \t]+\S")
_HINT = "give each issue a heading of its own, such as `## Issue #1: Title`, with its fields below"


def keeps_issues_elsewhere(
    lines: Sequence[str], path: str, vocabulary: Vocabulary
) -> list[Diagnostic]:
    """What a log without entries holds instead, if it can be told.

    A table does when its columns are called as fields and sections of issues are, or when it
    has rows and is no mere table of counts. Lines known to be something else are to be blank.
    """
    tables = [index for index, line in enumerate(lines) if index and _begins_table(line)]
    for index in tables:
        cells = [
            plain_text(cell.strip()) for cell in lines[index - 1].strip().strip("|").split("|")
        ]
        told = sum(_is_of_issues(cell, vocabulary) for cell in cells) >= MIN_COLUMNS
        if told and index + 1 < len(lines) and "|" in lines[index + 1]:
            return [_in_table(path, index)]
    for index in tables:
        rows = lines[index + 1 : index + 1 + MIN_ROWS]
        wide = all(row.strip().strip("|").count("|") + 1 >= MIN_WIDTH for row in rows)
        if len(rows) == MIN_ROWS and wide:
            return [_in_table(path, index)]
    items = [number for number, line in enumerate(lines, 1) if _ITEM.match(line)]
    if len(items) >= MIN_ITEMS:
        return [_in_list(path, items[0], lines)]
    return []


def _begins_table(line: str) -> bool:
    return "|" in line and _DELIMITER.match(line.strip()) is not None


def _is_of_issues(column: str, vocabulary: Vocabulary) -> bool:
    """Whether the heading of a column names something that issues have."""
    name = fold_name(column)
    return (
        vocabulary.fields.exact(column) is not None
        or vocabulary.sections.find(column) is not None
        or name in vocabulary.title_fields
        or name in vocabulary.nouns
    )


def _in_table(path: str, line: int) -> Diagnostic:
    return _diagnostic(path, line, "IKB101", "the issues of this log are rows of a table")


def _in_list(path: str, line: int, lines: Sequence[str]) -> Diagnostic:
    """Items of a list; headings that a reader would take for issues are named."""
    numbered = [
        (number, match[1])
        for number, text in enumerate(lines, 1)
        if (match := _NUMBERED.match(text))
    ]
    if len(numbered) < MIN_HEADINGS:
        told = "no issue has a heading of its own; what there is are items of a list"
        return _diagnostic(path, line, "IKB102", told)
    line, name = numbered[0]
    return _diagnostic(path, line, "IKB102", f"headings such as `{name}: …` are not read as issues")


def _diagnostic(path: str, line: int, code: str, message: str) -> Diagnostic:
    return Diagnostic(path, line, 1, code, CODES[code].level, message, _HINT)
