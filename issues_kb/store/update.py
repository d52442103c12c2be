"""The writing half of a sync: what changed is read, what went is dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from issues_kb.errors import LogError
from issues_kb.model import LogFile
from issues_kb.store.files import read_bytes
from issues_kb.store.parsing import prepare
from issues_kb.store.plan import KnownLog, Plan
from issues_kb.store.values import LogReport, SyncReport
from issues_kb.store.writing import Writer

if TYPE_CHECKING:
    from sqlite_utils import Database

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


def update(db: Database, plan: Plan, options: Options) -> SyncReport:
    """Bring the rows up to date with the files, within the caller's transaction."""
    session = _Session(db, options, dropped=list(plan.removed))
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

    db: Database
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
        content = read_bytes(log)
        digest = hashlib.blake2b(content.data, digest_size=16).hexdigest()
        place = {
            "name": log.name,
            "path": log.path,
            "file": str(log.file),
            "position": position,
            "stamp": content.stamp,
            "hash": digest,
            "failure": None,
        }
        if row is not None and row.hash == digest and not self.options.reread:
            self.db.table("logs").update(row.id, place)
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
            self.db.table("logs").update(log_id, place)
        else:
            (log_id,) = self.db.execute("SELECT coalesce(max(id), 0) + 1 FROM logs").fetchone()
            self.db.table("logs").insert({"id": log_id, **place})
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
        progress = self.options.progress
        sources = [(entry, work.log.path) for work in self.work for entry in work.new]
        readings = prepare(sources, self.options.vocabulary)
        done = 0
        for work in self.work:
            writer.move(work.moved)
            added: list[int] = []
            for prepared in islice(readings, len(work.new)):
                place = work.gone.pop(prepared.issue.key, None)
                added.append(writer.add(work.id, prepared, place))
                done += 1
                if progress is not None:
                    progress(work.log.path, done, total)
            writer.frame(work.id, work.outline.blocks, work.outline.diagnostics)
            writer.resolve(work.id, None if work.renamed else added)
            _remember(self.db, work)
            self.reports[work.id] = LogReport(
                work.log.name,
                work.log.path,
                issues=len(work.outline.entries),
                parsed=len(work.new),
                changed=True,
            )


def _matched(db: Database, work: _LogWork) -> _LogWork:
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


def _one(db: Database, select: str, *values: object) -> str | None:
    row = db.conn.execute(select, values).fetchone()
    return row[0] if row else None


def _remember(db: Database, work: _LogWork) -> None:
    """Keep what serves to outline the log again after an edit."""
    memory = work.outline.memory
    if memory is None:
        db.conn.execute("DELETE FROM outlines WHERE log_id = ?", (work.id,))
    else:
        row = (work.id, memory.to_json())
        db.conn.execute("INSERT OR REPLACE INTO outlines(log_id, memory) VALUES (?, ?)", row)


def _issues_of(db: Database, row: KnownLog) -> list[int]:
    rows = db.execute("SELECT id FROM issues WHERE log_id = ? ORDER BY id", (row.id,))
    return [row_id for (row_id,) in rows]


def _drop_logs(db: Database, dropped: Sequence[KnownLog], emptied: Sequence[KnownLog]) -> None:
    for row in (*dropped, *emptied):
        for table in ("blocks", "diagnostics", "outlines"):
            db.execute(f"DELETE FROM {table} WHERE log_id = ?", (row.id,))  # noqa: S608
    for row in dropped:
        db.execute("DELETE FROM logs WHERE id = ?", (row.id,))
