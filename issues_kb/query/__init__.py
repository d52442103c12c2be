"""What people type → ``Query``; ``Query`` → SQL.

``parse_query`` reads the query language, ``Query`` is its frozen value. ``sql`` builds
statements for the store, ``terms`` takes text apart for the index and for queries alike.
"""

from __future__ import annotations

from issues_kb.query.model import (
    EVERYTHING,
    DateFilter,
    FieldFilter,
    FileFilter,
    Filter,
    LogFilter,
    Not,
    NumberFilter,
    ParsedQuery,
    Part,
    PartFilter,
    PathFilter,
    Query,
    RowFilter,
    SeverityFilter,
    Sort,
    SortKey,
    StatusFilter,
)
from issues_kb.query.parse import parse_query

__all__ = [
    "EVERYTHING",
    "DateFilter",
    "FieldFilter",
    "FileFilter",
    "Filter",
    "LogFilter",
    "Not",
    "NumberFilter",
    "ParsedQuery",
    "Part",
    "PartFilter",
    "PathFilter",
    "Query",
    "RowFilter",
    "SeverityFilter",
    "Sort",
    "SortKey",
    "StatusFilter",
    "parse_query",
]
