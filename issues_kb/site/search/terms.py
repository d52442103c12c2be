"""Text taken apart into the terms that a page's search looks up.

As ``query.terms`` does it for the index, with what SQLite's tokenizer adds: accents and
capitals are folded, stop words left out. ``finder.js`` does the same to what is typed, and
a test holds the two equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from issues_kb.letters import normalized
from issues_kb.query.terms import STOP_WORDS, identifier_parts, index_parts

__all__ = ["LONGEST", "Vocabulary", "folded"]

LONGEST = 64
"""Longer runs of letters and digits are cut: nobody types them."""

_JOINED = 8
# What SQLite takes for a word, with the underscores that hold the parts of one together.
_RUN = re.compile(r"\w+")
_BLANK = re.compile(r"[\t\n\v\f\r ]+")
_CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U000323af]+"
)


def folded(word: str) -> str:
    """Small letters without accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word)
    bare = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
    return unicodedata.normalize("NFC", bare).lower()


class Vocabulary(dict[str, tuple[str, ...]]):
    """Runs of letters, digits and underscores → their terms, each worked out once."""

    def __missing__(self, run: str) -> tuple[str, ...]:
        terms = self[run] = _terms_of(run)
        return terms

    def runs(self, text: str) -> list[str]:
        """The keys that ``text`` is made of, in order, repeated ones repeated."""
        return _RUN.findall(normalized("NFKC", text))

    def terms(self, text: str) -> list[str]:
        """The terms of ``text``, in order, repeated ones repeated."""
        return [term for run in self.runs(text) for term in self[run]]

    def path_terms(self, text: str) -> list[str]:
        """The same for paths with blanks between, which are also found by their ends.

        ``models/index.ts`` is also ``indexts`` and ``modelsindexts``: what is typed is
        joined the same way, so that its parts must stand together.
        """
        found: list[str] = []
        plain = normalized("NFKC", text)
        for path in _BLANK.split(plain):
            runs = _RUN.findall(path)
            found += [term for run in runs for term in self[run]]
            found += _ends([folded(part) for run in runs for part in run.split("_") if part])
        return found


def _ends(parts: list[str]) -> Iterator[str]:
    if any(not part.isascii() and _CJK.search(part) for part in parts):
        return
    for count in range(2, min(len(parts), _JOINED) + 1):
        joined = "".join(parts[-count:])
        if len(joined) <= LONGEST:
            yield joined


@lru_cache(50_000)
def _terms_of(run: str) -> tuple[str, ...]:
    # The files of an index have most of their words in common.
    return tuple(dict.fromkeys(_every_term(run)))


def _every_term(run: str) -> Iterator[str]:
    tokens = [token[:LONGEST] for token in run.split("_") if token]
    for token in tokens:
        for term in _token_terms(token):
            if term not in STOP_WORDS:
                yield term
    if 1 < len(tokens) <= _JOINED and not _CJK.search(run):
        joined = folded("".join(tokens))
        if len(joined) <= LONGEST:
            yield joined


def _token_terms(token: str) -> Iterator[str]:
    if token.isascii() or not _CJK.search(token):
        yield folded(token)
        yield from map(folded, identifier_parts(token))
        return
    for piece in _CJK.split(token):
        if piece:
            yield from _token_terms(piece)
    for pairs in _CJK.findall(token):
        yield from index_parts(pairs).split()
