"""What a site asks an index for: a little of every issue, and all of a few at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from issues_kb.model import Severity, Status
from issues_kb.store.schema import PART_TEXT
from issues_kb.store.summaries import severity_of, status_of

if TYPE_CHECKING:
    from issues_kb.model import Issue, Learning, Measure

__all__ = ["Card", "Facts"]

_COUNTS = (
    "(SELECT count(*) FROM learnings WHERE issue_id = i.id),"
    " (SELECT count(*) FROM measures WHERE issue_id = i.id),"
    " (SELECT count(*) FROM measures WHERE issue_id = i.id AND state = 'todo')"
)
_SAID = {"learnings": "p.topic, p.rule", "measures": "p.number, p.topic, p.state, p.checklist"}
_CARD = (
    "i.id, l.file, i.key, i.number, i.title, i.date, i.severity, i.severity_note, i.status,"
    " i.status_note, i.line, i.line + i.lines - 1, i.missed, i.digest"
)


class Card(NamedTuple):
    """The little of an issue that is kept of all of them at once.

    ``id`` is its row in the index, ``file`` that of its log, ``digest`` covers all that its
    reading depends on. ``missed`` is the family of why it was missed, if it says why.
    """

    id: int
    file: str
    key: str
    number: str | None
    title: str
    date: str | None
    severity: Severity | None
    severity_note: str | None
    status: Status | None
    status_note: str | None
    line: int
    end_line: int
    missed: str | None
    digest: str
    learnings: int
    measures: int
    open_measures: int


class Facts:
    """Answers about the issues of an index by their rows. Ask it through ``Index.facts``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def cards(self) -> Iterator[Card]:
        """A card of each issue, by log and line."""
        rows = self._connection.execute(
            f"SELECT {_CARD}, {_COUNTS} FROM issues i JOIN logs l ON l.id = i.log_id"  # noqa: S608
            " ORDER BY l.position, l.id, i.line"
        )
        for row in rows:
            severity, status = severity_of(row[6]), status_of(row[8])
            yield Card._make((*row[:6], severity, row[7], status, *row[9:]))

    def issues(self, ids: Sequence[int]) -> Iterator[Issue]:
        """The issues of these rows, whole, in this order; one that is gone is left out."""
        from issues_kb.store.contents import stored_issues

        return (stored.issue for stored in stored_issues(self._connection, ids))

    def texts(self, ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
        """The Markdown of these issues as (row, digest, text), in any order."""
        yield from self._connection.execute(
            f"SELECT id, digest, text FROM issues WHERE id IN ({', '.join(map(str, ids))})"  # noqa: S608
        )

    def mentions(self) -> Iterator[tuple[int, int]]:
        """Which issue mentions which of its log, as pairs of rows, in the logs' order."""
        yield from self._connection.execute(
            "SELECT DISTINCT p.issue_id, t.id FROM links p JOIN issues i ON i.id = p.issue_id"
            " JOIN logs l ON l.id = i.log_id"
            " JOIN issues t ON t.log_id = i.log_id AND t.key = p.target AND t.id <> i.id"
            " ORDER BY l.position, l.id, i.line, p.id"
        )

    def learnings(self) -> Iterator[tuple[int, str | None, str | None]]:
        """All learnings without their texts: the row of the issue, topic and rule."""
        yield from self._inside("learnings", "p.topic, p.rule")

    def whole_learnings(self, ids: Sequence[int]) -> Iterator[tuple[int, Learning]]:
        """The learnings of these issues, each with its issue's row, in the issues' order."""
        from issues_kb.store.rows import LEARNING_COLUMNS, learning

        rows = self._connection.execute(
            f"SELECT i.id, {LEARNING_COLUMNS} FROM learnings p JOIN issues i ON i.id = p.issue_id"  # noqa: S608
            f" WHERE i.id IN ({', '.join(map(str, ids))}) ORDER BY p.id"
        )
        return ((row[0], learning(row[1:])) for row in rows)

    def whole_measures(self, ids: Sequence[int]) -> Iterator[tuple[int, Measure]]:
        """The measures of these issues, each with its issue's row, in the issues' order."""
        from issues_kb.store.ledger import MEASURE_COLUMNS, measure

        rows = self._connection.execute(
            f"SELECT i.id, {MEASURE_COLUMNS} FROM measures p JOIN issues i ON i.id = p.issue_id"  # noqa: S608
            f" WHERE i.id IN ({', '.join(map(str, ids))}) ORDER BY p.id"
        )
        return ((row[0], measure(row[1:])) for row in rows)

    def reasons(self, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        """What these issues say about why they were missed, in the issues' order."""
        yield from self._connection.execute(
            f"SELECT i.id, {PART_TEXT} FROM sections p JOIN issues i ON i.id = p.issue_id"  # noqa: S608
            f" WHERE p.kind = 'why_missed' AND i.id IN ({', '.join(map(str, ids))}) ORDER BY p.id"
        )

    def measures(self) -> Iterator[tuple[int, str]]:
        """The states of all measures, each with the row of its issue."""
        yield from self._inside("measures", "p.state")

    def files(self) -> Iterator[tuple[int, str]]:
        """The paths of all files, each with the row of the issue that touched it."""
        yield from self._inside("files", "p.path")

    def errors(self) -> Iterator[tuple[int, str]]:
        """The signatures of all errors, each with the row of its issue."""
        yield from self._inside("errors", "p.text")

    def digests(self, table: str) -> dict[int, str]:
        """Of each issue's ``learnings`` or ``measures`` a digest of all that they say.

        Lines are left out, and issues without any.
        """
        from hashlib import blake2b

        columns = _SAID[table]
        rows = self._connection.execute(
            f"SELECT p.issue_id, {columns}, {PART_TEXT} FROM {table} p"  # noqa: S608 own names only
            " JOIN issues i ON i.id = p.issue_id ORDER BY p.issue_id, p.id"
        )
        return {
            issue: blake2b(
                repr([row[1:] for row in own]).encode("utf-8", "replace"), digest_size=12
            ).hexdigest()
            for issue, own in groupby(rows, key=itemgetter(0))
        }

    def _inside(self, table: str, columns: str) -> Iterator[Any]:
        """Rows of what stands inside issues, by log, line and place in the issue."""
        return self._connection.execute(
            f"SELECT p.issue_id, {columns} FROM {table} p"  # noqa: S608 own names only
            " JOIN issues i ON i.id = p.issue_id JOIN logs l ON l.id = i.log_id"
            " ORDER BY l.position, l.id, i.line, p.id"
        )

    def lengths(self) -> dict[int, tuple[int, int]]:
        """How long the text of each row's issue is, in characters and in bytes of UTF-8."""
        rows = self._connection.execute(
            "SELECT id, length(text), length(CAST(text AS BLOB)) FROM issues"
        )
        return {row: (characters, size) for row, characters, size in rows}

    def maker(self) -> str:
        """What made the index, code and words: with another one, digests mean other things."""
        rows = self._connection.execute("SELECT name, value FROM settings ORDER BY name")
        return repr(rows.fetchall())
