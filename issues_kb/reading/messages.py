"""What changes from run to run in the message of an error, blanked.

Numbers, paths, addresses and times go, so that the same error from another run has the
same text.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["MAX_LINE", "normalise_message"]

MAX_LINE = 2_000
"""Characters of a line that are looked at: nobody recognises an error by what comes later."""

_TIME = re.compile(
    r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b")
_ID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I)
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>)]+", re.I)
_FOLDERS = re.compile(
    r"(?<![\w<])(?:[A-Za-z]:)?(?:\.{0,2}[\\/])(?:[\w.@+~-]+[\\/])+[\w.@+~-]*"
    r"|(?<![\w<./\\])\.{0,2}[\\/]?(?:[\w@+~-][\w.@+~-]*[\\/])*[\w@+~-]+\.(?:[cm]?[jt]sx?|py|rb|php|java|go|rs|cs|sh)(?=[:(]\d)"
)
_HEXADECIMAL = re.compile(r"\b0x[0-9a-f]+\b", re.I)
_NUMBER = re.compile(r"(?<![A-Za-z_])\d+(?:\.\d+)*")
_GAP = re.compile(r"\s+")

_BLANKS = (
    (_TIME, "<time>", "-"),
    (_CLOCK, "<time>", ":"),
    (_ID, "<id>", "-"),
    (_ADDRESS, "<url>", "://"),
    (_FOLDERS, "<path>", ""),
    (_HEXADECIMAL, "<n>", ""),
    (_NUMBER, "<n>", ""),
)
"""Patterns in their order, what stands for them, and a sign without which there is none."""


@lru_cache(maxsize=1024)
def normalise_message(text: str) -> str:
    """A message with what changes from run to run blanked, and blanks folded."""
    text = text[:MAX_LINE].strip()
    while len(text) > 1 and text[0] in "`*" and text[-1] == text[0]:
        text = text[1:-1].strip()
    for pattern, blank, sign in _BLANKS:
        if sign in text:
            text = pattern.sub(blank, text)
    return _GAP.sub(" ", text).strip(" .;,")
