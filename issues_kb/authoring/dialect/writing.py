"""An entry in the dialect of its log."""

from __future__ import annotations

import re
from collections.abc import Sequence

from issues_kb.authoring.dialect.contents import Content, Guards, contents_of
from issues_kb.authoring.dialect.heading import without
from issues_kb.authoring.dialect.shapes import (
    DATE,
    LABEL_NAMES,
    NUMBER,
    SECTION_NAMES,
    SEVERITY,
    STATUS,
    Dialect,
    Element,
    Key,
    rank_of,
)
from issues_kb.authoring.dialect.values import name_for, word_for, write_date
from issues_kb.authoring.draft import Draft
from issues_kb.authoring.items import indented, list_lines
from issues_kb.model import SectionKind
from issues_kb.reading.entry import Lent
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["write_entry"]

_BLOCK = re.compile(r"^(?:\s|[-+*>|#`~]+(?:\s|$)|[>|#`~]|\d{1,9}[.)]\s|<)")
"""How a line begins that is not plain text of a paragraph."""

_MARKER = re.compile(r"\s*[-*+]\s+")
SECTION_TITLES = {kind.value: name for kind, name in SECTION_NAMES.items()}

_USUAL = tuple(
    kind.value
    for kind in SECTION_NAMES
    if kind not in (SectionKind.IMPACT, SectionKind.VERIFICATION)
)
"""The sections of an entry that says nothing yet, in a log that shows none."""


def write_entry(
    draft: Draft, dialect: Dialect, guards: Guards, vocabulary: Vocabulary, lent: Lent
) -> str:
    """The entry's lines, from its heading to its last line, each with a line feed.

    ``lent`` is what the groups say at the place where it goes.
    """
    writer = _Writer(dialect)
    writer.heading(draft, guards)
    contents = contents_of(draft, dialect, guards, vocabulary, lent)
    for element in _elements(dialect, contents, bare=draft.is_bare):
        writer.add(element, contents.get(element.key))
    return writer.text()


def _elements(dialect: Dialect, contents: dict[Key, Content], *, bare: bool) -> list[Element]:
    """What is written, in order: what says something; for a bare draft the usual names, too."""
    order = list(dialect.elements)
    if bare and not any(e.invites and not e.is_field for e in order):
        known = {element.key for element in order}
        for key in _USUAL:
            if key not in known:
                name = name_for(key, dialect.words.language)
                made = _made(key, name, dialect)._replace(invites=True)
                order.insert(_place(order, key), made)
    for content in contents.values():
        if all(element.key != content.key for element in order):
            order.insert(_place(order, content.key), _made(content.key, content.name, dialect))
    written = [e for e in order if e.key in contents or (bare and e.invites and not e.is_field)]
    return _of_one_style(written, dialect)


def _of_one_style(elements: list[Element], dialect: Dialect) -> list[Element]:
    """The elements such that no label comes below a heading, which would take it in.

    In a log of headings such a label becomes one; in a log of labels headings come last.
    """
    headed = next((n for n, e in enumerate(elements) if e.level), len(elements))
    if all(e.level or e.is_field for e in elements[headed:]):
        return elements
    if dialect.section.level:
        labels = [e for e in elements[headed:] if not (e.level or e.is_field)]
        return [
            _made(e.key, e.name, dialect)._replace(marker=e.marker) if e in labels else e
            for e in elements
        ]
    return sorted(elements, key=lambda e: bool(e.level and not e.is_field))


def _made(key: Key, name: str, dialect: Dialect) -> Element:
    """An element that the log has not had yet, in the shape of its others."""
    shape = dialect.section
    if Element(key, "", "", "").is_field:
        return dialect.field._replace(key=key, name=name)
    if name == SECTION_TITLES.get(key) and not shape.level:
        name = LABEL_NAMES.get(key, name)
    return shape._replace(key=key, name=name, marker=None)


def _place(order: Sequence[Element], key: Key) -> int:
    """Where an element goes among others: behind those that come before it in our order."""
    leading = next((n for n, e in enumerate(order) if not e.is_field), len(order))
    rank = rank_of(key)
    if Element(key, "", "", "").is_field:
        behind = [n for n in range(leading) if rank_of(order[n].key) <= rank]
        return behind[-1] + 1 if behind else 0
    sections = [n for n, e in enumerate(order) if not e.is_field]
    behind = [n for n in sections if rank_of(order[n].key) <= rank]
    if behind:
        return behind[-1] + 1
    return sections[0] if sections else leading


