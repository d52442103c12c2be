"""Brings logs to the rules: from the index or from files, whole or what changed in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from issues_kb.check import (
    Checked,
    LogFacts,
    NamesInLogs,
    Settings,
    Surroundings,
    check_log,
    only_lines,
)
from issues_kb.cli.project import Project
from issues_kb.errors import ConfigError, LogError, UsageError
from issues_kb.model import LogFile, LogReading

if TYPE_CHECKING:
    from collections import Counter

    from issues_kb.git import Repository
    from issues_kb.reading import Vocabulary
    from issues_kb.store import Index

__all__ = ["CheckRun"]


@dataclass(slots=True)
class _Result:
    """What was found in a log. ``digest`` is of its bytes, where something can be mended.

    ``changed`` are the first and last lines of entries that another commit does not have.
    """

    log: LogFile
    found: list[Checked]
    digest: bytes
    changed: list[tuple[int, int]] | None = None


class CheckRun:
    """One run over some logs. Each log is read once and checked once, until it is fixed.

    Only one of them is in memory at a time, with the findings in all. With ``rev``, only
    entries that changed since that commit count.
    """

    def __init__(
        self,
        project: Project,
        settings: Settings,
        logs: Sequence[str] | None,
        *,
        today: str,
        rev: str | None = None,
    ) -> None:
        from issues_kb.reading import load_vocabulary

        config = project.config
        self.project = project
        self.settings = settings
        self.today = today
        self.rev = rev
        self.vocabulary: Vocabulary = load_vocabulary(config.vocabulary, config.source)
        self._repository: Repository | None = None
        self._asked = False
        self._names = NamesInLogs()
        self._results = self._named(logs) if logs else project.ask(self._indexed)

    @property
    def repository(self) -> Repository | None:
        """The project's repository, or none; asked for once."""
        if not self._asked:
            from issues_kb.git import repository_of

            self._asked = True
            self._repository = repository_of(self.project.config.root)
        return self._repository

    def _named(self, paths: Sequence[str]) -> list[_Result]:
        logs = self.project.named_logs(paths)
        if len(logs) > 1:
            logs = tuple(log for log in logs if self._counted(log))
        results = []
        for log in logs:
            data = self._bytes(log)
            if data is not None:
                results.append(self._result(log, self._read(data, log), data))
        return results

    def _counted(self, log: LogFile) -> bool:
        """Whether a log can be read; what its issues are called is known then."""
        from issues_kb.reading import outline_log

        data = self._bytes(log)
        if data is None:
            return False
        entries = outline_log(data, log.path, self.vocabulary).entries
        self._names.add((entry.key, entry.number) for entry in entries)
        return True

    def _indexed(self, index: Index) -> list[_Result]:
        self._names = NamesInLogs()
        for _, summaries in groupby(index.issues(), key=lambda issue: issue.path):
            self._names.add((issue.key, issue.number) for issue in summaries)
        results = []
        for indexed, (frame, issues) in zip(index.logs(), index.contents(), strict=True):
            data = self._bytes(indexed.log)
            if data is not None:
                log = replace(frame.log, issues=tuple(issues))
                results.append(self._result(indexed.log, replace(frame, log=log), data))
                # Not beside the next one.
                del log
        return results

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

    def findings(self) -> list[Checked]:
        """The findings in all logs."""
        rows = []
        for result in self._results:
            if result.changed is None:
                rows += result.found
            else:
                rows += only_lines(result.found, result.changed)
        return rows

    def _result(self, log: LogFile, reading: LogReading, data: bytes) -> _Result:
        from issues_kb.reading.text import decode

        around = Surroundings(
            today=self.today,
            folder=Path(log.file).resolve().parent,
            root=self.project.config.root.resolve(),
            repository=self.repository if self._wants_git() else None,
            keys=self._names.beside((issue.key, issue.number) for issue in reading.log.issues),
        )
        decoded = decode(data, log.path)
        facts = LogFacts(reading, decoded.lines, self.vocabulary, around, decoded.text)
        found = check_log(facts, self.settings)
        changed = self._changed(log, reading, self.rev) if self.rev else None
        return _Result(log, found, _digest(data), changed)

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
        from issues_kb.check import new_findings

        return new_findings(found, self._known(Path(self.settings.baseline)))

    def known_elsewhere(self, file: Path) -> dict[str, list[str]]:
        """What the baseline ``file`` says, if it is there, of logs that are not in this run.

        Raises ConfigError when it cannot be read.
        """
        if not file.exists():
            return {}
        looked_at = {result.log.path for result in self._results}
        known = self._known(file).items()
        return {path: list(marks.elements()) for path, marks in known if path not in looked_at}

    def _known(self, file: Path) -> Mapping[str, Counter[str]]:
        from issues_kb.check import read_baseline

        shown = self.project.shown(file)
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "is not valid UTF-8"
            hint = "make it with: issues-kb check --write-baseline"
            raise ConfigError(str(reason), subject=shown, hint=hint) from error
        return read_baseline(text, shown)

    def fix(self, *, dry_run: bool) -> None:
        """Mend what is certain in the files, or show what that would change."""
        from issues_kb.authoring import update_file
        from issues_kb.check import fix_log
        from issues_kb.cli.diffs import show_diff

        mended = 0
        for place, result in enumerate(self._results):
            log = result.log
            fixes = [each.fix for each in result.found if each.fix is not None]
            data = self._bytes(log) if fixes else None
            if data is None:
                continue
            if _digest(data) != result.digest:
                raise _changed_meanwhile(log)
            changed, count = fix_log(data, log.path, fixes, self.vocabulary)
            if dry_run:
                show_diff(data, changed, log.path)
            elif changed != data:
                update_file(log.file, _unless_changed(data, changed, log), log.path)
                self._results[place] = self._result(log, self._read(changed, log), changed)
            mended += count
        would = "would be mended" if dry_run else "mended"
        self.project.note(f"{mended} {'finding' if mended == 1 else 'findings'} {would}")


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _unless_changed(before: bytes, after: bytes, log: LogFile) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        if data != before:
            raise _changed_meanwhile(log)
        return after

    return change


def _changed_meanwhile(log: LogFile) -> LogError:
    return LogError("was changed meanwhile", subject=log.path, hint="run check again")
