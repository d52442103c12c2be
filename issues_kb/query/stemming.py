"""Words → stems, exactly as SQLite's ``porter unicode61 remove_diacritics 2`` makes them.

The index holds stems that SQLite made. Where a text is looked at again (to rank, to mark
what matched), its words must come to the same stems: Porter's algorithm in his steps.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["plain_form", "stem"]

_LONGEST = 64
_VOWELS = frozenset("aeiou")

_STEP_2 = (
    *(("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize")),
    *(("logi", "log"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e")),
    *(("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al")),
    *(("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al")),
    *(("iviti", "ive"), ("biliti", "ble")),
)
_STEP_3 = (
    *(("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic")),
    *(("ful", ""), ("ness", "")),
)
_STEP_4 = (
    *("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion"),
    *("ou", "ism", "ate", "iti", "ous", "ive", "ize"),
)
_MEASURE = re.compile("V+C+")


def _shape(word: str) -> str:
    """The word as consonants and vowels, ``C`` and ``V``; y is one or the other."""
    shape: list[str] = []
    for index, char in enumerate(word):
        vowel = char in _VOWELS or (char == "y" and index > 0 and shape[-1] == "C")
        shape.append("V" if vowel else "C")
    return "".join(shape)


def _measure(word: str) -> int:
    return len(_MEASURE.findall(_shape(word)))


def _has_vowel(word: str) -> bool:
    return "V" in _shape(word)


def _ends_in_cvc(word: str) -> bool:
    return word[-1:] not in ("w", "x", "y") and _shape(word).endswith("CVC")


def _plural(word: str) -> str:
    # SQLite wants a letter in front of either.
    if word.endswith(("sses", "ies")) and word not in ("sses", "ies"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return _mended(rest) if _has_vowel(rest) else word
    return word


def _mended(word: str) -> str:
    """What is left without its ending, made a word again: hopp, fil, conflat."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    double = len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "C"
    if double:
        return word if word[-1] in "lsz" else word[:-1]
    return word + "e" if _measure(word) == 1 and _ends_in_cvc(word) else word


def _replaced(word: str, table: tuple[tuple[str, str], ...]) -> str:
    found = max(
        (pair for pair in table if word.endswith(pair[0])), key=_suffix_length, default=None
    )
    if found is None:
        return word
    rest = word[: -len(found[0])]
    return rest + found[1] if _measure(rest) > 0 else word


def _suffix_length(pair: tuple[str, str]) -> int:
    return len(pair[0])


def _shortened(word: str) -> str:
    suffix = max((each for each in _STEP_4 if word.endswith(each)), key=len, default="")
    if not suffix:
        return word
    rest = word[: -len(suffix)]
    if suffix == "ion" and rest[-1:] not in ("s", "t"):
        return word
    return rest if _measure(rest) > 1 else word


def _tidied(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        measure = _measure(rest)
        if measure > 1 or (measure == 1 and not _ends_in_cvc(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def plain_form(token: str) -> str:
    """The token in small letters without diacritics, as the index compares it."""
    token = token.lower()
    if token.isascii():
        return token
    decomposed = unicodedata.normalize("NFD", token)
    bare = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=50_000)
def stem(token: str) -> str:
    """The stem of one run of letters and digits."""
    word = plain_form(token)
    if not 3 <= len(word.encode()) <= _LONGEST:
        return word
    word = _past(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    return _tidied(_shortened(_replaced(_replaced(word, _STEP_2), _STEP_3)))
