"""Where a log takes a new entry, and under which number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from issues_kb.authoring.edit import Edit, line_offset, newline_of
from issues_kb.model import BlockKind
from issues_kb.reading import LogOutline

__all__ = ["Insertion", "next_number", "place_entry"]

_RULE = re.compile(rb" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_TAIL = 2048
_DIGITS = re.compile(r"[0-9]{1,9}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Insertion:
    """The edit that puts an entry into a log, and the line that its heading will have."""

    edit: Edit
    line: int


def next_number(outline: LogOutline) -> str:
    """The highest number in the log plus one; ``BUG-012`` counts as 12."""
    return str(max((_value(entry.number) for entry in outline.entries), default=0) + 1)


def _value(number: str | None) -> int:
    """The last part of a number: ``1`` for ``1``, 12 for ``BUG-012``, 3 for ``3.1``."""
    digits = _DIGITS.search((number or "").rpartition("-")[2])
    return int(digits[0]) if digits else 0


def place_entry(data: bytes, outline: LogOutline, entry: str) -> Insertion:
    """Insert ``entry`` before a template that closes the log, else at its end.

    The entry gets the line ends of the log and is set off by a rule where the log does so.
    """
    newline = newline_of(data)
    start = _closing_template(data, outline)
    before, behind = data[:start], data[start:]
    parts = ["" if before.endswith((b"\n", b"\r")) or not _text(before) else "\n"]
    if _text(before) and not _ends_blank(before):
        parts.append("\n")
    rules = _uses_rules(outline)
    closed = _ends_with_rule(before)
    if rules and _text(before) and not closed:
        parts.append("---\n\n")
    lead = "".join(parts)
    tail = "\n---\n" if rules and (behind or closed) else ""
    text = lead + entry + tail + ("\n" if behind else "")
    if not behind and before and not before.endswith((b"\n", b"\r")):
        text = text.removesuffix("\n")
    edit = Edit(start, start, text.encode("utf-8").replace(b"\n", newline))
    return Insertion(edit, line=_lines(before) + lead.count("\n") + 1)


def _closing_template(data: bytes, outline: LogOutline) -> int:
    """Where the first template after the last entry begins, else the end."""
    last = max((entry.end_line for entry in outline.entries), default=0)
    templates = [
        block.line
        for block in outline.blocks
        if block.kind is BlockKind.TEMPLATE and block.line > last
    ]
    return line_offset(data, min(templates)) if templates else len(data)


def _text(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").strip()


def _lines(data: bytes) -> int:
    """How many line ends there are."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _ends_blank(data: bytes) -> bool:
    """Whether the last line is there and blank."""
    lines = _last_lines(data)
    return len(lines) > 1 and not lines[-1] and not lines[-2].strip()


def _ends_with_rule(data: bytes) -> bool:
    """Whether the last line with text is a rule, which needs a blank line above."""
    lines = _last_lines(data.rstrip())
    return bool(_RULE.fullmatch(lines[-1])) and (len(lines) < 2 or not lines[-2].strip())


def _last_lines(data: bytes) -> list[bytes]:
    """The last lines, enough of them, without line ends."""
    return data[-_TAIL:].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def _uses_rules(outline: LogOutline) -> bool:
    """Whether the log sets its entries off by rules; one that cannot tell yet does."""
    texts = [entry.text.encode("utf-8", "replace") for entry in outline.entries]
    return len(texts) < 2 or any(_ends_with_rule(text) for text in texts)
