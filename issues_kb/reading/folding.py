"""Text made comparable: letter case, width, quotes, emphasis and punctuation do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "fold_name", "half_width", "is_wide", "plain_text"]

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-"})
_WIDE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NOT_NAME = re.compile(r"[^\w'\-&/+,、，|()]+")
_PARENTHESES = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(
    r"([*_~])(?:(?<![\\\w][*_~])((?<=\*)\*{0,2}|(?<=_)_{0,2}|(?<=~)~)(?=\S)(.*?\S)\1\2(?!\w)"
    r"|(?<=\*)\*(?=\S)(.*?\S)\*\*)"
)
"""It begins with its sign, not with what may stand before it: so it is found at once."""

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def is_wide(text: str) -> bool:
    """Whether a text holds CJK letters, whose words have no blanks between them."""
    return _WIDE.search(text) is not None


_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their usual ones, character for character."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def fold(text: str) -> str:
    """Lower case, plain quotes and half width, one character for one: offsets stay right."""
    if text.isascii():
        return text.replace("`", "'").lower()
    text = text.translate(_QUOTES)
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if lowered.isascii():
        return lowered
    folded = unicodedata.normalize("NFKC", lowered)
    if len(folded) == len(lowered):
        return folded
    parts = (unicodedata.normalize("NFKC", c) for c in lowered)
    return "".join(n if len(n) == 1 else c for n, c in zip(parts, lowered, strict=True))


@lru_cache(maxsize=4096)
def fold_name(text: str) -> str:
    """The words of a heading or label: no emphasis, emoji, brackets or closing marks."""
    folded = fold(_PARENTHESES.sub(" ", text.replace("(s)", "s")))
    words = _NOT_NAME.sub(" ", folded.replace("*", " ").replace("_", " "))
    words = words.replace("(", " ").replace(")", " ").replace("\ufe0f", " ").replace("\u200d", " ")
    return " ".join(word for word in (w.strip("'-") for w in words.split()) if word)


def _inside(emphasis: re.Match[str]) -> str:
    return emphasis[3] or emphasis[4]


@lru_cache(maxsize=4096)
def plain_text(text: str) -> str:
    """Inline Markdown without emphasis, code marks, links' addresses and escapes."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "_" in text or "~" in text:
        for _ in range(3):
            text, count = _EMPHASIS.subn(_inside, text)
            if not count:
                break
    if "`" in text:
        text = text.replace("`", "")
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text.strip()
