"""Adds an issue to a log on disk."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.authoring.addition import Addition, Manner, add_entry
from issues_kb.authoring.draft import Draft
from issues_kb.authoring.edit import Spliced
from issues_kb.authoring.entry import render_log
from issues_kb.authoring.logbytes import HeldBytes, LogBytes
from issues_kb.authoring.verbatim import EntryText, add_text
from issues_kb.authoring.writing import create_file, read_file, splice_file
from issues_kb.model import Issue, LogFile

__all__ = ["NewIssue", "new_issue"]

NEW_LOG_TITLE = "Issues Log"


BRIEF = 16_000_000
"""Bytes of a log from which on finding the line of an issue takes longer than it is worth."""


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An issue that was written, or would be.

    ``entry`` is its text, ``created_log`` says whether the log is new, ``before`` and
    ``after`` are the bytes of the log where nothing was written, and empty otherwise.
    """

    issue: Issue
    path: str
    entry: str
    created_log: bool
    before: bytes = b""
    after: bytes = b""


def new_issue(  # noqa: PLR0913
    log: LogFile,
    draft: Draft | EntryText,
    manner: Manner,
    *,
    create: bool = False,
    dry_run: bool = False,
    brief: bool = False,
) -> NewIssue:
    """Add ``draft`` to ``log``, or with ``dry_run`` only say what would be added.

    An ``EntryText`` is the Markdown of the entry itself.
    With ``create`` a log that does not exist is made from ``log.md.j2`` first. With ``brief``
    the issue names no errors, and in a log of more than ``BRIEF`` bytes its ``line`` is 0 and
    other lines are counted from there. Raises LogError, UsageError and TemplateError; the log
    is then as it was.
    """
    missing = create and not log.file.exists()
    if dry_run or missing:
        empty = render_log(NEW_LOG_TITLE, manner.folders).encode("utf-8") if missing else None
        data = read_file(log.file, log.path) if empty is None else empty
        trial = _added(HeldBytes(data), log.path, draft, manner)
        if dry_run:
            before = b"" if missing else data
            return NewIssue(trial.issue, log.path, trial.entry, missing, before, trial.data)
        if empty is not None:
            create_file(log.file, empty, log.path)
    done: list[NewIssue] = []

    def change(content: LogBytes) -> Spliced:
        addition = _added(content, log.path, draft, manner)
        counted = not brief or content.size <= BRIEF
        issue = addition.issue_at(counted=counted, errors=not brief)
        done[:] = [NewIssue(issue, log.path, addition.entry, missing)]
        return addition.changed

    splice_file(log.file, change, log.path)
    return done[0]


def _added(content: LogBytes, path: str, draft: Draft | EntryText, manner: Manner) -> Addition:
    if isinstance(draft, EntryText):
        return add_text(content, path, draft, manner)
    return add_entry(content, path, draft, manner)
