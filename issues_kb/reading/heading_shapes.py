"""The pieces that a heading is made of, and their shapes."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.model import Severity, Status
from issues_kb.patterns import pattern
from issues_kb.reading.ids import IdKind

__all__ = [
    "BRACKET",
    "BRACKET_ENDS",
    "BRACKET_TAIL",
    "EDGE",
    "EMOJI",
    "EMOJI_TAIL",
    "LABEL",
    "LABEL_VALUE",
    "LEAD_WORD",
    "LETTERS",
    "MORE_IDS",
    "SEGMENTS",
    "TAIL",
    "TAIL_LABEL",
    "HeadingParts",
]


@dataclass(slots=True)
class HeadingParts:
    """A heading taken apart. ``prefix`` is what stands before the number of an id."""

    title: str = ""
    number: str | None = None
    id_kind: IdKind | None = None
    prefix: str = ""
    date: str | None = None
    severity: Severity | None = None
    status: Status | None = None
    noun_led: bool = False
    """Whether the title stands behind a noun for entries: ``Issue: the server stops``."""

    stated: bool = False
    """Whether a word of status or severity stands apart from the title: ``[FIXED]``."""

    marked: bool = False
    """Whether a sign or a struck title carries the status, instead of a word."""


LETTERS = {
    "C": Severity.CRITICAL,
    "H": Severity.HIGH,
    "M": Severity.MEDIUM,
    "L": Severity.LOW,
}
"""Severities told by a letter."""

SEGMENTS = pattern(r"(?<!\s)\s++[·|]\s++")
EDGE = " \t:：.,;|·•/-–—_~"
EMOJI = pattern(
    "^(?:[\u203c\u2049\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\ufe0f\u200d\u20e3]|[\u00a9\u00ae])+"
)
EMOJI_TAIL = pattern(
    "(?:[\u203c\u2049\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\ufe0f\u200d\u20e3]|[\u00a9\u00ae])+$"
)
BRACKET = pattern(r"^(?:\[([^\[\]]{1,60})\]|【([^【】]{1,60})】|\(([^()]{1,60})\))")
BRACKET_TAIL = pattern(
    r"(?:\[([^\[\]]{1,80})\]|【([^【】]{1,80})】|\(([^()]{1,80})\)|（([^（）]{1,80})）)$"
)
BRACKET_ENDS = frozenset(")]】）")
MORE_IDS = pattern(
    r"^(?:\s*(?:[,/&+、]|and\b)\s*#?(?:[A-Z][A-Z0-9]*-)?\d{1,5}(?![\w.]))++(?=\s*(?:[:：—–]|-\s))"
)
"""Other ids behind the first one: ``BUG-021, 022 — Title``."""

LABEL = pattern(r"^([^\W\d][\w ]{0,20}?)\s*[:：]\s*")
LABEL_VALUE = pattern(r"(.*?)(?:(?<!\s)\s++[-–—|·]\s++|$)")
TAIL = pattern(
    r"^(.*\S)\s*(?:\s[-–—|·:]|[:：|·—])\s*((?:[^-–—|·:：\d]|\d{4}-\d\d-\d\d(?!\d)|\d){1,60})$"
)
"""The last piece of a heading; the dashes of a date divide nothing."""

TAIL_LABEL = pattern(
    r"^(.*\S)\s*[-–—|·,;(\[]\s*([^\W\d][\w ]{0,20})\s*[:：]\s*([^:：()\[\]]{1,40})[)\]]?$"
)
LEAD_WORD = pattern(r"^([^\W\d][^\W\d ]*(?:[ -][^\W\d ]+){0,2})\s*(?:[:：|]|\s[-–—]\s)\s*")
