"""A text as the words of a question see it: the stems that are wanted, and their places.

Texts are cut here instead of by a pattern since ranking reads some hundred kilobytes for
each search: ASCII at once by a table, everything else by looking once at each different
piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from issues_kb.letters import normalized
from issues_kb.query.stemming import stem
from issues_kb.query.terms import index_parts, tokens

__all__ = ["LINE_END", "Reader", "Stream"]

LINE_END = "\n"
"""Stands in a stream for the end of a line."""

_LINE_END_PIECE = b"\xff"
"""No text in UTF-8 holds this byte."""
_ALPHANUMERIC = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SEPARATED = bytes(code if code >= 0x80 or code in _ALPHANUMERIC else 0x20 for code in range(0x100))
_SIGNS = re.compile(r"[^\x00-\x7f\w]+")

_Wanted = str | tuple[str | None, ...] | None


class Stream(NamedTuple):
    """The wanted stem of every word, none for others, and the places of those wanted."""

    stems: Sequence[str | None]
    places: Sequence[int]

    def lines(self) -> Iterator[tuple[int, Stream]]:
        """Each line that holds anything wanted, by its number from 0."""
        number, held = 0, list[int]()
        for place in self.places:
            if self.stems[place] != LINE_END:
                held.append(place)
                continue
            if held:
                yield number, Stream(self.stems, held)
                held = []
            number += 1
        if held:
            yield number, Stream(self.stems, held)


def _cut(text: str) -> list[bytes]:
    """The text at everything that is no letter or digit, with a piece for every line's end."""
    if not text.isascii():
        text = _SIGNS.sub(" ", normalized("NFC", text))
    data = text.encode(errors="replace").replace(b"\n", b" %b " % _LINE_END_PIECE)
    return data.translate(_SEPARATED).split()


class _Stems(dict[bytes, _Wanted]):
    """Pieces of text → the stem that is wanted, several for one with parts, or none."""

    def __init__(self, wanted: frozenset[str]) -> None:
        super().__init__({_LINE_END_PIECE: LINE_END})
        self._wanted = wanted
        self._beginnings = frozenset(each[:2] for each in wanted)
        # An ending may change a stem's last letter, never the first two.
        inside = {each[: max(2, min(3, len(each) - 1))] for each in wanted}
        self._inside = re.compile("|".join(map(re.escape, sorted(inside))) or r"(?!)")

    def __missing__(self, piece: bytes) -> _Wanted:
        found = self._found(piece.decode())
        self[piece] = found
        return found

    def _found(self, piece: str) -> _Wanted:
        if piece.isdecimal():
            return self._known(piece)
        if piece.isascii() and piece.isalpha() and (piece.islower() or piece[1:].islower()):
            # Most words are plain ones, and begin like none that is wanted.
            return self._known(stem(piece)) if piece[:2].lower() in self._beginnings else None
        if piece.isascii() and not self._inside.search(piece.lower()):
            return None
        words: list[str] = []
        for token in tokens(piece):
            words += [stem(token), *map(stem, tokens(index_parts(token)))]
        held = tuple(map(self._known, words))
        return (held if len(held) > 1 else held[0]) if any(held) else None

    def _known(self, word: str) -> str | None:
        return word if word in self._wanted else None


class Reader:
    """Reads texts for one question, whose ``wanted`` stems it looks for."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._stems = _Stems(wanted)

    def read(self, text: str) -> Stream:
        """The text as a stream."""
        found = list(map(self._stems.__getitem__, _cut(text)))
        places = [place for place, each in enumerate(found) if each is not None]
        if any(found[place].__class__ is tuple for place in places):
            flat: list[str | None] = []
            for each in found:
                flat.extend(each if isinstance(each, tuple) else (each,))
            return Stream(flat, [place for place, each in enumerate(flat) if each is not None])
        return Stream(found, places)  # type: ignore[arg-type]

    def wants(self, token: str) -> bool:
        """Whether a run of letters and digits, or a part of it, is looked for."""
        return self._stems[token.encode(errors="replace")] is not None
