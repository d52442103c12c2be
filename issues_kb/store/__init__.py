"""One SQLite file that is a cache of the logs.

``sync`` brings it up to date, ``Index`` answers questions. Reading an index that is up
to date needs the standard library alone, and each name is imported only when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issues_kb.lazy import lazily

if TYPE_CHECKING:
    from issues_kb.store.connection import BrokenDatabaseError, StaleIndexError
    from issues_kb.store.findings import (
        Backlink,
        ChecklistItem,
        FileHit,
        ItemSource,
        MeasureHit,
        SimilarIssue,
        Stats,
        TimeLost,
        TimeSpent,
    )
    from issues_kb.store.hits import (
        MARK_END,
        MARK_START,
        Counts,
        Hit,
        LearningHit,
        ScorePart,
        SearchResult,
        StoredIssue,
    )
    from issues_kb.store.index import Index
    from issues_kb.store.searching import OtherRanking
    from issues_kb.store.syncing import known_logs, sync
    from issues_kb.store.values import IndexedLog, IssueSummary, LogReport, SyncReport

__all__ = [
    "MARK_END",
    "MARK_START",
    "Backlink",
    "BrokenDatabaseError",
    "ChecklistItem",
    "Counts",
    "FileHit",
    "Hit",
    "Index",
    "IndexedLog",
    "IssueSummary",
    "ItemSource",
    "LearningHit",
    "LogReport",
    "MeasureHit",
    "OtherRanking",
    "ScorePart",
    "SearchResult",
    "SimilarIssue",
    "StaleIndexError",
    "Stats",
    "StoredIssue",
    "SyncReport",
    "TimeLost",
    "TimeSpent",
    "known_logs",
    "sync",
]

__getattr__ = lazily(
    __name__,
    {
        "connection": ("BrokenDatabaseError", "StaleIndexError"),
        "findings": (
            "Backlink",
            "ChecklistItem",
            "FileHit",
            "ItemSource",
            "MeasureHit",
            "SimilarIssue",
            "Stats",
            "TimeLost",
            "TimeSpent",
        ),
        "hits": (
            "MARK_END",
            "MARK_START",
            "Counts",
            "Hit",
            "LearningHit",
            "ScorePart",
            "SearchResult",
            "StoredIssue",
        ),
        "index": ("Index",),
        "searching": ("OtherRanking",),
        "syncing": ("known_logs", "sync"),
        "values": ("IndexedLog", "IssueSummary", "LogReport", "SyncReport"),
    },
)
