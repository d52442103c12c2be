"""One SQLite file that is a cache of the logs.

``sync`` brings it up to date, ``Index`` answers questions. Reading an index that is up
to date needs the standard library alone.
"""

from __future__ import annotations

from issues_kb.store.connection import BrokenDatabaseError
from issues_kb.store.index import Index
from issues_kb.store.syncing import known_logs, sync
from issues_kb.store.values import (
    MARK_END,
    MARK_START,
    Counts,
    Hit,
    IndexedLog,
    IssueSummary,
    LearningHit,
    LogReport,
    SearchResult,
    StoredIssue,
    SyncReport,
)

__all__ = [
    "MARK_END",
    "MARK_START",
    "BrokenDatabaseError",
    "Counts",
    "Hit",
    "Index",
    "IndexedLog",
    "IssueSummary",
    "LearningHit",
    "LogReport",
    "SearchResult",
    "StoredIssue",
    "SyncReport",
    "known_logs",
    "sync",
]
