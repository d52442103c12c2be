"""Labels: how people write a name and its value at the beginning of a line.

``**Key:** v``, ``**Key**: v``, ``*Key:* v``, ``Key: v``, ``**Key: v**``, ``**Key** (note): v``,
a bold line alone; with a bullet, a checkbox or a sign in front, and several on a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from issues_kb.patterns import pattern
from issues_kb.reading.folding import plain_text

__all__ = [
    "Label",
    "LabelStyle",
    "parse_dotted",
    "parse_label",
    "parse_placed",
    "split_loose",
    "split_segments",
]


class LabelStyle(Enum):
    """How sure a label is: by emphasis and colon, as a bold line, or by a colon alone."""

    BOLD = "bold"
    ALONE = "alone"
    INSIDE = "inside"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Label:
    """A name as written, without emphasis, and what follows it on its line."""

    name: str
    value: str
    style: LabelStyle


MAX_NAME = 90
MAX_PLAIN_WORDS = 6
MAX_PLAIN_NAME = 61
"""Characters of a name without emphasis."""

_SIGNS = "[\u2190-\u2bff\u3030\U0001f000-\U0001faff\ufe0f\u200d\u20e3]"
_LEAD = pattern(rf"^\s*(?:{_SIGNS}+\s*)?(?:\d{{1,2}}[.)]\s+(?=\*\*))?")
_EMPHASISED = pattern(r"^(\*\*\*|\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?![*_])\s*(.*)$", re.S)
_HTML_BOLD = pattern(r"</?(?:b|strong)>", re.I)
_BREAK = pattern(r"(?<!\s)\s*+(?:\\|<br\s*+/?>)\s*+$", re.I)
_COLON = pattern(r"^\s*[:：]\s*")
_NOTED = pattern(r"^((?:\s*(?:[(（][^()（）]{0,60}[)）]|\[[^\[\]]{0,40}\]))+)\s*[:：]\s*")
_NOTE = pattern(r"[(（][^()（）]*[)）]")
_DASH = pattern(r"^(?:[-–—]|->|→)\s+")
_PLAIN = pattern(r"^([^\W\d_][^:：|*`<>\[\]{}=\"]{0,60}?)\s*(?:[:](?=\s|$)|：)\s*(.*)$", re.S)
_DOTTED = pattern(
    r"^\s*(?:\*\*|__)(?=[^\W\d_])([^*_.。:：–—]{1,40}?)(?:\s+[–—]\s+([^*:：]+))?[.。](?:\*\*|__)\s+(\S.*)$",
    re.S,
)
_PLACED = pattern(
    r"^\s*(\*\*|__)(?=[^\W\d_])([^*_:：]{1,40})\1(?=\s[^:：]{0,60}`)\s+(\S[^:：]{0,90}[:：])\s*$"
)
_SEGMENT = pattern(
    r"(?<!\s)(?:\s+[|·•｜]\s+|\s*<br\s*/?>\s*)"
    r"(?=(?:\*\*|__)[^*_]+(?:\*\*|__)|[^\W\d_][\w ]{1,24}[:：]\s)"
)
_LOOSE_BOLD = pattern(
    r"(?<!\s)(?:\s*+[,;，；]\s*+|\s++(?:[/—–-]\s++)?)(?=(\*\*|__)[^*_:：]{1,40}(?:[:：]\s?\1|\1\s*[:：]))"
)
_LOOSE_PLAIN = pattern(r"[,;，；]\s*(?=[^\W\d_][^,;:：，；]{0,24}(?:[:]\s|：))")


@lru_cache(maxsize=8192)
def parse_label(text: str) -> Label | None:
    """The label that a line begins with, or none."""
    if "<" in text:
        text = _HTML_BOLD.sub("**", text)
    if not text[:1].isalpha():
        text = text[_LEAD.match(text).end() :]  # type: ignore[union-attr]
    text = text.rstrip()
    if text.endswith(("\\", ">")):
        text = _BREAK.sub("", text)
    if not text:
        return None
    if text[0] in "*_":
        return _emphasised(text)
    match = _plain(text)
    if match is None or _is_long(match.group(1)):
        return None
    return Label(match.group(1).strip(), match.group(2).strip(), LabelStyle.PLAIN)


def parse_dotted(text: str) -> Label | None:
    """``**Cause.** v`` or ``**Cause — the lock is late.** v``, or none.

    Any sentence may be bold: such a label counts only when its name is known just so.
    """
    match = _DOTTED.match(text)
    if match is None:
        return None
    name, note, rest = match.groups()
    return Label(name.strip(), f"{note}. {rest}" if note else rest, LabelStyle.BOLD)


def parse_placed(text: str) -> Label | None:
    """``**Fix applied** in `cache.py`:`` above what was done there, or none.

    As with ``parse_dotted`` the name must be known just so.
    """
    match = _PLACED.match(text)
    return Label(match[2].strip(), match[3], LabelStyle.BOLD) if match else None


def _is_long(name: str) -> bool:
    """Whether a name has more words than one without emphasis may have, notes aside."""
    if len(name.split()) <= MAX_PLAIN_WORDS:
        return False
    return len(_NOTE.sub("", name).split()) > MAX_PLAIN_WORDS


def _plain(text: str) -> re.Match[str] | None:
    """The name before the first colon and what follows it, where that may be a label."""
    before = text.partition(":")[0].partition("：")[0]
    if len(before) == len(text) or len(before.rstrip()) > MAX_PLAIN_NAME:
        return None
    return _PLAIN.match(text)


def _emphasised(text: str) -> Label | None:
    match = _EMPHASISED.match(text)
    if match is None:
        return None
    inner, rest = match.group(2).strip(), match.group(3).strip()
    bold = len(match.group(1)) > 1
    name = inner.rstrip(":： ")
    if len(name) > MAX_NAME or not name:
        return None
    label: Label | None = None
    plain = plain_text(name)
    if name != inner:
        label = Label(plain, rest, LabelStyle.BOLD)
    elif between := _COLON.match(rest) or (_DASH.match(rest) if bold else None):
        label = Label(plain, rest[between.end() :], LabelStyle.BOLD)
    elif noted := _NOTED.match(rest):
        label = Label(f"{plain} {noted.group(1)}", rest[noted.end() :], LabelStyle.BOLD)
    elif not rest:
        alone = _alone(name)
        label = alone if bold or alone.style is LabelStyle.INSIDE else None
    elif bold and _NOTE.fullmatch(rest):
        label = Label(f"{plain} {rest}", "", LabelStyle.ALONE)
    return label


def _alone(text: str) -> Label:
    """A line that is bold as a whole: ``**Key: v**``, or a heading of its own."""
    match = _PLAIN.match(text)
    if match and match.group(2):
        return Label(plain_text(match.group(1)), match.group(2).strip(), LabelStyle.INSIDE)
    return Label(plain_text(text), "", LabelStyle.ALONE)


def split_segments(line: str) -> list[str]:
    """The labelled pieces of a line that holds several: ``**A:** x | **B:** y``."""
    if line.isascii() and "|" not in line and "<" not in line:
        return [line]
    return _SEGMENT.split(line)


def split_loose(line: str) -> list[str]:
    """The labelled pieces of a line that are divided by commas, dashes or blanks alone.

    Prose may look the same: they count only when the names say that they are fields.
    """
    if line.count(":") + line.count("：") < 2:
        return [line]
    pattern = _LOOSE_BOLD if "**" in line or "__" in line else _LOOSE_PLAIN
    found = list(pattern.finditer(line))
    starts = [0, *(match.end() for match in found)]
    ends = [*(match.start() for match in found), len(line)]
    return [line[start:end] for start, end in zip(starts, ends, strict=True)]
