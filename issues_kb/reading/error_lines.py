"""Which lines of an entry may hold an error, and of which shape: most hold none.

One search for each word over the whole text costs far less than any look at each line. What
is found is looked at once more where it stands; only the lines that are left are read closely.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from issues_kb.reading.error_shapes import ErrorShapes, any_of
from issues_kb.reading.folding import fold
from issues_kb.reading.vocabulary import ErrorWords, Vocabulary

__all__ = [
    "ALL",
    "CRASH",
    "LABEL",
    "MESSAGE",
    "NAME",
    "NUMBER",
    "PANIC",
    "RAISED",
    "SHELL",
    "ErrorLines",
    "error_lines",
]

# What a line may hold. Plain numbers: members of an enum cost more than the search.
LABEL, NUMBER, NAME, RAISED, MESSAGE, PANIC, SHELL, CRASH = (1 << bit for bit in range(8))
ALL = (1 << 8) - 1

_NUMBERED = ("error", "exit", "return", "sqlstate", "errno", "close", "http", "status")
"""Words before the number of an error."""

# What follows, in lower case. Each says yes wherever the exact shape does, and now and then else.
_NUMBER_TAIL = (
    r"(?:[\s:=#*_`\"'./]++|status|code|number|no|was|is|of|http){0,9}+"
    r"(?:0x|[a-z]{0,10}[-_]?\d\d|\d[\s.:=#*_`\"'])"
)
_MESSAGE_TAIL = r"\s*+(?:[:：!\[]|[a-z]{1,6}\d)"
_LABEL_TAIL = r"[^\S\n]*+(?:[^\w\s]|_)"

_OTHER_CODES = (
    *(rf"{letter}\d{{4}}" for letter in "CE"),
    *(rf"{letter}\d{{3}}" for letter in "FEW"),
    *(r"ORA-\d", r"PGRST\d", r"ERR_", r"SQLITE_", r"P[12]0", r"SQLSTATE\[", r"0x[89A-Fa-f]"),
)

_KINDS = (NAME, RAISED, NUMBER, NUMBER)
"""What is found by the pattern of names, by its last group."""


class _Look(NamedTuple):
    """A closer look where a word is found: the shape begins ``offset`` characters before it."""

    offset: int
    match: Callable[[str, int], object]
    kind: int


class ErrorLines:
    """The shapes of errors in a vocabulary's words, and the search for their lines."""

    def __init__(self, words: ErrorWords) -> None:
        self.labels = words.labels
        self.shapes = ErrorShapes(words)
        self._looks = _looks(words)
        self._plain = tuple((word, looks) for word, looks in self._looks if word.isascii())
        self._names = _names(words)

    def find(self, text: str) -> dict[int, int]:
        """Lines, counted from 1, in their order, and the kinds that each may hold."""
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = fold(text)
        found: list[tuple[int, int]] = []
        for word, looks in self._plain if text.isascii() else self._looks:
            place = lowered.find(word)
            while place >= 0:
                found += [
                    (place, kind)
                    for offset, match, kind in looks
                    if offset <= place and match(lowered, place - offset)
                ]
                place = lowered.find(word, place + 1)
        names = self._names.finditer(text)
        found += [(match.start(), _KINDS[match.lastindex or 0]) for match in names]
        return _by_line(text, found)


def _by_line(text: str, found: list[tuple[int, int]]) -> dict[int, int]:
    lines: dict[int, int] = {}
    line, before = 1, 0
    for place, kind in sorted(found):
        line += text.count("\n", before, place)
        before = place
        lines[line] = lines.get(line, 0) | kind
    return lines


def _looks(words: ErrorWords) -> tuple[tuple[str, tuple[_Look, ...]], ...]:
    """The words to search for, and where one is found, what to look for there.

    A word that holds another one is looked for where the other one is found.
    """
    wanted = [
        *((word, NUMBER, _NUMBER_TAIL) for word in _NUMBERED),
        *((word, MESSAGE, _MESSAGE_TAIL) for word in words.openings),
        *((word, LABEL, _LABEL_TAIL) for word in words.labels),
        *((word, SHELL, "") for word in words.shell),
        *((word, CRASH, "") for word in words.crashes),
        ("panicked at", PANIC, ""),
    ]
    anchors: list[str] = []
    for word in sorted({word for word, _, _ in wanted}, key=lambda word: (len(word), word)):
        if not any(anchor in word for anchor in anchors):
            anchors.append(word)
    by_anchor: dict[str, dict[tuple[int, int, str], list[str]]] = {a: {} for a in anchors}
    for word, kind, tail in wanted:
        anchor = next(anchor for anchor in anchors if anchor in word)
        by_anchor[anchor].setdefault((word.index(anchor), kind, tail), []).append(word)
    return tuple(
        (
            anchor,
            tuple(
                _Look(offset, re.compile(rf"(?:{_spaced(same)}){tail}").match, kind)
                for (offset, kind, tail), same in looks.items()
            ),
        )
        for anchor, looks in by_anchor.items()
    )


def _spaced(words: Iterable[str]) -> str:
    """Any of some words, with any signs between the parts of one."""
    return any_of(words).replace(r"\ ", r"[\W_]{1,8}")


def _names(words: ErrorWords) -> re.Pattern[str]:
    """Names that tell by themselves: of exceptions, of codes, and with a dot before a capital.

    Each branch begins with a plain character, for which the search is fastest.
    """
    branches: defaultdict[str, list[str]] = defaultdict(list)
    for code in (*words.codes, *words.code_names):
        branches[code[0]].append(re.escape(code[1:]))
    for prefix in words.code_prefixes:
        branches[prefix[0]].append(rf"{re.escape(prefix[1:])}\d{{3}}")
    for code in _OTHER_CODES:
        branches[code[0]].append(code[1:])
    for ending in words.exceptions:
        branches[ending[0]].append(rf"(?<=\w.){re.escape(ending[1:])}\b")
    reasons = any_of({reason[:3] for reason in words.reasons})
    parts = [r"\.(?=[A-Z]\w*+\s*+:\s)()"]
    parts += [rf"{digit}(?=\d\d\s+(?i:{reasons}))()" for digit in "45"]
    parts += [rf"{re.escape(first)}(?={'|'.join(rests)})" for first, rests in branches.items()]
    return re.compile("|".join(parts))


@lru_cache(maxsize=4)
def error_lines(vocabulary: Vocabulary) -> ErrorLines:
    """The search of a vocabulary, made once."""
    return ErrorLines(vocabulary.errors)
