"""Changes values of one issue in a log's bytes, or in its file."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from issues_kb.authoring.setting.checks import OURS
from issues_kb.authoring.setting.setter import Setter
from issues_kb.authoring.writing import read_file, update_file
from issues_kb.errors import LogError, NotFoundError, UsageError
from issues_kb.model import Issue, LogFile, MeasureState
from issues_kb.reading import LogOutline, Vocabulary, default_vocabulary, find_keys, outline_log

__all__ = ["Change", "Wishes", "change_issue", "change_values"]

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be changed in an issue.

    ``values`` are by name: ``status``, ``severity``, ``date``, ``title``, or a field of any
    name. ``note`` is what stands beside the status, or beside the severity where only that
    is changed; an empty one takes it away. ``marks`` are states of measures by their ids.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    marks: Mapping[int, MeasureState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What a change makes of a log: its bytes and the issue, before and after.

    ``lines`` are numbers and texts of the lines that differ, as they are now. ``notes``
    tell what was so already, and what had to be done otherwise than expected.
    """

    before: bytes
    after: bytes
    issue_before: Issue
    issue_after: Issue
    lines: tuple[tuple[int, str], ...]
    notes: tuple[str, ...] = ()


def change_issue(
    log: LogFile,
    key: str,
    wishes: Wishes,
    *,
    vocabulary: Vocabulary | None = None,
    dry_run: bool = False,
) -> Change:
    """Change an issue in a log on disk, or with ``dry_run`` only say what would change.

    Raises what ``change_values`` raises; the log is then as it was.
    """
    if dry_run:
        return change_values(read_file(log.file, log.path), log.path, key, wishes, vocabulary)
    done: list[Change] = []

    def change(data: bytes) -> bytes:
        done[:] = [change_values(data, log.path, key, wishes, vocabulary)]
        return done[0].after

    update_file(log.file, change, log.path)
    return done[0]


def change_values(
    data: bytes, path: str, key: str, wishes: Wishes, vocabulary: Vocabulary | None = None
) -> Change:
    """The log with other values in one of its issues, every other byte as it was.

    ``path`` is the log's name for messages. The result is read again: nothing but what was
    wished for may differ. Raises NotFoundError, UsageError and LogError.
    """
    if data.startswith(_UTF16):
        raise LogError("is saved as UTF-16", subject=path, hint="save it as UTF-8 first")
    words = vocabulary or default_vocabulary()
    outline = outline_log(data, path, words)
    setter = Setter(outline, _entry_index(outline, key), path, words)
    values = _named(wishes.values, words)
    noted = next((name for name in ("status", "severity") if name in values), "status")
    for name, value in values.items():
        setter.set(name, value, wishes.note if name == noted else None)
    if wishes.note is not None and noted not in values:
        setter.set_note(noted, wishes.note)
    for number, state in wishes.marks.items():
        setter.mark(number, state)
    changed, issue = setter.finish(data)
    return Change(data, changed, setter.old.issue, issue, setter.shown(), tuple(setter.notes))


def _entry_index(outline: LogOutline, key: str) -> int:
    found = find_keys([(entry.key, entry.number) for entry in outline.entries], key)
    places = [i for i, entry in enumerate(outline.entries) if entry.key in found]
    if not places:
        raise NotFoundError("no such issue", subject=key)
    if len(places) > 1:
        hint = " or ".join(
            f"{entry.key} (line {entry.line})" for entry in map(outline.entries.__getitem__, places)
        )
        raise UsageError(f"names {len(places)} issues", subject=key, hint=f"use {hint}")
    return places[0]


def _named(values: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """The values by our names where a field is called so, else by the names as given."""
    named: dict[str, str] = {}
    for given, value in values.items():
        name = given.strip()
        meaning = vocabulary.fields.exact(name)
        if name.casefold() in OURS:
            name = name.casefold()
        elif meaning in ("status", "severity"):
            name = meaning
        if name in named:
            raise UsageError("is given twice", subject=given)
        named[name] = value
    return named
