"""The shapes of errors in a line, compiled of a vocabulary's words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from issues_kb.reading.vocabulary import ErrorWords

__all__ = ["ErrorShapes", "any_of"]

# Blanks are taken whole (`*+`): several patterns for blanks in a row would else try each way to
# share them out, which takes the third power of their number.
_AFTER_WORD = r"\s*+[:=#]?\s*+[*_`\"']*+(?:HTTP\s*+)?"
_CODE = r"((?:0x[0-9A-Fa-f]{2,16})|(?:[A-Z]{1,10}[-_]?\d{2,8})|\d{3,6})\b[*_`]*"

_LABELLED_CODE = re.compile(
    r"\b(?:error|exit|return|sqlstate|errno)\s*+(?:code|number|no\.?|status)?"
    rf"{_AFTER_WORD}{_CODE}(?!\s+[a-z]{{3,}})",
    re.I,
)
_NAMED_CODE = re.compile(
    r"\b(?:error|exit|return|close)\s*+(?:code|number|no\.?)\s*+(?:was|is|of)?"
    rf"{_AFTER_WORD}{_CODE}",
    re.I,
)
_ANSWER = (
    r"\b(?:http(?:/[\d.]+)?|status|error)\s*+(?:status)?\s*+(?:code)?\s*+(?:was|is|of)?"
    r"\s*+[:=#]?\s*+[*_`\"']*+([45]\d\d)(?!\w|[.,]\d)"
)
_OTHER_CODES = (
    r"[CE]\d{4}|[FEW]\d{3}(?=\s+[a-z`'])|ORA-\d{5}|PGRST\d{3}|ERR_[A-Z_]{3,}|SQLITE_[A-Z]{3,}"
    r"|P[12]0\d{2}|SQLSTATE\[\w+\]|0x[89A-Fa-f][0-9A-Fa-f]{7}"
)
_WHERE = (
    r"^\W*(?:<?\d{4}-\d\d-\d\d[T ]\S+\s+)?(?:\[[^\]]{1,40}\]\s*)*"
    r"(?:[\w./\\-]+(?:[(:]\d+(?:[,:]\d+)*\)?)?:\s+)*"
)
"""What stands before a message: a time, a level in brackets, a program, a file and its line."""

_MESSAGE = (
    r"(?![\w.])\s*(?:\[\w+\])?(?:\s+[A-Z]{1,6}\d+)?"
    r"\s*(?:[:：!]|\s(?=\[))\s*(?:\[[^\]]{1,40}\]\s*)*(.{5,})"
)


class ErrorShapes:
    """Exact patterns: each is for one line, or for a piece of code within one."""

    raised = re.compile(r"^\s*((?:[a-z_]\w*\.)+[A-Z]\w*[a-z]\w*)\s*:\s+(.{3,})")
    """The last line of a traceback: ``django.core.exceptions.ObjectDoesNotExist: …``."""

    panic = re.compile(r"^\W*thread '[^']*' panicked at\s+(?:'(.{5,})'|(.{5,}))")
    prefix = re.compile(r"^(?:error|fatal|exception|uncaught \w+)\s*:\s*", re.I)
    """What leads a message and says nothing more than that it is one."""

    def __init__(self, words: ErrorWords) -> None:
        answer = rf"{_ANSWER}|(?<![\w.,-])([45]\d\d)\s+(?:{any_of(words.reasons)})\b"
        self.numbers = (_LABELLED_CODE, _NAMED_CODE, re.compile(answer, re.I))
        """Codes that are known by the word in front of them, or by the phrase behind."""

        self.code = re.compile(
            rf"\b((?:{any_of(words.code_names)})[A-Z_]*|(?:{any_of(words.code_prefixes)})\d{{3,6}}"
            rf"|{_OTHER_CODES}|{any_of(words.codes)})\b"
        )
        """Codes that are known by their own shape."""

        self.exception = re.compile(
            r"(?<![\w.])((?:[A-Za-z_$][\w$]*\.)*[A-Z][A-Za-z0-9_]*"
            rf"(?:{any_of(words.exceptions)}))\b(?:\s*(?:\[[^\]]*\])?\s*[:：]\s*(.{{3,}}))?"
        )
        self.message = re.compile(
            rf"{_WHERE}(?:(?:{any_of(words.before_openings)})\s+)*"
            rf"(?:{any_of(words.openings)}){_MESSAGE}",
            re.I,
        )
        self.shell = re.compile(
            r"^\W*[\w./-]+:\s+(?:line \d+:\s+)?"
            rf"((?:[^:]{{1,60}}:\s+)?(?:{any_of(words.shell)})\b.*)",
            re.I,
        )
        self.crash = re.compile(rf"\b({any_of(words.crashes)})\b", re.I)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; of no words, one for nothing."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest_first)) or "(?!)"
