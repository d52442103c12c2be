"""Text made comparable: letter case, width, quotes, emphasis and punctuation do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from issues_kb.letters import normalized
from issues_kb.patterns import pattern

__all__ = ["fold", "fold_name", "half_width", "is_wide", "plain_text"]

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-"})
_WIDE = (
    ("\u1100", "\u11ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
)
"""From which to which letter CJK goes; a pattern for so many letters is slow to compile."""

_NOT_NAME = pattern(r"[^\w'\-&/+,、，|()]+")
_PARENTHESES = pattern(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_FOLDED_NAME = pattern(r"[a-z0-9]+(?: [a-z0-9]+)*")
"""A name that is folded already, as most of the vocabulary are."""

_LINK = pattern(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = pattern(
    r"([*_~])(?:(?<![\\\w][*_~])((?<=\*)\*{0,2}|(?<=_)_{0,2}|(?<=~)~)(?=\S)(.*?\S)\1\2(?!\w)"
    r"|(?<=\*)\*(?=\S)(.*?\S)\*\*)"
)
"""It begins with its sign, not with what may stand before it: so it is found at once."""

_SIGN = pattern(r"[*_~]")
MAX_PLAIN = 2000
"""Characters of a text whose emphasis may be looked for in the plain way."""


class _Run(NamedTuple):
    """One of the alternatives above: as a whole, and where it may end."""

    whole: re.Pattern[str]
    closing: re.Pattern[str]


def _run(sign: str, before: str, after: str) -> _Run:
    sign = re.escape(sign)
    whole = re.compile(rf"{before}{sign}(?=\S)(.*?\S){sign}{after}")
    return _Run(whole, re.compile(rf"(?<=\S)(?={sign}{after})"))


_RUNS = (
    *(_run(s, r"(?<![\\\w])", r"(?!\w)") for s in ("***", "**", "*", "___", "__", "_", "~~")),
    _run("**", "", ""),
)

_ESCAPE = pattern(r"\\([!-/:-@\[-`{-~])")


def is_wide(text: str) -> bool:
    """Whether a text holds CJK letters, whose words have no blanks between them."""
    first = _WIDE[0][0]
    if text.isascii() or max(text) < first:
        return False
    return any(
        letter >= first and any(start <= letter <= end for start, end in _WIDE) for letter in text
    )


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
    folded = normalized("NFKC", lowered)
    if len(folded) == len(lowered):
        return folded
    parts = (unicodedata.normalize("NFKC", c) for c in lowered)
    return "".join(n if len(n) == 1 else c for n, c in zip(parts, lowered, strict=True))


@lru_cache(maxsize=4096)
def fold_name(text: str) -> str:
    """The words of a heading or label: no emphasis, emoji, brackets or closing marks."""
    if _FOLDED_NAME.fullmatch(text):
        return text
    folded = fold(_PARENTHESES.sub(" ", text.replace("(s)", "s")))
    words = _NOT_NAME.sub(" ", folded.replace("*", " ").replace("_", " "))
    words = words.replace("(", " ").replace(")", " ").replace("\ufe0f", " ").replace("\u200d", " ")
    return " ".join(word for word in (w.strip("'-") for w in words.split()) if word)


def _without_emphasis(text: str) -> str:
    if len(text) <= MAX_PLAIN:
        return _EMPHASIS.sub(_inside, text)
    return "\n".join([_without_long_emphasis(line) for line in text.split("\n")])


def _without_long_emphasis(line: str) -> str:
    """The same in time that grows with the line, however many signs open what nothing closes."""
    last = [max((m.start() for m in run.closing.finditer(line)), default=-1) for run in _RUNS]
    parts: list[str] = []
    done = 0
    for sign in _SIGN.finditer(line):
        for run, end in zip(_RUNS, last, strict=True):
            inside = run.whole.match(line, sign.start()) if done <= sign.start() < end else None
            if inside:
                parts += (line[done : sign.start()], inside[1])
                done = inside.end()
    return "".join((*parts, line[done:]))


def _inside(emphasis: re.Match[str]) -> str:
    return emphasis[3] or emphasis[4]


@lru_cache(maxsize=4096)
def plain_text(text: str) -> str:
    """Inline Markdown without emphasis, code marks, links' addresses and escapes."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "_" in text or "~" in text:
        for _ in range(3):
            shorter = _without_emphasis(text)
            if shorter == text:
                break
            text = shorter
    if "`" in text:
        text = text.replace("`", "")
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text.strip()
