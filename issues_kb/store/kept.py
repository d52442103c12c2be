"""Results of costly work, kept from one run to the next in a file that may go at any time.

Each lies under a key that covers all that it depends on. A file that is missing, damaged,
locked or of another kind only means that the work is done again.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from issues_kb.store.connection import is_broken, make_folder

__all__ = ["Kept"]

_APPLICATION_ID = 0x49534B48
"""``ISKH`` in the file's header."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, checksum INTEGER, value BLOB)"
    " WITHOUT ROWID"
)
_IDS = 500


class Kept:
    """The values in one file, by key. Without a file nothing is kept."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None

    def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is kept under these keys, as far as it is sound."""
        connection = self._opened()
        found: dict[str, bytes] = {}
        if connection is None:
            return found
        with self._forgiving():
            for start in range(0, len(keys), _IDS):
                part = keys[start : start + _IDS]
                marks = ", ".join("?" * len(part))
                rows = connection.execute(
                    f"SELECT key, checksum, value FROM kept WHERE key IN ({marks})",  # noqa: S608
                    part,
                )
                found.update((key, value) for key, sum_, value in rows if _sum(value) == sum_)
        return found

    def put(self, values: Mapping[str, bytes], wanted: Iterable[str]) -> None:
        """Keep these values, and of all others only those under a key of ``wanted``."""
        connection = self._opened(write=True)
        if connection is None:
            return
        with self._forgiving():
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany(
                    "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)",
                    ((key, _sum(value), value) for key, value in values.items()),
                )
                connection.execute("CREATE TEMP TABLE wanted (key TEXT PRIMARY KEY)")
                connection.executemany(
                    "INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in wanted)
                )
                connection.execute("DELETE FROM kept WHERE key NOT IN (SELECT key FROM wanted)")
                connection.execute("DROP TABLE wanted")
                connection.execute("COMMIT")
            except sqlite3.Error:
                connection.rollback()
                raise

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Go on without what is kept; a damaged file of ours goes away."""
        try:
            yield
        except sqlite3.Error as error:
            self.close()
            if self._file is not None and is_broken(error) and _is_ours(self._file):
                with suppress(OSError):
                    self._file.unlink()

    def _opened(self, *, write: bool = False) -> sqlite3.Connection | None:
        if self._connection is None and self._file is not None and (write or self._file.is_file()):
            self._connection = _connected(self._file, write=write)
        return self._connection


def _connected(file: Path, *, write: bool) -> sqlite3.Connection | None:
    try:
        if write:
            make_folder(file.parent)
        connection = sqlite3.connect(file, isolation_level=None, timeout=5)
    except (OSError, sqlite3.Error):
        return None
    try:
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found == _APPLICATION_ID or (not found and not tables):
            # Nothing is lost with it, so nothing is waited for.
            connection.execute("PRAGMA synchronous = OFF")
            if not tables:
                connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                connection.execute(_TABLE)
            return connection
    except sqlite3.Error as error:
        connection.close()
        if is_broken(error) and _is_ours(file):
            with suppress(OSError):
                file.unlink()
        return None
    connection.close()
    return None


def _is_ours(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as stream:
        return int.from_bytes(stream.read(72)[68:], "big") == _APPLICATION_ID
    return False


def _sum(value: object) -> int:
    return zlib.crc32(value) if isinstance(value, bytes) else -1
