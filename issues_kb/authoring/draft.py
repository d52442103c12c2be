"""What a person says about a new issue, before it is an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from issues_kb.errors import UsageError
from issues_kb.model import MeasureState, Rule, Severity, Status
from issues_kb.patterns import pattern

__all__ = [
    "TEXTS",
    "Draft",
    "DraftLearning",
    "DraftMeasure",
    "clean_line",
    "clean_text",
    "severity_label",
    "status_label",
]

SEVERITY_LABELS = {
    Severity.LOW: "Low",
    Severity.MEDIUM: "Medium",
    Severity.HIGH: "High",
    Severity.CRITICAL: "Critical",
}

STATUS_LABELS = {
    Status.OPEN: "Open",
    Status.IN_PROGRESS: "In Progress",
    Status.RESOLVED: "Resolved",
    Status.WONT_FIX: "Won't Fix",
}

TEXTS = (
    *("problem", "root_cause", "resolution", "why_missed"),
    *("related", "verification", "impact"),
)
"""The names of the texts of a draft that are sections of an entry."""

# C0 but tab and line feed, DEL and C1: nothing that a log needs, and a terminal may obey them.
_CONTROL = pattern(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BULLET = pattern(r"[-+*][ \t]+")
_BOX = pattern(r"\[([ xX])\][ \t]+(?=\S)")
_LONE = pattern(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class DraftLearning:
    """One lesson: Markdown, the topic that it belongs to, and how it tells people to act."""

    text: str
    topic: str = ""
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class DraftMeasure:
    """One prevention measure: Markdown, its topic, and whether it is taken."""

    text: str
    topic: str = ""
    state: MeasureState = MeasureState.UNKNOWN
    checklist: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of a new issue. Texts are Markdown; an empty one says nothing.

    ``date`` is an ISO day or month, ``fields`` are names and values of one line, ``files``
    are pairs of path and note, ``sections`` pairs of heading and text. Plain strings may
    stand for learnings and measures. ``exact`` asks that what is read back is these very
    texts; without it, structure in a text may be escaped, the bullet and the box of an item
    are understood, and what the text of an item says of its rule or state counts.
    """

    title: str
    date: str = ""
    severity: Severity | None = None
    status: Status | None = Status.OPEN
    problem: str = ""
    root_cause: str = ""
    resolution: str = ""
    files: tuple[tuple[str, str], ...] = ()
    why_missed: str = ""
    learnings: tuple[DraftLearning | str, ...] = ()
    prevention: tuple[DraftMeasure | str, ...] = ()
    related: str = ""
    verification: str = ""
    impact: str = ""
    severity_note: str = ""
    status_note: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    exact: bool = False

    @property
    def lessons(self) -> tuple[DraftLearning, ...]:
        """The learnings, none of them a plain string."""
        return tuple(
            DraftLearning(item) if isinstance(item, str) else item for item in self.learnings
        )

    @property
    def measures(self) -> tuple[DraftMeasure, ...]:
        """The prevention measures, none of them a plain string."""
        return tuple(
            DraftMeasure(item) if isinstance(item, str) else item for item in self.prevention
        )

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing but title, date, severity, status and fields yet.

        An exact draft says all that it has to say.
        """
        if self.exact:
            return False
        texts = any(getattr(self, name) for name in TEXTS)
        return not (texts or self.files or self.learnings or self.prevention or self.sections)

    def cleaned(self) -> Draft:
        """The same in what a log can hold: no control characters, one-line titles and paths.

        Raises UsageError for an empty title or path, and for an exact draft whose values
        would have to be changed, with the value's name.
        """
        line = _exact_line if self.exact else _loose_line
        text = _exact_text if self.exact else _loose_text
        item_text = _exact_text if self.exact else _loose_item
        title = line(self.title, "title")
        if not title:
            raise UsageError("the title is empty", hint='write one: issues-kb new "What happened"')
        files = tuple(
            (line(path, f"files[{n}].path"), text(note, f"files[{n}].note"))
            for n, (path, note) in enumerate(self.files)
        )
        if not all(path for path, _ in files):
            raise UsageError("a file has no path", hint="write --file PATH or --file PATH=NOTE")
        lessons = tuple(
            replace(
                item,
                text=item_text(item.text, f"learnings[{n}].text"),
                topic=line(item.topic, f"learnings[{n}].topic"),
            )
            for n, item in enumerate(self.lessons)
        )
        measures = tuple(
            replace(
                item,
                text=item_text(item.text, f"prevention[{n}].text"),
                topic=line(item.topic, f"prevention[{n}].topic"),
            )
            for n, item in enumerate(self.measures)
        )
        texts: dict[str, Any] = {name: text(getattr(self, name), name) for name in TEXTS}
        return replace(
            self,
            title=title,
            date=line(self.date, "date"),
            severity_note=line(self.severity_note, "severity_note"),
            status_note=line(self.status_note, "status_note"),
            fields=_fields(self.fields, line),
            sections=_sections(self.sections, line, text),
            files=files,
            learnings=_told(lessons, "learnings", exact=self.exact),
            prevention=_told(
                measures if self.exact else tuple(map(_boxed, measures)),
                "prevention",
                exact=self.exact,
            ),
            **texts,
        )


def severity_label(severity: Severity) -> str:
    """The word that an entry is written with."""
    return SEVERITY_LABELS[severity]


def status_label(status: Status) -> str:
    """The word that an entry is written with."""
    return STATUS_LABELS[status]


def clean_text(text: str) -> str:
    r"""Text with ``\n`` line ends, without control characters, blank first and last lines."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _trimmed(_CONTROL.sub("", _unix(text)))


