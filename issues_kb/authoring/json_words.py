"""How people may write the words of the export in a JSON document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

__all__ = ["chosen", "spelling"]

_Kind = TypeVar("_Kind", bound=Enum)
_BETWEEN = r"(?:-|[\s_]+)"


def spelling(words: Iterable[str]) -> str:
    """A pattern for some words of ours: in any letter case, ``Won't Fix`` for ``wont-fix``.

    It means the same to Python and to JSON Schema, where the published schema has it.
    """
    forms = (_BETWEEN.join(map(_part, re.split("[-_]", word))) for word in words)
    return rf"^\s*(?:{'|'.join(forms)})\s*$"


def chosen(text: str, kinds: type[_Kind]) -> _Kind | None:
    """The kind whose value ``text`` spells, if it does."""
    return next((kind for kind in kinds if re.search(spelling([str(kind.value)]), text)), None)


def _part(word: str) -> str:
    letters = "".join(f"[{letter.upper()}{letter}]" for letter in word)
    # Won't, don't.
    return f"{letters[:-4]}['’]?{letters[-4:]}" if word.endswith("nt") else letters
