"""The parts of a dialect: what stands around the values of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from issues_kb.authoring.marks import BOX
from issues_kb.authoring.numbering import NumberShape
from issues_kb.model import SectionKind, Severity, Status

__all__ = [
    "DATE",
    "FIELD_NAMES",
    "LABEL_NAMES",
    "NUMBER",
    "SECTION_NAMES",
    "SEVERITY",
    "SLOTS",
    "STATUS",
    "Dialect",
    "Element",
    "HeadingShape",
    "Key",
    "Words",
    "calmed",
    "plain_dialect",
    "rank_of",
]

NUMBER, DATE, STATUS, SEVERITY = "\x01", "\x02", "\x03", "\x04"
SLOTS = NUMBER + DATE + STATUS + SEVERITY
"""Characters that stand for a value in the shape of a heading. ASCII is searched faster."""

Key = str
"""What an element holds: ``date``, ``severity`` …, ``root_cause`` …, ``:name``, ``=heading``."""

SECTION_NAMES: Mapping[SectionKind, str] = {
    SectionKind.PROBLEM: "Problem Description",
    SectionKind.IMPACT: "Impact",
    SectionKind.ROOT_CAUSE: "Root Cause",
    SectionKind.RESOLUTION: "Resolution",
    SectionKind.FILES_CHANGED: "Files Changed",
    SectionKind.VERIFICATION: "Verification",
    SectionKind.WHY_MISSED: "Why This Was Missed During Testing",
    SectionKind.LEARNINGS: "Key Learnings",
    SectionKind.PREVENTION: "Prevention Measures",
    SectionKind.RELATED: "Related Issues",
}
"""Our names of sections, in our order."""

FIELD_NAMES: Mapping[Key, str] = {
    "date": "Date",
    "severity": "Severity",
    "priority": "Priority",
    "status": "Status",
}

LABEL_NAMES: Mapping[Key, str] = {
    "problem": "Problem",
    "why_missed": "Why This Was Missed",
    "prevention": "Prevention",
    "related": "Related",
}
"""Shorter names for labels."""

_ORDER = (*FIELD_NAMES, ":", *(kind.value for kind in SECTION_NAMES), "=")


def rank_of(key: Key) -> int:
    """The place of an element in our order: fields and sections of other names come last."""
    return _ORDER.index(key[0] if key[0] in ":=" else key)


_NO_WORDS: Mapping[Any, str] = MappingProxyType({})


class HeadingShape(NamedTuple):
    """What stands before and behind the title. Slots are places of values.

    With ``title_level`` the title has a heading of its own of that level, below ``gap``.
    """

    level: int = 2
    before: str = f"Issue #{NUMBER}: "
    after: str = ""
    title_level: int = 0
    gap: tuple[str, ...] = ("",)


class Words(NamedTuple):
    """The log's own words for what values mean, and the form of its dates (see ``values``).

    ``language`` is that of its names where they are not ASCII.
    """

    severity: Mapping[Severity, str] = _NO_WORDS
    status: Mapping[Status, str] = _NO_WORDS
    date: str = ""
    language: str = ""


class Element(NamedTuple):
    """A field or a section: the text around its name and its value, and the lines between.

    ``before`` are the blank lines and rules above it, ``below`` those between the name and a
    text that stands below. A section whose ``level`` is 0 has a label instead of a heading;
    with ``inline`` its text begins on the label's line. ``joined`` is what divides a field
    from the one before it on the same line. ``marker`` begins the items of its list; it is
    empty where the log writes prose, and none where that is not known.
    """

    key: Key
    name: str
    lead: str
    mid: str
    tail: str = ""
    before: tuple[str, ...] | None = None
    below: tuple[str, ...] = ("",)
    level: int = 0
    inline: bool = False
    joined: str = ""
    marker: str | None = None
    usual: bool = False
    """Whether most entries have it."""

    invites: bool = False
    """Whether an entry that says nothing yet shows its name."""

    @property
    def is_field(self) -> bool:
        """Whether it is a value on its line, not a section."""
        return self.key in FIELD_NAMES or self.key.startswith(":")

    @property
    def in_item(self) -> bool:
        """Whether it is an item of a list."""
        return self.lead.lstrip().startswith(("- ", "* ", "+ "))


class Dialect(NamedTuple):
    """How a log writes its entries.

    ``heading_words`` are the words of values in headings, ``words`` those in fields.
    ``elements`` are in the log's order; ``field`` and ``section`` are the shapes of what the
    log has no name for. ``first`` are the lines below the heading. ``breaks`` tells whether
    a line that another follows ends in two blanks, ``last_break`` whether the last does.
    ``marker`` begins the items of lists, ``note`` stands between a file and its note.
    ``table`` are the lines above the rows, where fields stand in a table. ``todo`` marks a
    measure that is to be done.
    """

    heading: HeadingShape
    number: NumberShape | None
    field: Element
    section: Element
    elements: tuple[Element, ...] = ()
    heading_words: Words = Words()
    words: Words = Words()
    first: tuple[str, ...] = ("",)
    breaks: bool = True
    last_break: bool = False
    marker: str = ""
    note: str = ": "
    table: tuple[str, ...] = ()
    todo: str = BOX


def plain_field() -> Element:
    """A field as we write it."""
    return Element(":", "", "**", ":** ", before=())


def plain_section(level: int) -> Element:
    """A section as we write it, in an entry whose heading has a level."""
    depth = min(level + 1, 6)
    return Element("other", "", "#" * depth + " ", "", level=depth, before=("",))


def plain_dialect(heading: HeadingShape, number: NumberShape | None) -> Dialect:
    """Our own way to write below a heading such as the log's."""
    return Dialect(heading, number, plain_field(), plain_section(heading.level))


def calmed(dialect: Dialect) -> Dialect:
    """The same dialect with fields on top and all sections in the shape of most."""
    fields = [e._replace(level=0) for e in dialect.elements if e.is_field and not e.level]
    sections = [
        dialect.section._replace(key=e.key, name=e.name, marker=e.marker, invites=e.invites)
        for e in dialect.elements
        if not e.is_field
    ]
    return dialect._replace(elements=(*fields, *sections))
