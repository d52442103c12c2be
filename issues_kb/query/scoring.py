"""How well a text answers a question: words, names for them, and what stands together.

The index proposes issues; here their texts are looked at again, since SQLite's bm25
neither knows that two words mean the same nor that they stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from issues_kb.query.concepts import Concept, Question
from issues_kb.query.stemming import plain_form
from issues_kb.query.streams import LINE_END, Reader, Stream
from issues_kb.query.terms import STOP_WORDS, token_spans

__all__ = ["Score", "Scorer", "rarity"]

SATURATION = 0.8
"""How fast more of the same word counts less (bm25's k1)."""
LENGTH = 0.75
"""How much a long text's words count less (bm25's b)."""
TITLE = 2.0
"""What a word in the title counts, against one anywhere else."""
SYNONYM = 0.3
"""What another name for a word counts, against the word itself."""
PAIR = 0.3
"""What two words side by side, as they were typed, add of their mean rarity."""
NEAR = 0.4
"""What the best window adds of the rarity of all that is in it."""
WINDOW = 20
"""Words in a window."""
_COMMON = 0.1
"""The rarity of a stop word in a pair."""


class Score(NamedTuple):
    """How well a text answers, what each part adds, and the text as it was read."""

    total: float
    words: tuple[tuple[str, float], ...]
    pairs: float
    near: float
    stream: Stream


def rarity(issues: int, holding: int) -> float:
    """How much a word tells that ``holding`` of ``issues`` hold (bm25's idf, never negative)."""
    return math.log(1.0 + (max(issues - holding, 0) + 0.5) / (holding + 0.5))


class _Name(NamedTuple):
    """One name of a concept behind its first stem."""

    rest: tuple[str, ...]
    concept: int
    weight: float


class Scorer:
    """Scores texts for one question.

    ``rarities`` are those of its concepts, in their order; ``average`` is the length of
    an issue's text in characters.
    """

    def __init__(self, question: Question, rarities: Sequence[float], average: float) -> None:
        self._concepts = question.concepts
        self._rarities = rarities
        self._average = max(average, 1.0)
        self._names: dict[str, list[_Name]] = {}
        for index, concept in enumerate(question.concepts):
            for name in _names(index, concept):
                self._names.setdefault(name[0], []).append(name[1])
        self._pairs = self._worth(question.pairs)
        wanted = {word for pair in question.pairs for word in pair}
        for concept in question.concepts:
            wanted.update(concept.stems, *(name.stems for name in concept.synonyms))
        self._reader = Reader(frozenset(wanted))

    def _worth(self, pairs: frozenset[tuple[str, str]]) -> dict[tuple[str, str], float]:
        known: Mapping[str, float] = {
            concept.stems[0]: value
            for concept, value in zip(self._concepts, self._rarities, strict=True)
            if len(concept.stems) == 1
        }
        return {
            (one, other): PAIR * (known.get(one, _COMMON) + known.get(other, _COMMON)) / 2
            for one, other in pairs
        }

    def _events(self, stream: Stream) -> list[tuple[int, int, float]]:
        """Where which concept is named: place, concept, weight of that name."""
        found: list[tuple[int, int, float]] = []
        stems = stream.stems
        for place in stream.places:
            for rest, concept, weight in self._names.get(stems[place] or "", ()):
                if not rest or tuple(stems[place + 1 : place + 1 + len(rest)]) == rest:
                    found.append((place, concept, weight))
        return found

    def _beside(self, stream: Stream) -> float:
        if not self._pairs:
            return 0.0
        stems, places = stream
        beside = [
            (stems[place] or "", stems[after] or "")
            for place, after in pairwise(places)
            if after == place + 1
        ]
        return sum(self._pairs.get(pair, 0.0) for pair in dict.fromkeys(beside))

    def score(self, text: str) -> Score:
        """The score of a text whose first line is its title."""
        stream = self._reader.read(text)
        stems = stream.stems
        head = next((place for place in stream.places if stems[place] == LINE_END), len(stems))
        counts = [0.0] * len(self._concepts)
        events = self._events(stream)
        for place, concept, weight in events:
            counts[concept] += weight * TITLE if place < head else weight
        normal = SATURATION * (1.0 - LENGTH + LENGTH * len(text) / self._average)
        words = tuple(
            (concept.text, rarity * count * (SATURATION + 1.0) / (count + normal))
            for concept, rarity, count in zip(self._concepts, self._rarities, counts, strict=True)
            if count
        )
        pairs = self._beside(stream)
        near = NEAR * self._window(events) if len(words) > 1 else 0.0
        total = sum(value for _, value in words) + pairs + near
        return Score(total, words, pairs, near, stream)

    def _window(self, events: Sequence[tuple[int, int, float]]) -> float:
        """The most that stands within one window; a synonym counts half."""
        best = total = 0.0
        named: dict[int, list[int]] = {}
        begin = 0
        singles = [each for each in events if len(self._concepts[each[1]].stems) == 1]
        for place, concept, weight in singles:
            total += self._gain(named, concept, weight, 1)
            while place - singles[begin][0] > WINDOW:
                _, left, left_weight = singles[begin]
                total += self._gain(named, left, left_weight, -1)
                begin += 1
            best = max(best, total)
        return best

    def _gain(self, named: dict[int, list[int]], concept: int, weight: float, by: int) -> float:
        held = named.setdefault(concept, [0, 0])
        before = 1.0 if held[0] else 0.5 if held[1] else 0.0
        held[0 if weight == 1.0 else 1] += by
        after = 1.0 if held[0] else 0.5 if held[1] else 0.0
        return (after - before) * self._rarities[concept]

    def line(self, line: str) -> float:
        """What one line tells: each concept once, and the words side by side in it."""
        return self._told(self._reader.read(line))

    def is_about(self, line: str) -> bool:
        """Whether a line names all that is asked for, by whatever names."""
        named = {concept for _, concept, _ in self._events(self._reader.read(line))}
        return bool(named) and len(named) == len(self._concepts)

    def lines(self, stream: Stream) -> dict[int, float]:
        """What each line of a text tells, counted from 0; none for those that tell nothing."""
        return {number: self._told(line) for number, line in stream.lines()}

    def read(self, text: str) -> Stream:
        """The text as ``lines`` takes it."""
        return self._reader.read(text)

    def _told(self, stream: Stream) -> float:
        best: dict[int, float] = {}
        for _, concept, weight in self._events(stream):
            best[concept] = max(best.get(concept, 0.0), 1.0 if weight == 1.0 else 0.5)
        told = sum(self._rarities[concept] * best[concept] for concept in sorted(best))
        return told + self._beside(stream)

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Where in a line the words stand that are looked for, stop words aside."""
        return [
            (start, end)
            for start, end, token in token_spans(line)
            if self._reader.wants(token) and plain_form(token) not in STOP_WORDS
        ]


def _names(index: int, concept: Concept) -> Iterator[tuple[str, _Name]]:
    yield concept.stems[0], _Name(concept.stems[1:], index, 1.0)
    for _, stems in concept.synonyms:
        yield stems[0], _Name(stems[1:], index, SYNONYM)
