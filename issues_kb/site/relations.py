"""How issues belong together, for all of them: neighbours, mentions, likeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from issues_kb.site.entries import Entry
from issues_kb.site.likeness import alike
from issues_kb.store import Index

__all__ = ["Relations"]

_Links = dict[int, list[Entry]]


class Relations:
    """Asked of one entry, found out for all at the first question."""

    def __init__(
        self, index: Index, logs: Sequence[Sequence[Entry]], by_id: Mapping[int, Entry]
    ) -> None:
        self._index = index
        self._logs = logs
        self._by_id = by_id

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """The entries before and after it in its log."""
        log, place = self._places[entry.id]
        before = log[place - 1] if place else None
        return before, log[place + 1] if place + 1 < len(log) else None

    def mentioned(self, entry: Entry) -> tuple[Entry, ...]:
        """The other issues of its log that it mentions, each once."""
        return tuple(self._mentions[0].get(entry.id, ()))

    def backlinks(self, entry: Entry) -> tuple[Entry, ...]:
        """The other issues of its log that mention it, each once, in the log's order."""
        return tuple(self._mentions[1].get(entry.id, ()))

    def similar(self, entry: Entry) -> tuple[Entry, ...]:
        """Issues of any log that resemble it, the most alike first."""
        return self._alike[entry.id]

    @cached_property
    def _places(self) -> dict[int, tuple[Sequence[Entry], int]]:
        return {entry.id: (log, place) for log in self._logs for place, entry in enumerate(log)}

    @cached_property
    def _alike(self) -> dict[int, tuple[Entry, ...]]:
        facts = self._index.facts
        return alike([*self._by_id.values()], facts.errors(), facts.files())

    @cached_property
    def _mentions(self) -> tuple[_Links, _Links]:
        onward: _Links = {}
        back: _Links = {}
        for issue, target in self._index.facts.mentions():
            if self._by_id[target] not in onward.setdefault(issue, []):
                onward[issue].append(self._by_id[target])
                back.setdefault(target, []).append(self._by_id[issue])
        return onward, back
