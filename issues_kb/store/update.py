"""The writing half of a sync: what changed is read, what went is dropped."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from issues_kb.errors import LogError
from issues_kb.model import LogFile
from issues_kb.store.files import moment, read_bytes
from issues_kb.store.parsing import Entry, chunks, prepare
from issues_kb.store.plan import KnownLog, Plan
from issues_kb.store.values import LogReport, SyncReport
from issues_kb.store.writing import Writer

if TYPE_CHECKING:
    from issues_kb.reading import EntrySource, LogOutline, Vocabulary

__all__ = ["Options", "Progress", "update"]

_FEW = 20

Progress = Callable[[str, int, int], None]
"""Hears the path of a log, how many entries are read and how many are to be read."""


@dataclass(slots=True)
class _LogWork:
    """A log whose bytes changed: its rows that stay, those that go, entries to read."""

    log: LogFile
    id: int
    outline: LogOutline
    moved: list[tuple[int, str, int]] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    gone: dict[str, int] = field(default_factory=dict)
    new: list[EntrySource] = field(default_factory=list)
    renamed: bool = True
    """Whether an entry came, went or has another key or number than before."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to update.

    ``exact`` drops logs that cannot be read, otherwise they stay without issues.
    ``reread`` looks into logs whose bytes did not change, too.
    """

    vocabulary: Vocabulary
    exact: bool
    reread: bool
    progress: Progress | None = None


def update(db: sqlite3.Connection, plan: Plan, options: Options) -> SyncReport:
    """Bring the rows up to date with the files, within the caller's transaction."""
    file = db.execute("PRAGMA database_list").fetchone()[2]
    session = _Session(db, file, options, dropped=list(plan.removed))
    position = 0
    for log, row in plan.logs:
        try:
            session.look(log, row, position)
        except LogError as error:
            session.failures.append(error)
            if not session.keeps_without_issues(row, position, error):
                continue
        position += 1
    session.write()
    return session.report()


@dataclass(slots=True)
class _Session:
    """One update, and what it has found out so far."""

    db: sqlite3.Connection
    file: str
    options: Options
    dropped: list[KnownLog]
    emptied: list[KnownLog] = field(default_factory=list)
    work: list[_LogWork] = field(default_factory=list)
    reports: dict[int, LogReport] = field(default_factory=dict)
    failures: list[LogError] = field(default_factory=list)

    def report(self) -> SyncReport:
        """What was done, logs in their order."""
        ids = self.db.execute("SELECT id FROM logs ORDER BY position, id").fetchall()
        return SyncReport(
            logs=tuple(self.reports[id_] for (id_,) in ids if id_ in self.reports),
            failures=tuple(self.failures),
            removed=tuple(row.log.path for row in self.dropped),
        )

    def keeps_without_issues(self, row: KnownLog | None, position: int, error: LogError) -> bool:
        """Whether an unusable log keeps its row, without issues."""
        if row is None:
            return False
        if self.options.exact:
            self.dropped.append(row)
            return False
        self.emptied.append(row)
        self.db.execute(
            "UPDATE logs SET failure = ?, stamp = NULL, hash = NULL, issue_count = 0,"
            " text_length = 0, title = NULL, position = ? WHERE id = ?",
            (error.reason, position, row.id),
        )
        return True

    def look(self, log: LogFile, row: KnownLog | None, position: int) -> None:
        """Read a log and note what is to be done. Raises LogError when it is unusable."""
        now = moment(self.file)
        content = read_bytes(log)
        digest = hashlib.blake2b(content.data, digest_size=16).hexdigest()
        place = {
            "name": log.name,
            "path": log.path,
            "file": str(log.file),
            "position": position,
            # Whoever changes the log once more in this very tick may leave it the same stamp.
            "stamp": None if content.changed == now else content.stamp,
            "hash": digest,
            "failure": None,
        }
        if row is not None and row.hash == digest and not self.options.reread:
            _set_log(self.db, row.id, place)
            self.reports[row.id] = LogReport(log.name, log.path, row.issues)
            return
        outline = self._outline(content.data, log, row)
        place |= {
            "title": outline.title,
            "issue_count": len(outline.entries),
            "text_length": sum(len(entry.text) for entry in outline.entries),
        }
        if row is not None:
            log_id = row.id
            _set_log(self.db, log_id, place)
        else:
            log_id = _add_log(self.db, place)
        self.work.append(_matched(self.db, _LogWork(log, log_id, outline)))

    def _outline(self, data: bytes, log: LogFile, row: KnownLog | None) -> LogOutline:
        from issues_kb.reading import LogMemory, outline_again, outline_log

        words = self.options.vocabulary
        if row is None or self.options.reread:
            return outline_log(data, log.path, words)

        def text_of(key: str) -> str | None:
            select = "SELECT text FROM issues WHERE log_id = ? AND key = ?"
            return _one(self.db, select, row.id, key)

        last = _one(self.db, "SELECT memory FROM outlines WHERE log_id = ?", row.id)
        memory = LogMemory.from_json(last) if last else None
        outline = memory and outline_again(data, log.path, words, memory, text_of)
        return outline or outline_log(data, log.path, words)

    def write(self) -> None:
        """Do what was noted."""
        lost = [id_ for row in (*self.dropped, *self.emptied) for id_ in _issues_of(self.db, row)]
        lost += [id_ for work in self.work for id_ in work.gone.values()]
        new = sum(len(work.new) for work in self.work)
        if lost or self.work:
            ids = {id_ for (id_,) in self.db.execute("SELECT id FROM issues")}
            kept = sorted(ids - set(lost))
            bulk = new + len(lost) > max(_FEW, len(kept))
            writer = Writer(self.db, bulk=bulk)
            if bulk:
                writer.index_kept(kept)
            writer.remove(lost)
            self._write_logs(writer, new)
            writer.finish()
        _drop_logs(self.db, self.dropped, self.emptied)

    def _write_logs(self, writer: Writer, total: int) -> None:
        parts = {work.id: chunks(_entries(work, writer)) for work in self.work}
        every = [part for some in parts.values() for part in some]
        left = total
        with closing(prepare(every, self.options.vocabulary)) as rows:
            for work in self.work:
                writer.unframe(work.id)
                writer.move(work.moved)
                # This way round: the other one would take one more chunk's rows.
                for part, its_rows in zip(parts[work.id], rows, strict=False):
                    writer.add(part, its_rows)
                    self._tell(work.log.path, total - left, len(part), total)
                    left -= len(part)
                writer.frame(work.id, work.outline.blocks, work.outline.diagnostics)
                added = [entry.issue_id for part in parts[work.id] for entry in part]
                writer.resolve(work.id, None if work.renamed else added)
                _remember(self.db, work)
                self.reports[work.id] = LogReport(
                    work.log.name,
                    work.log.path,
                    issues=len(work.outline.entries),
                    parsed=len(work.new),
                    changed=True,
                )

    def _tell(self, path: str, before: int, entries: int, total: int) -> None:
        if self.options.progress is not None:
            for done in range(before + 1, before + entries + 1):
                self.options.progress(path, done, total)


