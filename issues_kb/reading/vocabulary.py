"""What people write and our words for it: the tables of ``vocabulary.toml``, compiled.

Words are data. This module only knows how a table is searched: by whole names with
qualifiers around them, or by the first phrase that stands in a text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

from issues_kb.errors import ConfigError
from issues_kb.model import Rule, SectionKind, Severity, Status
from issues_kb.reading.folding import fold, fold_name, is_wide

__all__ = ["Found", "NameTable", "PhraseTable", "Vocabulary", "default_vocabulary", "load_vocabulary"]

READER_VERSION = "1"
"""Part of every fingerprint: raise it when the same text would be read differently."""

WIDE_REST = 6
"""How many other characters a CJK name may hold beside the phrase that it is found by."""

MAX_NAME_WORDS = 9

_ORDINAL = re.compile(r"^(?:step|phase|part|阶段|步骤)?\s*\d+(?:\.\d+)*[.):]?\s+|^[a-h][.)]\s+")
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
        spaced = sorted((w for w in self._meanings if not is_wide(w)), key=len, reverse=True)
        wide = sorted((w for w in self._meanings if is_wide(w)), key=len, reverse=True)
        parts = [re.escape(word) for word in wide]
        if spaced:
            bare = [w for w in spaced if not w[0].isalnum()]
            whole = [w for w in spaced if w[0].isalnum()]
            parts += [re.escape(word) for word in bare]
            if whole:
                inner = "|".join(re.escape(w).replace(r"\ ", r"[\s\-_]+") for w in whole)
                parts.append(rf"(?<![\w])(?:{inner})(?![\w])")
        self._pattern = re.compile("|".join(parts)) if parts else None

    def finditer(self, text: str) -> Iterable[Found]:
        """Yield the phrases of a text in their order."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(fold(text)):
            word = re.sub(r"[\s\-_]+", " ", match.group())
            meaning = self._meanings.get(match.group()) or self._meanings.get(word)
            yield Found(meaning or self._loose(word), match.start(), match.end())

    def first(self, text: str) -> Found | None:
        """The first phrase of a text, or none."""
        return next(iter(self.finditer(text)), None)

    @cached_property
    def _by_words(self) -> dict[str, str]:
        return {re.sub(r"[\s\-_]+", " ", w): meaning for w, meaning in self._meanings.items()}

    def _loose(self, word: str) -> str:
        return self._by_words[word]


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
        self._patterns = [(_wildcard(word), meaning) for word, meaning in patterns]
        self._qualifiers = frozenset(fold_name(word) for word in qualifiers)
        self._wide = sorted((w for w in self._exact if is_wide(w)), key=len, reverse=True)
        joined = "|".join(re.escape(joiner) for joiner in joiners)
        self._joiner = re.compile(joined) if joined else None
        self._cache: dict[str, str | None] = {}

    def exact(self, name: str) -> str | None:
        """What a name is when it is written just so."""
        return self._exact.get(fold_name(name))

    def find(self, name: str) -> str | None:
        """What a name is, with qualifiers, numbers or a second name beside it, or none."""
        if name not in self._cache:
            if len(self._cache) > 20_000:
                self._cache.clear()
            self._cache[name] = self._find(name)
        return self._cache[name]

    def _find(self, name: str) -> str | None:
        folded = fold_name(name)
        if not folded or len(folded) > 120:
            return None
        meaning = self._single(folded)
        if meaning is None and self._joiner is not None:
            parts = [part.strip() for part in self._joiner.split(folded)]
            if len(parts) > 1:
                found = [self._single(part) for part in parts if part]
                meaning = next((m for m in found if m), None) if all(found[:1]) else None
        return meaning

    def _single(self, folded: str) -> str | None:
        for candidate in (folded, _TRAILING_NUMBER.sub("", _ORDINAL.sub("", folded))):
            meaning = self._exact.get(candidate) or self._windows(candidate)
            meaning = meaning or self._wild(candidate) or self._inside(candidate)
            if meaning:
                return meaning
        return None

    def _wild(self, folded: str) -> str | None:
        return next((m for pattern, m in self._patterns if pattern.fullmatch(folded)), None)

    def _windows(self, folded: str) -> str | None:
        """The longest known name all of whose neighbours are qualifiers; the last of equals."""
        words = folded.split()
        count = len(words)
        if not 1 < count <= MAX_NAME_WORDS:
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


