"""One SQLite file that is a cache of the logs.

``sync`` brings it up to date, ``Index`` answers questions. Reading an index that is up
to date needs the standard library alone, and each name is imported only when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issues_kb.store.connection import BrokenDatabaseError
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
    from issues_kb.store.index import Index
    from issues_kb.store.searching import OtherRanking
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
        ScorePart,
        SearchResult,
        StoredIssue,
        SyncReport,
    )

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
    "Stats",
    "StoredIssue",
    "SyncReport",
    "TimeLost",
    "TimeSpent",
    "known_logs",
    "sync",
]

_HOMES = {
    "connection": ("BrokenDatabaseError",),
    "findings": (
        *("Backlink", "ChecklistItem", "FileHit", "ItemSource", "MeasureHit"),
        *("SimilarIssue", "Stats", "TimeLost", "TimeSpent"),
    ),
    "index": ("Index",),
    "searching": ("OtherRanking",),
    "syncing": ("known_logs", "sync"),
    "values": (
        *("MARK_END", "MARK_START", "Counts", "Hit", "IndexedLog", "IssueSummary"),
        *("LearningHit", "LogReport", "ScorePart", "SearchResult", "StoredIssue", "SyncReport"),
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
