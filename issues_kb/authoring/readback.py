"""Whether an entry that is read again says what its draft says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from issues_kb.authoring.draft import TEXTS, Draft, DraftLearning, DraftMeasure
from issues_kb.authoring.items import understood
from issues_kb.model import Issue, SectionKind
from issues_kb.reading.vocabulary import Vocabulary, default_vocabulary

__all__ = ["Facts", "difference", "facts_of", "neutral", "singled_out"]

Facts = tuple[object, ...]
Item = tuple[str, str] | DraftLearning | DraftMeasure
Pair = tuple[object, object]

_PLAIN = "Something."


def difference(
    issue: Issue, draft: Draft, number: str | None, vocabulary: Vocabulary | None = None
) -> str | None:
    """The name of the first value that is not read as it was meant; none when all are.

    An exact draft must be read as it is. In others escapes and marks do not count, what
    the draft does not say may be said by a group of the log, and what the texts of items
    say of a rule or a state, as ``vocabulary`` has it, counts as said.
    """
    if not draft.exact:
        draft = understood(draft, vocabulary or default_vocabulary())
    same = _equal if draft.exact else _alike
    for name, (given, read) in _values(issue, draft, number):
        told = given not in (None, "") or draft.exact
        if told and not same(given, read):
            return name
    return None


def _values(issue: Issue, draft: Draft, number: str | None) -> Iterator[tuple[str, Pair]]:
    yield "number", (number, issue.number)
    yield "title", (draft.title, issue.title)
    if not draft.exact:
        # What stands before a title may be signs, which ``_alike`` passes over.
        yield "title", (_first_sign(issue.title) in draft.title, True)
    yield "date", (draft.date, issue.date or "")
    yield "severity", (draft.severity, issue.severity)
    yield "severity_note", (draft.severity_note, issue.severity_note or "")
    yield "status", (draft.status, issue.status)
    yield "status_note", (draft.status_note, issue.status_note or "")
    yield from _fields(issue, draft)
    yield from _sections(issue, draft)
    yield from _items("files", draft.files, [(f.path, f.note or "") for f in issue.files])
    yield from _items(
        "learnings",
        [(item.text, item.topic, item.rule) for item in draft.lessons],
        [(item.text, item.topic or "", item.rule) for item in issue.learnings],
    )
    yield from _items(
        "prevention",
        [
            (item.text, item.topic, item.state, item.checklist or (False if draft.exact else None))
            for item in draft.measures
        ],
        [(item.text, item.topic or "", item.state, item.checklist) for item in issue.measures],
    )


def _fields(issue: Issue, draft: Draft) -> Iterator[tuple[str, Pair]]:
    read = [(field.name, field.value) for field in issue.fields]
    for name, value in draft.fields:
        found = next((pair for pair in read if _letters(pair[0]) == _letters(name)), ("", ""))
        yield f"fields.{name}", (f"{name}\n{value}", "\n".join(found))
    if draft.exact:
        yield "fields", (sorted(draft.fields), sorted(read))


def _sections(issue: Issue, draft: Draft) -> Iterator[tuple[str, Pair]]:
    top = [section for section in issue.sections if section.parent is None]
    for name in TEXTS:
        texts = [section.text for section in top if section.kind.value == name]
        yield name, (getattr(draft, name), "\n".join(texts))
    others = [(s.heading or "", s.text) for s in top if s.kind is SectionKind.OTHER]
    yield from _items("sections", draft.sections, others)
    for name, given in (("learnings", draft.learnings), ("prevention", draft.prevention)):
        found = sum(section.kind.value == name for section in top)
        yield name, (bool(given), bool(found) and bool(given or draft.exact))


_PARTS = {
    "files": ("path", "note"),
    "learnings": ("text", "topic", "rule"),
    "prevention": ("text", "topic", "state", "checklist"),
    "sections": ("heading", "text"),
}


def _items(
    name: str, given: Sequence[tuple[object, ...]], read: Sequence[tuple[object, ...]]
) -> Iterator[tuple[str, Pair]]:
    """Each part of each item; then how many there are."""
    for number, (one, other) in enumerate(zip(given, read, strict=False)):
        for part, value, found in zip(_PARTS[name], one, other, strict=True):
            yield f"{name}[{number}].{part}", (value, found)
    yield name, (len(given) or None, len(read) or None)


def _equal(given: object, read: object) -> bool:
    return given == read


def _alike(given: object, read: object) -> bool:
    """Whether two values are equal; of texts only letters and digits count."""
    if isinstance(given, str) and isinstance(read, str):
        return _letters(given) == _letters(read)
    return given == read


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _first_sign(title: str) -> str:
    first = title[:1]
    return "" if first.isalnum() else first


def facts_of(issue: Issue) -> Facts:
    """What a value of a draft must not change by how it looks."""
    return (
        issue.number,
        issue.date,
        issue.severity,
        issue.status,
        tuple(field.name for field in issue.fields),
        tuple(s.kind for s in issue.sections if s.parent is None and s.heading is not None),
    )


def neutral(draft: Draft) -> Draft:
    """The same draft in words that cannot be mistaken for anything."""
    texts: dict[str, Any] = {name: getattr(draft, name) and _PLAIN for name in TEXTS}
    return replace(
        draft,
        title="Something happened",
        severity_note="",
        status_note="",
        fields=tuple(
            (f"Detail {number}" if draft.exact else name, "something")
            for number, (name, _) in enumerate(draft.fields, 1)
        ),
        files=tuple(
            (f"some/file{n}.txt", note and "something") for n, (_, note) in enumerate(draft.files)
        ),
        learnings=tuple(DraftLearning(_PLAIN) for _ in draft.learnings),
        prevention=tuple(DraftMeasure(_PLAIN) for _ in draft.prevention),
        sections=tuple((f"Appendix {n}", _PLAIN) for n, _ in enumerate(draft.sections, 1)),
        **texts,
    )


def singled_out(draft: Draft) -> Iterator[tuple[str, str, Callable[[Draft], Draft]]]:
    """Each value of a draft: its name, its text, and what puts it into another draft.

    The other draft has as many items in its lists.
    """
    for name in ("title", "severity_note", "status_note", *TEXTS):
        value = getattr(draft, name)
        if value:
            yield name, value, partial(_with_value, name, value)
    for name in ("fields", "files", "learnings", "prevention", "sections"):
        for number, item in enumerate(getattr(draft, name)):
            for part, text, only in _parts(name, item):
                place = f"{name}.{part}" if name == "fields" else f"{name}[{number}].{part}"
                yield place, text, partial(_with_item, name, number, only)


def _with_value(name: str, value: str, other: Draft) -> Draft:
    change: Any = {name: value}
    return replace(other, **change)


def _with_item(name: str, number: int, item: object, other: Draft) -> Draft:
    items = getattr(other, name)
    change: Any = {name: (*items[:number], item, *items[number + 1 :])}
    return replace(other, **change)


def _parts(name: str, item: Item) -> Iterator[tuple[str, str, object]]:
    """The parts of an item one after the other: name, text, and the item up to that part."""
    if not isinstance(item, tuple):
        yield "text", item.text, replace(item, topic="")
        yield "topic", item.topic, item
    elif name == "fields":
        yield item[0], item[1], item
    elif name == "files":
        yield "path", item[0], (item[0], "")
        yield "note", item[1], item
    else:
        yield "heading", item[0], (item[0], _PLAIN)
        yield "text", item[1], item
