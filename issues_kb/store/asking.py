"""How an index is asked: all of an answer is of one moment, and errors are ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from issues_kb.store.connection import Kind, StaleIndexError, as_ours, code_of, kind_of, translated
from issues_kb.store.maker import maker
from issues_kb.store.plan import settings

__all__ = ["asks", "one_moment", "steadily"]

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class _Opened(Protocol):
    _connection: sqlite3.Connection
    database: Path


_Self = TypeVar("_Self", bound=_Opened)


def asks(
    method: Callable[Concatenate[_Self, _Given], _Answer],
) -> Callable[Concatenate[_Self, _Given], _Answer]:
    """Answer from one moment, and raise what SQLite says as DatabaseError."""

    @wraps(method)
    def asking(self: _Self, /, *args: _Given.args, **options: _Given.kwargs) -> _Answer:
        with translated(self.database), one_moment(self._connection):
            return method(self, *args, **options)

    return asking


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything that is read inside is of one moment, whatever others write meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        # Nothing was written. It may be closed while somebody had still to ask for the rest; of
        # a damaged one SQLite says again what it said before.
        with suppress(sqlite3.Error):
            connection.commit()


@contextmanager
def steadily(connection: sqlite3.Connection, database: Path) -> Iterator[None]:
    """As ``one_moment``, of an index that this very code made; errors of SQLite are ours.

    Raises StaleIndexError.
    """
    try:
        with one_moment(connection):
            _check_made_here(connection, database)
            yield
    except sqlite3.Error as error:
        raise as_ours(error, database) from error


def _check_made_here(connection: sqlite3.Connection, database: Path) -> None:
    if kind_of(connection, database) is Kind.CURRENT:
        try:
            if settings(connection).get("maker") == maker():
                return
        except sqlite3.OperationalError as error:
            if code_of(error) != "SQLITE_ERROR":
                raise
    raise StaleIndexError(
        "the index is being made by another version too",
        subject=str(database),
        hint="try again, or give one of them an index of its own with --db FILE",
    )
