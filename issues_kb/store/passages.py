"""The line of an issue that best shows why it was found, with the matches marked.

SQLite knows which issues match, by stems; which words those are is found here, by their
beginnings, so that no second copy of the text is needed to show a snippet.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from issues_kb.query.terms import STOP_WORDS, tokens
from issues_kb.store.values import MARK_END, MARK_START

__all__ = ["Passage", "Passages", "plain"]

_WIDTH = 200
_LEAD = 60
_SUFFIXES = (
    *("ations", "ation", "ating", "ated", "ates", "ings", "ing", "ions", "ion", "ments", "ment"),
    *("ally", "edly", "ness", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e", "y"),
)
_SHORTEST_STEM = {"s": 3}
_USUAL_STEM = 4
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
        shortest = _SHORTEST_STEM.get(suffix, _USUAL_STEM)
        if token.endswith(suffix) and len(token) - len(suffix) >= shortest:
            return token[: -len(suffix)]
    return token


class Passages:
    """Finds passages for one search."""

    def __init__(self, terms: Iterable[str]) -> None:
        found = {
            _beginning(token.lower())
            for term in terms
            for token in tokens(term)
            if token.lower() not in STOP_WORDS
        }
        # The longest first, so that "users" is not marked as "user" alone.
        beginnings = sorted(found, key=lambda word: (-len(word), word))
        words = "|".join(map(re.escape, beginnings))
        self._pattern = re.compile(f"({words})[a-z0-9]*") if beginnings else None

    def best(self, text: str) -> Passage:
        """The best line of an issue's text; its first telling line when no word is in it."""
        lines = text.split("\n")
        by_line = self._by_line(text, lines)
        counts = Counter(word for words in by_line.values() for word in words)
        best, best_score = None, 0.0
        for offset, words in by_line.items():
            score = sum((1.0 + counts[word]) ** -0.5 for word in words)
            # The title is shown anyway, and a heading tells less than what is under it.
            score *= 0.3 if offset == 0 else 0.6 if lines[offset].lstrip().startswith("#") else 1.0
            if score > best_score:
                best, best_score = offset, score
        if best is None:
            offset = _first_telling(lines)
            return Passage(offset, _cut(plain(lines[offset]), 0))
        return Passage(best, self._marked(plain(lines[best])))

    def _by_line(self, text: str, lines: Sequence[str]) -> dict[int, set[str]]:
        """The different words in each line that has any."""
        found: dict[int, set[str]] = {}
        ends = list(accumulate(len(line) + 1 for line in lines))
        for start, _, word in self._matches(text):
            found.setdefault(bisect_right(ends, start), set()).add(word)
        return found

    def _matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where words begin with what is asked for: start, end and what they begin with."""
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
        for match in self._pattern.finditer(lowered) if self._pattern else ():
            if _begins_word(text, match.start()):
                yield match.start(), match.end(), match[1]

    def _marked(self, line: str) -> str:
        line = _cut(line, next((start for start, _, _ in self._matches(line)), 0))
        marked, done = "", 0
        for start, end, _ in self._matches(line):
            marked += f"{line[done:start]}{MARK_START}{line[start:end]}{MARK_END}"
            done = end
        return marked + line[done:]


def _begins_word(text: str, at: int) -> bool:
    """Whether a word or a hump of an identifier begins here; anywhere without blanks (CJK)."""
    if at == 0 or text[at] > "\u2fff":
        return True
    before = text[at - 1]
    return not before.isalnum() or (text[at].isupper() and not before.isupper())


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
