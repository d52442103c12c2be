"""What a walk over an entry finds: sections as they are read, and fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from issues_kb.markdown.blocks import Block, walk
from issues_kb.model import SectionKind
from issues_kb.reading.files import begins_with_path, paths_in
from issues_kb.reading.folding import fold_name
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "LABEL_RANK",
    "NESTED_RANK",
    "EntryWalk",
    "FoundField",
    "Node",
    "Place",
    "is_path_item",
    "kind_by_content",
]

LABEL_RANK = 10
"""Sections of labels rank below all headings; a label inside a list item ranks one lower."""

NESTED_RANK = 20


class Place(Enum):
    """Where a field stands, from what says most about the whole entry to what says least."""

    HEADER = "header"
    BODY = "body"
    NESTED = "nested"


@dataclass(frozen=True, slots=True)
class FoundField:
    """A labelled value. ``meaning`` is date, severity, priority, status, other_date or none."""

    meaning: str | None
    name: str
    value: str
    line: int
    place: Place


@dataclass(slots=True)
class Node:
    """A section while it is read: its content as blocks, and the rank that ends it."""

    kind: SectionKind
    heading: str | None
    line: int
    rank: int
    start: int
    """The first line of its text, which may begin behind the label on that line."""

    value: str = ""
    """What stands behind the label on its own line."""

    parent: int | None = None
    end: int = 0
    blocks: list[Block] = field(default_factory=list)
    in_item: bool = False
    also: tuple[SectionKind, ...] = ()
    """What else its name says: ``Symptoms & Root Cause``."""

    topic: str | None = None
    """How the labels begin that only divide it: ``Option A``, ``Option B``."""

    @property
    def is_label(self) -> bool:
        """Whether a label opened it, not a heading."""
        return self.rank >= LABEL_RANK


@dataclass(slots=True)
class EntryWalk:
    """All that one walk found, in the order of the text."""

    nodes: list[Node] = field(default_factory=list)
    fields: list[FoundField] = field(default_factory=list)
    title: str | None = None
    """The text of the first heading inside, for an entry whose own heading is but a number."""

    def outermost(self, kind: SectionKind) -> Iterator[Node]:
        """The sections of a kind that are not inside another of that kind."""
        end = 0
        for node in self.nodes:
            if (node.kind is kind or kind in node.also) and node.line > end:
                end = node.end
                yield node


def kind_by_content(node: Node, vocabulary: Vocabulary) -> SectionKind:
    """A place is a file only with a path; a list of paths is files whatever its name."""
    if node.kind is SectionKind.FILES_CHANGED and node.is_label:
        place = fold_name(node.heading or "") in vocabulary.places
        if place and not any(
            list(paths_in(t, vocabulary)) for b in walk(node.blocks) for t in b.text.split("\n")
        ):
            return SectionKind.OTHER
    unknown = node.kind in (SectionKind.OTHER, SectionKind.IMPACT) and node.heading
    if unknown and node.is_label and not node.value:
        items = [item for block in node.blocks for item in block.children]
        if (
            items
            and len(items) == sum(len(b.children) for b in node.blocks)
            and all(is_path_item(item, vocabulary) for item in items)
        ):
            return SectionKind.FILES_CHANGED
    return node.kind


def is_path_item(item: Block, vocabulary: Vocabulary) -> bool:
    """Whether a list item begins with a path."""
    return bool(item.children) and begins_with_path(item.children[0].text, vocabulary)
