"""What the options and the documents of ``new`` say, as values of a draft."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from issues_kb.cli.failure import EXIT_USAGE, say_error
from issues_kb.cli.options import one_severity, one_status, valid_date
from issues_kb.cli.project import Project
from issues_kb.cli.screen import is_terminal
from issues_kb.errors import IssuesKbError, UsageError

if TYPE_CHECKING:
    from issues_kb.authoring.json_draft import JsonDraft

__all__ = ["Inputs", "Origin", "json_values", "option_values"]

_MOST_BYTES = 4_000_000
_STDIN = "standard input"

_TEXT_OPTIONS = {
    "problem": "--problem",
    "root_cause": "--root-cause",
    "resolution": "--resolution",
    "verification": "--verification",
    "impact": "--impact",
    "why_missed": "--why-missed",
    "related": "--related",
}
_LIST_OPTIONS = {"learnings": "--learning", "prevention": "--prevention"}
_OPTIONS = {
    **_TEXT_OPTIONS,
    **_LIST_OPTIONS,
    **{"files": "--file", "fields": "--field", "severity": "--severity", "status": "--status"},
    **{"date": "--date", "title": "the title"},
}


class Inputs:
    """What stands in files and on standard input, which can be read only once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._reader = ""

    def text(self, value: str, option: str) -> str:
        """The text that ``value`` stands for: itself, a file (``@path``), or ``-``.

        Raises UsageError for a second ``-``, and IssuesKbError for a file that is no text.
        """
        if value == "-":
            return self._decoded(self.data(value, option), f"{option} from {_STDIN}")
        if value.startswith("@@"):
            return value[1:]
        if not value.startswith("@"):
            return value
        hint = f"to begin a text with @, write @@: {option} '@{value[:20]}'"
        place = f"{option} {value}"
        return self._decoded(self._file(value[1:], place, hint), place)

    def data(self, name: str, option: str) -> bytes:
        """The bytes of a file, or of standard input for ``-``. Raises as ``text`` does."""
        if name == "-":
            return self._standard_input(option)
        return self._file(name, f"{option} {name}", None)

    def _file(self, name: str, place: str, hint: str | None) -> bytes:
        try:
            with open(self._project.at(name), "rb") as file:
                data = file.read(_MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise IssuesKbError(reason, subject=place, hint=hint) from error
        return _not_too_long(data, place)

    def _standard_input(self, option: str) -> bytes:
        if self._reader:
            hint = "read the other one from a file: @path"
            raise UsageError(f"{_STDIN} is read by {self._reader}", subject=option, hint=hint)
        self._reader = option
        if is_terminal(sys.stdin):
            self._project.note(f"type the text for {option}; end it with Ctrl-D on an empty line")
        raw = getattr(sys.stdin, "buffer", None)
        if raw is None:
            return sys.stdin.read().encode("utf-8", "surrogateescape")
        data: bytes = raw.read(_MOST_BYTES + 1)
        return _not_too_long(data, f"{option} from {_STDIN}")

    @staticmethod
    def _decoded(data: bytes, place: str) -> str:
        if b"\0" in data:
            raise IssuesKbError("is no text: it holds zero bytes", subject=place)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8: byte {error.start + 1} is 0x{data[error.start]:02x}"
            raise IssuesKbError(reason, subject=place, hint="save it as UTF-8") from error


def _not_too_long(data: bytes, place: str) -> bytes:
    if len(data) > _MOST_BYTES:
        hint = "put it elsewhere and name the place"
        raise IssuesKbError("is longer than 4 MB", subject=place, hint=hint)
    return data


def option_values(
    given: Mapping[str, Any], inputs: Inputs, vocabulary: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments of ``Draft`` that the options give, by their names there.

    ``vocabulary`` is the configured one. Raises UsageError for a word that means
    nothing, and as ``Inputs.text`` does.
    """
    values: dict[str, Any] = {}
    known: Mapping[str, Callable[[Any], Any]] = {
        "title": str,
        "date": valid_date,
        "severity": lambda word: one_severity(word, vocabulary),
        "status": lambda word: one_status(word, vocabulary),
        "files": lambda texts: tuple(_file_note(text) for text in texts),
        "fields": lambda texts: tuple(_field(text) for text in texts),
    }
    for name, understood in known.items():
        if given[name] is not None:
            values[name] = understood(given[name])
    for name, option in _TEXT_OPTIONS.items():
        if given[name] is not None:
            values[name] = inputs.text(given[name], option)
    for name, option in _LIST_OPTIONS.items():
        if given[name] is not None:
            values[name] = tuple(inputs.text(text, option) for text in given[name])
    return values


def _file_note(text: str) -> tuple[str, str]:
    path, _, note = text.partition("=")
    return path, note


def _field(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        hint = "write it as --field NAME=VALUE"
        raise UsageError(f"{text!r} is no field with a value", subject="--field", hint=hint)
    return name, value


class Origin:
    """Where the values of a draft came from, so that an error can name that place."""

    def __init__(self) -> None:
        self.options: Sequence[str] = ()
        self.document: JsonDraft | None = None
        self.name = ""

    def named(self, error: UsageError) -> UsageError:
        """The same error, about the option or the place in the document."""
        subject = (error.subject or "").replace(" ", "_")
        name = subject.partition("[")[0].partition(".")[0]
        if name not in _OPTIONS and name not in ("sections", "severity_note", "status_note"):
            return error
        if self.document is not None and name not in self.options:
            place = f"{self.name}: {self.document.place(subject)}"
        else:
            place = _OPTIONS.get(name, name)
        return UsageError(error.reason, subject=place, hint=error.hint)


def json_values(project: Project, inputs: Inputs, name: str, origin: Origin) -> dict[str, Any]:
    """The arguments of ``Draft`` that a document gives; exits when something is wrong in it."""
    from issues_kb.authoring.json_draft import read_json_draft
    from issues_kb.reading import load_vocabulary

    config = project.config
    vocabulary = load_vocabulary(config.vocabulary, config.source)
    found = read_json_draft(inputs.data(name, "--from-json"), vocabulary)
    shown = _STDIN if name == "-" else name
    for problem in found.problems:
        place = f"{shown}: {problem.subject}" if problem.subject else shown
        say_error(UsageError(problem.reason, subject=place, hint=problem.hint))
    if found.problems:
        raise typer.Exit(EXIT_USAGE)
    for note in found.notes:
        project.note(f"{shown}: {note}")
    origin.document, origin.name = found, shown
    return {**found.values, "exact": True}
