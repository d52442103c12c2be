"""The read side: every question to an index, answered with typed values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from issues_kb.diagnostics import Diagnostic
from issues_kb.model import LogReading
from issues_kb.query import EVERYTHING, Query
from issues_kb.store.values import (
    Counts,
    IndexedLog,
    IssueSummary,
    LearningHit,
    SearchResult,
    StoredIssue,
)

__all__ = ["Index"]


class Index:
    """An open index. Use it as a context manager, or ``close`` it.

    Reads what the last ``sync`` left. Every method raises DatabaseError when the file
    turns out to be broken or stays locked.
    """

    @classmethod
    def open(cls, database: Path) -> Index:
        """Open for reading. Raises DatabaseError when it is missing, not ours or another version."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the file; nothing can be asked afterwards."""
        raise NotImplementedError

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def logs(self) -> tuple[IndexedLog, ...]:
        """The logs, in the order they were given."""
        raise NotImplementedError

    def issues(
        self, query: Query = EVERYTHING, *, limit: int | None = None
    ) -> tuple[IssueSummary, ...]:
        """The issues that answer ``query``, in its order, without their contents."""
        raise NotImplementedError

    def issue(self, key: str) -> StoredIssue:
        """The issue that ``key`` names: ``12``, ``#12``, ``backend#12``, in any letter case.

        Raises NotFoundError, with close keys as its hint, and UsageError when several
        logs have it, with the candidates as its hint.
        """
        raise NotImplementedError

    def load(self, query: Query = EVERYTHING) -> Iterator[StoredIssue]:
        """The issues that answer ``query``, whole, in its order."""
        raise NotImplementedError

    def readings(self) -> Iterator[LogReading]:
        """Each log as ``read_log`` gives it, from the index."""
        raise NotImplementedError

    def search(self, query: Query, *, limit: int = 20) -> SearchResult:
        """The issues that answer ``query`` best, each with its best passage."""
        raise NotImplementedError

    def learnings(
        self, query: Query = EVERYTHING, *, limit: int | None = None
    ) -> tuple[LearningHit, ...]:
        """The learnings that answer ``query``: filters are about their issues."""
        raise NotImplementedError

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be understood, by log and line."""
        raise NotImplementedError

    def counts(self, query: Query = EVERYTHING) -> Counts:
        """How many issues answer ``query``, by severity and status."""
        raise NotImplementedError

    def keys(self, prefix: str = "", *, limit: int = 200) -> tuple[IssueSummary, ...]:
        """Issues whose key begins with ``prefix`` in any letter case, for completion."""
        raise NotImplementedError
