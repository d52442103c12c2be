"""What stands inside all issues, in few words each, for the pages that gather it.

Issues are named by their places in ``Catalogue.entries``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from issues_kb.errors import DatabaseError
from issues_kb.model import Learning, Measure, MeasureState
from issues_kb.site.catalogue import Catalogue, kept_with

__all__ = [
    "MeasureFact",
    "TopicFact",
    "file_facts",
    "learnings_of",
    "measure_facts",
    "measures_of",
    "topic_facts",
]


_MANY = 200


class TopicFact(NamedTuple):
    """A learning: its issue, its number there, its topic, and its rule or nothing."""

    issue: int
    number: int
    topic: str | None
    rule: str


class MeasureFact(NamedTuple):
    """A measure: its issue, its place among that issue's measures, and its state."""

    issue: int
    place: int
    state: MeasureState


def topic_facts(catalogue: Catalogue) -> Iterator[TopicFact]:
    """All learnings, those of the newest issues first."""
    held: dict[int, list[tuple[str | None, str | None]]] = {}
    for issue, topic, rule in catalogue.index.facts.learnings():
        held.setdefault(issue, []).append((topic, rule))
    for place, entry in enumerate(catalogue.entries):
        for number, (topic, rule) in enumerate(held.get(entry.id, ()), start=1):
            yield TopicFact(place, number, topic, rule or "")


@kept_with
def measure_facts(catalogue: Catalogue) -> tuple[MeasureFact, ...]:
    """All measures, those of the newest issues first."""
    held: dict[int, list[MeasureState]] = {}
    for issue, state in catalogue.index.facts.measures():
        held.setdefault(issue, []).append(MeasureState(state))
    return tuple(
        MeasureFact(issue, place, state)
        for issue, entry in enumerate(catalogue.entries)
        for place, state in enumerate(held.get(entry.id, ()))
    )


def learnings_of(catalogue: Catalogue, places: Sequence[int]) -> dict[int, list[Learning]]:
    """The whole learnings of the issues at these places, loaded together.

    Raises DatabaseError when the index is no longer the one that the catalogue is of.
    """
    many = {place for place in places if catalogue.entries[place].learnings > _MANY}
    few = _learnings(catalogue, tuple(place for place in places if place not in many))
    return few | {place: _long_learnings(catalogue, place) for place in many}


def measures_of(catalogue: Catalogue, places: Sequence[int]) -> dict[int, list[Measure]]:
    """The whole measures of the issues at these places, as ``learnings_of`` does."""
    many = {place for place in places if catalogue.entries[place].measures > _MANY}
    few = _measures(catalogue, tuple(place for place in places if place not in many))
    return few | {place: _long_measures(catalogue, place) for place in many}


class _Long:
    """Of an issue that fills many pages each page wants a part: it is loaded once for some."""

    def __init__(self) -> None:
        self.learnings: tuple[int, list[Learning]] = (-1, [])
        self.measures: tuple[int, list[Measure]] = (-1, [])


@kept_with
def _long(_catalogue: Catalogue) -> _Long:
    return _Long()


def _long_learnings(catalogue: Catalogue, place: int) -> list[Learning]:
    long = _long(catalogue)
    if long.learnings[0] != place:
        long.learnings = (place, _learnings(catalogue, (place,))[place])
    return long.learnings[1]


def _long_measures(catalogue: Catalogue, place: int) -> list[Measure]:
    long = _long(catalogue)
    if long.measures[0] != place:
        long.measures = (place, _measures(catalogue, (place,))[place])
    return long.measures[1]


def _learnings(catalogue: Catalogue, places: Sequence[int]) -> dict[int, list[Learning]]:
    entries = [catalogue.entries[place] for place in places]
    held: dict[int, list[Learning]] = {entry.id: [] for entry in entries}
    for issue, each in catalogue.index.facts.whole_learnings(list(held)):
        held[issue].append(each)
    if any(len(held[entry.id]) != entry.learnings for entry in entries):
        raise _changed(catalogue)
    return {place: held[catalogue.entries[place].id] for place in places}


def _measures(catalogue: Catalogue, places: Sequence[int]) -> dict[int, list[Measure]]:
    entries = [catalogue.entries[place] for place in places]
    held: dict[int, list[Measure]] = {entry.id: [] for entry in entries}
    for issue, each in catalogue.index.facts.whole_measures(list(held)):
        held[issue].append(each)
    if any(len(held[entry.id]) != entry.measures for entry in entries):
        raise _changed(catalogue)
    return {place: held[catalogue.entries[place].id] for place in places}


def _changed(catalogue: Catalogue) -> DatabaseError:
    return DatabaseError(
        "the index changed while the site was made",
        subject=str(catalogue.index.database),
        hint="build again",
    )


def file_facts(catalogue: Catalogue) -> Iterator[tuple[str, int]]:
    """All files, with the issue that touched each."""
    places = {entry.id: place for place, entry in enumerate(catalogue.entries)}
    return ((path, places[issue]) for issue, path in catalogue.index.facts.files())
