"""Text taken apart into what is searched for, the same way for the index and for queries.

SQLite's tokenizer already parts text at everything that is no letter or digit. What it
cannot do is done here: identifiers in their pieces (``SequelizeDatabaseError`` is also
``sequelize database error`` and ``databaseerror``), Chinese, Japanese and Korean as
overlapping pairs of characters, and pasted errors without the parts that differ each
time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from issues_kb.letters import normalized

__all__ = [
    "STOP_WORDS",
    "clean",
    "identifier_parts",
    "index_parts",
    "query_terms",
    "token_spans",
    "tokens",
    "without_incidentals",
]

_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U000323af"
)
_TOKEN = re.compile(r"[^\W_]+")
_CJK_RUN = re.compile(f"[{_CJK}]+")
_PIECE = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W_A-Za-z0-9]+")
# It begins with the one kind of sign that all have, and looks back from there: so text
# without such signs is passed over at once.
_COMPOUND = re.compile(
    "[A-Z0-9](?:(?<=[a-z][A-Z])|(?<=[A-Z][A-Z])(?=[a-z])|(?<=[A-Za-z][0-9])|(?<=[0-9])(?=[A-Za-z]))"
)
_MAX_IDENTIFIER = 80
_MAX_TERMS = 64

_INCIDENTALS = tuple(
    re.compile(pattern)
    for pattern in (
        # Dates and times of day, alone or together.
        r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?Z?)?\b",
        r"\b[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?\b",
        # Addresses, commit and build hashes, UUIDs.
        r"\b0x[0-9a-fA-F]{4,}\b",
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{12,40}\b",
        # The line and column behind a file name.
        r"(?<=[A-Za-z]):[0-9]+(?::[0-9]+)?\b",
    )
)

_STOP_WORDS = """
a an and are as at be been but by can did do does for from had has have how i if in into is
it its me my no not of on or our should so than that the their then there these they this to
too us was we were what when where which while who why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing about an issue; they count only when nothing else is asked."""


def clean(text: str) -> str:
    """``text`` without what SQLite cannot take: NUL and lone surrogates become blanks."""
    return re.sub("[\x00\ud800-\udfff]", " ", text)


def tokens(text: str) -> list[str]:
    """The runs of letters and digits in ``text``, as written."""
    return _TOKEN.findall(text)


def token_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Each run of letters and digits with its place: start, end, text."""
    for match in _TOKEN.finditer(text):
        yield match.start(), match.end(), match[0]


def without_incidentals(text: str) -> str:
    """``text`` without times, addresses, hashes and line numbers, which differ each time."""
    for pattern in _INCIDENTALS:
        text = pattern.sub(" ", text)
    return text


def _bigrams(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for start in range(len(run) - 1):
        yield run[start : start + 2]


def _pieces(token: str) -> list[str]:
    if len(token) > _MAX_IDENTIFIER or not _COMPOUND.search(token):
        return []
    # v2 and utf8 are words; the 42830 of PG42830 is one of its own.
    pieces = [
        piece for piece in _PIECE.findall(token) if len(piece) > (2 if piece.isdecimal() else 1)
    ]
    return pieces if len(pieces) > 1 else []


def identifier_parts(token: str) -> list[str]:
    """The pieces of one identifier, then every join of its last pieces, in lower case.

    None when it has one piece only.
    """
    pieces = [piece.lower() for piece in _pieces(token)]
    return pieces + ["".join(pieces[start:]) for start in range(1, len(pieces) - 1)]


def _cjk_parts(text: str) -> Iterator[str]:
    for token in tokens(text):
        for run in _CJK_RUN.findall(token):
            yield from _bigrams(run)


def _compounds(text: str) -> Iterator[str]:
    """The tokens that are made of several pieces, without looking at all the others."""
    done = 0
    while found := _COMPOUND.search(text, done):
        begin = max(done, text.rfind(" ", done, found.start()) + 1)
        for token in _TOKEN.finditer(text, begin):
            done = token.end()
            if done > found.start():
                yield token[0]
                break


def index_parts(text: str) -> str:
    """What ``text`` is also found by: each identifier's parts once, CJK pairs throughout."""
    if text.isascii() or not _CJK_RUN.search(text):
        return " ".join(
            part for token in dict.fromkeys(_compounds(text)) for part in identifier_parts(token)
        )
    found: list[str] = []
    for token in dict.fromkeys(tokens(text)):
        found.extend(identifier_parts(token))
        if not token.isascii() and _CJK_RUN.search(token):
            found.extend(piece for piece in _CJK_RUN.split(token) if piece)
    found.extend(_cjk_parts(text))
    return " ".join(found)


def _word_terms(word: str) -> Iterator[str]:
    """What one typed word is looked up as: itself, its tokens, their pieces."""
    runs = [run for run in tokens(word) if not _CJK_RUN.fullmatch(run)]
    if len(runs) > 1:
        yield " ".join(runs)
    for run in runs:
        yield run
        pieces = _pieces(run)
        if pieces:
            yield " ".join(pieces)
            yield from pieces
    yield from _cjk_parts(word)


def query_terms(words: Iterable[str]) -> tuple[str, ...]:
    """The terms that ``words`` are looked up by, each once, words of several tokens first.

    A term of several tokens is a phrase. Stop words count only when there is nothing
    else, and no more than the first 64 terms count at all.
    """
    typed = normalized("NFC", clean(" ".join(words)))
    chunks = without_incidentals(typed).split() or typed.split()
    terms: dict[str, str] = {}
    for chunk in chunks:
        for term in _word_terms(chunk):
            terms.setdefault(term.lower(), term.lower())
    telling = [term for term in terms if term not in STOP_WORDS]
    return tuple((telling or list(terms))[:_MAX_TERMS])
