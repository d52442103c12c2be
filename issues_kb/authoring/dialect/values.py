"""The words of values and the forms of dates, as a log writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from issues_kb.authoring.dialect.shapes import FIELD_NAMES, SECTION_NAMES, Key, Words
from issues_kb.authoring.draft import (
    SEVERITY_LABELS,
    STATUS_LABELS,
    severity_label,
    status_label,
)
from issues_kb.model import SectionKind, Severity, Status
from issues_kb.patterns import pattern
from issues_kb.reading.tables import PhraseTable
from issues_kb.reading.values import Value, read_severity, read_status
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "date_form",
    "language_of_names",
    "name_for",
    "severity_words",
    "status_words",
    "word_for",
    "write_date",
]

MAX_WORD = 30
"""Characters of a value that may be a word of the log's own."""

T = TypeVar("T", Severity, Status)

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class _Form(NamedTuple):
    """A way to write a day and a month; slots are those of ``str.format``."""

    pattern: str
    day: str
    month: str = "{y}-{m:02d}"


_NAMES = "|".join(_MONTHS)
_SHORT = "|".join(month[:3] for month in _MONTHS)
_FORMS = {
    "iso": _Form(r"\d{4}-\d{2}(?:-\d{2})?", "{y}-{m:02d}-{d:02d}"),
    "slashes": _Form(r"\d{4}/\d{2}/\d{2}", "{y}/{m:02d}/{d:02d}"),
    "slashes, short": _Form(r"\d{4}/\d{1,2}/\d{1,2}", "{y}/{m}/{d}"),
    "dots": _Form(r"\d{2}\.\d{2}\.\d{4}", "{d:02d}.{m:02d}.{y}"),
    "dots, short": _Form(r"\d{1,2}\.\d{1,2}\.\d{4}", "{d}.{m}.{y}"),
    "month first": _Form(rf"(?:{_NAMES}) (?:\d{{1,2}}, )?\d{{4}}", "{name} {d}, {y}", "{name} {y}"),
    "month first, short": _Form(rf"(?:{_SHORT}) \d{{1,2}}, \d{{4}}", "{short} {d}, {y}"),
    "day first": _Form(rf"\d{{1,2}} (?:{_NAMES}) \d{{4}}", "{d} {name} {y}", "{name} {y}"),
    "day first, short": _Form(rf"\d{{1,2}} (?:{_SHORT}) \d{{4}}", "{d} {short} {y}"),
    "characters": _Form(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?", "{y}年{m}月{d}日", "{y}年{m}月"),
    "hangul": _Form(r"\d{4}년 \d{1,2}월 \d{1,2}일", "{y}년 {m}월 {d}일", "{y}년 {m}월"),
}
_USUAL = frozenset(
    [
        *(label.casefold() for label in (*SEVERITY_LABELS.values(), *STATUS_LABELS.values())),
        *("closed", "done", "fixed"),
    ]
)
_TIME = pattern(r"(?<=\d)[T,\s]\s*(?:at\s+)?\d{1,2}:\d{2}.*$", re.S)
_ISO = pattern(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_CHOICES = pattern(r"\s*[/|]\s*")


def date_form(text: str) -> str:
    """The name of the form that a date has, a time behind it aside; empty for an odd one."""
    day = _TIME.sub("", text.strip(" []()*`_")).strip()
    return next((name for name, form in _FORMS.items() if re.fullmatch(form.pattern, day)), "")


def write_date(iso: str, form: str) -> str:
    """An ISO day or month in a form; as it is when the form is not known."""
    known, match = _FORMS.get(form), _ISO.fullmatch(iso)
    if known is None or match is None or not 1 <= int(match[2]) <= len(_MONTHS):
        return iso
    name = _MONTHS[int(match[2]) - 1]
    shape = known.day if match[3] else known.month
    return shape.format(
        y=match[1], m=int(match[2]), d=int(match[3] or 0), name=name, short=name[:3]
    )


def severity_words(texts: Iterable[str], vocabulary: Vocabulary) -> dict[Severity, str]:
    """The words that values of severity use most, by what they mean."""

    def read(text: str) -> Value[Severity]:
        return read_severity(text, vocabulary)

    return _words(texts, read, vocabulary.severity)


def status_words(texts: Iterable[str], vocabulary: Vocabulary) -> dict[Status, str]:
    """The words that values of status use most, by what they mean."""

    def read(text: str) -> Value[Status]:
        return read_status(text, vocabulary)

    return _words(texts, read, vocabulary.status)


def _words(
    texts: Iterable[str], read: Callable[[str], Value[T]], table: PhraseTable
) -> dict[T, str]:
    counts: dict[T, Counter[str]] = {}
    whole: set[str] = set()
    for text in texts:
        for piece in _pieces(text, table):
            found = _word(piece, read, table)
            if found is not None:
                counts.setdefault(found[0], Counter())[found[1]] += 1
                whole |= {found[1]} if found[1] == piece.strip() else set()
    words: dict[T, str] = {}
    for meaning, counter in counts.items():
        # A word with much beside it, met once, is an entry's own.
        sure = (w for w, n in counter.most_common() if n > 1 or w in whole or _is_usual(w))
        word = next(sure, None)
        if word is not None:
            words[meaning] = word
    return words


def _is_usual(word: str) -> bool:
    return "".join(c for c in word if c.isalpha() or c == " ").strip().casefold() in _USUAL


def _pieces(text: str, table: PhraseTable) -> list[str]:
    """The values of a template's ``Low/Medium/High``; else the value as it is."""
    pieces = _CHOICES.split(text.strip().strip("[]"))
    if len(pieces) > 1 and all(table.first(piece) for piece in pieces):
        return pieces
    return [text]


def _word(text: str, read: Callable[[str], Value[T]], table: PhraseTable) -> tuple[T, str] | None:
    """What a value means, and its word without the note beside it."""
    meaning = read(text).meaning
    if meaning is None:
        return None
    candidates = [text.strip()]
    found = table.first(text)
    if found is not None:
        closing = len(text) - len(text[found.end :].lstrip("*_`")) if found.end else 0
        candidates += [text[:closing].strip(), text[found.start : found.end]]
    for word in candidates:
        value = read(word)
        balanced = word.count("**") % 2 == 0 and word.count("`") % 2 == 0
        if value == Value(meaning, None) and 0 < len(word) <= MAX_WORD and balanced:
            return meaning, word
    return None


def word_for(meaning: Severity | Status, words: Words) -> str:
    """The log's word for a meaning; else one of its language, in the letter case of its words."""
    if isinstance(meaning, Severity):
        known, label, table = words.severity.get(meaning), severity_label(meaning), "severity"
        letters = "".join(words.severity.values())
    else:
        known, label, table = words.status.get(meaning), status_label(meaning), "status"
        letters = "".join(words.status.values())
    if known is not None:
        return known
    if words.language:
        from issues_kb.authoring.setting.words import row_in, rows

        label = row_in(rows(table), words.language)[meaning.value][0]
    if letters.isupper():
        return label.upper()
    return label.lower() if letters.islower() else label


def name_for(key: Key, language: str) -> str:
    """The name of a field or section in a language; ours where that is not known."""
    own = FIELD_NAMES[key] if key in FIELD_NAMES else SECTION_NAMES[SectionKind(key)]
    if not language:
        return own
    from issues_kb.authoring.setting.words import row_in, rows

    return row_in(rows("names"), language).get(key, (own,))[0]


def language_of_names(fields: Sequence[str], others: Sequence[str]) -> str:
    """The language of a log, by the names of its fields and sections; empty for ASCII ones."""
    text = " ".join((*fields, *others))
    if not any(c.isalpha() and not c.isascii() for c in text):
        return ""
    from issues_kb.authoring.setting.words import language_of

    return language_of((*fields, *others), text)
