"""Severities and statuses as people write them, with the note beside the word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar

from issues_kb.model import Severity, Status
from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold, plain_text
from issues_kb.reading.tables import Found, PhraseTable
from issues_kb.reading.vocabulary import Vocabulary

T = TypeVar("T")

__all__ = [
    "Value",
    "cvss_severity",
    "is_negated",
    "is_nothing",
    "is_placeholder",
    "read_level",
    "read_severity",
    "read_status",
]

MAX_REASON = 40
"""How far behind ``Closed`` the words may stand that say it was closed without a fix."""

_CODE = pattern(r"(?:p|sev)[\s-]?\d$")
_ARROW = pattern(r"→|➜|⇒|->|=>")
_STRUCK = pattern(r"~~.*?~~")
_CHECKED = pattern(r"(?:\[[xX]\]|[☑☒])\s*([^\[☐☑☒]+)")
_BOXED = pattern(r"^\W*[\[<{]([^\[\]<>{}]*)[\]>}]\W*$")
_CHOICES = pattern(r"[/|]")
_SIGNS = pattern("[\u2190-\u21ff\u2300-\u2604\u2607-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]")
_LEVEL = pattern(r"^\W{0,3}(\w+)\s*(?:$|[-–—:：(（.,])")
_CVSS = pattern(r"\bcvss\b[^\d]{0,12}(10(?:\.0)?|\d(?:\.\d)?)", re.I)
_RATINGS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))
_SPACED = pattern(r"\S+")
_NOTE_EDGES = " \t-–—:：;,.·|/"
_PAIRS = {"(": ")", "（": "）", "[": "]"}


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """What a value says: the meaning, if it is known, and the rest of the text."""

    meaning: T | None
    note: str | None


def cvss_severity(text: str) -> tuple[bool, Severity | None]:
    """Whether a text begins with a CVSS score, and its rating (v3.1, section 5)."""
    match = _CVSS.match(text.strip())
    if match is None:
        return False, None
    score = float(match[1])
    return True, next((Severity(name) for bound, name in _RATINGS if score >= bound), None)


@lru_cache(maxsize=1024)
def read_severity(text: str, vocabulary: Vocabulary) -> Value[Severity]:
    """A severity: the first word that names one, before codes such as ``P1``, before signs."""
    plain = plain_text(_STRUCK.sub("", text))
    if is_placeholder(plain, vocabulary.severity):
        return Value(None, None)
    whole, plain = plain, _ARROW.split(plain)[-1].strip() or plain
    if plain is not whole and vocabulary.severity.first(plain) is None:
        plain = whole
    found = [f for f in vocabulary.severity.finditer(plain) if not is_negated(plain, f, vocabulary)]
    words = [f for f in found if not _CODE.match(fold(plain[f.start : f.end]))]
    chosen = next(iter(words or found), None)
    if chosen is None:
        pattern, levels = vocabulary.numbered_levels
        number = pattern.search(fold(plain))
        if number and int(number[1]) <= len(levels):
            return Value(Severity(levels[int(number[1]) - 1]), _note(plain, None))
        mark = _mark(plain, vocabulary.severity_marks)
        return Value(Severity(mark) if mark else None, _note(plain, None))
    return Value(Severity(chosen.meaning), _note(plain, chosen))


def read_level(text: str, vocabulary: Vocabulary) -> Value[Severity] | None:
    """The severity that a text begins with, as in ``Critical - users are locked out``, or none."""
    match = _LEVEL.match(plain_text(text))
    known = match is not None and vocabulary.severity.first(match.group(1)) is not None
    return read_severity(match.group(1), vocabulary) if match and known else None


@lru_cache(maxsize=1024)
def read_status(text: str, vocabulary: Vocabulary) -> Value[Status]:
    """A status: the first phrase that names one, after the last arrow, before signs."""
    plain = plain_text(_STRUCK.sub("", text))
    if is_placeholder(plain, vocabulary.status):
        return Value(None, None)
    checked = _CHECKED.search(plain)
    if checked:
        plain = checked[1].strip()
    part = _ARROW.split(plain)[-1]
    found = vocabulary.status.first(part)
    if found is None:
        part = plain
        found = vocabulary.status.first(part)
    if found is None:
        mark = _mark(plain, vocabulary.status_marks)
        return Value(Status(mark) if mark else None, _note(plain, None))
    meaning = Status(found.meaning)
    off = _put_off(part, found, vocabulary)
    if off is not None and meaning in (Status.RESOLVED, Status.IN_PROGRESS):
        return Value(Status.OPEN, _note(part, replace(found, start=off)))
    if meaning is Status.RESOLVED:
        rest = vocabulary.status.finditer(part[found.end : found.end + MAX_REASON])
        if any(other.meaning == Status.WONT_FIX.value for other in rest):
            meaning = Status.WONT_FIX
    return Value(meaning, _note(part, found))


def is_negated(text: str, found: Found, vocabulary: Vocabulary) -> bool:
    """Whether the word before a phrase takes it back: ``not critical``, ``non-blocking``."""
    before = fold(text[: found.start]).replace("-", " ").split()
    return bool(before) and before[-1] in vocabulary.negations


def _put_off(text: str, found: Found, vocabulary: Vocabulary) -> int | None:
    """Where the words begin that say that a status is not reached: ``not yet fixed``."""
    words, between = vocabulary.not_yet
    place, negated = found.start, False
    for before in reversed(list(_SPACED.finditer(text[: found.start]))):
        word = fold(before[0])
        if word not in words | between:
            break
        place, negated = before.start(), negated or word in words
    return place if negated else None


def is_placeholder(text: str, table: PhraseTable | None = None) -> bool:
    """Whether a value shows what may be written (``Low/Medium/High``), instead of one."""
    boxed = _BOXED.match(text)
    if boxed and (table is None or table.first(boxed[1]) is None):
        return bool(boxed[1].strip(" xX"))
    if table is None or not _CHOICES.search(text):
        return False
    choices = {f.meaning for part in _CHOICES.split(text) for f in [table.first(part)] if f}
    return len(choices) >= 3


def is_nothing(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text says that there is nothing to say: ``None yet.``, ``N/A``, ``无``."""
    if "](" not in text and _says_more(vocabulary).match(text):
        return False
    folded = fold(plain_text(text)).strip(" .。!*_()（）[]-–—")
    return not folded or folded in vocabulary.nothing


@lru_cache(maxsize=4)
def _says_more(vocabulary: Vocabulary) -> re.Pattern[str]:
    """More letters and digits than any text has that says nothing."""
    longest = max(map(len, vocabulary.nothing), default=0)
    return re.compile(rf"(?:[\W_]*[^\W_]){{{longest + 1}}}")


def _mark(text: str, marks: dict[str, str]) -> str | None:
    found = [(text.index(mark), meaning) for mark, meaning in marks.items() if mark in text]
    return min(found)[1] if found else None


def _note(text: str, found: Found | None) -> str | None:
    """The value without its word: what stands before and after, without signs and brackets."""
    if found is None:
        return _SIGNS.sub("", text).strip() or None
    before = "".join(c for c in text[: found.start] if c.isalnum() or c in " -#/.").strip(
        _NOTE_EDGES
    )
    after = text[found.end :].strip().strip(_NOTE_EDGES).strip()
    if after and after[0] in _PAIRS and after.endswith(_PAIRS[after[0]]):
        inner = after[1:-1]
        after = inner if _PAIRS[after[0]] not in inner else after
    elif after and after[0] in ")]）":
        after = after[1:].strip(_NOTE_EDGES)
    return " ".join(part for part in (before, after) if part) or None
