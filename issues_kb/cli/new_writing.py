"""Where ``new`` writes to, and what it shows of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import typer

from issues_kb.cli.listing import place_line
from issues_kb.cli.project import Project
from issues_kb.cli.prompts import ask, confirm
from issues_kb.cli.screen import clean, emit, is_terminal
from issues_kb.cli.standing import from_here
from issues_kb.errors import LogError, UsageError
from issues_kb.model import LogFile

if TYPE_CHECKING:
    from issues_kb.authoring import Draft, EntryText, NewIssue

__all__ = ["Writer"]

_FIRST_LOG = "ISSUES_LOG.md"
_ENDINGS = (".md", ".markdown", ".mdx", ".txt")
"""What a file is called that can become a log; another name is a slip."""


class Writer(NamedTuple):
    """A log that takes an issue. ``create`` says that it may be made."""

    project: Project
    log: LogFile
    create: bool
    dry_run: bool

    @classmethod
    def to(cls, project: Project, name: str | None, *, dry_run: bool, asks: bool) -> Writer:
        """The log that is meant, by path or name. Raises UsageError and LogError."""
        log, create = _only_log(project, asks=asks) if name is None else _named(project, name)
        return cls(project, log, create, dry_run)

    def write(self, draft: Draft | EntryText) -> None:
        """Write a draft, or the Markdown of an entry. Raises as ``new_issue`` does."""
        self._show(self._added(draft))

    def write_edited(self, draft: Draft | EntryText, *, asks: bool) -> bool:
        """Write what the person makes of it in an editor; false when that is nothing."""
        import shlex

        from issues_kb.authoring import EntryText
        from issues_kb.cli.new_editing import edited

        if isinstance(draft, EntryText):
            entry, values = draft.text, draft.draft
        else:
            entry, values = self._added(draft, dry_run=True).entry, draft
        command = f"issues-kb new --log {shlex.quote(self.log.path)}"

        def write(text: str) -> NewIssue:
            return self._added(EntryText(text, values))

        done = edited(entry, write, interactive=asks, command=command)
        if done is not None:
            self._show(done)
        return done is not None

    def _added(self, draft: Draft | EntryText, *, dry_run: bool | None = None) -> NewIssue:
        from issues_kb.authoring import Manner, new_issue
        from issues_kb.reading import load_vocabulary
        from issues_kb.templating import template_folders

        config = self.project.config
        vocabulary = load_vocabulary(config.vocabulary, config.source)
        manner = Manner(template_folders(self.project.templates), vocabulary)
        trial = self.dry_run if dry_run is None else dry_run
        return new_issue(self.log, draft, manner, create=self.create, dry_run=trial, brief=True)

    def _show(self, done: NewIssue) -> None:
        if not self.dry_run:
            if done.created_log:
                self.project.note(f"{from_here(done.path)} is a new log")
            emit(place_line(done.path, done.issue.line or None, done.issue.key, done.issue.title))
            return
        from issues_kb.cli.diffs import show_diff

        entry = done.entry.rstrip("\n")
        emit(clean(entry) if is_terminal() else entry)
        place = f"{from_here(done.path)}:{done.issue.line}"
        self.project.note(f"this would be issue {done.issue.key}, at {place}")
        before = None if done.created_log else done.before
        sys.stdout.flush()
        show_diff(before, done.after, done.path, stream=sys.stderr)


def _only_log(project: Project, *, asks: bool) -> tuple[LogFile, bool]:
    try:
        logs = project.discovered_logs()
    except LogError:
        if asks and confirm(f"There is no log yet. Start {_FIRST_LOG}?", default=True):
            return project.named_logs([_FIRST_LOG])[0], True
        raise
    if len(logs) == 1:
        return logs[0], False
    if asks:
        return _chosen(logs), False
    choices = ", ".join(log.path for log in logs)
    raise UsageError("there are several logs", hint=f"choose with --log: {choices}")


def _chosen(logs: Sequence[LogFile]) -> LogFile:
    """The log that the person names. Raises Abort when they end the input."""
    known = {text.casefold(): log for log in logs for text in (log.name, log.path)}
    while True:
        try:
            answer = ask(f"Which log ({', '.join(log.name for log in logs)})")
        except EOFError:
            raise typer.Abort from None
        if answer.casefold() in known:
            return known[answer.casefold()]


def _named(project: Project, name: str) -> tuple[LogFile, bool]:
    given = project.named_logs([name])[0]
    if given.file.is_file():
        return given, False
    try:
        known = project.discovered_logs()
    except LogError:
        known = ()
    for log in known:
        if name.casefold() in (log.name.casefold(), log.path.casefold()):
            return log, False
    if not given.file.exists() and given.file.suffix.lower() not in _ENDINGS:
        names = ", ".join(log.name for log in known)
        hint = f"known are {names}" if names else "a new log needs a name such as ISSUES_LOG.md"
        raise UsageError(f"there is no log {name}", subject="--log", hint=hint)
    return given, True
