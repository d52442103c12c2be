"""Rows in and out of an index: issues with all that is in them, and their full text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from issues_kb.diagnostics import Diagnostic
from issues_kb.model import Issue, LogBlock, Reference
from issues_kb.store.documents import issue_document
from issues_kb.store.parsing import Chunk, Rows
from issues_kb.store.rows import (
    DIAGNOSTIC_VALUES,
    ISSUE_COLUMNS,
    ISSUE_VALUES,
    PARTS,
    Row,
    diagnostic_row,
    load_issues,
)
from issues_kb.store.schema import FTS_TABLES, create_search

__all__ = ["Writer"]

_FLUSH_TEXT = 32_000_000
_BULK_HASH = 64_000_000
_USUAL_HASH = 1_048_576
_IDS = 500

_COLUMNS = {
    **{table: f"issue_id, {columns}" for table, columns in PARTS.items()},
    "issues": f"id, log_id, {ISSUE_VALUES}, text",
    "blocks": "log_id, kind, heading, line, end_line",
    "diagnostics": f"log_id, issue_id, {DIAGNOSTIC_VALUES}",
}
"""The columns of each table, as rows hold them."""


def _insertion(table: str, columns: str) -> str:
    marks = ", ".join("?" * (columns.count(",") + 1))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 own names only


class Writer:
    """Writes within the caller's transaction. ``finish`` writes what is still held back.

    With ``bulk`` the full text is made anew at the end instead of row by row, which is
    the faster way when much of it changes.
    """

    def __init__(self, connection: sqlite3.Connection, *, bulk: bool) -> None:
        self._db = connection
        self._bulk = bulk
        self._texts: dict[str, list[Row]] = {table: [] for table in FTS_TABLES}
        self._length = 0
        (last,) = connection.execute("SELECT max(id) FROM issues").fetchone()
        self._next = int(last or 0) + 1
        if bulk:
            create_search(connection)
            for table in FTS_TABLES:
                self._tell(table, "hashsize", _BULK_HASH)

    def _tell(self, table: str, option: str, value: int) -> None:
        self._db.execute(
            f"INSERT INTO {table}({table}, rank) VALUES (?, ?)",  # noqa: S608 own names only
            (option, value),
        )

    def new_id(self, free: int | None = None) -> int:
        """The id for an issue to be added: one that became free, or a new one.

        Full text that is made anew takes rising ids only, or it falls into pieces.
        """
        if free is not None and not self._bulk:
            return free
        self._next += 1
        return self._next - 1

    def add(self, chunk: Chunk, rows: Rows) -> None:
        """Add the issues of a chunk with all that is in them, under the ids that it names."""
        texts = (entry.source.text for entry in chunk)
        issues = [(*row, text) for row, text in zip(rows["issues"], texts, strict=True)]
        # Issues first: the others refer to them.
        self._insert("issues", issues)
        for table in (*PARTS, "diagnostics"):
            if table in rows:
                self._insert(table, rows[table])
        self._add_text("issues_fts", rows["issues_fts"])

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        self._db.executemany(_insertion(table, _COLUMNS[table]), rows)

    def _add_text(self, table: str, rows: Sequence[Row]) -> None:
        self._texts[table].extend(rows)
        self._length += sum(len(column) for row in rows for column in row[1:])
        if self._length > _FLUSH_TEXT:
            self._flush_texts()

    def _flush_texts(self) -> None:
        # In one go: every savepoint of other writes would cut the index into one more piece.
        for table, rows in self._texts.items():
            columns = ", ".join(("rowid", *FTS_TABLES[table][1]))
            self._db.executemany(_insertion(table, columns), rows)
            rows.clear()
        self._length = 0

    def _remove_text(self, table: str, rows: Sequence[Row]) -> None:
        names = ", ".join(FTS_TABLES[table][1])
        marks = ", ?" * len(FTS_TABLES[table][1])
        self._db.executemany(
            f"INSERT INTO {table}({table}, rowid, {names}) VALUES ('delete', ?{marks})",  # noqa: S608
            rows,
        )

    def _documents(self, ids: Sequence[int]) -> list[Row]:
        marks = ", ".join(map(str, ids))
        rows = self._db.execute(
            f"SELECT {ISSUE_COLUMNS} FROM issues i JOIN logs l ON l.id = i.log_id"  # noqa: S608
            f" WHERE i.id IN ({marks}) ORDER BY i.id"
        ).fetchall()
        return [
            (row[0], *issue_document(stored.issue))
            for row, stored in zip(rows, load_issues(self._db, rows), strict=True)
        ]

    def remove(self, ids: Sequence[int]) -> None:
        """Take issues out with all that is in them."""
        for start in range(0, len(ids), _IDS):
            some = ids[start : start + _IDS]
            if not self._bulk:
                self._remove_text("issues_fts", self._documents(some))
            marks = ", ".join(map(str, some))
            for table in (*PARTS, "diagnostics"):
                self._db.execute(f"DELETE FROM {table} WHERE issue_id IN ({marks})")  # noqa: S608
            self._db.execute(f"DELETE FROM issues WHERE id IN ({marks})")  # noqa: S608

    def move(self, places: Sequence[tuple[int, str, int]]) -> None:
        """Give issues (id, key, line) that only moved their new place."""
        from issues_kb.reading import plain_names

        self._db.executemany(
            "UPDATE issues SET line = ? WHERE id = ?", [(line, id_) for id_, _, line in places]
        )
        keys = dict(self._keys([issue_id for issue_id, _, _ in places]))
        renamed = [(id_, key) for id_, key, _ in places if keys[id_] != key]
        # Two issues may swap their keys: out of the way first.
        self._db.executemany(
            "UPDATE issues SET key = char(0) || id WHERE id = ?", [(id_,) for id_, _ in renamed]
        )
        self._db.executemany(
            "UPDATE issues SET key = ?, plain_key = ? WHERE id = ?",
            [(key, plain_names(key, None)[0], id_) for id_, key in renamed],
        )

    def _keys(self, ids: Sequence[int]) -> Iterable[tuple[int, str]]:
        for start in range(0, len(ids), _IDS):
            marks = ", ".join(map(str, ids[start : start + _IDS]))
            yield from self._db.execute(
                f"SELECT id, key FROM issues WHERE id IN ({marks})"  # noqa: S608
            )

    def index_kept(self, ids: Sequence[int]) -> None:
        """Add the full text of issues that stay, for an index of it that is made anew."""
        for start in range(0, len(ids), _IDS):
            self._add_text("issues_fts", self._documents(ids[start : start + _IDS]))

    def unframe(self, log_id: int) -> None:
        """Drop what a log holds beside its issues."""
        self._db.execute("DELETE FROM blocks WHERE log_id = ?", (log_id,))
        self._db.execute("DELETE FROM diagnostics WHERE log_id = ? AND issue_id IS NULL", (log_id,))

    def frame(
        self, log_id: int, blocks: Iterable[LogBlock], diagnostics: Iterable[Diagnostic]
    ) -> None:
        """Add what a log holds beside its issues."""
        self._insert(
            "blocks",
            ((log_id, b.kind.value, b.heading, b.line, b.end_line) for b in blocks),
        )
        self._insert(
            "diagnostics", ((log_id, None, *diagnostic_row(found, 0)) for found in diagnostics)
        )

    def resolve(self, log_id: int, only: Sequence[int] | None = None) -> None:
        """Bring the targets of a log's references up to date with the keys it has now.

        ``only`` names the issues that it is to be done for, when the others' are.
        """
        from issues_kb.reading import resolve_references

        some = "" if only is None else f" AND i.id IN ({', '.join(map(str, only))})"
        links: dict[int, list[tuple[int, str | None, Reference]]] = {}
        for issue_id, link_id, text, target in self._db.execute(
            "SELECT p.issue_id, p.id, p.text, p.target FROM links p"  # noqa: S608 own numbers only
            f" JOIN issues i ON i.id = p.issue_id WHERE i.log_id = ?{some} ORDER BY p.id",
            (log_id,),
        ):
            links.setdefault(issue_id, []).append((link_id, target, Reference(text, 0)))
        if not links:
            return
        rows = self._db.execute(
            "SELECT id, key, number FROM issues WHERE log_id = ? ORDER BY line", (log_id,)
        ).fetchall()
        issues = [
            Issue(key, number, "", 1, 1, "", references=tuple(r for _, _, r in links.get(id_, ())))
            for id_, key, number in rows
        ]
        changed = [
            (reference.target, link_id)
            for (id_, _, _), issue in zip(rows, resolve_references(issues), strict=True)
            for (link_id, target, _), reference in zip(
                links.get(id_, ()), issue.references, strict=True
            )
            if reference.target != target
        ]
        self._db.executemany("UPDATE links SET target = ? WHERE id = ?", changed)

    def finish(self) -> None:
        """Write what is held back."""
        self._flush_texts()
        if self._bulk:
            for table in FTS_TABLES:
                self._tell(table, "hashsize", _USUAL_HASH)
