"""What people type → ``Query``; ``Query`` → SQL.

``parse_query`` reads the query language, ``Query`` is its frozen value. ``sql`` builds
statements for the store, ``terms`` takes text apart for the index and for queries alike.
Each name is imported when it is asked for: a list of all issues needs few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def __getattr__(name: str) -> object:
    """A public name, imported now."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "parse_query":
        from issues_kb.query.parse import parse_query

        return parse_query
    from issues_kb.query import model

    if name in model.__all__:
        return getattr(model, name)
    from issues_kb.query import filters

    return getattr(filters, name)
