"""One SQLite file that is a cache of the logs.

``sync`` brings it up to date, ``Index`` answers questions. Reading an index that is up
to date needs the standard library alone, and each name is imported only when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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

_ABOUT_FINDINGS = frozenset(
    (
        *("Backlink", "ChecklistItem", "FileHit", "ItemSource", "MeasureHit"),
        *("SimilarIssue", "Stats", "TimeLost", "TimeSpent"),
    )
)


def __getattr__(name: str) -> object:
    """A public name, imported now."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _ABOUT_FINDINGS:
        from issues_kb.store import findings

        return getattr(findings, name)
    if name in ("known_logs", "sync"):
        from issues_kb.store import syncing

        return getattr(syncing, name)
    if name in ("Index", "OtherRanking"):
        return _of_index(name)
    if name in ("BrokenDatabaseError", "StaleIndexError"):
        from issues_kb.store import connection

        return getattr(connection, name)
    from issues_kb.store import values

    if name in values.__all__:
        return getattr(values, name)
    from issues_kb.store import hits

    return getattr(hits, name)


def _of_index(name: str) -> object:
    if name == "Index":
        from issues_kb.store.index import Index

        return Index
    from issues_kb.store.searching import OtherRanking

    return OtherRanking
