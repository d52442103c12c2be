"""A JSON document as the values of a new issue, or everything that is wrong with it.

The names are those of the export's issue object; ``docs/json.md`` and
``docs/new.schema.json`` describe them. What is wrong is a value with a place, such as
``files[2].path``, so that all of it can be said at once.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from issues_kb.authoring.draft import TEXTS, DraftLearning, DraftMeasure
from issues_kb.authoring.json_words import chosen
from issues_kb.errors import UsageError
from issues_kb.model import MeasureState, Rule, SectionKind, Severity, Status
from issues_kb.reading.items import Item, to_learning
from issues_kb.reading.vocabulary import Vocabulary, default_vocabulary

__all__ = ["JsonDraft", "read_json_draft"]

_LISTS = {
    SectionKind.FILES_CHANGED: "files",
    SectionKind.LEARNINGS: "learnings",
    SectionKind.PREVENTION: "prevention",
}
"""Sections whose text is made of a list of the issue."""

_IGNORED = {
    "issue": {"key", "number", "line", "end_line", "errors", "references", "path", "log"},
    "section": {"line", "parent"},
    "learning": {"line"},
    "measure": {"line", "id"},
    "file": {"line"},
}
"""What an export says of an issue that cannot be chosen, by object."""

_KNOWN = {
    "issue": (
        *("title", "date", "severity", "severity_note", "status", "status_note", "fields"),
        *(*TEXTS, "files", "learnings", "prevention", "measures", "sections"),
    ),
    "section": ("kind", "heading", "text"),
    "learning": ("topic", "rule", "text"),
    "measure": ("topic", "text", "state", "checklist"),
    "file": ("path", "note"),
}
_SEVERAL = {"learnings": "learning", "prevention": "measure", "measures": "measure"}
# That of UTF-16 is the beginning of that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    *((mark, "utf-32") for mark in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
    *((mark, "utf-16") for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
)
_MONTH = len("2024-12")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class JsonDraft:
    """What a document says.

    ``values`` are arguments of ``Draft``, those that were given. ``problems`` is what is
    wrong, with the place as subject; ``notes`` is what was left out.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[UsageError, ...] = ()
    notes: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Where in the document a value of the draft stands: ``measures[0].text``."""
        for start in sorted(self.places, key=len, reverse=True):
            if name == start or name.startswith((f"{start}.", f"{start}[")):
                return self.places[start] + name.removeprefix(start)
        return name


def read_json_draft(data: bytes, vocabulary: Vocabulary | None = None) -> JsonDraft:
    """What ``data`` says of a new issue. Never raises; what is wrong is in ``problems``.

    ``vocabulary`` tells the rule of a learning that does not say it.
    """
    try:
        document = _parsed(data)
    except UsageError as error:
        return JsonDraft(problems=(error,))
    reader = _Reader(vocabulary or default_vocabulary())
    root = ""
    if isinstance(document, dict) and isinstance(document.get("issue"), dict):
        # What `show --format json` prints.
        document, root = document["issue"], "issue"
    if not isinstance(document, _Object):
        reader.wrong(root, f"{_kind(document)}, not an object with the values of an issue")
    elif isinstance(document.get("logs"), list):
        hint = "take one issue of it, such as jq '.logs[0].issues[0]'"
        reader.wrong("logs", "an export of whole logs, not one issue", hint)
    else:
        reader.issue(document, root)
    values = {} if reader.problems else reader.values
    return JsonDraft(values, tuple(reader.problems), tuple(reader.notes), reader.places)


class _Object(dict[str, Any]):
    """A JSON object that knows which of its names were repeated."""

    repeated: tuple[str, ...] = ()


def _object(pairs: Sequence[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.repeated = tuple(name for name in found if names.count(name) > 1)
    return found


class _NotANumber:
    """``NaN`` or ``Infinity``, which JSON does not have."""


def _parsed(data: bytes) -> Any:  # noqa: ANN401
    """The document. Raises UsageError for what is no JSON."""
    hint = 'give one JSON object, such as {"title": "What happened"}'
    if not data.strip():
        raise UsageError("is empty", hint=hint)
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        name = error.encoding.upper()
        reason = f"is not {name}: byte {error.start + 1} is 0x{data[error.start]:02x}"
        raise UsageError(reason, hint="save it as UTF-8") from error
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=lambda _: _NotANumber(),
            parse_int=float,
        )
    except json.JSONDecodeError as error:
        reason = f"is no JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        raise UsageError(reason, hint=hint) from error
    except RecursionError as error:
        raise UsageError("is nested too deeply", hint=hint) from error


def _encoding(data: bytes) -> str:
    """What the mark at the beginning says; JSON without one is UTF-8."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")


