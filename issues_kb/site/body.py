"""The content of one issue, rendered: the costly part of a page, and a pure one.

``body_source`` gathers all that the HTML depends on into one value; ``render_body`` looks
at nothing else. So a body can be made in another process and be kept under the digest of
its source.
"""

from __future__ import annotations

import hashlib
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
from issues_kb.model import Issue, Learning, Section, SectionKind
from issues_kb.site.models import SectionView

__all__ = ["Body", "BodySource", "body_source", "render_body"]

_SEPARATORS = frozenset("-*_= ")


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
    as_written: str

    @property
    def digest(self) -> str:
        """Equal for equal sources, whatever the issue's place in its log."""
        return hashlib.sha256(repr(self).encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Body:
    """The content of an issue as HTML, and what of the entry it leaves out."""

    sections: tuple[SectionView, ...]
    as_written: str


def body_source(issue: Issue, hrefs: Mapping[str, str]) -> BodySource:
    """What to render. ``hrefs`` has the link for each key that the issue may refer to."""
    lines = issue.text.split("\n")
    shown = [section for section in issue.sections if section.parent is None]
    places = [_place(lines, issue.line, section) for section in shown]
    if not shown:
        places = [(2, len(lines))] if len(lines) > 1 else []
        shown = [_whole(issue, lines)] * len(places)
    parts = tuple(
        _Part(
            section.kind.value,
            section.heading,
            section.text,
            tuple(_mentions(issue, place, hrefs)),
            marks,
        )
        for section, place, marks in zip(shown, places, _marks(issue, places), strict=True)
    )
    return BodySource(parts, definitions(issue.text), _left_over(issue, lines, shown, places))


def render_body(source: BodySource) -> Body:
    """The HTML of an issue's content. Ids are unique and start with ``issue-``."""
    anchors = Anchors()
    views = tuple(_view(part, source.defined, anchors) for part in source.parts)
    return Body(views, source.as_written)


def _with_lost_anchors(html: Html, marks: Sequence[Mark]) -> Html:
    """Ids of items that begin in the middle of a block go to the top of their section."""
    lost = (mark.id for mark in marks if f'id="{mark.id}"' not in html)
    return Html("".join(f'<span id="{name}"></span>' for name in lost) + html)


def _view(part: _Part, defined: str, anchors: Anchors) -> SectionView:
    heading = part.heading
    words = plain_text(heading) if heading else ""
    name = anchors.take(words or "beginning")
    setting = Setting(
        first_level=2 if heading is None else 3,
        mentions=part.mentions,
        marks=part.marks,
        anchors=anchors,
        defined=defined,
    )
    return SectionView(
        kind=part.kind,
        id=name,
        words=words,
        heading=None if heading is None else render_inline(heading),
        html=_with_lost_anchors(render_blocks(part.text, setting), part.marks),
    )


def _whole(issue: Issue, lines: Sequence[str]) -> Section:
    return Section(SectionKind.OTHER, None, issue.line + 1, "\n".join(lines[1:]))


def _place(lines: Sequence[str], start: int, section: Section) -> tuple[int, int]:
    """The lines of a section's text in its entry, from 1: the first and the last.

    The text starts below a heading and its blank lines, or beside a label.
    """
    first = section.line - start
    words = section.text.split("\n", 1)[0].strip()
    height = section.text.rstrip("\n").count("\n")
    for index in range(max(first, 0), len(lines)):
        if words and lines[index].rstrip().endswith(words):
            return index + 1, index + 1 + height
    return first + 1, first + 1 + height


def _mentions(issue: Issue, place: tuple[int, int], hrefs: Mapping[str, str]) -> Iterator[Mention]:
    offset = issue.line + place[0] - 2
    for reference in issue.references:
        line = reference.line - offset
        href = hrefs.get(reference.target or "")
        if href and reference.target != issue.key and 1 <= line <= place[1] - place[0] + 1:
            yield Mention(reference.text, href, line)


def _marks(issue: Issue, places: Sequence[tuple[int, int]]) -> list[tuple[Mark, ...]]:
    """Ids for learnings and measures, so that links can lead to each of them.

    Each goes to the section that holds its line, or to the first where none does.
    """
    items = [
        (item.line, f"learning-{number}", _learning_classes(item))
        for number, item in enumerate(issue.learnings, start=1)
    ]
    items += [
        (item.line, f"measure-{item.id}", f"measure measure-{item.state.value}")
        for item in issue.measures
    ]
    marks: list[list[Mark]] = [[] for _ in places]
    for line, name, classes in items:
        inside = line - issue.line + 1
        holders = (n for n, (first, last) in enumerate(places) if first <= inside <= last)
        holder = next(holders, None)
        if holder is not None:
            marks[holder].append(Mark(inside - places[holder][0] + 1, name, classes))
        elif marks:
            marks[0].append(Mark(0, name))
    return [tuple(own) for own in marks]


def _learning_classes(learning: Learning) -> str:
    return f"learning rule-{learning.rule.value}" if learning.rule else "learning"


def _left_over(
    issue: Issue,
    lines: Sequence[str],
    shown: Sequence[Section],
    places: Sequence[tuple[int, int]],
) -> str:
    """The heading and every line that stands in no section and no field."""
    covered = {field.line - issue.line for field in issue.fields}
    for section, (_, last) in zip(shown, places, strict=True):
        covered.update(range(max(section.line - issue.line, 1), last))
    return "\n".join(
        line.rstrip()
        for index, line in enumerate(lines)
        if index not in covered and set(line) - _SEPARATORS
    )