class Vocabulary:
    """All tables, compiled when they are first needed. Immutable, and cheap to pickle."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Mapping[str, Any]]]:
        return Vocabulary, (self._tables,)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the same log might be read differently."""
        text = json.dumps(self._tables, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(f"{READER_VERSION}\n{text}".encode()).hexdigest()[:16]

    @cached_property
    def severity(self) -> PhraseTable:
        """Words of severity; meanings are values of ``Severity``."""
        return PhraseTable(self._words("severity", [s.value for s in Severity]))

    @cached_property
    def severity_marks(self) -> dict[str, str]:
        """Coloured signs and the severity that they stand for."""
        return self._marks("severity")

    @cached_property
    def numbered_levels(self) -> tuple[re.Pattern[str], tuple[str, ...]]:
        """``Priority 1``: a pattern with the number in its group, and the levels from 1."""
        table = self._tables["severity"]["numbers"]
        names = "|".join(re.escape(fold(name)) for name in table["names"])
        return re.compile(rf"(?:{names})\s*[:#-]?\s*([1-9])(?!\d)"), tuple(table["levels"])

    @cached_property
    def status(self) -> PhraseTable:
        """Words of status; meanings are values of ``Status``."""
        return PhraseTable(self._words("status", [s.value for s in Status]))

    @cached_property
    def status_marks(self) -> dict[str, str]:
        """Signs and the status that they stand for."""
        return self._marks("status")

    @cached_property
    def fields(self) -> NameTable:
        """Names of fields with a meaning: date, severity, priority, status, other_date."""
        return NameTable(self._tables["fields"])

    @cached_property
    def sections(self) -> NameTable:
        """Names of sections; meanings are values of ``SectionKind``."""
        table = self._tables["sections"]
        return NameTable(
            self._words("sections", [kind.value for kind in SectionKind]),
            table["qualifiers"]["words"],
            table["qualifiers"]["joiners"],
        )

    @cached_property
    def headings(self) -> NameTable:
        """Headings that are no entries: template, summary, guide, contents."""
        roles = self._words("headings", ["template", "summary", "guide", "contents"])
        return NameTable(roles, self._tables["headings"]["group"])

    @cached_property
    def group_words(self) -> frozenset[str]:
        """What a grouping heading says beside a status, a severity or a date."""
        return frozenset(fold_name(word) for word in self._tables["headings"]["group"])

    @cached_property
    def follow_up(self) -> tuple[str, ...]:
        """How headings begin that go on with the entry they stand in."""
        return tuple(fold_name(word) for word in self._tables["headings"]["follow_up"])

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """Nouns before a number that make an id."""
        return tuple(self._tables["entries"]["nouns"])

    @cached_property
    def fix_words(self) -> frozenset[str]:
        """What stands between an id and a title when the entry tells how it was fixed."""
        return frozenset(fold(word) for word in self._tables["entries"]["fix_words"])

    @cached_property
    def not_prefixes(self) -> frozenset[str]:
        """Prefixes before a hyphen and digits that make no id."""
        return frozenset(fold(word) for word in self._tables["entries"]["not_prefixes"])

    @cached_property
    def rules(self) -> dict[str, str]:
        """Leading words and labels of rules, longest first; meanings are values of ``Rule``."""
        words = self._words("rules", [rule.value for rule in Rule])
        pairs = [(fold(word), meaning) for meaning, list_ in words.items() for word in list_]
        return dict(sorted(pairs, key=lambda pair: -len(pair[0])))

    @cached_property
    def marks(self) -> PhraseTable:
        """Marks of measures: done, todo."""
        return PhraseTable(self._tables["marks"])

    @cached_property
    def missed(self) -> PhraseTable:
        """Families of why something was missed, by the words that speak of them."""
        return PhraseTable(self._tables["missed"])

    @cached_property
    def nothing(self) -> frozenset[str]:
        """Whole texts that stand for nothing."""
        return frozenset(fold(word) for word in self._tables["nothing"]["words"])

    @cached_property
    def months(self) -> dict[str, int]:
        """Names of months and their numbers."""
        table: Mapping[str, list[str]] = self._tables["months"]
        return {fold(name): int(number) for number, names in table.items() for name in names}

    def _words(self, table: str, keys: Iterable[str]) -> dict[str, list[str]]:
        return {key: self._tables[table][key] for key in keys if key in self._tables[table]}

    def _marks(self, table: str) -> dict[str, str]:
        marks: Mapping[str, list[str]] = self._tables[table]["marks"]
        return {mark: meaning for meaning, list_ in marks.items() for mark in list_}


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The words that ship with the package."""
    return Vocabulary(_default_tables())


@lru_cache(maxsize=1)
def _default_tables() -> dict[str, Any]:
    import tomllib

    text = resources.files("issues_kb.reading").joinpath("vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)


def load_vocabulary(extra: Mapping[str, Any] | None, source: str = "vocabulary") -> Vocabulary:
    """The shipped words with a project's own in front of them.

    Raises ``ConfigError`` naming the source, the key and the reason when a table is wrong.
    """
    if not extra:
        return default_vocabulary()
    return Vocabulary(_merged(_default_tables(), extra, source, ()))


def _merged(
    base: Mapping[str, Any], extra: Mapping[str, Any], source: str, keys: tuple[str, ...]
) -> dict[str, Any]:
    merged = dict(base)
    for key, value in extra.items():
        place = (*keys, str(key))
        known = base.get(key)
        if known is None:
            message = f"unknown key {'.'.join(place)!r} in the vocabulary"
            hint = f"known here: {', '.join(sorted(base))}"
            raise ConfigError(message, subject=source, hint=hint)
        if isinstance(known, Mapping):
            if not isinstance(value, Mapping):
                raise _wrong(source, place, "a table", value)
            merged[key] = _merged(known, value, source, place)
        elif not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise _wrong(source, place, "a list of words", value)
        else:
            merged = {k: _without(v, value) for k, v in merged.items()}
            merged[key] = [*value, *merged[key]]
    return merged


def _without(words: object, taken: list[str]) -> object:
    """A list without the words that a project gives another meaning."""
    if not isinstance(words, list):
        return words
    folded = {fold(word) for word in taken}
    return [word for word in words if fold(word) not in folded]


def _wrong(source: str, place: tuple[str, ...], wanted: str, value: object) -> ConfigError:
    message = f"vocabulary key {'.'.join(place)!r} must be {wanted}, not {value!r}"
    return ConfigError(message, subject=source)
