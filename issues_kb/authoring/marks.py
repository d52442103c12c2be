"""How a log marks a prevention measure that is still to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from issues_kb.model import MeasureState
from issues_kb.patterns import pattern
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["BOX", "todo_marks", "with_mark"]

BOX = "[ ]"
"""What is written in a log that has no mark of its own."""

_WORD = "(TODO)"
_ITEM = pattern(r"^\s*(?:>\s?)*(?:[-+*]|\d{1,9}[.)])\s+")
_BOXED = pattern(r"\[[ xX]\]\s")
_BRACKETS = pattern(r"[(（\[]\s*([^()（）\[\]]{1,30})\s*[)）\]][\s.:：]*$")


def todo_marks(lines: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The marks that items of a list of measures carry: a box, a word in brackets, a sign.

    Who marks what is done by a word marks what is to do by one.
    """
    for line in lines:
        item = _ITEM.match(line)
        text = line[item.end() :] if item else ""
        if not text:
            continue
        if _BOXED.match(text):
            yield BOX
            continue
        words = _BRACKETS.search(text)
        found = vocabulary.marks.first(words[1]) if words else None
        if words and found and found.end - found.start == len(words[1].strip()):
            yield words[0].strip(" .:：") if _is_todo(found.meaning) else _WORD
            continue
        sign = None if text[0].isalnum() or text.isascii() else vocabulary.marks.first(text[:3])
        if sign is not None and sign.start == 0 and _is_todo(sign.meaning):
            yield text[: sign.end]


def _is_todo(meaning: str) -> bool:
    return meaning == MeasureState.TODO.value


def with_mark(text: str, mark: str) -> str:
    """The text of an item with a mark: a word behind its first line, all else in front."""
    if not mark.startswith(("(", "（")):
        return f"{mark} {text}"
    first, line_end, rest = text.partition("\n")
    return f"{first} {mark}{line_end}{rest}"
