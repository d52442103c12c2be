"""Entries → rows with their search documents, on all cores when there are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from issues_kb.store.cores import cores
from issues_kb.store.documents import issue_document
from issues_kb.store.missed import missed_family
from issues_kb.store.rows import Row, diagnostic_row, issue_row, part_rows

if TYPE_CHECKING:
    from issues_kb.reading import EntrySource, Vocabulary

__all__ = ["Chunk", "Entry", "Rows", "chunks", "prepare"]

Rows = dict[str, list[Row]]
"""By table, rows made of nothing but text, numbers and none."""

_MANY = 100
_ENTRIES = 25
_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry to read, and the ids of the rows that it belongs into."""

    source: EntrySource
    path: str
    log_id: int
    issue_id: int


Chunk = Sequence[Entry]


def chunks(entries: Sequence[Entry]) -> list[Chunk]:
    """Entries in parts that are read and written at once: few, and not too much text."""
    found: list[Chunk] = []
    begin = length = 0
    for place, entry in enumerate(entries):
        length += len(entry.source.text)
        if place + 1 - begin == _ENTRIES or length > _CHARACTERS:
            found.append(entries[begin : place + 1])
            begin, length = place + 1, 0
    if begin < len(entries):
        found.append(entries[begin:])
    return found


def _rows(work: Sequence[Chunk], vocabulary: Vocabulary, place: int) -> Rows:
    from issues_kb.reading import read_entry

    rows: Rows = defaultdict(list)
    for entry in work[place]:
        reading = read_entry(entry.source, entry.path, vocabulary)
        issue, issue_id = reading.issue, entry.issue_id
        values = issue_row(issue, entry.source.digest, missed_family(issue, vocabulary))
        rows["issues"].append((issue_id, entry.log_id, *values))
        for table, row in part_rows(issue):
            rows[table].append((issue_id, *row))
        for found in reading.diagnostics:
            rows["diagnostics"].append((entry.log_id, issue_id, *diagnostic_row(found, issue.line)))
        rows["issues_fts"].append((issue_id, *issue_document(issue)))
    return dict(rows)


def prepare(work: Sequence[Chunk], vocabulary: Vocabulary) -> Generator[Rows, None, None]:
    """The rows of each chunk, in their order; those of ``issues`` without the entry's text."""
    rows = partial(_rows, work, vocabulary)
    copies = cores() if sum(map(len, work)) > _MANY else 1
    if copies == 1:
        yield from map(rows, range(len(work)))
        return
    from issues_kb.store.copies import in_copies

    # What is imported and compiled at the first entry is so once, not in each copy again.
    _rows((work[0][:1],), vocabulary, 0)
    yield from in_copies(rows, len(work), copies)
