"""Brings an index up to date with its logs, reading only what changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from issues_kb.model import LogFile
from issues_kb.store.connection import (
    Kind,
    code_of,
    has_index,
    has_odd_header,
    is_broken,
    keep_readers_running,
    kind_of,
    open_for_reading,
    open_for_writing,
    remove,
    translated,
)
from issues_kb.store.maker import maker, words_of
from issues_kb.store.plan import Wanted, fresh_report, known, make_plan, settings, wanted
from issues_kb.store.values import SyncReport

if TYPE_CHECKING:
    from issues_kb.store.update import Progress

__all__ = ["known_logs", "sync"]

_OTHER_VERSION = "the index was made by another version and is built anew"
_DAMAGED = "the index was damaged and is built anew"
_OTHER_WORDS = "the vocabulary changed: all logs are read again"


class _Request(NamedTuple):
    """A call of ``sync``."""

    database: Path
    wanted: Wanted
    rebuild: bool
    vocabulary: Mapping[str, Any] | None
    vocabulary_source: str
    progress: Progress | None

    @property
    def made_by(self) -> dict[str, str]:
        """The settings of an index that needs no rebuilding."""
        return {"maker": maker(), "words": words_of(self.vocabulary)}


def known_logs(database: Path) -> tuple[LogFile, ...]:
    """The logs that ``database`` covers; none when it does not exist yet.

    Raises DatabaseError when the file is not ours or cannot be read.
    """
    if not has_index(database):
        return ()
    with translated(database):
        connection = open_for_reading(database)
        try:
            return _remembered(connection)
        finally:
            connection.close()


def sync(  # noqa: PLR0913 each is a choice of its own
    database: Path,
    logs: Sequence[LogFile] = (),
    *,
    exact: bool = True,
    forget: Sequence[Path] = (),
    rebuild: bool = False,
    vocabulary: Mapping[str, Any] | None = None,
    vocabulary_source: str = "vocabulary",
    progress: Progress | None = None,
) -> SyncReport:
    """Make ``database`` cover its logs as they are on disk now.

    ``exact``: the index covers exactly ``logs`` afterwards (a project's own database).
    Otherwise ``logs`` are added to those it knows, ``forget`` are taken out, and a known
    log that cannot be read is reported as a failure and loses its issues until it can.
    ``vocabulary`` is the raw table of the configuration, as ``load_vocabulary`` takes it, and
    ``vocabulary_source`` what an error calls the place that it comes from.
    ``rebuild`` reads everything again. ``progress`` hears path, entries read and entries
    to read. Unusable logs are in the report's ``failures``; the others are processed.

    One transaction: the index is the old one or the new one, whatever happens. When
    nothing changed, nothing is written or imported, at a cost independent of the number
    of issues.

    Raises DatabaseError when the database is not ours, cannot be written, or stays
    locked for 30 seconds; ConfigError when the vocabulary is wrong.
    """
    request = _Request(
        database,
        wanted(logs, forget, exact=exact),
        rebuild,
        vocabulary,
        vocabulary_source,
        progress,
    )
    with translated(database):
        try:
            return _fresh(request) or _update(request)
        except sqlite3.DatabaseError as error:
            if not (_is_damage(error, database) or _went_away(error)):
                raise
        return _mended(request)


def _is_damage(error: sqlite3.Error, database: Path) -> bool:
    unwritable = code_of(error).startswith(("SQLITE_READONLY", "SQLITE_FULL"))
    return is_broken(error) or (unwritable and has_odd_header(database))


def _went_away(error: sqlite3.Error) -> bool:
    """Whether it may be that somebody else removed a damaged index under our hands."""
    return code_of(error).startswith(("SQLITE_IOERR", "SQLITE_READONLY_DBMOVED", "SQLITE_PROTOCOL"))


def _mended(request: _Request) -> SyncReport:
    """What ``sync`` does with an index that seems damaged: one process after the other."""
    from issues_kb.alone import alone

    # The folder is locked, since the file itself goes.
    with alone(request.database.parent):
        try:
            # Somebody else may have mended it while we waited.
            return _fresh(request) or _update(request)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error, request.database):
                raise
        remembered = _salvaged(request.database)
        remove(request.database)
        report = _update(request, remembered)
        return replace(report, notes=(_DAMAGED, *report.notes))


def _fresh(request: _Request) -> SyncReport | None:
    """The report when the index is up to date, with the standard library alone."""
    if request.rebuild or not has_index(request.database):
        return None
    connection = open_for_reading(request.database)
    try:
        if kind_of(connection, request.database) is not Kind.CURRENT:
            return None
        return _report(connection, request)
    finally:
        connection.close()


def _report(connection: sqlite3.Connection, request: _Request) -> SyncReport | None:
    try:
        if settings(connection) != request.made_by:
            return None
        plan = make_plan(request.wanted, known(connection))
    except sqlite3.OperationalError as error:
        if code_of(error) != "SQLITE_ERROR":
            raise
        # A table is missing: somebody else's hand. Writing finds that out again.
        return None
    return fresh_report(plan, exact=request.wanted.exact)


def _remembered(connection: sqlite3.Connection) -> tuple[LogFile, ...]:
    """The logs that an index of any version knows, as far as it can be read."""
    try:
        rows = connection.execute("SELECT file, path, name FROM logs ORDER BY position").fetchall()
    except sqlite3.Error:
        return ()
    return tuple(LogFile(Path(file), path, name) for file, path, name in rows)


def _salvaged(database: Path) -> tuple[LogFile, ...]:
    try:
        connection = open_for_reading(database)
    except sqlite3.Error:
        return ()
    try:
        return _remembered(connection)
    finally:
        connection.close()


def _update(request: _Request, remembered: Sequence[LogFile] = ()) -> SyncReport:
    connection = open_for_writing(request.database)
    try:
        report = _write(connection, request, remembered)
        connection.commit()
        keep_readers_running(connection)
        return report
    finally:
        connection.close()


def _write(db: sqlite3.Connection, request: _Request, remembered: Sequence[LogFile]) -> SyncReport:
    from issues_kb.reading import load_vocabulary
    from issues_kb.store.update import Options, update

    vocabulary = load_vocabulary(request.vocabulary, request.vocabulary_source)
    notes = _make_ready(db, request, remembered)
    reread = settings(db) != request.made_by
    if not reread and not request.rebuild:
        # Somebody else may have done it while we waited for the lock.
        done = _report(db, request)
        if done is not None:
            return done
    if reread and not notes and settings(db):
        notes = (_OTHER_WORDS,)
    if reread:
        _write_synonyms(db)
    report = update(
        db,
        make_plan(request.wanted, known(db)),
        Options(vocabulary, request.wanted.exact, reread, request.progress),
    )
    db.executemany(
        "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", request.made_by.items()
    )
    return replace(report, notes=notes)


def _write_synonyms(db: sqlite3.Connection) -> None:
    """Put the words that mean the same where a search finds them without reading a file."""
    from issues_kb.query.thesaurus import load_synonyms

    db.execute("DELETE FROM synonyms")
    db.executemany(
        "INSERT INTO synonyms (expression, others) VALUES (?, ?)",
        ((expression, "\n".join(others)) for expression, others in load_synonyms().items()),
    )


def _is_usable(db: sqlite3.Connection, request: _Request) -> bool:
    """Whether all tables are there and were filled by this very code."""
    try:
        made_by = settings(db).get("maker")
        known(db)
        for table in ("issues", "blocks", "diagnostics", "issues_fts", "outlines", "synonyms"):
            db.execute(f"SELECT 1 FROM {table} LIMIT 0")  # noqa: S608 own names only
    except sqlite3.OperationalError as error:
        if code_of(error) != "SQLITE_ERROR":
            raise
        return False
    return made_by == request.made_by["maker"]


def _make_ready(
    db: sqlite3.Connection, request: _Request, remembered: Sequence[LogFile]
) -> tuple[str, ...]:
    """Give the database the tables of this version; what is there of another one goes."""
    from issues_kb.store.schema import create, drop

    kind = kind_of(db, request.database)
    notes: tuple[str, ...] = ()
    if kind is Kind.CURRENT and not request.rebuild and _is_usable(db, request):
        return notes
    if kind is not Kind.NOTHING:
        remembered = _remembered(db)
        notes = () if request.rebuild else (_OTHER_VERSION,)
        drop(db)
    create(db)
    db.executemany(
        "INSERT INTO logs (name, path, file, position, issue_count) VALUES (?, ?, ?, ?, 0)",
        [(log.name, log.path, str(log.file), place) for place, log in enumerate(remembered)],
    )
    return notes
