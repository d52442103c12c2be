"""The mark of a prevention measure, turned over where it stands or put behind its first line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from issues_kb.authoring.setting.entry import Entry
from issues_kb.authoring.setting.lines import EntryLines
from issues_kb.authoring.setting.wording import SIGN, in_case_of
from issues_kb.authoring.setting.words import row_in, row_of, rows
from issues_kb.model import Measure, MeasureState
from issues_kb.reading import EntrySource

__all__ = ["Examples", "marked"]

FAR = 400
"""Entries whose marks are looked at."""

_BOX = re.compile(r"\[([ xX✓✔])\]|([☐☑☒🔲])")
_ITEM = re.compile(r"^(\s*(?:>\s?)*(?:[-+*]|\d{1,9}[.)])\s+)")
_LEAD = re.compile(r"^\s*(?:>\s?)*(?:[-+*]\s+|\d{1,9}[.)]\s+|\|\s*)?")
_END = re.compile(r"(\s*[:：])?(?:[ \t]*(?:\\|<br\s*/?>))?[ \t]*$")
_ROW_END = re.compile(r"\s*\|?\s*$")
_ROW = re.compile(r"\s*(?:>\s?)*\|")
_EMPTY_BOX = (" ", "☐", "🔲")
_ANY_MARK = re.compile(r"[(（\[]\s*([^()（）\[\]]{1,30})\s*[)）\]]")


class Examples(NamedTuple):
    """Entries of the log, whose marks are examples, and its language."""

    sources: Sequence[EntrySource]
    language: str


def marked(
    entry: Entry, measure: Measure, state: MeasureState, examples: Examples
) -> Iterator[EntryLines]:
    """The lines of an entry with a measure marked, the likeliest way first."""
    index = measure.line - entry.source.line
    line = entry.lines.lines[index]
    done = state is MeasureState.DONE
    texts = list(_boxed(line, entry.source.text, done=done)) if measure.checklist else []
    if not measure.checklist and measure.state is not MeasureState.UNKNOWN:
        texts += _turned(line, state, entry, examples)
    if not measure.checklist and not texts:
        texts += _new_mark(entry, index, measure, state, examples)
    for text in texts:
        if text != line:
            yield entry.lines.with_line(index, text)
    if not measure.checklist:
        yield from _new_box(entry, index, done=done)


def _boxed(line: str, text: str, *, done: bool) -> Iterator[str]:
    cross = "X" if "[X]" in text and "[x]" not in text else "x"
    for match in _BOX.finditer(line):
        old = match[1] or match[2]
        if (old in _EMPTY_BOX) is not done:
            continue
        box = f"[{cross if done else ' '}]"
        new = box if match[1] else "☑" if done else "☐"
        yield line[: match.start()] + new + line[match.end() :]


def _turned(line: str, state: MeasureState, entry: Entry, examples: Examples) -> Iterator[str]:
    """Every mark of the line, the last first, changed to one of the other state."""
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    found = [f for f in entry.vocabulary.marks.finditer(line) if f.start >= start]
    for mark in reversed(found):
        if mark.meaning == state.value:
            continue
        old = line[mark.start : mark.end]
        for new in _opposites(old, state, examples):
            end = mark.end
            if not old[0].isalnum() and not new and line[end : end + 1] == " ":
                end += 1
            yield line[: mark.start] + new + line[end:]


def _opposites(old: str, state: MeasureState, examples: Examples) -> Iterator[str]:
    if not old[0].isalnum():
        used = _signs_of_log(state, examples)
        row = row_of(rows("state_signs"), old)
        default = (row or rows("state_signs")[-1])[state.value][0]
        if default in used or not used:
            yield default
        yield from used[:1]
        yield default
        return
    words = _words_of_log(state, examples)
    row = row_of(rows("state"), old) or rows("state")[0]
    yield from (word for word in words[:1] if row_of((row,), word))
    yield (
        in_case_of(old, row[state.value][0])
        if not old.isascii() or not old.istitle()
        else (row[state.value][0].capitalize())
    )


def _signs_of_log(state: MeasureState, examples: Examples) -> list[str]:
    signs = {sign for row in rows("state_signs") for sign in row[state.value]}
    # A box would make a checklist of the item, and many lists say with a cross what not to do.
    signs -= {"☐", "☑", "🔲", "❌"}
    found: Counter[str] = Counter()
    for source in examples.sources[:FAR]:
        for line in source.text.split("\n"):
            lead = _LEAD.match(line)
            match = re.match(SIGN, line[lead.end() :]) if lead and not line.isascii() else None
            if match and match[0][0] in signs:
                found[match[0][0]] += 1
    return [sign for sign, _ in found.most_common()]


def _words_of_log(state: MeasureState, examples: Examples) -> list[str]:
    """Words in brackets that items of the log end with."""
    found: Counter[str] = Counter()
    for source in examples.sources[:FAR]:
        for line in source.text.split("\n"):
            if not line.rstrip(" .:").endswith((")", "）", "]")) or not _ITEM.match(line):
                continue
            for match in _ANY_MARK.finditer(line):
                if row_of(rows("state"), match[1], state.value):
                    found[match[1]] += 1
    return [word for word, _ in found.most_common()]


def _new_mark(
    entry: Entry,
    index: int,
    measure: Measure,
    state: MeasureState,
    examples: Examples,
) -> Iterator[str]:
    """A mark behind the text, or in front of one that goes on in the next line."""
    line = entry.lines.lines[index]
    words = _words_of_log(state, examples)
    word = words[0] if words else row_in(rows("state"), examples.language)[state.value][0]
    row = _ROW.match(line) is not None
    end = (_ROW_END if row else _END).search(line)
    place = end.start() if end else len(line)
    behind = f"{line[:place]} ({word}){line[place:]}"
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    front = f"{line[:start]}({word}) {line[start:]}"
    wraps = "\n" in measure.text and _goes_on(entry.lines.lines, index)
    if not row and wraps and line[start:].strip():
        yield front
    yield behind
    if not row:
        yield front


def _goes_on(lines: Sequence[str], index: int) -> bool:
    """Whether the sentence of a line goes on in the next one."""
    following = lines[index + 1].strip() if index + 1 < len(lines) else ""
    ends = lines[index].rstrip().rstrip("*_").endswith((".", ":", "。", "：", "!", "?"))
    return bool(following) and not ends and not _LEAD.match(lines[index + 1])[0].strip()  # type: ignore[index]


def _new_box(entry: Entry, index: int, *, done: bool) -> Iterator[EntryLines]:
    """A box, for items whose own signs say something else: what to do and what not."""
    line = entry.lines.lines[index]
    match = _ITEM.match(line)
    if match:
        text = f"{match[1]}[{'x' if done else ' '}] {line[match.end() :]}"
        yield entry.lines.with_line(index, text)
