"""Brings logs to the rules: from the index or from files, whole or what changed in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from issues_kb.check import (
    Checked,
    LogFacts,
    Settings,
    Surroundings,
    check_log,
    only_lines,
)
from issues_kb.cli.project import Project
from issues_kb.errors import ConfigError, LogError, UsageError
from issues_kb.model import LogFile, LogReading

if TYPE_CHECKING:
    from issues_kb.git import Repository
    from issues_kb.reading import Vocabulary

__all__ = ["CheckRun"]


class CheckRun:
    """One run over some logs. Each log is read once and checked once, until it is fixed."""

    def __init__(
        self, project: Project, settings: Settings, logs: Sequence[str] | None, *, today: str
    ) -> None:
        from issues_kb.reading import load_vocabulary

        config = project.config
        self.project = project
        self.settings = settings
        self.today = today
        self.vocabulary: Vocabulary = load_vocabulary(config.vocabulary, config.source)
        self._repository: Repository | None = None
        self._asked = False
        self._logs = self._named(logs) if logs else self._indexed()
        self._keys = [_keys(reading) for _, reading, _ in self._logs]
        self._found: list[list[Checked]] | None = None

    @property
    def repository(self) -> Repository | None:
        """The project's repository, or none; asked for once."""
        if not self._asked:
            from issues_kb.git import repository_of

            self._asked = True
            self._repository = repository_of(self.project.config.root)
        return self._repository

    def _named(self, paths: Sequence[str]) -> list[tuple[LogFile, LogReading, bytes]]:
        rows = []
        for log in self.project.named_logs(paths):
            data = self._bytes(log)
            if data is not None:
                rows.append((log, self._read(data, log), data))
        return rows

    def _indexed(self) -> list[tuple[LogFile, LogReading, bytes]]:
        logs, readings = self.project.ask(
            lambda index: ([each.log for each in index.logs()], list(index.readings()))
        )
        rows = []
        for log, reading in zip(logs, readings, strict=True):
            data = self._bytes(log)
            if data is not None:
                rows.append((log, reading, data))
        return rows

    def _bytes(self, log: LogFile) -> bytes | None:
        from issues_kb.store.files import read_bytes

        try:
            return read_bytes(log).data
        except LogError as error:
            self.project.fail(error)
            return None

    def _read(self, data: bytes, log: LogFile) -> LogReading:
        from issues_kb.reading import read_log

        return read_log(data, log.path, name=log.name, vocabulary=self.vocabulary)

    def findings(self, rev: str | None = None) -> list[Checked]:
        """The findings in all logs; with ``rev`` those in entries that changed since."""
        if self._found is None:
            self._found = [self._check(place) for place in range(len(self._logs))]
        rows = []
        for (log, reading, _), found in zip(self._logs, self._found, strict=True):
            rows += only_lines(found, self._changed(log, reading, rev)) if rev else found
        return rows

    def _check(self, place: int) -> list[Checked]:
        from issues_kb.reading.text import decode

        log, reading, data = self._logs[place]
        others = self._keys[:place] + self._keys[place + 1 :]
        around = Surroundings(
            today=self.today,
            folder=Path(log.file).resolve().parent,
            root=self.project.config.root,
            repository=self.repository if self._wants_git() else None,
            keys=frozenset().union(*others),
        )
        decoded = decode(data, log.path)
        facts = LogFacts(reading, decoded.lines, self.vocabulary, around, decoded.text)
        return check_log(facts, self.settings)

    def _wants_git(self) -> bool:
        from issues_kb.check import RULES

        return self.settings.level(RULES["IKB404"], "") is not None

    def _changed(self, log: LogFile, reading: LogReading, rev: str) -> list[tuple[int, int]]:
        """First and last lines of the entries that ``rev`` does not hold as they are now."""
        repository = self.repository
        if repository is None:
            hint = "leave --diff out, or run it where git knows the project"
            raise UsageError("--diff needs a git repository", hint=hint)
        file = Path(log.file).resolve()
        root = repository.root.resolve()
        old = None
        if file.is_relative_to(root):
            old = repository.file_at(rev, file.relative_to(root).as_posix())
        texts = set() if old is None else {i.text for i in self._read(old, log).log.issues}
        return [(i.line, i.end_line) for i in reading.log.issues if i.text not in texts]

    def without_known(self, found: list[Checked]) -> tuple[list[Checked], int]:
        """The findings that are not in the baseline, and how many are.

        Raises ConfigError when the baseline cannot be read.
        """
        if self.settings.baseline is None:
            return found, 0
        from issues_kb.check import new_findings, read_baseline

        file = Path(self.settings.baseline)
        shown = self.project.shown(file)
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "is not valid UTF-8"
            hint = "make it with: issues-kb check --write-baseline"
            raise ConfigError(str(reason), subject=shown, hint=hint) from error
        return new_findings(found, read_baseline(text, shown))

    def fix(self, *, dry_run: bool) -> None:
        """Mend what is certain in the files, or show what that would change."""
        from issues_kb.authoring import update_file
        from issues_kb.check import fix_log
        from issues_kb.cli.diffs import show_diff

        self.findings()
        assert self._found is not None
        mended = 0
        for place, (log, _, data) in enumerate(self._logs):
            fixes = [each.fix for each in self._found[place] if each.fix is not None]
            if not fixes:
                continue
            changed, count = fix_log(data, log.path, fixes, self.vocabulary)
            if dry_run:
                show_diff(data, changed, log.path)
            elif changed != data:
                update_file(log.file, _unless_changed(data, changed, log.path), log.path)
                self._logs[place] = (log, self._read(changed, log), changed)
                self._found[place] = self._check(place)
            mended += count
        would = "would be mended" if dry_run else "mended"
        self.project.note(f"{mended} {'finding' if mended == 1 else 'findings'} {would}")


def _unless_changed(before: bytes, after: bytes, path: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        if data != before:
            raise LogError("was changed meanwhile", subject=path, hint="run check again")
        return after

    return change


def _keys(reading: LogReading) -> frozenset[str]:
    names = {issue.key.casefold() for issue in reading.log.issues}
    return frozenset(names | {i.number.casefold() for i in reading.log.issues if i.number})
