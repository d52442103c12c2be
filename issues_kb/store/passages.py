"""The line of an issue that best shows why it was found, with the matches marked.

SQLite knows which issues match, by stems; which words those are is found here, by their
beginnings, so that no second copy of the text is needed to show a snippet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from issues_kb.query.terms import STOP_WORDS, tokens
from issues_kb.store.values import MARK_END, MARK_START

__all__ = ["Passage", "Passages", "plain"]

_WIDTH = 200
_LEAD = 60
_SUFFIXES = (
    *("ations", "ation", "ating", "ated", "ates", "ings", "ing", "ions", "ion", "ments", "ment"),
    *("ally", "edly", "ness", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e", "y"),
)
_SHORTEST_STEM = 4
_MARKS = re.compile(f"[\x00-\x08\x0b-\x1f{MARK_START}{MARK_END}]")
_DECORATION = re.compile(r"\*\*|`|^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+|\d+[.)]\s+)+")
_FENCE_OR_RULE = re.compile(r"\s*(?:```|~~~|[-*_=|:\s]*$)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A line below the issue's first (``offset``) and its marked text."""

    offset: int
    snippet: str


def plain(line: str) -> str:
    """A line of Markdown without the marks that only decorate it."""
    return _DECORATION.sub("", _MARKS.sub(" ", line)).strip()


def _beginning(token: str) -> str:
    for suffix in _SUFFIXES:
        if token.endswith(suffix) and len(token) - len(suffix) >= _SHORTEST_STEM:
            return token[: -len(suffix)]
    return token


class Passages:
    """Finds passages for one search."""

    def __init__(self, terms: Iterable[str]) -> None:
        found = dict.fromkeys(
            _beginning(token.lower())
            for term in terms
            for token in tokens(term)
            if token.lower() not in STOP_WORDS
        )
        # The longest first, so that "users" is not marked as "user" alone.
        beginnings = sorted(found, key=len, reverse=True)
        self._pattern = _pattern(beginnings)
        self._beginnings = beginnings

    def best(self, text: str) -> Passage:
        """The best line of an issue's text; its first telling line when no word is in it."""
        lines = text.split("\n")
        words = [self._words(line) for line in lines]
        weights = self._weights(words)
        best, best_score = None, 0.0
        for offset, found in enumerate(words):
            if not found:
                continue
            score = sum(weights[word] for word in set(found))
            # The title is shown anyway, and a heading tells less than what is under it.
            score *= 0.3 if offset == 0 else 0.6 if lines[offset].lstrip().startswith("#") else 1.0
            if score > best_score:
                best, best_score = offset, score
        if best is None:
            offset = _first_telling(lines)
            return Passage(offset, _cut(plain(lines[offset]), 0))
        return Passage(best, self._marked(plain(lines[best])))

    def _words(self, line: str) -> list[str]:
        if self._pattern is None:
            return []
        return [match[1].lower() for match in self._pattern.finditer(line)]

    def _weights(self, words: Sequence[Sequence[str]]) -> dict[str, float]:
        counts: dict[str, int] = {}
        for found in words:
            for word in set(found):
                counts[word] = counts.get(word, 0) + 1
        return {word: 1.0 / (1.0 + count) ** 0.5 for word, count in counts.items()}

    def _marked(self, line: str) -> str:
        if self._pattern is None:
            return _cut(line, 0)
        first = self._pattern.search(line)
        cut = _cut(line, first.start() if first else 0)
        return self._pattern.sub(lambda match: f"{MARK_START}{match[0]}{MARK_END}", cut)


def _pattern(beginnings: Sequence[str]) -> re.Pattern[str] | None:
    if not beginnings:
        return None
    inner = "|".join(re.escape(beginning) for beginning in beginnings)
    # A word begins after no letter or digit, or where an identifier has a hump. Within a
    # script that knows no blanks anything may begin anywhere.
    start = r"(?:(?<![^\W_])|(?-i:(?<=[a-z0-9])(?=[A-Z]))|(?=[\u3040-\u9fff\uac00-\ud7af]))"
    return re.compile(rf"{start}({inner})(?-i:[a-z0-9]*)", re.IGNORECASE)


def _first_telling(lines: Sequence[str]) -> int:
    for offset, line in enumerate(lines[1:], start=1):
        if not line.startswith("#") and not _FENCE_OR_RULE.match(line):
            return offset
    return 0


def _cut(line: str, at: int) -> str:
    """A window of the line around ``at``, on word boundaries."""
    if len(line) <= _WIDTH:
        return line
    start = max(0, min(at - _LEAD, len(line) - _WIDTH))
    if start:
        blank = line.find(" ", start, at)
        start = blank + 1 if blank >= 0 else start
    end = min(len(line), start + _WIDTH)
    if end < len(line):
        blank = line.rfind(" ", start + _WIDTH // 2, end)
        end = blank if blank >= 0 else end
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")
