"""Opening an index: is it ours, is it of this version, and what SQLite's errors mean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from issues_kb.errors import DatabaseError
from issues_kb.ordinary import open_ordinary
from issues_kb.query.statement import SQL_FUNCTIONS
from issues_kb.store.schema import APPLICATION_ID, SCHEMA_VERSION

__all__ = [
    "BrokenDatabaseError",
    "Kind",
    "StaleIndexError",
    "as_ours",
    "code_of",
    "has_index",
    "has_odd_header",
    "is_broken",
    "keep_readers_running",
    "kind_of",
    "make_folder",
    "open_for_reading",
    "open_for_writing",
    "remove",
    "translated",
]

BUSY_SECONDS = 30
_BREATH = 0.5
"""SQLite waits this long and hears no signal; then Python looks for one."""
_MAGIC = b"SQLite format 3\x00"
_APPLICATION_ID_AT = slice(68, 72)
_HEADER = 100
_VERSIONS_AT = slice(18, 20)
_VACUUM_ROOT_AT = slice(52, 56)
_SIDE_FILES = ("", "-wal", "-shm", "-journal")


class BrokenDatabaseError(DatabaseError):
    """An index of ours that is damaged: ``sync(…, rebuild=True)`` makes it anew."""


class StaleIndexError(DatabaseError):
    """There is no index of this version, or no longer: ``sync`` makes it anew."""


class Kind(Enum):
    """What lies where the index should be."""

    NOTHING = "nothing"
    CURRENT = "current"
    OTHER_VERSION = "other version"


_REASONS = (
    ("SQLITE_BUSY", f"is locked for more than {BUSY_SECONDS} seconds", "try again later"),
    ("SQLITE_LOCKED", f"is locked for more than {BUSY_SECONDS} seconds", "try again later"),
    ("SQLITE_READONLY", "cannot be written", "check the permissions of the file and its folder"),
    ("SQLITE_CANTOPEN", "cannot be opened", "check that its folder exists and can be written"),
    ("SQLITE_PERM", "cannot be opened", "check the permissions of the file and its folder"),
    ("SQLITE_FULL", "cannot be written: the disk is full", None),
    ("SQLITE_IOERR", "cannot be read or written", "check the disk"),
    ("SQLITE_NOTADB", "is not an index of issues-kb", "give another file"),
)


def code_of(error: sqlite3.Error) -> str:
    """SQLite's name for an error, such as ``SQLITE_BUSY``; none for one of Python's own."""
    return getattr(error, "sqlite_errorname", "") or ""


def is_broken(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is damaged."""
    return code_of(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or _is_no_text(error)


def _is_no_text(error: sqlite3.Error) -> bool:
    """Whether Python could not read what a column of text holds; it has no code for that.

    Our own functions take any text, so that text which they cannot even be given is none.
    """
    return str(error).startswith(("Could not decode to UTF-8", "user-defined function raised"))


def as_ours(error: sqlite3.Error, database: Path) -> DatabaseError:
    """What to raise for what SQLite says about ``database``."""
    name = code_of(error)
    if name.startswith("SQLITE_CORRUPT") or _is_no_text(error):
        return BrokenDatabaseError(
            "the index is damaged", subject=str(database), hint="index with --rebuild, or delete it"
        )
    for prefix, reason, hint in _REASONS:
        if name.startswith(prefix):
            return DatabaseError(reason, subject=str(database), hint=hint)
    return DatabaseError(f"cannot be used: {error}", subject=str(database))


@contextmanager
def translated(database: Path) -> Iterator[None]:
    """Raise what SQLite and the file system say about ``database`` as DatabaseError."""
    try:
        yield
    except sqlite3.Error as error:
        raise as_ours(error, database) from error
    except OSError as error:
        reason = f"cannot be used: {error.strerror or error}"
        raise DatabaseError(reason, subject=str(database)) from error


def _foreign(database: Path, reason: str) -> DatabaseError:
    hint = "it is left as it is; give another file"
    return DatabaseError(reason, subject=str(database), hint=hint)


def _header(database: Path) -> bytes:
    try:
        with open_ordinary(database) as file:
            return file.read(_HEADER)
    except FileNotFoundError:
        return b""
    except IsADirectoryError:
        raise _foreign(database, "is a folder, not a database") from None


def _address(database: Path, options: str) -> str:
    return f"{database.absolute().as_uri()}?{options}"


def _connect(database: Path, options: str) -> sqlite3.Connection:
    breath = min(_BREATH, BUSY_SECONDS)
    connection = sqlite3.connect(_address(database, options), timeout=breath, uri=True)
    for name, (arguments, function) in SQL_FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)
    return connection


