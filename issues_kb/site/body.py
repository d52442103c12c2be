"""The content of one issue, rendered: the costly part of a page, and a pure one.

``body_source`` gathers all that the HTML depends on into one value; ``render_body`` looks
at nothing else. So a body can be made in another process and be kept under the digest of
its source.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from issues_kb.markdown.html import (
    Anchors,
    Mark,
    Mention,
    Setting,
    definitions,
    plain_text,
    render_blocks,
    render_inline,
)
from issues_kb.markdown.visible import Html
from issues_kb.model import Issue, Learning, SectionKind
from issues_kb.site.arrangement import Arrangement, Piece
from issues_kb.site.models import SectionView

__all__ = ["BodySource", "body_source", "render_body"]

_ID = re.compile('id="([^"]*)"')

# An entry that is only a heading can still have learnings, whose anchors need a place.
_EMPTY = (Piece(0, SectionKind.OTHER, None, "", ()),)


@dataclass(frozen=True, slots=True)
class _Part:
    """A section to show; mentions and marks count lines from the first of its ``text``."""

    kind: str
    heading: str | None
    text: str
    mentions: tuple[Mention, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class BodySource:
    """All that the HTML of an issue's content depends on."""

    parts: tuple[_Part, ...]
    defined: str

    @property
    def digest(self) -> str:
        """Equal for equal sources, whatever the issue's place in its log."""
        return hashlib.sha256(repr(self).encode("utf-8", "backslashreplace")).hexdigest()


def body_source(issue: Issue, arrangement: Arrangement, hrefs: Mapping[str, str]) -> BodySource:
    """What to render. ``hrefs`` has the link for each key that the issue may refer to."""
    pieces = arrangement.pieces or _EMPTY
    parts = tuple(
        _Part(
            piece.kind.value,
            piece.heading,
            piece.text,
            tuple(_mentions(issue, piece, hrefs)),
            marks,
        )
        for piece, marks in zip(pieces, _marks(issue, pieces), strict=True)
    )
    return BodySource(parts, definitions(issue.text))


def render_body(source: BodySource) -> tuple[SectionView, ...]:
    """The content of an issue as HTML. Its ids are unique and never those of the page."""
    anchors = Anchors()
    return tuple(_view(part, source.defined, anchors) for part in source.parts)


def _with_lost_anchors(html: Html, marks: Sequence[Mark]) -> Html:
    """Ids of items that begin in the middle of a block go to the top of their section."""
    there = set(_ID.findall(html)) if marks else frozenset()
    lost = (mark.id for mark in marks if mark.id not in there)
    return Html("".join(f'<span id="{name}"></span>' for name in lost) + html)


def _view(part: _Part, defined: str, anchors: Anchors) -> SectionView:
    words = plain_text(part.heading) if part.heading else ""
    name = anchors.take(words or "beginning")
    heading = render_inline(part.heading) if part.heading else None
    setting = Setting(
        # A heading without words, a lone ``###``, is none on the page.
        first_level=3 if heading else 2,
        mentions=part.mentions,
        marks=part.marks,
        anchors=anchors,
        defined=defined,
    )
    return SectionView(
        kind=part.kind,
        id=name,
        words=words,
        heading=heading,
        html=_with_lost_anchors(render_blocks(part.text, setting), part.marks),
    )


def _mentions(issue: Issue, piece: Piece, hrefs: Mapping[str, str]) -> Iterator[Mention]:
    for reference in issue.references:
        href = hrefs.get(reference.target or "")
        place = reference.line - issue.line
        if href and reference.target != issue.key and place in piece.lines:
            yield Mention(reference.text, href, piece.lines.index(place) + 1)


def _marks(issue: Issue, pieces: Sequence[Piece]) -> list[tuple[Mark, ...]]:
    """Ids for learnings and measures, so that links can lead to each of them.

    Each goes to the piece that holds its line, or to the first where none does.
    """
    items = [
        (item.line, f"learning-{number}", _learning_classes(item))
        for number, item in enumerate(issue.learnings, start=1)
    ]
    items += [
        (item.line, f"measure-{item.id}", f"measure measure-{item.state.value}")
        for item in issue.measures
    ]
    holders = {
        place: (holder, line)
        for holder, piece in reversed(list(enumerate(pieces)))
        for line, place in reversed(list(enumerate(piece.lines, start=1)))
    }
    marks: list[list[Mark]] = [[] for _ in pieces]
    for place, name, classes in items:
        holder, line = holders.get(place - issue.line, (0, 0))
        marks[holder].append(Mark(line, name, classes))
    return [tuple(own) for own in marks]


def _learning_classes(learning: Learning) -> str:
    return f"learning rule-{learning.rule.value}" if learning.rule else "learning"
