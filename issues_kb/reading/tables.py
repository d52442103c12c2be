"""Tables of words, compiled for searching: by phrases in a text, and by whole names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from issues_kb.reading.folding import fold, fold_name, is_wide

__all__ = ["Found", "NameTable", "PhraseTable"]

WIDE_REST = 6
"""How many other characters a CJK name may hold beside the phrase that it is found by."""

MAX_NAME_WORDS = 9
MAX_NAME_LENGTH = 120
MAX_CACHED_NAMES = 20_000

_ORDINAL = re.compile(r"^(?:step|phase|part|阶段|步骤)?\s*\d+(?:\.\d+)*[.):]?\s+|^[a-h][.)]\s+")
_GAPS = re.compile(r"[\s\-_]+")
_WORDS = re.compile(r"[^\W_]+")
_TRAILING_NUMBER = re.compile(r"\s+#?\d+$")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: what it means and where it stands (offsets of characters)."""

    meaning: str
    start: int
    end: int


class PhraseTable:
    """Finds phrases in running text: the first one, and the longest where two begin together."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._meanings = {fold(word): meaning for meaning, list_ in words.items() for word in list_}

    def _pattern_for(self, folded: str) -> re.Pattern[str] | None:
        """What finds the phrases of a text; none where a look at its words shows no phrase."""
        if not folded.isascii():
            return self._pattern
        words, signs = self._beginnings
        if words.isdisjoint(_WORDS.findall(folded)) and not any(s in folded for s in signs):
            return None
        return self._plain_pattern

    @cached_property
    def _beginnings(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """The first words of the phrases in ASCII, and those phrases that begin otherwise."""
        plain = [word for word in self._meanings if word.isascii()]
        firsts = (_WORDS.match(word) for word in plain)
        return (
            frozenset(match[0] for match in firsts if match is not None),
            tuple(word for word in plain if not word[0].isalnum()),
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return _any_of(self._meanings)

    @cached_property
    def _plain_pattern(self) -> re.Pattern[str] | None:
        """For text in ASCII, which most is: what cannot stand there is not looked for."""
        return _any_of(word for word in self._meanings if word.isascii())

    @property
    def phrases(self) -> Iterable[str]:
        """All phrases, folded."""
        return self._meanings.keys()

    def finditer(self, text: str) -> Iterable[Found]:
        """Yield the phrases of a text in their order."""
        folded = fold(text)
        meaning = self._meanings.get(folded)
        if meaning is not None:
            yield Found(meaning, 0, len(folded))
            return
        pattern = self._pattern_for(folded)
        for match in pattern.finditer(folded) if pattern is not None else ():
            meaning = self._meanings.get(match.group())
            if meaning is None:
                meaning = self._by_words[_GAPS.sub(" ", match.group())]
            yield Found(meaning, match.start(), match.end())

    def begins(self, text: str) -> bool:
        """Whether a text begins with a phrase."""
        folded = fold(text)
        if folded in self._meanings:
            return True
        pattern = self._pattern_for(folded)
        return pattern is not None and pattern.match(folded) is not None

    def first(self, text: str) -> Found | None:
        """The first phrase of a text, or none."""
        return next(iter(self.finditer(text)), None)

    @cached_property
    def _by_words(self) -> dict[str, str]:
        return {_GAPS.sub(" ", word): meaning for word, meaning in self._meanings.items()}


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    words = sorted(phrases, key=len, reverse=True)
    wide = [word for word in words if is_wide(word)]
    bare = [word for word in words if not is_wide(word) and not word[0].isalnum()]
    whole = [word for word in words if not is_wide(word) and word[0].isalnum()]
    parts = [re.escape(word) for word in (*wide, *bare)]
    if whole:
        first = re.escape("".join(sorted({word[0] for word in whole})))
        inner = "|".join(re.escape(word).replace(r"\ ", r"[\s\-_]+") for word in whole)
        parts.append(rf"\b(?=[{first}])(?:{inner})(?!\w)")
    return re.compile("|".join(parts)) if parts else None


class NameTable:
    """Finds what a heading or label is by its whole name, qualifiers aside."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        qualifiers: Iterable[str] = (),
        joiners: Iterable[str] = (),
    ) -> None:
        self._exact: dict[str, str] = {}
        patterns: list[tuple[str, str]] = []
        for meaning, words in names.items():
            for word in words:
                if "*" in word:
                    patterns.append((word, meaning))
                else:
                    self._exact.setdefault(fold_name(word), meaning)
        self._patterns = [(_literals(word), word, meaning) for word, meaning in patterns]
        self._qualifiers = frozenset(fold_name(word) for word in qualifiers)
        joined = "|".join(re.escape(joiner) for joiner in joiners)
        self._joiner = re.compile(joined) if joined else None
        self._cache: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _wide(self) -> list[str]:
        return sorted((w for w in self._exact if is_wide(w)), key=len, reverse=True)

    @cached_property
    def _words(self) -> frozenset[str]:
        """All words of a name that is made of known names and qualifiers."""
        return self._qualifiers.union(*(name.split() for name in self._exact))

    def exact(self, name: str) -> str | None:
        """What a name is when it is written just so."""
        return self._exact.get(fold_name(name))

    def find(self, name: str) -> str | None:
        """What a name is, with qualifiers, numbers or a second name beside it, or none."""
        return next(iter(self.find_all(name)), None)

    def find_all(self, name: str) -> tuple[str, ...]:
        """All that a name is: ``Symptoms & Root Cause`` is two things."""
        if name not in self._cache:
            if len(self._cache) > MAX_CACHED_NAMES:
                self._cache.clear()
            self._cache[name] = self._find(name)
        return self._cache[name]

    def _find(self, name: str) -> tuple[str, ...]:
        folded = fold_name(name)
        if not folded or len(folded) > MAX_NAME_LENGTH:
            return ()
        if folded in self._exact:
            return (self._exact[folded],)
        parts = self._joiner.split(folded) if self._joiner is not None else [folded]
        if len(parts) > 1:
            found = [self._single(part.strip()) for part in parts if part.strip()]
            if all(found):
                return tuple(dict.fromkeys(meaning for meaning in found if meaning))
            if found and found[0]:
                return (found[0],)
        meaning = self._single(folded)
        return (meaning,) if meaning else ()

    def _single(self, folded: str) -> str | None:
        bare = _TRAILING_NUMBER.sub("", _ORDINAL.sub("", folded))
        for candidate in (folded,) if bare == folded else (folded, bare):
            meaning = self._exact.get(candidate) or self._windows(candidate)
            meaning = meaning or self._wild(candidate) or self._inside(candidate)
            if meaning:
                return meaning
        return None

    def _wild(self, folded: str) -> str | None:
        words = set(folded.split())
        for literals, name, meaning in self._patterns:
            if literals <= words and _wildcard(name).fullmatch(folded):
                return meaning
        return None

    def _windows(self, folded: str) -> str | None:
        """The longest known name all of whose neighbours are qualifiers; the last of equals."""
        words = folded.split()
        count = len(words)
        if not 1 < count <= MAX_NAME_WORDS:
            return None
        if not all(word in self._words or word.isdigit() for word in words):
            return None
        for size in range(count - 1, 0, -1):
            for start in range(count - size, -1, -1):
                meaning = self._exact.get(" ".join(words[start : start + size]))
                rest = (*words[:start], *words[start + size :])
                if meaning and all(w in self._qualifiers or w.isdigit() for w in rest):
                    return meaning
        return None

    def _inside(self, folded: str) -> str | None:
        if not is_wide(folded):
            return None
        for word in self._wide:
            if word in folded and len(folded.replace(" ", "")) - len(word) <= WIDE_REST:
                return self._exact[word] if len(word) > 1 else None
        return None


def _literals(name: str) -> frozenset[str]:
    """The words of a name that stand there as they are."""
    return frozenset(
        word for part in name.split() if "*" not in part for word in fold_name(part).split()
    )


@cache
def _wildcard(word: str) -> re.Pattern[str]:
    """A name with ``*`` for any words."""
    pattern = ""
    for part in word.split():
        if part == "*":
            pattern += r"(?:\s+.+)?" if pattern else r"(?:.+\s+)?"
        elif part.endswith("*") or part.startswith("*"):
            pattern += r"\s*" + re.escape(fold_name(part)).join(
                (".*" if part.startswith("*") else "", ".*" if part.endswith("*") else "")
            )
        else:
            piece = re.escape(fold_name(part))
            opens = not pattern or pattern == r"(?:.+\s+)?"
            pattern += piece if opens else r"\s+" + piece
    return re.compile(pattern)