def _wait_for(connection: sqlite3.Connection, statement: str) -> None:
    """Execute the first statement, which waits for others; Ctrl-C ends the waiting."""
    for last in (*[False] * int(BUSY_SECONDS / _BREATH), True):
        try:
            connection.execute(statement).fetchone()
            break
        except sqlite3.OperationalError as error:
            if last or not code_of(error).startswith("SQLITE_BUSY"):
                raise
    # Whatever is waited for from here on is near its end.
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def kind_of(connection: sqlite3.Connection, database: Path) -> Kind:
    """What an open database is. Raises DatabaseError when it belongs to something else."""
    if _pragma(connection, "application_id") == APPLICATION_ID:
        current = _pragma(connection, "user_version") == SCHEMA_VERSION
        return Kind.CURRENT if current else Kind.OTHER_VERSION
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise _foreign(database, "is a database of another program")
    return Kind.NOTHING


def has_index(database: Path) -> bool:
    """Whether an index of any version lies at ``database``; nothing or an empty one is none.

    Changes nothing. Raises DatabaseError when it is something that is not ours.
    """
    with translated(database):
        header = _header(database)
        if not header:
            return False
        if not header.startswith(_MAGIC) and not _side_file(database, "-journal").exists():
            raise _foreign(database, "is not a database")
        if _is_ours(header):
            return True
        # The header may still be in the write-ahead log, or the first write may have been
        # cut off, which the journal takes back: ask SQLite.
        connection = open_for_reading(database)
        try:
            return kind_of(connection, database) is not Kind.NOTHING
        finally:
            connection.close()


def has_odd_header(database: Path) -> bool:
    """Whether our header says what no index of ours says, so that nothing can be written.

    SQLite takes it for a file of a version to come, or for a full one.
    """
    header = _header(database)
    odd = set(header[_VERSIONS_AT]) - {1, 2} or any(header[_VACUUM_ROOT_AT])
    return _is_ours(header) and bool(odd)


def _side_file(database: Path, suffix: str) -> Path:
    return Path(os.fspath(database) + suffix)


def _is_ours(header: bytes) -> bool:
    written = int.from_bytes(header[_APPLICATION_ID_AT], "big")
    return header.startswith(_MAGIC) and written == APPLICATION_ID


def open_for_reading(database: Path) -> sqlite3.Connection:
    """A connection that never writes, also where nothing may be written.

    Raises sqlite3.Error; wrap it in ``translated``.
    """
    try:
        connection = _asked(database, "mode=rw")
    except sqlite3.OperationalError as error:
        if not code_of(error).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise
        # A folder that cannot be written holds no shared memory: read the file as it lies.
        connection = _asked(database, "mode=ro&immutable=1")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _asked(database: Path, options: str) -> sqlite3.Connection:
    """A connection that is known to work: SQLite opens a file only at the first question."""
    connection = _connect(database, options)
    try:
        _wait_for(connection, "SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_writing(database: Path) -> sqlite3.Connection:
    """A connection that has begun to write, and made file and folder where there are none.

    Raises sqlite3.Error and OSError; wrap it in ``translated``.
    """
    make_folder(database.parent)
    connection = _connect(database, "mode=rwc")
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        _wait_for(connection, "BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return connection


def keep_readers_running(connection: sqlite3.Connection) -> None:
    """Let readers go on while somebody writes, from now on; not now when somebody reads."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not code_of(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise


def make_folder(folder: Path) -> None:
    """Make the folder of a cache when it is missing. Raises OSError."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    if folder.name == ".issues-kb":
        # The cache hides itself from version control.
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def remove(database: Path) -> None:
    """Delete a damaged index of ours. Raises DatabaseError when its header is not ours."""
    if not _is_ours(_header(database)):
        raise _foreign(database, "is damaged, and may belong to another program")
    for suffix in _SIDE_FILES:
        _side_file(database, suffix).unlink(missing_ok=True)
