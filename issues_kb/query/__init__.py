"""What people type → ``Query``; ``Query`` → SQL.

``parse_query`` reads the query language, ``Query`` is its frozen value. ``sql`` builds
statements for the store, ``terms`` takes text apart for the index and for queries alike.
Each name is imported when it is asked for: a list of all issues needs few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issues_kb.lazy import lazily

if TYPE_CHECKING:
    from issues_kb.query.filters import (
        DateFilter,
        FieldFilter,
        FileFilter,
        Filter,
        LogFilter,
        Not,
        NumberFilter,
        Part,
        PartFilter,
        PathFilter,
        RowFilter,
        SeverityFilter,
        StatusFilter,
    )
    from issues_kb.query.model import EVERYTHING, ParsedQuery, Query, Sort, SortKey
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

__getattr__ = lazily(
    __name__,
    {
        "filters": (
            "DateFilter",
            "FieldFilter",
            "FileFilter",
            "Filter",
            "LogFilter",
            "Not",
            "NumberFilter",
            "Part",
            "PartFilter",
            "PathFilter",
            "RowFilter",
            "SeverityFilter",
            "StatusFilter",
        ),
        "model": ("EVERYTHING", "ParsedQuery", "Query", "Sort", "SortKey"),
        "parse": ("parse_query",),
    },
)
