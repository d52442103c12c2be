"""The writing half of a sync: what changed is read, what went is dropped."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from issues_kb.errors import LogError
from issues_kb.model import LogFile
from issues_kb.store.files import moment, read_bytes, stamp
from issues_kb.store.parsing import Entry, chunks, prepare
from issues_kb.store.plan import KnownLog, Plan
from issues_kb.store.values import LogReport, SyncReport
from issues_kb.store.writing import Writer

if TYPE_CHECKING:
    from issues_kb.reading import EntrySource, LogOutline, Vocabulary

__all__ = ["Options", "Progress", "update"]

_FEW = 20
_TEXT_AT_ONCE = 32_000_000
"""Characters of entries to read that are held, for an index that is made from nothing."""

Progress = Callable[[str, int, int], None]
"""Hears the path of a log, how many entries are read and how many are to be read."""


@dataclass(slots=True)
class _LogWork:
    """A log whose bytes changed: its rows that stay, those that go, entries to read.

    ``frame`` is its outline without entries: the texts of those that stay need no memory.
    """

    log: LogFile
    id: int
    frame: LogOutline
    issues: int
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
    is_empty = db.execute("SELECT 1 FROM issues LIMIT 1").fetchone() is None
    session = _Session(db, file, options, is_empty, dropped=list(plan.removed))
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
    is_empty: bool
    """Whether there was no issue before: then none is lost, whatever the next log holds."""
    dropped: list[KnownLog]
    emptied: list[KnownLog] = field(default_factory=list)
    work: list[_LogWork] = field(default_factory=list)
    reports: dict[int, LogReport] = field(default_factory=dict)
    failures: list[LogError] = field(default_factory=list)
    writer: Writer | None = None
    text: int = 0
    """Characters of the entries to read in ``work``."""
    told: int = 0

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
        place: dict[str, Any] = {
            "name": log.name,
            "path": log.path,
            "file": str(log.file),
            "position": position,
        }
        if row is not None and self._is_same(log, row):
            self._leave(row, log, place)
            return
        now = moment(self.file)
        content = read_bytes(log)
        place |= {
            # Whoever changes the log once more in this very tick may leave it the same stamp.
            "stamp": None if content.changed == now else content.stamp,
            "hash": hashlib.blake2b(content.data, digest_size=16).hexdigest(),
            "failure": None,
        }
        if row is not None and row.hash == place["hash"] and not self.options.reread:
            self._leave(row, log, place)
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
        work = _matched(self.db, log, log_id, outline)
        self.work.append(work)
        self.text += sum(len(entry.text) for entry in work.new)
        if self.is_empty and self.text > _TEXT_AT_ONCE:
            self._write_logs(self._writer(()))

    def _is_same(self, log: LogFile, row: KnownLog) -> bool:
        """Whether a log need not even be read: others may have changed."""
        known = row.stamp is not None and row.failure is None and not self.options.reread
        return known and row.stamp == stamp(log.file)

    def _leave(self, row: KnownLog, log: LogFile, place: Mapping[str, Any]) -> None:
        _set_log(self.db, row.id, place)
        self.reports[row.id] = LogReport(log.name, log.path, row.issues)

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
        if lost or self.work or self.writer:
            writer = self._writer(lost)
            writer.remove(lost)
            self._write_logs(writer)
            writer.finish()
        _drop_logs(self.db, self.dropped, self.emptied)

    def _writer(self, lost: Sequence[int]) -> Writer:
        if self.writer is None:
            ids = {id_ for (id_,) in self.db.execute("SELECT id FROM issues")}
            kept = sorted(ids - set(lost))
            new = sum(len(work.new) for work in self.work)
            bulk = new + len(lost) > max(_FEW, len(kept))
            self.writer = Writer(self.db, bulk=bulk)
            if bulk:
                self.writer.index_kept(kept)
        return self.writer

    def _write_logs(self, writer: Writer) -> None:
        parts = {work.id: chunks(_entries(work, writer)) for work in self.work}
        every = [part for some in parts.values() for part in some]
        total = self.told + sum(map(len, every))
        with closing(prepare(every, self.options.vocabulary)) as rows:
            for work in self.work:
                writer.unframe(work.id)
                writer.move(work.moved)
                # This way round: the other one would take one more chunk's rows.
                for part, its_rows in zip(parts[work.id], rows, strict=False):
                    writer.add(part, its_rows)
                    self._tell(work.log.path, len(part), total)
                writer.frame(work.id, work.frame.blocks, work.frame.diagnostics)
                added = [entry.issue_id for part in parts[work.id] for entry in part]
                writer.resolve(work.id, None if work.renamed else added)
                _remember(self.db, work)
                self.reports[work.id] = LogReport(
                    work.log.name,
                    work.log.path,
                    issues=work.issues,
                    parsed=len(work.new),
                    changed=True,
                )
        self.work.clear()
        self.text = 0

    def _tell(self, path: str, entries: int, total: int) -> None:
        if self.options.progress is not None:
            for done in range(self.told + 1, self.told + entries + 1):
                self.options.progress(path, done, total)
        self.told += entries


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


def _matched(db: sqlite3.Connection, log: LogFile, log_id: int, outline: LogOutline) -> _LogWork:
    """Tell the entries that are known by their digest from those to read."""
    work = _LogWork(log, log_id, replace(outline, entries=()), len(outline.entries))
    rows = db.execute(
        "SELECT id, key, digest, line, number FROM issues WHERE log_id = ? ORDER BY line",
        (log_id,),
    ).fetchall()
    names = [(key, number) for _, key, _, _, number in rows]
    work.renamed = names != [(entry.key, entry.number) for entry in outline.entries]
    by_digest: dict[str, list[tuple[int, str, int]]] = {}
    for row_id, key, digest, line, _ in reversed(rows):
        by_digest.setdefault(digest, []).append((row_id, key, line))
    for entry in outline.entries:
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
    memory = work.frame.memory
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
