"""A log, its issues and all that stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from issues_kb.diagnostics import Diagnostic
from issues_kb.model.states import Severity, Status

__all__ = [
    "BlockKind",
    "ErrorKind",
    "ErrorSignature",
    "Field",
    "FileChange",
    "Issue",
    "IssueLog",
    "Learning",
    "LogBlock",
    "LogReading",
    "Measure",
    "MeasureState",
    "Reference",
    "Rule",
    "Section",
    "SectionKind",
]


class SectionKind(Enum):
    """What a section of an issue is about."""

    PROBLEM = "problem"
    ROOT_CAUSE = "root_cause"
    RESOLUTION = "resolution"
    FILES_CHANGED = "files_changed"
    WHY_MISSED = "why_missed"
    LEARNINGS = "learnings"
    PREVENTION = "prevention"
    RELATED = "related"
    VERIFICATION = "verification"
    IMPACT = "impact"
    OTHER = "other"


class BlockKind(Enum):
    """What a part of a log that is no entry is there for."""

    PREAMBLE = "preamble"
    GROUP = "group"
    TEMPLATE = "template"
    SUMMARY = "summary"
    GUIDE = "guide"
    OTHER = "other"


class Rule(Enum):
    """How a learning tells its reader to act."""

    DO = "do"
    DONT = "dont"
    WHEN = "when"
    CONSIDER = "consider"


class MeasureState(Enum):
    """Whether a prevention measure is taken; unknown unless the log marks it."""

    DONE = "done"
    TODO = "todo"
    UNKNOWN = "unknown"


class ErrorKind(Enum):
    """What an error signature was made from."""

    CODE = "code"
    EXCEPTION = "exception"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value that is none of date, severity and status, as written."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an issue under a heading or a label.

    ``heading`` is as written; none for the text before the first section. ``line`` is
    the heading's or label's; ``parent`` is the line of the section that this one is in.
    """

    kind: SectionKind
    heading: str | None
    line: int
    text: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Learning:
    """One lesson: the item's own Markdown ``text`` and the topic it is nested in."""

    text: str
    line: int
    topic: str | None = None
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One prevention measure; ``id`` is its place in the issue, from 1."""

    id: int
    text: str
    line: int
    topic: str | None = None
    state: MeasureState = MeasureState.UNKNOWN
    checklist: bool = False


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that an issue touched, without line numbers and anchors."""

    path: str
    note: str | None
    line: int


@dataclass(frozen=True, slots=True)
class ErrorSignature:
    """What an error looks like each time: numbers, paths and times are blanked in messages."""

    kind: ErrorKind
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another issue; ``target`` is its key when it exists in the log."""

    text: str
    line: int
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    r"""One recorded issue, its follow-ups included.

    ``number`` is as written (``1``, ``BUG-012``) or none. ``key`` is unique in its log.
    ``date`` is ISO, a day (``2025-12-19``) or a month (``2025-12``). ``text`` is the whole
    entry's Markdown, from its heading to ``end_line``, with ``\n`` line ends.
    """

    key: str
    number: str | None
    title: str
    line: int
    end_line: int
    text: str
    date: str | None = None
    severity: Severity | None = None
    severity_note: str | None = None
    status: Status | None = None
    status_note: str | None = None
    fields: tuple[Field, ...] = ()
    sections: tuple[Section, ...] = ()
    learnings: tuple[Learning, ...] = ()
    measures: tuple[Measure, ...] = ()
    files: tuple[FileChange, ...] = ()
    errors: tuple[ErrorSignature, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class LogBlock:
    """A part of a log that is no entry. Issues and blocks partition the lines of a log."""

    kind: BlockKind
    heading: str | None
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class IssueLog:
    """One parsed file. ``path`` is relative to the project, with ``/``, or as it was given."""

    path: str
    name: str
    title: str | None
    issues: tuple[Issue, ...] = ()
    blocks: tuple[LogBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class LogReading:
    """A log and what could not be understood in it."""

    log: IssueLog
    diagnostics: tuple[Diagnostic, ...] = ()
