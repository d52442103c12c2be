"""A field line for an entry that has none of its kind, written and placed as the log does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from issues_kb.authoring.setting.entry import Entry, FieldSpan, field_span
from issues_kb.authoring.setting.lines import EntryLines
from issues_kb.authoring.setting.neighbours import Example, Neighbours
from issues_kb.authoring.setting.wording import SIGN
from issues_kb.reading.folding import fold_name
from issues_kb.reading.header_values import MEANINGS
from issues_kb.reading.nodes import FoundField, Place

__all__ = ["NewField", "add_field"]

_ENDING = re.compile(r"[ \t]*(?:\\|<br\s*/?>)?[ \t]*$", re.I)
_CLOSERS = re.compile(r"[*_`~)）\]]*")
_ROW = re.compile(r"\s*\|")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*$")
_ITEM = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s")


@dataclass(frozen=True, slots=True)
class NewField:
    """What is to be written: a name of our own, fields that are of its kind, and its value.

    ``value`` is given the value of such a field in another entry, or an empty text.
    """

    name: str
    meanings: tuple[str, ...]
    value: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Own:
    field: FoundField
    span: FieldSpan

    @property
    def index(self) -> int:
        return self.field.line - 1


def add_field(entry: Entry, new: NewField, neighbours: Neighbours) -> Iterator[EntryLines]:
    """The lines of an entry with a field more, the best place first."""
    examples = neighbours.of(*new.meanings) if new.meanings else neighbours.named(new.name)
    example = examples[0] if examples else None
    name = example.field.name if example else new.name
    if any(field.name == name for field in entry.walk().fields):
        name = new.name
    value = new.value(example.field.value if example else "")
    own = _own_fields(entry)
    if own:
        yield from _beside(entry, own, example, name, value)
    if not own and example is None:
        yield from _above_label(entry, name, value)
    source = example or next(iter(neighbours.examples), None)
    yield _below_heading(entry, source, name, value)
    yield _below_heading(entry, None, name, value)


def _above_label(entry: Entry, name: str, value: str) -> Iterator[EntryLines]:
    """A line like that of the label which an entry begins with, in front of it."""
    nodes = entry.walk().nodes
    first = next((index for index, line in enumerate(entry.lines.lines[1:], 1) if line.strip()), 0)
    node = nodes[0] if nodes else None
    if node is None or not node.is_label or not node.heading or node.line - 1 != first:
        return
    line = entry.lines.lines[first]
    labelled = FoundField(None, node.heading, node.value, node.line, Place.BODY)
    span = next(field_span(labelled, line), None)
    if span is None:
        return
    text = _shaped(line, span, name, value)
    others = [each.line for each in nodes if each.is_label]
    adjoined = _ITEM.match(line) or any(b - a == 1 for a, b in pairwise(others))
    yield entry.lines.with_new(first, *([text] if adjoined else [text, ""]))


def _own_fields(entry: Entry) -> list[_Own]:
    """The fields that stand in lines, those of the header if there are any."""
    fields = sorted(entry.walk().fields, key=lambda field: field.line)
    for place in (Place.HEADER, Place.BODY):
        found = []
        for field in fields:
            line = entry.lines.lines[field.line - 1]
            span = next(field_span(field, line), None)
            known = place is Place.HEADER or field.meaning in MEANINGS
            if field.place is place and field.name and known and span and not line.startswith("#"):
                found.append(_Own(field, span))
        if found:
            return found
    return []


def _beside(
    entry: Entry, own: Sequence[_Own], example: Example | None, name: str, value: str
) -> Iterator[EntryLines]:
    before = fold_name(example.before) if example and example.before else None
    anchor = next((each for each in own if fold_name(each.field.name) == before), own[-1])
    first = example is not None and example.before is None and anchor is own[-1]
    line = entry.lines.lines[anchor.index]
    beside = [each for each in own if each.index == anchor.index]
    if _ROW.match(line):
        yield _row(entry, anchor, name, value)
        return
    if len(beside) > 1:
        yield _inline(entry, beside, name, value)
    if first and own[0].index != anchor.index:
        text = _shaped(entry.lines.lines[own[0].index], own[0].span, name, value)
        yield entry.lines.with_new(own[0].index, text)
    yield from _line(entry, own, anchor, name, value)


def _line(
    entry: Entry, own: Sequence[_Own], anchor: _Own, name: str, value: str
) -> Iterator[EntryLines]:
    """A line below the anchor, or above it where only the last line does without a break."""
    lines = entry.lines.lines
    line = lines[anchor.index]
    text = _shaped(line, anchor.span, name, value)
    broken = [each for each in own if each.index != anchor.index and _ending(lines[each.index])]
    if broken and not _ending(line):
        above = lines[broken[-1].index]
        shaped = _shaped(line, anchor.span, name, value) + _ending(above)
        yield entry.lines.with_new(anchor.index, shaped)
    at = anchor.index + 1
    rows = sorted({each.index for each in own})
    apart = any(b - a == 2 and not lines[a + 1].strip() for a, b in pairwise(rows))
    near = any(b - a == 1 for a, b in pairwise(rows))
    yield entry.lines.with_new(at, *(["", text] if apart and not near else [text]))


def _ending(line: str) -> str:
    """What makes a line break at its end: two blanks, a backslash, ``<br>``."""
    match = _ENDING.search(line)
    ending = match[0] if match else ""
    return ending if ending.strip() or len(ending) > 1 else ""


def _shaped(line: str, span: FieldSpan, name: str, value: str) -> str:
    """A line like another one, with a field of its own."""
    lead = re.sub(rf"{SIGN}\s*", "", line[: span.name[0]])
    behind = line[span.value[1] :]
    closers = _CLOSERS.match(behind)
    between = line[span.name[1] : span.value[0]]
    if not between[-1:].isspace() and not line[slice(*span.value)] and between[-1:] != "：":
        between += " "
    return lead + name + between + value + (closers[0] if closers else "") + _ending(behind)


def _inline(entry: Entry, beside: Sequence[_Own], name: str, value: str) -> EntryLines:
    """One more among the fields of a line."""
    index = beside[0].index
    line = entry.lines.lines[index]
    last, previous = beside[-1], beside[-2]
    closers = _CLOSERS.match(line[last.span.value[1] :])
    end = last.span.value[1] + (closers.end() if closers else 0)
    between = line[previous.span.value[1] : last.span.name[0]]
    piece = between + name + line[last.span.name[1] : last.span.value[0]] + value
    piece += closers[0] if closers else ""
    return entry.lines.with_line(index, line[:end] + piece.removeprefix("") + line[end:])


def _row(entry: Entry, anchor: _Own, name: str, value: str) -> EntryLines:
    """One more row of a table of names and values."""
    line = entry.lines.lines[anchor.index]
    (start, middle), (begin, end) = anchor.span.name, anchor.span.value
    tail = re.sub(r"[^|]", "", line[end:]) if line[end:].count("|") > 1 else line[end:]
    text = value.replace("|", "\\|")
    row = line[:start] + name + line[middle:begin] + text + tail
    at = anchor.index + 1
    if at < len(entry.lines.lines) and re.fullmatch(r"[\s|:-]+", entry.lines.lines[at]):
        at += 1
    return entry.lines.with_new(at, row)


def _first(lines: Sequence[str]) -> int:
    """The line behind the heading, which may be underlined."""
    return 2 if len(lines) > 1 and _UNDERLINE.match(lines[1]) and lines[0][:1] != "#" else 1


def _below_heading(entry: Entry, example: Example | None, name: str, value: str) -> EntryLines:
    """The first field of an entry: below its heading, as far off as in other entries."""
    text, gap = f"**{name}:** {value}", 1
    if example is not None:
        text = _shaped(example.line, example.span, name, value)
        if _ROW.match(example.line):
            text = f"**{name}:** {value}"
        above = example.lines[_first(example.lines) : example.field.line - 1]
        gap = next((i for i, line in enumerate(above) if line.strip()), len(above))
        text = text[: len(text) - len(_ending(text))] if _ending(text).strip() else text.rstrip()
    lines = entry.lines.lines
    first = _first(lines)
    blank = next((i for i, line in enumerate(lines[first:]) if line.strip()), len(lines) - first)
    following = lines[first + blank] if first + blank < len(lines) else None
    if following is None:
        return entry.lines.with_new(first, *[""] * min(gap, 1), text)
    together = bool(_ITEM.match(text) and _ITEM.match(following))
    if blank == 0:
        return entry.lines.with_new(first, *[""] * min(gap, 1), text, *[""] * (not together))
    if gap == 0:
        return entry.lines.with_new(first, text)
    return entry.lines.with_new(first + 1, text, *[""] * (blank == 1 and not together))
