"""Text with its letters in one form, in time that grows with the text.

Accents on a letter are put in order one by one, which takes the square of their number. No
writing needs more than ``MOST_MARKS`` in a row (Unicode Standard Annex 15, stream-safe text).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

__all__ = ["MOST_MARKS", "normalized"]

MOST_MARKS = 30


@lru_cache(maxsize=1)
def _long_run() -> re.Pattern[str]:
    # Accents are neither letters nor digits; signs that are no accents do no harm.
    return re.compile(rf"([^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}})")


def normalized(form: Literal["NFC", "NFKC"], text: str) -> str:
    """``text`` in a form of Unicode; what stands in longer runs of accents stays as it is."""
    if text.isascii():
        return text
    from unicodedata import normalize

    if not _long_run().search(text):
        return normalize(form, text)
    pieces = _long_run().split(text)
    return "".join(
        piece if place % 2 else normalize(form, piece) for place, piece in enumerate(pieces)
    )
