"""Fields that stand in tables, or without names on a line of their own."""

from __future__ import annotations

from issues_kb.markdown.blocks import Block
from issues_kb.patterns import pattern
from issues_kb.reading.dates import find_date
from issues_kb.reading.folding import plain_text
from issues_kb.reading.tables import PhraseTable
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["bare_values", "says", "table_fields"]

MIN_PAIRS = 4
"""Cells of a row that holds names and values in turn."""

MEANINGS = ("date", "severity", "priority", "status")

_BETWEEN = pattern(r"\s+[|·•｜/]\s+|`\s+`|\s+[–—-]\s+")
_EDGES = " \t*_`~[]()（）【】"

Row = tuple[str, str, int]
"""A name, its value, and their line."""


def table_fields(table: Block, vocabulary: Vocabulary) -> list[Row]:
    """The fields of a table: a row each, a column each, or names and values in turn."""
    rows = table.children
    widths = {len(row.children) for row in rows}
    if len(widths) != 1:
        return []
    width = widths.pop()
    if width >= MIN_PAIRS and width % 2 == 0:
        pairs = [_pair(row, index) for row in rows for index in range(0, width, 2)]
        values = [value for _, value, _ in pairs]
        if _known(pairs, vocabulary) > 1 and not any(map(vocabulary.fields.exact, values)):
            return [pair for pair in pairs if pair[0]]
    columns = _columns(rows, vocabulary)
    if columns or width != 2:
        return columns
    pairs = [_pair(row, 0) for row in rows]
    if not _known(pairs, vocabulary):
        return []
    heads = {row.line for row in rows if row.header}
    return [
        (name, value, line)
        for name, value, line in pairs
        if name and (line not in heads or vocabulary.fields.exact(name))
    ]


def _known(pairs: list[Row], vocabulary: Vocabulary) -> int:
    return sum(vocabulary.fields.exact(name) in MEANINGS for name, _, _ in pairs)


def _columns(rows: tuple[Block, ...], vocabulary: Vocabulary) -> list[Row]:
    """``| Date | Severity | Status |`` above a single row."""
    if len(rows) != 2 or not rows[0].header:
        return []
    names = [plain_text(cell.text).rstrip(":： ") for cell in rows[0].children]
    cells = [cell.text for cell in rows[1].children]
    found = [(n, cell, rows[1].line) for n, cell in zip(names, cells, strict=True) if n]
    return found if _known(found, vocabulary) > 1 else []


def _pair(row: Block, index: int) -> Row:
    name = plain_text(row.children[index].text).rstrip(":： ")
    return name, row.children[index + 1].text, row.line


def says(meaning: str, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text begins with a value of a meaning."""
    if meaning == "date":
        date = find_date(text, vocabulary)
        return date is not None and date.start == 0
    table = vocabulary.status if meaning == "status" else vocabulary.severity
    found = table.first(text) if meaning in MEANINGS else None
    return found is not None and not any(c.isalnum() for c in text[: found.start])


def bare_values(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The meanings and values of a line such as ``2025-01-02 · High · Fixed``, or none.

    Every piece must be a date, a severity or a status as a whole, and no two the same.
    """
    if len(text) > 120:
        return []
    pieces = [piece.strip(_EDGES) for piece in _BETWEEN.split(text.strip(_EDGES))]
    if len(pieces) < 2:
        return []
    found = [(_meaning(piece, vocabulary), piece) for piece in pieces]
    meanings = [meaning for meaning, _ in found if meaning]
    if len(meanings) < len(pieces) or len(set(meanings)) < len(meanings):
        return []
    return [(meaning, piece) for meaning, piece in found if meaning]


def _meaning(piece: str, vocabulary: Vocabulary) -> str | None:
    date = find_date(piece, vocabulary)
    if date is not None:
        rest = piece[: date.start] + piece[date.end :]
        return "date" if not rest.strip(" 📅🗓\ufe0f:") else None
    tables = (("severity", vocabulary.severity), ("status", vocabulary.status))
    return next((name for name, table in tables if _is_whole(piece, table)), None)


def _is_whole(piece: str, table: PhraseTable) -> bool:
    found = table.first(piece)
    if found is None:
        return False
    rest = piece[: found.start] + piece[found.end :]
    return not any(c.isalnum() for c in rest)
