"""A dialect from what the template and some entries of a log show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from issues_kb.authoring.dialect.heading import SeenHeading, choose_heading, heading_words
from issues_kb.authoring.dialect.seeing import Sample, Seen, see
from issues_kb.authoring.dialect.shapes import (
    Dialect,
    Element,
    HeadingShape,
    Key,
    Words,
    plain_field,
    plain_section,
    rank_of,
)
from issues_kb.authoring.dialect.values import (
    date_form,
    language_of_names,
    severity_words,
    status_words,
)
from issues_kb.authoring.marks import BOX
from issues_kb.model import SectionKind, Status
from issues_kb.reading.folding import fold_name
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["observe"]

MAX_NAME_WORDS = 5
"""Words of a name that is taken over, unless the vocabulary has it."""

_SIGNS = re.compile("[\u2190-\u2bff\u3030\U0001f000-\U0001faff\ufe0f\u200d\u20e3]+ *")
_COLONS = re.compile(r"[:：]")
_KINDS = frozenset(kind.value for kind in SectionKind)

H = TypeVar("H", bound=Hashable)


def observe(
    samples: Sequence[Sample], status: Status | None, vocabulary: Vocabulary
) -> Dialect | None:
    """How a log writes, by its template and its entries, the nearest first.

    ``status`` is that of the entry that is to be written. None when there is nothing to see.
    The dialect has no number yet.
    """
    seen = [see(sample, vocabulary) for sample in samples]
    if not any(one.elements or one.heading for one in seen):
        return None
    entries = [one for one in seen if not one.template]
    headings = [one.heading for one in entries if one.heading is not None]
    shape = choose_heading(headings, status, vocabulary) or HeadingShape(_level(headings))
    elements = _elements(seen, vocabulary)
    plain = plain_section(shape.level)
    fields, sections = _prototypes(seen, plain)
    breaks = [ends for one in entries or seen for ends in one.breaks]
    lasts = [ends for one in entries or seen for ends in one.last_breaks]
    firsts = [one.first for one in entries if one.first is not None]
    notes = Counter(note for one in entries for note in one.notes)
    markers = Counter(e.marker for one in entries for e in one.elements if e.marker)
    return Dialect(
        heading=shape,
        number=None,
        field=fields,
        section=sections,
        elements=elements,
        heading_words=heading_words(headings, vocabulary),
        words=_words(seen, elements, vocabulary),
        first=_most(firsts, ("",)),
        breaks=_most(breaks, default=True),
        last_break=_most(lasts, default=False) if breaks else False,
        marker=_most(markers.elements(), ""),
        note=_most(notes.elements(), ": "),
        table=next((one.table for one in seen if one.table), ()),
        todo=_most((mark for one in seen for mark in one.todos), BOX),
    )


def _most(values: Iterable[H], default: H) -> H:
    """The value that occurs most, the first of equals."""
    counter = Counter(values)
    return counter.most_common(1)[0][0] if counter else default


def _most_or_none(values: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
    counter = Counter(values)
    return counter.most_common(1)[0][0] if counter else None


def _level(headings: Sequence[SeenHeading]) -> int:
    return _most((heading.shape.level for heading in headings), 2)


def _words(seen: Sequence[Seen], elements: Sequence[Element], vocabulary: Vocabulary) -> Words:
    values: dict[Key, list[str]] = {}
    for one in seen:
        for key, text in one.values.items():
            values.setdefault(key, []).append(text)
    forms = [form for text in values.get("date", ()) if (form := date_form(text))]
    return Words(
        severity_words(values.get("severity") or values.get("priority") or (), vocabulary),
        status_words(values.get("status", ()), vocabulary),
        _most(forms, ""),
        language_of_names(
            [e.name for e in elements if e.is_field], [e.name for e in elements if not e.is_field]
        ),
    )


def _elements(seen: Sequence[Seen], vocabulary: Vocabulary) -> tuple[Element, ...]:
    """One element for each field and section, in the order that the log has them."""
    entries = [one for one in seen if not one.template]
    found: dict[Key, list[tuple[Element, bool]]] = {}
    for one in seen:
        for element in one.elements:
            found.setdefault(element.key, []).append((element, one.template))
    templated = any(one.template and len(one.elements) > 1 for one in seen)
    merged: list[Element] = []
    for key in _order(seen):
        owners = [one for one in entries if any(e.key == key for e in one.elements)]
        usual = len(owners) * 2 > len(entries)
        invites = any(template for _, template in found[key]) if templated else usual
        shape = _merged(found[key], vocabulary)
        if shape is not None:
            merged.append(shape._replace(usual=usual, invites=invites))
    return tuple(merged)


def _order(seen: Sequence[Seen]) -> list[Key]:
    """All keys in the order that goes against the fewest entries, and else against ours."""
    above: Counter[tuple[Key, Key]] = Counter()
    counts: Counter[Key] = Counter()
    for one in seen:
        keys = [element.key for element in one.elements]
        weight = len(seen) if one.template else 1
        counts.update(keys)
        for index, key in enumerate(keys):
            above.update({(key, other): weight for other in keys[index + 1 :]})
    prior = max(0.5, len(seen) / 8)

    late = _late(seen)

    def rank(key: Key) -> tuple[bool, int]:
        return key in late, rank_of(key)

    def cost(first: Key, second: Key) -> float:
        return above[second, first] + prior * (rank(first) > rank(second))

    order: list[Key] = []
    for key, _ in counts.most_common():
        costs = [
            sum(cost(other, key) for other in order[:place])
            + sum(cost(key, other) for other in order[place:])
            for place in range(len(order) + 1)
        ]
        order.insert(max(n for n, c in enumerate(costs) if c == min(costs)), key)
    return order


def _late(seen: Sequence[Seen]) -> set[Key]:
    """The fields that most entries have below all sections."""
    places: Counter[Key] = Counter()
    for one in seen:
        last = max((n for n, e in enumerate(one.elements) if not e.is_field), default=-1)
        for index, element in enumerate(one.elements):
            if element.is_field and last >= 0:
                places[element.key] += 1 if index > last else -1
    return {key for key, count in places.items() if count > 0}


def _merged(found: Sequence[tuple[Element, bool]], vocabulary: Vocabulary) -> Element | None:
    """The most usual way to write an element; of a template's where no entry has it."""
    elements = [element for element, template in found if not template]
    elements = elements or [element for element, _ in found]
    templated = any(template for _, template in found)
    named = [e for e in elements if templated or _is_name(e, elements, vocabulary)]
    if not named:
        return None

    def shape(e: Element) -> tuple[object, ...]:
        return e.name, e.lead, e.mid.rstrip(), e.tail, e.level

    usual = _most(map(shape, named), ())
    alike = [e for e in named if shape(e) == usual]
    inline = _most((e.inline for e in alike), default=False)
    befores = [e.before for e in elements if e.before is not None]
    belows = [e.below for e, template in found if not e.inline and not template]
    usual_one = next((e for e in alike if e.inline == inline), alike[0])
    return usual_one._replace(
        before=_most_or_none(befores),
        below=_most(belows, ("",)),
        marker=_most((e.marker for e, template in found if not template), None),
        joined=_most((e.joined for e in alike), ""),
    )