def clean_line(text: str) -> str:
    """Text on one line, with single blanks."""
    return " ".join(clean_text(text).split())


_Clean = Callable[[str, str], str]


def _fields(pairs: tuple[tuple[str, str], ...], line: _Clean) -> tuple[tuple[str, str], ...]:
    found = tuple((line(name, "fields"), line(value, f"fields.{name}")) for name, value in pairs)
    if not all(name for name, _ in found):
        raise UsageError("a field has no name", hint="write --field NAME=VALUE")
    return found


def _sections(
    pairs: tuple[tuple[str, str], ...], line: _Clean, text: _Clean
) -> tuple[tuple[str, str], ...]:
    found = tuple(
        (line(heading, f"sections[{n}].heading"), text(body, f"sections[{n}].text"))
        for n, (heading, body) in enumerate(pairs)
    )
    for n, (heading, _) in enumerate(found):
        if not heading:
            raise UsageError("has no heading", subject=f"sections[{n}]")
    return found


_Item = TypeVar("_Item", DraftLearning, DraftMeasure)


def _told(items: tuple[_Item, ...], where: str, *, exact: bool) -> tuple[_Item, ...]:
    """The items that say something; an exact draft may hold no others."""
    for n, item in enumerate(items):
        if exact and not item.text:
            raise UsageError("is empty", subject=f"{where}[{n}].text")
    return tuple(item for item in items if item.text)


def _lone_item(text: str) -> str:
    """A text that is a list of one item, without its bullet; any other as it is."""
    first, *rest = text.split("\n")
    bullet = _BULLET.match(first)
    if bullet is None or not first[bullet.end() :].strip():
        return text
    width = bullet.end()
    if any(line.strip() and line[:width].strip() for line in rest):
        return text
    return "\n".join([first[width:], *(line[width:] for line in rest)])


def _boxed(measure: DraftMeasure) -> DraftMeasure:
    """A measure whose text begins with a box, such as ``[ ] add a test``, by what that says."""
    box = None if measure.checklist else _BOX.match(measure.text)
    if box is None:
        return measure
    state = MeasureState.TODO if box[1] == " " else MeasureState.DONE
    return replace(measure, text=measure.text[box.end() :], state=state, checklist=True)


def _loose_line(text: str, _name: str) -> str:
    return clean_line(text)


def _loose_text(text: str, _name: str) -> str:
    return clean_text(text)


def _loose_item(text: str, _name: str) -> str:
    return _lone_item(clean_text(text))


def _exact_line(text: str, name: str) -> str:
    """The text without blanks at its ends. Raises UsageError for more than one line."""
    text = _exact_text(text, name).strip()
    if "\n" in text:
        raise UsageError("has several lines", subject=name, hint="write it on one line")
    return text


def _exact_text(text: str, name: str) -> str:
    """The text as a log holds it. Raises UsageError for what no log holds."""
    text = _trimmed(_unix(text))
    for number, line in enumerate(text.split("\n"), 1):
        found = _CONTROL.search(line) or _LONE.search(line)
        if found:
            raise UsageError(
                f"line {number} holds the character U+{ord(found[0]):04X}, which a log cannot keep",
                subject=name,
                hint="take it out",
            )
    return text


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _trimmed(text: str) -> str:
    """Without blank first and last lines and blanks at the end; blank lines are empty."""
    lines = [line.rstrip() if not line.strip() else line for line in text.split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return "\n".join(lines).rstrip()
