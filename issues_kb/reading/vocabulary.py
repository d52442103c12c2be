"""What people write and our words for it: the tables of ``vocabulary.toml``, compiled.

Words are data: this module only names the tables and merges in what a project adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from issues_kb.errors import ConfigError
from issues_kb.model import Rule, SectionKind, Severity, Status
from issues_kb.reading.folding import fold, fold_name
from issues_kb.reading.tables import NameTable, PhraseTable

__all__ = ["ErrorWords", "FileWords", "Vocabulary", "default_vocabulary", "load_vocabulary"]

_FILE = Path(__file__).with_name("vocabulary.toml")
_COPY = _FILE.with_suffix(".json")
"""The same tables, which only a wheel holds: JSON is read faster."""


READER_VERSION = "1"
"""Part of every fingerprint: raise it when the same text would be read differently."""


@dataclass(frozen=True, slots=True)
class FileWords:
    """What makes a word a path, in lower case."""

    names: frozenset[str]
    products: frozenset[str]
    extensions: frozenset[str]
    branches: frozenset[str]


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What errors are written with: a list of words for each place in which they stand."""

    labels: frozenset[str]
    exceptions: tuple[str, ...]
    openings: tuple[str, ...]
    before_openings: tuple[str, ...]
    shell: tuple[str, ...]
    crashes: tuple[str, ...]
    reasons: tuple[str, ...]
    code_prefixes: tuple[str, ...]
    code_names: tuple[str, ...]
    codes: tuple[str, ...]


class Vocabulary:
    """All tables, compiled when they are first needed. Immutable, and cheap to pickle."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Mapping[str, Any]]]:
        return Vocabulary, (self._tables,)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the same log might be read differently."""
        import hashlib
        import json

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
    def negations(self) -> frozenset[str]:
        """Words that take back the severity right behind them."""
        return frozenset(fold(word) for word in self._tables["severity"]["negations"]["words"])

    @cached_property
    def status(self) -> PhraseTable:
        """Words of status; meanings are values of ``Status``."""
        return PhraseTable(self._words("status", [s.value for s in Status]))

    @cached_property
    def not_yet(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words before a status that make it one that is not reached, and words in between."""
        table = self._tables["status"]["not_yet"]
        words, between = (frozenset(map(fold, table[key])) for key in ("words", "between"))
        return words, between

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
    def places(self) -> frozenset[str]:
        """Names of sections that hold files only when a path stands there."""
        return frozenset(fold_name(word) for word in self._tables["sections"]["places"]["names"])

    @cached_property
    def value_names(self) -> frozenset[str]:
        """Names of sections that name a field where a short value stands beside them."""
        return frozenset(fold_name(word) for word in self._tables["sections"]["values"]["names"])

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
    def plurals(self) -> frozenset[str]:
        """What several issues are called."""
        return frozenset(self._tables["headings"]["plurals"])

    @cached_property
    def met_words(self) -> frozenset[str]:
        """What a heading says that happened to several issues."""
        return frozenset(self._tables["headings"]["met"])

    @cached_property
    def times(self) -> frozenset[str]:
        """Words before the time in which several issues were met."""
        return frozenset(self._tables["headings"]["times"])

    @cached_property
    def state_words(self) -> frozenset[str]:
        """All single words of a heading that says nothing but a state."""
        phrases = [
            *self.group_words,
            *self.severity.phrases,
            *self.status.phrases,
        ]
        return frozenset(word for p in phrases for word in re.findall(r"[^\W\d_]+", p))

    @cached_property
    def subjects(self) -> PhraseTable:
        """Words of titles that tell what a document is about: issues, other."""
        return PhraseTable(self._tables["subjects"])

    @cached_property
    def other_records(self) -> frozenset[str]:
        """Nouns and prefixes before a number that name a record, but no issue."""
        return frozenset(fold(word) for word in self._tables["entries"]["other_records"])

    @cached_property
    def not_lent(self) -> frozenset[str]:
        """Words of status that say nothing in a grouping heading."""
        return frozenset(fold(word) for word in self._tables["headings"]["not_lent"])

    @cached_property
    def follow_up(self) -> tuple[str, ...]:
        """How headings begin that go on with the entry they stand in."""
        return tuple(fold_name(word) for word in self._tables["headings"]["follow_up"])

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """Nouns before a number that make an id."""
        return tuple(self._tables["entries"]["nouns"])

    @cached_property
    def sure_nouns(self) -> tuple[str, ...]:
        """Nouns that speak of an issue before a number without ``#``."""
        return tuple(self._tables["references"]["nouns"])

    @cached_property
    def numbered_others(self) -> tuple[str, ...]:
        """What else has numbers: ``PR #12``, ``step #3``."""
        return tuple(self._tables["references"]["others"])

    @cached_property
    def joining_words(self) -> tuple[str, ...]:
        """Words between the numbers of several issues."""
        return tuple(self._tables["references"]["joiners"])

    @cached_property
    def title_fields(self) -> frozenset[str]:
        """Names of fields that hold the title of an entry whose heading has none."""
        return frozenset(fold_name(word) for word in self._tables["entries"]["title_fields"])

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
    def errors(self) -> ErrorWords:
        """What errors are written with. Names of exceptions and codes keep their letter case."""
        table = self._tables["errors"]
        as_written = {"exceptions", "code_prefixes", "code_names", "codes"}
        words = {
            key: tuple(list_ if key in as_written else (fold(word) for word in list_))
            for key, list_ in table.items()
            if key != "labels"
        }
        return ErrorWords(frozenset(fold_name(word) for word in table["labels"]), **words)

    @cached_property
    def example_words(self) -> tuple[str, ...]:
        """What an item ends with whose nested items are mere examples."""
        return tuple(fold(word) for word in self._tables["examples"]["words"])

    @cached_property
    def marks(self) -> PhraseTable:
        """Marks of measures: done, todo."""
        return PhraseTable(self._tables["marks"])

    @cached_property
    def missed(self) -> PhraseTable:
        """Families of why something was missed, by the words that speak of them."""
        return PhraseTable(self._tables["missed"])

    @cached_property
    def file_words(self) -> FileWords:
        """What makes a word a path."""
        table = self._tables["files"]
        keys = ("names", "products", "extensions", "branches")
        return FileWords(*(frozenset(map(str.lower, table[key])) for key in keys))

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
    tables: dict[str, Any]
    try:
        text = _COPY.read_text("utf-8")
    except FileNotFoundError:
        import tomllib

        tables = tomllib.loads(_FILE.read_text("utf-8"))
    else:
        import json

        tables = json.loads(text)
    return tables


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
            message = f"{_named(place)} is unknown"
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
    message = f"{_named(place)} must be {wanted}, not {value!r}"
    return ConfigError(message, subject=source)


def _named(place: tuple[str, ...]) -> str:
    return ".".join(("vocabulary", *place))
