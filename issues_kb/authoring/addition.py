"""A log's bytes with one entry more, proved by reading them again."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from issues_kb.authoring.draft import Draft
from issues_kb.authoring.edit import apply_edits
from issues_kb.authoring.entry import render_entry
from issues_kb.authoring.placement import next_number, place_entry
from issues_kb.errors import LogError, UsageError
from issues_kb.model import Issue
from issues_kb.reading import EntrySource, LogOutline, Vocabulary, outline_log, read_entry

__all__ = ["Addition", "Manner", "add_entry"]

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 8192
_VALUES = (
    *("title", "problem", "root_cause", "resolution", "files", "why_missed"),
    *("learnings", "prevention", "related"),
)
_NOT_IN_HEADINGS = {"IKB101": "a table", "IKB102": "a list"}


Facts = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """What adding gives: the log's new bytes, the entry's text, and the issue read back."""

    data: bytes
    entry: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class Manner:
    """How entries are written, by the templates in ``folders``, and how they are read."""

    folders: Sequence[Path]
    vocabulary: Vocabulary | None = None


def add_entry(data: bytes, path: str, draft: Draft, manner: Manner) -> Addition:
    """``data`` with an entry for ``draft``, every other byte as it was.

    ``path`` is the log's name for messages. The result is read again: the log must hold
    exactly one entry more, with the values of the draft. Raises LogError when the log
    cannot take an entry, UsageError when a value cannot be written so that it stays a
    value, and TemplateError.
    """
    draft = draft.cleaned()
    outline = _outline(data, path, manner.vocabulary)
    plain = _neutral(draft)
    expected = _shape(plain, next_number(outline), manner)
    found = _tried(data, outline, draft, manner, expected)
    if found is not None:
        return found
    if _tried(data, outline, plain, manner, expected) is None:
        hint = "look for a code fence or a comment that is never closed, or use another log"
        raise LogError("cannot take a new entry where it belongs", subject=path, hint=hint)
    for name in _VALUES:
        one = replace(plain, **{name: getattr(draft, name)})
        if _tried(data, outline, one, manner, expected) is None:
            raise _unreadable(name)
    raise _unreadable("value")


def _tried(
    data: bytes, outline: LogOutline, draft: Draft, manner: Manner, expected: Facts
) -> Addition | None:
    """The addition when what is read back is what was meant, else none."""
    for strict in (False, True):
        entry = render_entry(draft, next_number(outline), manner.folders, strict=strict)
        changed, source = _inserted(data, outline, entry, manner)
        if source is not None:
            issue = read_entry(source, "", manner.vocabulary).issue
            if _facts(issue) == expected:
                return Addition(changed, entry, issue)
    return None


def _unreadable(name: str) -> UsageError:
    what = name.replace("_", " ")
    if name == "title":
        hint = "say in a few more words what happened"
        return UsageError("would not be read as the title of an issue", subject=what, hint=hint)
    hint = "put text that looks like a heading or a field into a code block"
    return UsageError("would be read as a part of the log itself", subject=what, hint=hint)


def _inserted(
    data: bytes, outline: LogOutline, entry: str, manner: Manner
) -> tuple[bytes, EntrySource | None]:
    """The log with ``entry``, and that entry when it is the only difference in the outline."""
    insertion = place_entry(data, outline, entry)
    changed = apply_edits(data, [insertion.edit])
    after = outline_log(changed, "", manner.vocabulary)
    return changed, _only_new(outline, after, insertion.line)


def _outline(data: bytes, path: str, vocabulary: Vocabulary | None) -> LogOutline:
    if data.startswith(_UTF16):
        raise LogError("is saved as UTF-16", subject=path, hint="save it as UTF-8 first")
    if b"\0" in data[:_HEAD]:
        raise LogError("is a binary file, not a log", subject=path)
    outline = outline_log(data, path, vocabulary)
    if not outline.entries:
        for diagnostic in outline.diagnostics:
            kept = _NOT_IN_HEADINGS.get(diagnostic.code)
            if kept:
                hint = "give each issue a heading, or name another log with --log"
                raise LogError(f"keeps its issues in {kept}", subject=path, hint=hint)
    return outline


def _only_new(before: LogOutline, after: LogOutline, line: int) -> EntrySource | None:
    """The entry at ``line`` when it is the only difference, else none."""
    new = [entry for entry in after.entries if entry.line == line]
    old = [(entry.number, entry.title) for entry in after.entries if entry.line != line]
    same = old == [(entry.number, entry.title) for entry in before.entries]
    return new[0] if len(new) == 1 and same else None


def _facts(issue: Issue) -> Facts:
    """What a value of a draft must not change by how it looks."""
    return (
        issue.number,
        issue.date,
        issue.severity,
        issue.status,
        tuple(field.name for field in issue.fields),
        tuple(s.kind for s in issue.sections if s.parent is None and s.heading is not None),
    )


def _neutral(draft: Draft) -> Draft:
    """The same draft in words that cannot be mistaken for anything."""
    return replace(
        draft,
        title="Something",
        problem=draft.problem and "Something.",
        root_cause=draft.root_cause and "Something.",
        resolution=draft.resolution and "Something.",
        files=tuple(("some/file.txt", note and "something") for _, note in draft.files),
        why_missed=draft.why_missed and "Something.",
        learnings=tuple("Something." for _ in draft.learnings),
        prevention=tuple("Something." for _ in draft.prevention),
        related=draft.related and "Something.",
    )


def _shape(draft: Draft, number: str, manner: Manner) -> Facts:
    """What is read from the template when its values are plain."""
    data = render_entry(draft, number, manner.folders).encode("utf-8")
    entries = outline_log(data, "", manner.vocabulary).entries
    if len(entries) != 1:
        raise LogError(
            f"makes {len(entries)} entries instead of one",
            subject="the template issue.md.j2",
            hint="it needs one heading, with the number and the title",
        )
    return _facts(read_entry(entries[0], "", manner.vocabulary).issue)
