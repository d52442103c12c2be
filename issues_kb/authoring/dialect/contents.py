"""What an entry says, element by element, before the dialect gives it a shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from issues_kb.authoring.dialect.shapes import (
    DATE,
    FIELD_NAMES,
    SEVERITY,
    STATUS,
    Dialect,
    Key,
)
from issues_kb.authoring.dialect.values import name_for, word_for, write_date
from issues_kb.authoring.draft import Draft
from issues_kb.authoring.guard import guard, guard_item, guard_title, is_any, is_known
from issues_kb.authoring.items import (
    begin_with_boxes,
    code,
    item_texts,
    learning_text,
    measure_text,
)
from issues_kb.model import SectionKind
from issues_kb.reading.entry import Lent
from issues_kb.reading.folding import fold_name
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "EXACT",
    "KNOWN",
    "LADDER",
    "LOOSE",
    "STRICT",
    "Content",
    "Guards",
    "contents_of",
    "noted",
]


class Guards(NamedTuple):
    """How structure inside a value is kept from becoming structure of the log."""

    text: Callable[[str], str]
    item: Callable[[str], str]
    title: Callable[[str], str]


LOOSE = Guards(guard, guard_item, guard_title)
STRICT = Guards(
    lambda text: guard(text, labels=is_any),
    lambda text: guard_item(text, labels=is_any),
    guard_title,
)
KNOWN = Guards(
    lambda text: guard(text, labels=is_known),
    lambda text: guard_item(text, labels=is_known),
    guard_title,
)
EXACT = Guards(str, str, guard_title)
LADDER = (LOOSE, KNOWN, STRICT)
"""Guards that leave more and more of what a text may mean to a reader of logs."""


class Content(NamedTuple):
    """What one element says: a value, a text, or the texts of items.

    ``name`` is for a log that has none of its own. ``line`` says the same on one line, where
    that is possible. ``boxes`` tells that items begin with boxes.
    """

    key: Key
    name: str
    text: str = ""
    items: tuple[str, ...] = ()
    line: str = ""
    boxes: bool = False


def contents_of(
    draft: Draft, dialect: Dialect, guards: Guards, vocabulary: Vocabulary, lent: Lent
) -> dict[Key, Content]:
    """The contents of an entry by their keys."""
    found = [
        *_values(draft, dialect, lent),
        *(_field(name, value, vocabulary) for name, value in draft.fields),
        *_texts(draft, dialect, guards),
        *_files(draft, dialect, guards),
        *_lists(draft, dialect, guards, vocabulary),
    ]
    for heading, text in draft.sections:
        found.append(Content(f"={fold_name(heading)}", guards.item(heading), guards.text(text)))
    contents: dict[Key, Content] = {}
    for content in found:
        key = content.key
        while key in contents:
            # A second field of a name is a line of its own.
            key = f"{key}'" if key[0] in ":=" else f":{key}"
        contents[key] = content._replace(key=key)
    return contents


def _values(draft: Draft, dialect: Dialect, lent: Lent) -> list[Content]:
    """Date, severity and status, where neither the heading nor a group says them."""
    found: list[Content] = []
    shape = dialect.heading.before + dialect.heading.after
    keys = {element.key: element for element in dialect.elements}
    level = "priority" if "priority" in keys and "severity" not in keys else "severity"
    if draft.exact:
        # A priority would be read as a field of its own, beside the severity.
        level = "severity"

    def add(key: Key, value: str, *, told: bool) -> None:
        element = keys.get(key)
        if value and (not told if element is None else element.usual or not told):
            found.append(Content(key, name_for(key, dialect.words.language), value))

    if draft.date:
        told = DATE in shape or lent.date == draft.date
        add("date", write_date(draft.date, dialect.words.date), told=told)
    if draft.severity is not None:
        told = SEVERITY in shape or lent.severity is draft.severity
        word = word_for(draft.severity, dialect.words)
        note = draft.severity_note
        add(level, noted(word, note), told=told and not note)
    if draft.status is not None:
        told = STATUS in shape or lent.status is draft.status
        word = word_for(draft.status, dialect.words)
        add("status", noted(word, draft.status_note), told=told and not draft.status_note)
    return found


def noted(word: str | None, note: str) -> str:
    """A word with the note beside it; one that holds brackets follows a dash."""
    if not (word and note):
        return word or note
    return f"{word} - {note}" if set(note) & set("()（）[]") else f"{word} ({note})"


def _field(name: str, value: str, vocabulary: Vocabulary) -> Content:
    meaning = vocabulary.fields.exact(name)
    key = meaning if meaning in FIELD_NAMES else f":{fold_name(name)}"
    return Content(str(key), name, value)


def _texts(draft: Draft, dialect: Dialect, guards: Guards) -> list[Content]:
    texts = {
        SectionKind.PROBLEM: draft.problem,
        SectionKind.IMPACT: draft.impact,
        SectionKind.ROOT_CAUSE: draft.root_cause,
        SectionKind.RESOLUTION: draft.resolution,
        SectionKind.VERIFICATION: draft.verification,
        SectionKind.WHY_MISSED: draft.why_missed,
        SectionKind.RELATED: draft.related,
    }
    return [
        Content(kind.value, name_for(kind.value, dialect.words.language), guards.text(text))
        for kind, text in texts.items()
        if text
    ]


def _files(draft: Draft, dialect: Dialect, guards: Guards) -> list[Content]:
    if not draft.files:
        return []
    end = ")" if dialect.note.endswith("(") else ""
    items = tuple(
        f"{code(path)}{dialect.note}{guards.item(note)}{end}" if note else code(path)
        for path, note in draft.files
    )
    line = "" if any(note for _, note in draft.files) else ", ".join(items)
    key = SectionKind.FILES_CHANGED.value
    return [Content(key, name_for(key, dialect.words.language), items=items, line=line)]


def _lists(draft: Draft, dialect: Dialect, guards: Guards, vocabulary: Vocabulary) -> list[Content]:
    lessons = [replace(item, text=guards.item(item.text)) for item in draft.lessons]
    measures = [replace(item, text=guards.item(item.text)) for item in draft.measures]
    lists = {
        SectionKind.LEARNINGS: [(i.topic, learning_text(i, vocabulary)) for i in lessons],
        SectionKind.PREVENTION: [
            (i.topic, measure_text(i, vocabulary, todo=dialect.todo, exact=draft.exact))
            for i in measures
        ],
    }
    found: list[Content] = []
    for kind, pairs in lists.items():
        if pairs:
            items = tuple(item_texts(pairs, guards.item))
            boxes = begin_with_boxes(items, exact=draft.exact)
            line = items[0] if len(pairs) == 1 and not pairs[0][0] and not boxes else ""
            name = name_for(kind.value, dialect.words.language)
            found.append(Content(kind.value, name, items=items, line=line, boxes=boxes))
    return found
