"""Words that were probably meant as filters: ``severity=high``, ``status: open``, ``or``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from issues_kb.query.qualifiers import QUALIFIERS

__all__ = ["slips"]

MAX_WORDS = 12
"""Of a query that a person types; what is longer was pasted, and means what it says."""

_COMPARED = re.compile(r"-?([a-z_]+)(>=|<=|=|>|<)([^\s=<>]+)", re.IGNORECASE)
_ALONE = re.compile(r"-?([a-z_]+):", re.IGNORECASE)
_SCALES = ("severity", "date", "after", "before")
"""Qualifiers whose values are compared."""

_JOINTS = {
    "or": "commas mean or, as in status:open,resolved",
    "and": "all filters have to pass without it",
    "not": "write -status:resolved for a filter, not:word for a word",
}


def slips(items: Sequence[tuple[str, bool]]) -> Iterator[str]:
    """Hints on words that look like filters; each item is a text and whether it is a filter."""
    if len(items) > MAX_WORDS:
        return
    for place, (text, is_filter) in enumerate(items):
        if is_filter:
            continue
        before = items[place - 1][1] if place else False
        following, behind = items[place + 1] if place + 1 < len(items) else ("", False)
        if text.lower() in _JOINTS and (before or behind):
            yield f"{text} is searched as a word; {_JOINTS[text.lower()]}"
        meant = _meant(text, "" if behind else following)
        if meant is not None:
            yield f"{text} is searched as text; {meant}"


def _meant(text: str, following: str) -> str | None:
    """What to write for a word that holds the name of a qualifier."""
    compared = _COMPARED.fullmatch(text)
    if compared:
        name, sign, value = compared[1].lower(), compared[2], compared[3]
        sign = "" if sign == "=" else sign
        scale = name in _SCALES or not sign
        return f"did you mean {name}:{sign}{value}?" if scale and _fits(name, value) else None
    alone = _ALONE.fullmatch(text)
    name = alone[1].lower() if alone else ""
    if name not in QUALIFIERS:
        return None
    if not following:
        return f"a value stands behind the colon, as in {name}:{_EXAMPLES.get(name, 'word')}"
    return f"did you mean {name}:{following}?" if _fits(name, following) else None


_EXAMPLES = {
    **{"severity": "high", "status": "open", "is": "open", "has": "prevention", "sort": "date-"},
    **{"no": "root_cause", "in": "learnings", "date": "2024-06", "after": "2024-06"},
    **{"before": "2024-06", "number": "12", "file": "src/models", "log": "backend"},
}


def _fits(name: str, value: str) -> bool:
    """Whether a qualifier understands a value; of those that take any text, none is meant."""
    qualifier = QUALIFIERS.get(name)
    if qualifier is None or name in ("file", "log", "number", "not"):
        return False
    return not qualifier(name, value.split(",")).hints
