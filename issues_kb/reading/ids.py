"""The ids of entries: ``Issue #12``, ``BUG-012``, ``#7``, ``1.2``, alone and inside a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold, half_width
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "SHARED_KINDS",
    "SURE_KINDS",
    "FoundId",
    "IdKind",
    "id_inside",
    "leading_id",
    "leading_noun",
    "leading_ordinal",
    "loose_id",
    "whole_id",
]


class IdKind(Enum):
    """The shapes of ids, from sure to doubtful."""

    PREFIX = "prefix"
    NOUN = "noun"
    HASH = "hash"
    COMPACT = "compact"
    LOOSE = "loose"
    ORDINAL = "ordinal"


SURE_KINDS = (IdKind.PREFIX, IdKind.NOUN, IdKind.HASH)
SHARED_KINDS = (IdKind.COMPACT, IdKind.LOOSE)
"""Ids that count only when siblings have the like."""


@dataclass(frozen=True, slots=True)
class FoundId:
    """An id and the characters that say it. ``prefix`` is what stands before the number."""

    kind: IdKind
    prefix: str
    number: str
    start: int
    end: int


_DIGITS = r"\d{1,30}"
"""What counts as a number: Python refuses to make one of thousands of digits."""

_SEPARATOR = r"(?=\s*(?:$|[:：.,;|·•()\[\]—–\-~，。、]))"
_ORDINAL = pattern(r"^(\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)(?:[.)．、:：]+(?=\s|\D|$)|\s+[-–—]\s)")
_DOTTED = pattern(r"^(\d{1,3}(?:\.\d{1,3}){1,3}[a-z]?)(?=\s)")
_PREFIX = pattern(
    r"^([A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z][A-Za-z0-9]*){0,4})[-_](?:#)?"
    rf"((?:[A-UW-Z](?=\d\d))?{_DIGITS}(?:[.\-]\d+)*[a-z]?)(?![\w%])"
)
_HASH = pattern(rf"^(?:#\s?|[Nn]o\.\s?|№\s?|[Nn][°º]\s?)({_DIGITS}(?:\.\d+)*[a-z]?)(?!\w)")
_COMPACT = pattern(r"^([A-Z]{1,8})(\d{1,5}[a-z]{0,4})" + _SEPARATOR)
_TITLED = pattern(r"\s*[:：—–|·]")


def leading_id(text: str, vocabulary: Vocabulary) -> FoundId | None:
    """The id that a heading begins with, sure ones but for a bare number, or none."""
    text = half_width(text)
    match = _PREFIX.match(text)
    if match and _is_prefix(match.group(1), text[match.end() :], vocabulary):
        return FoundId(IdKind.PREFIX, match.group(1), match.group(0), 0, match.end())
    match = _noun_pattern(vocabulary.nouns).match(text)
    if match:
        return FoundId(IdKind.NOUN, fold(match.group(1)), match.group(3), 0, match.end())
    match = _HASH.match(text)
    if match:
        return FoundId(IdKind.HASH, "#", match.group(1), 0, match.end())
    match = _COMPACT.match(text)
    if match:
        return FoundId(IdKind.COMPACT, match.group(1), match.group(0), 0, match.end())
    return None


def loose_id(text: str, vocabulary: Vocabulary) -> FoundId | None:
    """A noun and a number with nothing but a blank before the title: ``Issue 3 Login fails``."""
    match = _loose_pattern(vocabulary.nouns).match(text)
    if match is None:
        return None
    return FoundId(IdKind.LOOSE, fold(match.group(1)), match.group(2), 0, match.end())


def whole_id(text: str, vocabulary: Vocabulary) -> FoundId | None:
    """The id that a bracket behind a title holds: ``Login fails (BUG-12)``."""
    match = _PREFIX.fullmatch(text)
    if match is None or not _is_prefix(match.group(1), ":", vocabulary):
        return None
    return FoundId(IdKind.COMPACT, match.group(1), match.group(0), 0, match.end())


def leading_ordinal(text: str) -> FoundId | None:
    """The bare number that a heading begins with: ``1.``, ``2)``, ``1.1 Title``."""
    text = half_width(text)
    match = _ORDINAL.match(text) or _DOTTED.match(text)
    return FoundId(IdKind.ORDINAL, "", match.group(1), 0, match.end()) if match else None


def id_inside(text: str, vocabulary: Vocabulary) -> FoundId | None:
    """An id behind other words, marked by its sign and a colon: ``Backend - Issue #7: Title``."""
    match = _inside_pattern(vocabulary.nouns).search(text)
    if match is None:
        return None
    number = match.group(2)
    return FoundId(IdKind.NOUN, fold(match.group(1)), number, match.start(), match.end())


def leading_noun(text: str, vocabulary: Vocabulary) -> int:
    """Where the title begins behind a noun for entries (``Issue: Title``); 0 without one."""
    match = _named_pattern(vocabulary.nouns).match(text)
    return match.end() if match else 0


def _is_prefix(prefix: str, rest: str, vocabulary: Vocabulary) -> bool:
    folded = fold(prefix)
    if folded in vocabulary.not_prefixes:
        return False
    if folded in vocabulary.nouns or prefix.isupper():
        return True
    return prefix[0].isupper() and _TITLED.match(rest) is not None


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


@lru_cache(maxsize=4)
def _noun_pattern(nouns: tuple[str, ...]) -> re.Pattern[str]:
    number = rf"({_DIGITS}(?:\.\d+)*[a-z]?(?!\w)|[一二三四五六七八九十]{{1,3}}(?=\s*[:：、.]))"
    sign = r"\s*(?:#|no\.?\s*|№\s*|n[°º]\s*)"
    return re.compile(
        rf"^({_alternatives(nouns)})(?:{sign}(?=\d)|\s*(?={number}{_SEPARATOR})){number}", re.I
    )


@lru_cache(maxsize=4)
def _loose_pattern(nouns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"^({_alternatives(nouns)})\s*(\d{{1,3}}[a-z]?)\s+(?=[^\W\d])", re.I)


@lru_cache(maxsize=4)
def _named_pattern(nouns: tuple[str, ...]) -> re.Pattern[str]:
    words = _alternatives(nouns)
    return re.compile(rf"^(?:new\s+)?({words})\s*(?:[:：]|\s[—–-]\s)\s*(?=\S)", re.I)


@lru_cache(maxsize=4)
def _inside_pattern(nouns: tuple[str, ...]) -> re.Pattern[str]:
    number = rf"([A-Z]?{_DIGITS}(?:\.\d+)*[a-z]?)(?!\w)"
    return re.compile(rf"(?<!\w)({_alternatives(nouns)})\s*#\s?{number}\s*[:：—–-]", re.I)