class _Reader:
    """Reads one issue object and collects what is wrong on the way."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.values: dict[str, Any] = {}
        self.problems: list[UsageError] = []
        self.notes: list[str] = []
        self.places: dict[str, str] = {}

    def wrong(self, place: str, reason: str, hint: str | None = None) -> None:
        """Something at ``place`` ``is`` what it must not be."""
        self.problems.append(UsageError(f"is {reason}", subject=place or None, hint=hint))

    def issue(self, given: _Object, root: str) -> None:
        """The whole object; ``root`` is its own place, if it has one."""
        before = f"{root}." if root else ""
        for name in self._names(given, root, "issue"):
            self._value(name, given[name], before + name)
        if "measures" in given and "prevention" in given:
            self.wrong(f"{before}measures", "the same as prevention", "give one of the two")
        self._sections(given, before)

    def _value(self, name: str, value: Any, place: str) -> None:  # noqa: ANN401
        target = "prevention" if name == "measures" else name
        self.places[target] = place
        match name:
            case "severity":
                self._put(name, self._choice(value, place, Severity))
            case "status":
                self._put(name, self._choice(value, place, Status))
            case "date":
                self._put(name, self._date(value, place))
            case "fields":
                self._put(name, tuple(self._fields(value, place)))
            case "files":
                self._put(name, tuple(self._files(value, place)))
            case "learnings" | "prevention" | "measures":
                self._put(target, tuple(self._items(value, place, _SEVERAL[name])))
            case "sections":
                pass
            case _:
                self._put(name, self._text(value, place))

    def _put(self, name: str, value: Any) -> None:  # noqa: ANN401
        self.values[name] = value

    def _names(self, given: _Object, place: str, kind: str) -> list[str]:
        """The names that mean something; the others are wrong."""
        before = f"{place}." if place else ""
        for name in given.repeated:
            self.wrong(f"{before}{_quoted(name)}", "there twice")
        found = []
        for name in given:
            if name in _KNOWN[kind]:
                found.append(name)
            elif name not in _IGNORED[kind]:
                self.wrong(f"{before}{_quoted(name)}", "not known", _meant(name, _KNOWN[kind]))
        return found

    def _text(self, value: Any, place: str) -> str:  # noqa: ANN401
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(place, f"{_kind(value)}, not a text")
            return ""
        return value

    def _date(self, value: Any, place: str) -> str:  # noqa: ANN401
        text = self._text(value, place)
        if isinstance(value, str) and not _is_date(text):
            self.wrong(place, f"{_short(text)}, no date", "write 2024-12-19 or 2024-12")
        return text

    def _choice(self, value: Any, place: str, kinds: type[Enum]) -> Any:  # noqa: ANN401
        """The kind that a word names, in any letter case; none for null."""
        text = self._text(value, place)
        kind = chosen(text, kinds)
        if isinstance(value, str) and kind is None:
            self.wrong(place, _short(text), _known_words(kinds))
        return kind

    def _list(self, value: Any, place: str) -> Iterator[tuple[Any, str]]:  # noqa: ANN401
        if isinstance(value, list):
            yield from ((item, f"{place}[{number}]") for number, item in enumerate(value))
        elif value is not None:
            self.wrong(place, f"{_kind(value)}, not a list")

    def _objects(
        self,
        value: Any,  # noqa: ANN401
        place: str,
        kind: str,
        main: str,
    ) -> Iterator[tuple[Mapping[str, Any], str]]:
        """The objects of a list; a text stands for one with ``main`` alone."""
        for item, where in self._list(value, place):
            if isinstance(item, str) and main:
                yield {main: item}, where
            elif not isinstance(item, _Object):
                self.wrong(where, f"{_kind(item)}, not {'a text or ' * bool(main)}an object")
            else:
                self._names(item, where, kind)
                yield item, where
                if main and not item.get(main):
                    self.wrong(where, f"without {main}")

    def _fields(self, value: Any, place: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        """Names and values; a value of several lines is that of a repeated field."""
        if isinstance(value, _Object):
            for name in value.repeated:
                self.wrong(f"{place}.{_quoted(name)}", "there twice")
            for name, text in value.items():
                found = self._text(text, f"{place}.{_quoted(name)}")
                yield from ((name, line) for line in found.split("\n"))
        elif value is not None:
            self.wrong(place, f"{_kind(value)}, not an object of names and values")

    def _files(self, value: Any, place: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        for item, where in self._objects(value, place, "file", "path"):
            path = self._text(item.get("path"), f"{where}.path")
            yield path, self._text(item.get("note"), f"{where}.note")

    def _items(
        self,
        value: Any,  # noqa: ANN401
        place: str,
        kind: str,
    ) -> Iterator[DraftLearning | DraftMeasure]:
        for item, where in self._objects(value, place, kind, "text"):
            text = self._text(item.get("text"), f"{where}.text")
            topic = self._text(item.get("topic"), f"{where}.topic")
            if kind == "learning":
                yield DraftLearning(text, topic, self._rule(item, text, f"{where}.rule"))
                continue
            state = self._choice(item.get("state"), f"{where}.state", MeasureState)
            box = item.get("checklist", False)
            if not isinstance(box, bool):
                self.wrong(f"{where}.checklist", f"{_kind(box)}, not true or false")
            yield DraftMeasure(text, topic, state or MeasureState.UNKNOWN, checklist=box is True)

    def _rule(self, item: Mapping[str, Any], text: str, place: str) -> Rule | None:
        """The rule as it is said, else as the words of the text say it."""
        if "rule" not in item:
            return to_learning(Item(text, 1, None, None), self.vocabulary).rule
        rule: Rule | None = self._choice(item["rule"], place, Rule)
        return rule

    def _sections(self, given: _Object, before: str) -> None:
        """Texts by kind; those of another kind keep their heading."""
        others: list[tuple[str, str]] = []
        place = f"{before}sections"
        for item, where in self._objects(given.get("sections"), place, "section", ""):
            text = self._text(item.get("text"), f"{where}.text")
            heading = self._text(item.get("heading"), f"{where}.heading")
            kind = self._choice(item.get("kind"), f"{where}.kind", SectionKind)
            if item.get("parent") is not None:
                # Its text stands in the section that it is a part of.
                continue
            if kind in (None, SectionKind.OTHER):
                if not heading:
                    self.wrong(where, "without heading", "give it one, or the kind of a section")
                self.places[f"sections[{len(others)}]"] = where
                others.append((heading, text))
            elif kind in _LISTS:
                self._made_of_a_list(_LISTS[kind], where)
            elif self.values.get(kind.value):
                reason = f"a second text for {kind.value}"
                self.wrong(where, reason, "join the two, or give one the kind other")
            else:
                self.places[kind.value] = f"{where}.text"
                self.values[kind.value] = text
        if given.get("sections") is not None:
            self.values["sections"] = tuple(others)

    def _made_of_a_list(self, name: str, where: str) -> None:
        if self.values.get(name):
            self.notes.append(
                f"{where}: is written from {self.places[name]}; its own text is left out"
            )
        else:
            self.wrong(where, "a text", f"give what it says as {name}")


def _is_date(text: str) -> bool:
    if len(text) not in (_MONTH, len("2024-12-19")) or not text.isascii():
        return False
    try:
        date.fromisoformat(text if len(text) > _MONTH else f"{text}-01")
    except ValueError:
        return False
    # Python also takes 2024-W51-4.
    return text.replace("-", "").isdecimal() and text[4] == "-"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (str, "a text"),
    ((int, float), "a number"),
    (_NotANumber, "no number of JSON"),
    (list, "a list"),
    (dict, "an object"),
)


def _kind(value: object) -> str:
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "null")


def _meant(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    words = tuple(known)
    close = get_close_matches(name.lower(), words, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(words)}"


def _known_words(kinds: type[Enum]) -> str:
    return f"known are {', '.join(str(kind.value) for kind in kinds)}"


def _quoted(name: str) -> str:
    """A name as it can stand in a place."""
    return name if name.isidentifier() and len(name) <= _SHOWN else _short(name)


def _short(text: str) -> str:
    """A text of the document in a message."""
    return json.dumps(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…", ensure_ascii=False)
