"""The dates, severities and statuses at the top of an entry, as people wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issues_kb.model import Issue
from issues_kb.reading.labels import parse_label

if TYPE_CHECKING:
    from issues_kb.reading import Vocabulary

__all__ = ["StatedField", "stated_fields"]

_HEAD = 25
"""Lines of an entry in which its fields are looked for."""
_FAR = 60
"""How far into its line the colon of a field stands at most."""
_BULLETS = ("- ", "* ", "+ ", "> ")


@dataclass(frozen=True, slots=True)
class StatedField:
    """A field's name and value with its place; ``meaning`` is what the vocabulary calls it."""

    line: int
    column: int
    name: str
    meaning: str
    value: str


def stated_fields(
    issue: Issue, lines: Sequence[str], vocabulary: Vocabulary
) -> Iterator[StatedField]:
    """The fields of an issue in a log of these lines."""
    last = min(issue.end_line, issue.line + _HEAD)
    for number, text in enumerate(lines[issue.line : last], issue.line + 1):
        if not 0 < text.find(":") <= _FAR and not 0 < text.find("：") <= _FAR:
            continue
        label = parse_label(text.lstrip(" -*+>") if text.lstrip()[:2] in _BULLETS else text)
        if label is None:
            continue
        meaning = vocabulary.fields.find(label.name)
        if meaning in ("date", "severity", "priority", "status"):
            value = label.value.strip()
            column = text.rfind(value) + 1 if value else len(text.rstrip()) + 1
            yield StatedField(number, column, label.name, meaning, value)
