"""Values as people give them: one line of text, a date, a word that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from enum import Enum

from issues_kb.authoring.setting.wording import SCALES
from issues_kb.authoring.setting.words import ENGLISH, row_in, rows
from issues_kb.errors import UsageError
from issues_kb.model import Severity, Status
from issues_kb.reading import Vocabulary
from issues_kb.reading.dates import find_date
from issues_kb.reading.folding import fold_name

__all__ = ["KINDS", "OURS", "known_name", "one_line", "one_meaning", "valid_date"]

OURS = ("status", "severity", "date", "title")
"""Values that are called so whatever the log calls them."""

_NUMBERS = ("number", "key", "id")
"""What an issue is called by, which is no field of it."""

NEARLY = 0.8
"""How alike a name and a known one are that are probably the same."""

KINDS: Mapping[str, type[Enum]] = {"status": Status, "severity": Severity}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")


def one_line(name: str, value: str) -> str:
    """A value without blanks around it, if it is one line. Raises UsageError."""
    if _CONTROL.search(value.strip()):
        raise UsageError("must be one line of text", subject=name)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("is no text", subject=name, hint="write it in UTF-8") from None
    return value.strip()


def known_name(name: str, names: Sequence[str]) -> None:
    """Nothing for the name of a new field. Raises UsageError for one that is meant otherwise.

    ``names`` are those of the issue's own fields.
    """
    folded = fold_name(name)
    if folded in _NUMBERS:
        hint = "issues-kb renumber gives issues with the same number numbers of their own"
        raise UsageError("is not changed here: other issues mention it", subject=name, hint=hint)
    known = {fold_name(each): each for each in (*names, *OURS, "priority")}
    close = get_close_matches(folded, known, 1, NEARLY)
    if close and close[0] != folded:
        hint = f"did you mean {known[close[0]]}?"
        raise UsageError("is no field of this log", subject=name, hint=hint)


def one_meaning(name: str, value: str, vocabulary: Vocabulary) -> str:
    """A status or severity in our word. Raises UsageError."""
    known = [str(each.value) for each in KINDS[name]]
    if not value:
        raise UsageError("is empty", subject=name, hint=f"known are {', '.join(known)}")
    if value.casefold() in known:
        return value.casefold()
    found = SCALES[name].phrases(vocabulary).first(value)
    if found is not None and found.end - found.start == len(value):
        return found.meaning
    words = row_in(rows(name), ENGLISH)
    others = [each.casefold() for key in known for each in words[key]]
    close = get_close_matches(value.casefold(), [*known, *others], 1, 0.7)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
    raise UsageError(f"there is no {name} {value}", subject=name, hint=hint)


def valid_date(value: str, vocabulary: Vocabulary) -> str:
    """An ISO day or month. Raises UsageError."""
    date = find_date(value, vocabulary) if _DATE.fullmatch(value) else None
    if date is None or date.iso != value:
        hint = "write 2024-12-19 or 2024-12"
        raise UsageError(f"{value!r} is no date", subject="date", hint=hint)
    return value