def _entries(work: _LogWork, writer: Writer) -> list[Entry]:
    """The entries to read; one that only changed takes the place of the one that went."""
    return [
        Entry(source, work.log.path, work.id, writer.new_id(work.gone.pop(source.key, None)))
        for source in work.new
    ]


def _add_log(db: sqlite3.Connection, values: Mapping[str, Any]) -> int:
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    added = db.execute(f"INSERT INTO logs ({names}) VALUES ({marks})", values)  # noqa: S608
    return int(added.lastrowid or 0)


def _set_log(db: sqlite3.Connection, log_id: int, values: Mapping[str, Any]) -> None:
    names = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(f"UPDATE logs SET {names} WHERE id = :id", {**values, "id": log_id})  # noqa: S608


def _matched(db: sqlite3.Connection, work: _LogWork) -> _LogWork:
    """Tell the entries that are known by their digest from those to read."""
    rows = db.execute(
        "SELECT id, key, digest, line, number FROM issues WHERE log_id = ? ORDER BY line",
        (work.id,),
    ).fetchall()
    names = [(key, number) for _, key, _, _, number in rows]
    work.renamed = names != [(entry.key, entry.number) for entry in work.outline.entries]
    by_digest: dict[str, list[tuple[int, str, int]]] = {}
    for row_id, key, digest, line, _ in reversed(rows):
        by_digest.setdefault(digest, []).append((row_id, key, line))
    for entry in work.outline.entries:
        same = by_digest.get(entry.digest)
        if not same:
            work.new.append(entry)
            continue
        row_id, key, line = same.pop()
        work.kept.append(row_id)
        if (key, line) != (entry.key, entry.line):
            work.moved.append((row_id, entry.key, entry.line))
    work.gone = {key: row_id for left in by_digest.values() for row_id, key, _ in left}
    return work


def _one(db: sqlite3.Connection, select: str, *values: object) -> str | None:
    row = db.execute(select, values).fetchone()
    return row[0] if row else None


def _remember(db: sqlite3.Connection, work: _LogWork) -> None:
    """Keep what serves to outline the log again after an edit."""
    memory = work.outline.memory
    if memory is None:
        db.execute("DELETE FROM outlines WHERE log_id = ?", (work.id,))
    else:
        row = (work.id, memory.to_json())
        db.execute("INSERT OR REPLACE INTO outlines(log_id, memory) VALUES (?, ?)", row)


def _issues_of(db: sqlite3.Connection, row: KnownLog) -> list[int]:
    rows = db.execute("SELECT id FROM issues WHERE log_id = ? ORDER BY id", (row.id,))
    return [row_id for (row_id,) in rows]


def _drop_logs(
    db: sqlite3.Connection, dropped: Sequence[KnownLog], emptied: Sequence[KnownLog]
) -> None:
    for row in (*dropped, *emptied):
        for table in ("blocks", "diagnostics", "outlines"):
            db.execute(f"DELETE FROM {table} WHERE log_id = ?", (row.id,))  # noqa: S608
    for row in dropped:
        db.execute("DELETE FROM logs WHERE id = ?", (row.id,))