def _is_name(element: Element, elements: Sequence[Element], vocabulary: Vocabulary) -> bool:
    """Whether a name belongs to the log, not to one of its entries."""
    if element.is_field or vocabulary.sections.exact(element.name) == element.key:
        return True
    again = sum(fold_name(e.name) == fold_name(element.name) for e in elements) > 1
    return again and len(element.name.split()) <= MAX_NAME_WORDS


def _prototypes(seen: Sequence[Seen], plain: Element) -> tuple[Element, Element]:
    """How fields and sections are written that the log has not had yet."""
    entries = [one for one in seen if not one.template and one.elements] or seen
    elements = [e for one in entries for e in one.elements]
    fields = [_bare(e) for e in elements if e.is_field and not e.joined and not e.level]
    fields = [e for e in fields if not e.lead.lstrip().startswith("#")]
    sections = [_bare(e) for e in elements if not e.is_field]
    known = [e for e in sections if e.key in _KINDS] or sections
    section = _usual(known) or plain
    label = _usual([e for e in known if not e.level])
    if label is not None and not label.inline and not label.in_item:
        label = label._replace(mid=label.mid.rstrip() + " ")
    line = _usual(fields) or label or plain_field()
    if not sections and fields and line.in_item:
        section = line._replace(key="other", inline=True, below=())
    gaps = [gap for one in entries for gap in one.gaps]
    before = _most(gaps, default=())
    return line._replace(key=":", level=0, inline=False, marker="", before=before), section


def _bare(element: Element) -> Element:
    """An element's shape without its name and the signs around it."""
    lead = _SIGNS.sub("", element.lead)
    return element._replace(key="other", name="", lead=lead, joined="", marker=None)


def _usual(elements: Sequence[Element]) -> Element | None:
    """The shape that most elements have."""
    if not elements:
        return None
    shapes = Counter((e.lead, e.mid.rstrip(), e.tail, e.level, e.inline) for e in elements)
    usual = shapes.most_common(1)[0][0]
    alike = [e for e in elements if (e.lead, e.mid.rstrip(), e.tail, e.level, e.inline) == usual]
    befores = [e.before for e in alike if e.before is not None]
    return alike[0]._replace(
        before=_most_or_none(befores), below=_most((e.below for e in alike), ("",))
    )
