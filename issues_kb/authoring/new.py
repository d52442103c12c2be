"""Adds an issue to a log on disk."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.authoring.addition import Addition, Manner, add_entry
from issues_kb.authoring.draft import Draft
from issues_kb.authoring.edit import Spliced
from issues_kb.authoring.entry import render_log
from issues_kb.authoring.verbatim import EntryText, add_text
from issues_kb.authoring.writing import create_file, read_file, update_file
from issues_kb.model import Issue, LogFile

__all__ = ["NewIssue", "new_issue"]

NEW_LOG_TITLE = "Issues Log"


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An issue that was written, or would be.

    ``entry`` is its text, ``created_log`` says whether the log is new, ``before`` and
    ``after`` are the bytes of the log; ``before`` is empty for a new one.
    """

    issue: Issue
    path: str
    entry: str
    created_log: bool
    before: bytes
    changed: bytes | Spliced

    @property
    def after(self) -> bytes:
        """The bytes of the log with the issue."""
        return self.changed if isinstance(self.changed, bytes) else self.changed.joined()


def new_issue(
    log: LogFile,
    draft: Draft | EntryText,
    manner: Manner,
    *,
    create: bool = False,
    dry_run: bool = False,
) -> NewIssue:
    """Add ``draft`` to ``log``, or with ``dry_run`` only say what would be added.

    An ``EntryText`` is the Markdown of the entry itself.
    With ``create`` a log that does not exist is made from ``log.md.j2`` first. Raises
    LogError, UsageError and TemplateError; the log is then as it was.
    """
    missing = create and not log.file.exists()
    if dry_run or missing:
        empty = render_log(NEW_LOG_TITLE, manner.folders).encode("utf-8") if missing else None
        data = read_file(log.file, log.path) if empty is None else empty
        trial = _added(data, log.path, draft, manner)
        if dry_run:
            before = b"" if missing else data
            return NewIssue(trial.issue, log.path, trial.entry, missing, before, trial.changed)
        if empty is not None:
            create_file(log.file, empty, log.path)
    done: list[tuple[bytes, Addition]] = []

    def change(data: bytes) -> bytes | Spliced:
        addition = _added(data, log.path, draft, manner)
        done[:] = [(data, addition)]
        return addition.changed

    update_file(log.file, change, log.path)
    data, addition = done[0]
    before = b"" if missing else data
    return NewIssue(addition.issue, log.path, addition.entry, missing, before, addition.changed)


def _added(data: bytes, path: str, draft: Draft | EntryText, manner: Manner) -> Addition:
    if isinstance(draft, EntryText):
        return add_text(data, path, draft, manner)
    return add_entry(data, path, draft, manner)
