"""What people ask, as a frozen value.

A ``Query`` is text that ranks, filters that every result passes, and an order. It knows
nothing of how it was typed (``parse``) or how it is answered (``sql``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issues_kb.query.filters import Filter, Part

__all__ = ["EVERYTHING", "ParsedQuery", "Query", "Sort", "SortKey"]


class SortKey(Enum):
    """What results are put in order by."""

    RELEVANCE = "relevance"
    DATE = "date"
    SEVERITY = "severity"
    STATUS = "status"
    NUMBER = "number"
    TITLE = "title"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Sort:
    """One order; what has no such value comes last either way."""

    key: SortKey
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question.

    ``words`` rank and are not required: an issue with any of them is an answer.
    ``phrases`` are required, ``excluded`` words or phrases forbidden, all ``filters``
    must pass. ``parts`` limits where the text is looked for. Without ``sort`` the best
    match comes first, without text the log's own order holds.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    parts: frozenset[Part] = frozenset()
    sort: tuple[Sort, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether there is text to rank by."""
        return bool(self.words or self.phrases)

    def narrowed(self, *filters: Filter) -> Query:
        """The same question with more filters."""
        return replace(self, filters=self.filters + filters)

    def __and__(self, other: Query) -> Query:
        """Both questions at once; the sort of ``other`` comes first."""
        return Query(
            words=self.words + other.words,
            phrases=self.phrases + other.phrases,
            excluded=self.excluded + other.excluded,
            filters=self.filters + other.filters,
            parts=self.parts | other.parts,
            sort=other.sort + self.sort,
        )


EVERYTHING = Query()
"""The query that every issue answers."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was understood, and a hint for each thing that was not, ready to be shown."""

    query: Query
    hints: tuple[str, ...] = ()