class _Writer:
    """Puts elements together, each below the one before it."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.lines: list[str] = []
        self.single: set[int] = set()
        """The indexes of lines that hold a name and its value."""

        self.last: Element | None = None
        self.in_block = False
        """Whether a text of several lines stands above."""

    def heading(self, draft: Draft, guards: Guards) -> None:
        """The heading, and the one below it that holds the title, if the log has that."""
        dialect, shape = self.dialect, self.dialect.heading
        words = dialect.heading_words
        values = {
            NUMBER: dialect.number.text if dialect.number else "",
            DATE: write_date(draft.date, words.date),
            STATUS: word_for(draft.status, words) if draft.status else "",
            SEVERITY: word_for(draft.severity, words) if draft.severity else "",
        }
        for slot, value in values.items():
            if not value:
                shape = without(shape, slot)
        before, after = shape.before, shape.after
        for slot, value in values.items():
            before, after = before.replace(slot, value), after.replace(slot, value)
        title = guards.title(draft.title)
        if shape.title_level:
            self.lines.append(f"{'#' * shape.level} {before}{after}".rstrip())
            self.lines += [*shape.gap, f"{'#' * shape.title_level} {title}"]
        else:
            self.lines.append(f"{'#' * shape.level} {before}{title}{after}")

    def add(self, element: Element, content: Content | None) -> None:
        """Write an element; without a content only its name, to be filled in."""
        if element.is_field:
            self._field(element, content.text if content else "")
        else:
            self._section(element, content or Content(element.key, element.name))
        self.last = element

    def _field(self, element: Element, value: str) -> None:
        mid = element.mid if value else element.mid.rstrip()
        text = f"{element.lead}{element.name}{mid}{value}"
        joins = element.joined and self.last is not None and self.last.is_field
        if joins and not self.in_block:
            self.lines[-1] += element.joined + text + element.tail
            return
        if element.joined:
            text = f"{self.dialect.field.lead}{text.removeprefix(element.lead)}"
        table = element.lead.lstrip().startswith("|")
        self._above(element)
        if table and not (self.last and self.last.lead.lstrip().startswith("|")):
            self.lines += self.dialect.table
        self.lines.append(text + element.tail)
        if not (table or element.in_item or element.level or element.lead.startswith("#")):
            self.single.add(len(self.lines) - 1)
        self.in_block = False

    def _section(self, element: Element, content: Content) -> None:
        """A heading or a label, and what it says."""
        name = f"{element.lead}{element.name}{element.mid}"
        body, plain = self._body(element, content)
        self._above(element)
        if element.level or not body:
            self.lines.append(name.rstrip())
            if body:
                self.lines += [*element.below, *body]
            self.in_block = bool(body)
            return
        marker = _MARKER.match(element.lead) if element.in_item else None
        width = len(marker[0]) if marker else 0
        short = plain and "" not in body and self.dialect.section.inline
        if plain and (element.inline or short):
            first, *rest = body
            blank = "" if name != name.rstrip() or name.endswith("：") else " "
            self.lines += [f"{name}{blank}{first}", *indented(rest, width)]
        else:
            below = element.below if not element.inline else ("",) * plain
            self.lines += [name.rstrip(), *below, *indented(body, width)]
        self.in_block = len(body) > 1 or not plain
        if not self.in_block and not element.in_item and (element.inline or short):
            self.single.add(len(self.lines) - 1)

    def _body(self, element: Element, content: Content) -> tuple[list[str], bool]:
        """The lines of a content, and whether they begin as plain text."""
        prose = element.marker == "" or (element.marker is None and element.inline)
        if content.items and not (prose and content.line):
            marker = element.marker or self.dialect.marker
            if content.boxes or content.key == SectionKind.FILES_CHANGED.value:
                marker = marker if marker in ("-", "*", "+") else "-"
            return list_lines(content.items, marker or "1."), False
        text = content.line if content.items else content.text
        lines = text.split("\n") if text else []
        return lines, bool(lines) and not _BLOCK.match(lines[0])

    def _above(self, element: Element) -> None:
        """The lines between the element before and this one."""
        if self.last is None:
            above = self.dialect.first
        elif element.is_field and self.last.is_field and not element.level:
            above = self.dialect.field.before or ()
        elif element.before is not None:
            above = element.before
        else:
            tight = element.in_item and self.last.in_item
            above = () if tight or (element.is_field and not self.in_block) else ("",)
        loose = self.in_block and not (element.in_item and self.last and self.last.in_item)
        if loose and not element.level and "" not in above:
            above = ("", *above)
        self.lines += above

    def text(self) -> str:
        """All lines, with the blanks that break lines where the log has them."""
        dialect = self.dialect
        for index in self.single:
            if dialect.breaks if index + 1 in self.single else dialect.last_break:
                self.lines[index] += "  "
        return "\n".join(self.lines) + "\n"
