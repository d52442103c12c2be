"""The ways to write an entry into a log, the one that suits it best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from issues_kb.authoring.dialect import (
    Dialect,
    Guards,
    Sample,
    calmed,
    observe,
    plain_dialect,
    write_entry,
)
from issues_kb.authoring.dialect.heading import plainer, without
from issues_kb.authoring.dialect.shapes import NUMBER, SEVERITY, STATUS
from issues_kb.authoring.draft import Draft
from issues_kb.authoring.entry import ENTRY_TEMPLATE, EntryTemplate
from issues_kb.authoring.numbering import NumberShape, next_number, next_shape
from issues_kb.authoring.placement import Place
from issues_kb.authoring.windows import LogText
from issues_kb.model import BlockKind
from issues_kb.reading import EntrySource
from issues_kb.reading.text import decode
from issues_kb.reading.vocabulary import Vocabulary
from issues_kb.templating import packaged_folder, template_file

__all__ = ["Way", "ways_to_write"]

NEAR = 20
"""How many entries show how the log writes."""

MAX_SHOWN = 24_000
"""Characters of entries that are looked at, but for the nearest ones."""

FEW = 3
"""Entries that are looked at however long they are."""


OUR_LEVEL = 2
"""The level of headings in our template, which would cut through a log of another."""


class Way(NamedTuple):
    """A way to write: ``write`` makes an entry of a draft, with the number ``number``.

    ``own`` is the project's own template, which may leave out what a draft says.
    """

    write: Callable[[Draft, Guards], str]
    number: str | None
    own: bool = False


def ways_to_write(
    log: LogText,
    place: Place,
    draft: Draft,
    folders: Sequence[Path],
    vocabulary: Vocabulary,
) -> list[Way]:
    """The project's own template, the log's dialect, that in plainer forms, our template.

    The last of these forms has neither status nor severity in the heading.

    Raises TemplateError for a template that is missing.
    """
    ways: list[Way] = []
    template = _by_template(log, folders, vocabulary)
    if template_file(folders, ENTRY_TEMPLATE).parent != packaged_folder():
        ways.append(template._replace(own=True))
    dialect = _dialect(log, place, draft, vocabulary)
    if dialect is not None:
        heading = plainer(dialect.heading)
        plain = plain_dialect(heading, dialect.number)
        plain = plain._replace(heading_words=dialect.heading_words)
        dialects = [dialect, calmed(dialect), plain]
        stateless = without(without(heading, STATUS), SEVERITY)
        if stateless != heading:
            dialects += [each._replace(heading=stateless) for each in (dialect, plain)]
        ways += [_by_dialect(each, place, vocabulary) for each in dialects]
    if dialect is None or dialect.heading.level == OUR_LEVEL:
        ways.append(_by_template(log, [packaged_folder()], vocabulary))
    return ways


def _by_template(log: LogText, folders: Sequence[Path], vocabulary: Vocabulary) -> Way:
    number = str(next_number(log.numbers))

    template = EntryTemplate(folders, vocabulary)

    def write(draft: Draft, guards: Guards) -> str:
        return template.render(draft, number, guards)

    return Way(write, number)


def _by_dialect(dialect: Dialect, place: Place, vocabulary: Vocabulary) -> Way:
    def write(draft: Draft, guards: Guards) -> str:
        return write_entry(draft, dialect, guards, vocabulary, place.lent)

    return Way(write, dialect.number.text if dialect.number else None)


def _dialect(log: LogText, place: Place, draft: Draft, vocabulary: Vocabulary) -> Dialect | None:
    """How the log writes, by its template and the entries around a place."""
    outline = log.outline
    entries = _nearest(outline.entries, place.above)
    templates = [block for block in outline.blocks if block.kind is BlockKind.TEMPLATE]
    lines = decode(log.data, "").lines if templates else []
    samples = [
        Sample("\n".join(lines[block.line - 1 : block.end_line]), template=True)
        for block in templates
    ]
    samples += [Sample(e.text, e.number, e.title, e.lent) for e in entries]
    dialect = observe(samples, draft.status, vocabulary)
    if dialect is None:
        return None
    near = [entry.number for entry in entries]
    number = next_shape(near, log.numbers, draft.date)
    heading = dialect.heading
    if NUMBER not in heading.before + heading.after:
        number = None
    elif number is None and entries:
        heading = without(heading, NUMBER)
    elif number is None:
        number = NumberShape()
    return dialect._replace(heading=heading, number=number)


def _nearest(entries: Sequence[EntrySource], index: int) -> list[EntrySource]:
    """Some entries around a place, the nearest first."""
    order = sorted(range(len(entries)), key=lambda n: abs(n + 0.5 - index))
    near: list[EntrySource] = []
    shown = 0
    for number in order[:NEAR]:
        shown += len(entries[number].text)
        if len(near) >= FEW and shown > MAX_SHOWN:
            break
        near.append(entries[number])
    return near
