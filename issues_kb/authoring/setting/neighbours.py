"""How the other entries of a log write what one entry is to say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from issues_kb.authoring.setting.entry import Entry, FieldSpan, field_span, walk
from issues_kb.authoring.setting.headings import heading_wording, state_affixes
from issues_kb.authoring.setting.wording import Scale, Wording, find_core, stands_alone
from issues_kb.authoring.setting.words import language_of, row_of
from issues_kb.reading import EntrySource, Vocabulary
from issues_kb.reading.folding import fold_name
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.nodes import FoundField, Place

__all__ = ["Example", "Neighbours"]

NEAR = 24
"""Entries whose fields are looked at."""

FAR = 1500
"""Entries in which a word is looked for."""

HEAD_LINES = 60
FIRST_WORDS = 400
MANY = 96
"""Examples among which the most frequent is looked for."""

_WORDS = re.compile(r"[^\W_]+")
_END_OF_VALUE = re.compile(r"\s+[|·｜]\s")


@dataclass(frozen=True, slots=True)
class Example:
    """A field of another entry: its line, where it stands in it, and the lines around."""

    lines: tuple[str, ...]
    field: FoundField
    span: FieldSpan
    before: str | None
    """The name of the field in front of it."""

    @property
    def line(self) -> str:
        """The line that the field stands in."""
        return self.lines[self.field.line - 1]


class Neighbours:
    """The entries around one, the nearest first."""

    def __init__(self, entries: Sequence[EntrySource], index: int, vocabulary: Vocabulary) -> None:
        self.entries = entries
        self.index = index
        self.vocabulary = vocabulary
        self._said: dict[tuple[str, ...], list[Wording]] = {}

    def _around(self, count: int) -> Iterator[EntrySource]:
        for step in range(1, min(count, len(self.entries)) + 1):
            for place in (self.index - step, self.index + step):
                if 0 <= place < len(self.entries):
                    yield self.entries[place]

    @cached_property
    def examples(self) -> list[Example]:
        """The fields in the heads of the nearest entries."""
        found: list[Example] = []
        for source in list(self._around(NEAR // 2)):
            lines = tuple(source.text.split("\n")[:HEAD_LINES])
            fields = walk("\n".join(lines), self.vocabulary).fields
            before: str | None = None
            for field in sorted(fields, key=lambda f: f.line):
                if field.place is Place.NESTED:
                    continue
                span = next(field_span(field, lines[field.line - 1]), None)
                if span is not None:
                    found.append(Example(lines, field, span, before))
                before = field.name
        return found

    @cached_property
    def language(self) -> str:
        """The language of the log, as far as its fields and this entry tell."""
        names = [example.field.name for example in self.examples]
        return language_of(names, self.entries[self.index].text[:FIRST_WORDS])

    def of(self, *meanings: str) -> list[Example]:
        """The examples of fields with a meaning and a name, those in headers first."""
        found = [e for e in self.examples if e.field.meaning in meanings and e.field.name]
        return sorted(found, key=lambda example: example.field.place is not Place.HEADER)

    def named(self, name: str) -> list[Example]:
        """The examples of fields with a name."""
        wanted = fold_name(name)
        return [e for e in self.examples if e.field.name and fold_name(e.field.name) == wanted]

    def said(self, scale: Scale, names: Sequence[str], own: Entry) -> list[Wording]:
        """How fields say values of a scale: those of the given names, else all."""
        known = list(names) or [e.field.name for e in self.of(*scale.meanings)]
        asked = (scale.name, *known)
        if known and asked not in self._said:
            self._said[asked] = list(self._values(scale, known, own))
        return self._said.get(asked, [])

    def _values(self, scale: Scale, known: Sequence[str], own: Entry) -> Iterator[Wording]:
        joined = "|".join(re.escape(name) for name in dict.fromkeys(known))
        pattern = re.compile(
            rf"^[^\w\n]{{0,12}}(?:{joined})[^\w\n]{{0,8}}?[:：|][ \t*_]*(\S.*)$", re.I | re.M
        )
        for text in (own.source.text, *(source.text for source in self._around(FAR))):
            for match in pattern.finditer(text):
                value = _END_OF_VALUE.split(match[1])[0].strip(" |")
                core = find_core(value, scale, self.vocabulary)
                if core is None or not stands_alone(value, core):
                    continue
                yield core.wording(value)

    def headed(self, scale: Scale, own: Entry) -> list[Wording]:
        """How headings say values of a scale."""
        found: list[Wording] = []
        for source in (own.source, *self._around(FAR)):
            line = source.text.partition("\n")[0]
            parts = parse_heading(line.lstrip("# "), self.vocabulary)
            if getattr(parts, scale.name) is None:
                continue
            wording = heading_wording(line, scale, self.vocabulary)
            if wording is not None:
                found.append(wording)
            if len(found) > MANY:
                break
        return found

    def affixes(self, scale: Scale, wanted: str) -> tuple[str, str] | None:
        """What headings carry that say a value, in a log that says it there.

        The log's most frequent form; the nearest between equals.
        """
        found: Counter[tuple[str, str]] = Counter()
        for source in self._around(FAR):
            line = source.text.partition("\n")[0]
            value = getattr(parse_heading(line.lstrip("# "), self.vocabulary), scale.name)
            if value is not None and value.value == wanted:
                affixes = state_affixes(line, scale, self.vocabulary)
                if affixes is not None:
                    found[self._bare(affixes[0], scale), self._bare(affixes[1], scale)] += 1
            if found.total() > MANY:
                break
        return next((affixes for affixes, _ in found.most_common(1)), None)

    def _bare(self, affix: str, scale: Scale) -> str:
        """What says the value, without words that say more: ``[FIXED]`` of ``[FIXED-TWICE]``."""
        said = list(scale.phrases(self.vocabulary).finditer(affix))
        if not said:
            return affix
        plain = (word for word in said if row_of(scale.words, affix[word.start : word.end]))
        word = next(plain, said[0])
        words = list(_WORDS.finditer(affix))
        first, last = min(word.start, words[0].start()), max(word.end, words[-1].end())
        return affix[:first] + affix[word.start : word.end] + affix[last:]
