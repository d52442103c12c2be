"""What a command works on: the options of the program, the project, its index."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from issues_kb import __version__
from issues_kb.cli.failure import EXIT_FAILED, say_error
from issues_kb.cli.screen import is_terminal, one_line, say
from issues_kb.config import Config, load_config
from issues_kb.errors import DatabaseError, IssuesKbError, LogError
from issues_kb.model import LogFile

if TYPE_CHECKING:
    from issues_kb.discovery import Memory
    from issues_kb.store import Index, SyncReport

__all__ = ["CACHE_FOLDER", "Project", "Settings", "project_of"]

CACHE_FOLDER = ".issues-kb"
_SHOWN_LOGS = 6
_SLOW_ENTRIES = 300
_EMPTY_LOG_LINES = 6


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of the program. Paths are as given, relative to ``directory``."""

    directory: Path
    database: Path | None = None
    config: Path | None = None
    quiet: bool = False
    verbose: bool = False


class Project:
    """The project around a folder, and what went wrong with its logs so far."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.failed = False

    @cached_property
    def config(self) -> Config:
        """The configuration; raises ConfigError."""
        return load_config(self.settings.directory, self.settings.config)

    @property
    def database(self) -> Path:
        """The index: named on the command line, by the configuration, or the usual one."""
        if self.settings.database is not None:
            return self.at(self.settings.database)
        return self.config.database or self.config.root / CACHE_FOLDER / "index.db"

    @property
    def names_database(self) -> bool:
        """Whether a person named the database, which then decides which logs it covers."""
        return self.settings.database is not None

    def at(self, path: Path | str) -> Path:
        """A path as given on the command line, from where the program works."""
        return self.settings.directory / path

    def shown(self, path: Path) -> str:
        """A path as short as a person would write it."""
        folder = self.settings.directory
        return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)

    def note(self, text: str) -> None:
        """Something that the person should know, unless they asked for quiet."""
        if not self.settings.quiet:
            say(f"note: {one_line(text)}")

    def fail(self, error: IssuesKbError) -> None:
        """Say that one of several things could not be done; the others still are."""
        self.failed = True
        say_error(error)

    def exit_code(self, code: int = 0) -> int:
        """What the program ends with when the command itself would end with ``code``."""
        return EXIT_FAILED if self.failed else code

    def named_logs(self, paths: Sequence[str]) -> tuple[LogFile, ...]:
        """The logs that a person named; raises LogError."""
        from issues_kb.discovery import log_files

        return log_files(paths, root=self.config.root, directory=self.settings.directory)

    def discovered_logs(self) -> tuple[LogFile, ...]:
        """The logs of the project; says which. Raises LogError when there are none."""
        from issues_kb.discovery import discover_logs

        config = self.config
        memory = self.memory()
        found = discover_logs(
            config.root,
            patterns=config.logs,
            exclude=config.exclude,
            is_log=self._looks_like_log,
            memory=memory,
        )
        memory.save()
        for text in found.notes:
            self.note(text)
        for path in found.refused if self.settings.verbose or not found.logs else ():
            self.note(f"{path} has the name of a log but holds no issue")
        if not found.logs:
            hint = (
                "name one: issues-kb index LOG; or start one: "
                'issues-kb new "What happened" --log ISSUES_LOG.md'
            )
            place = self.shown(config.root)
            raise LogError("no issue log found", subject=place, hint=hint)
        self._say_logs(found.logs)
        return found.logs

    def memory(self) -> Memory:
        """What is known of the project's files."""
        from issues_kb.discovery import Memory

        stamp = f"{__version__} {sorted(self.config.vocabulary)!r} {self.config.vocabulary!r}"
        return Memory.load(self.config.root / CACHE_FOLDER / "discovery.json", stamp)

    def _say_logs(self, logs: Sequence[LogFile]) -> None:
        names = [log.path for log in logs[:_SHOWN_LOGS]]
        if len(logs) > _SHOWN_LOGS:
            names.append(f"{len(logs) - _SHOWN_LOGS} more")
        self.note(f"using {', '.join(names)}")

    def _looks_like_log(self, data: bytes, path: str) -> bool:
        from issues_kb.model import BlockKind
        from issues_kb.reading import load_vocabulary, outline_log

        vocabulary = load_vocabulary(self.config.vocabulary) if self.config.vocabulary else None
        outline = outline_log(data, path, vocabulary)
        if outline.entries or any(d.code in ("IKB101", "IKB102") for d in outline.diagnostics):
            return True
        lines = sum(1 for line in data.splitlines() if line.strip())
        template = any(block.kind is BlockKind.TEMPLATE for block in outline.blocks)
        return template or (lines <= _EMPTY_LOG_LINES and b"\0" not in data)

    def sync(
        self,
        logs: Sequence[LogFile] = (),
        *,
        exact: bool,
        rebuild: bool = False,
        forget: Sequence[Path] = (),
    ) -> SyncReport:
        """Bring the index up to date; says what could not be used. Raises DatabaseError."""
        from issues_kb.store import sync

        try:
            with self._progress() as progress:
                report = sync(
                    self.database,
                    logs,
                    exact=exact,
                    forget=forget,
                    rebuild=rebuild,
                    vocabulary=self.config.vocabulary or None,
                    progress=progress,
                )
        except DatabaseError as error:
            if error.hint is None and not self.names_database:
                error.hint = "put the index elsewhere with --db FILE or ISSUES_KB_DB"
            raise
        for text in report.notes:
            self.note(text)
        for failure in report.failures:
            self.fail(failure)
        return report

    def refresh(self, *, rebuild: bool = False) -> SyncReport:
        """Bring the index up to date with the logs that it covers.

        These are the project's own; a database that a person named knows its logs itself,
        and takes the project's when it knows none yet.
        """
        if not self.names_database:
            return self.sync(self.discovered_logs(), exact=True, rebuild=rebuild)
        from issues_kb.store import known_logs

        known = () if rebuild and not self.database.exists() else known_logs(self.database)
        logs = () if known else self.discovered_logs()
        return self.sync(logs, exact=False, rebuild=rebuild)

    @contextmanager
    def index(self) -> Iterator[Index]:
        """The index, up to date and open. Raises DatabaseError, ConfigError and LogError."""
        from issues_kb.store import Index

        self.refresh()
        with Index.open(self.database) as index:
            yield index

    @contextmanager
    def _progress(self) -> Iterator[Callable[[str, int, int], None] | None]:
        """Counts on a terminal while something large is read."""
        if self.settings.quiet or not is_terminal(sys.stderr):
            yield None
            return
        shown = False

        def show(path: str, done: int, total: int) -> None:
            nonlocal shown
            if total >= _SLOW_ENTRIES and done % (total // 100) == 0:
                shown = True
                sys.stderr.write(f"\r\x1b[Kreading {one_line(path)}: {done} of {total}")
                sys.stderr.flush()

        try:
            yield show
        finally:
            if shown:
                sys.stderr.write("\r\x1b[K")


def project_of(context: typer.Context) -> Project:
    """The project that the program's options stand for."""
    project = context.obj
    assert isinstance(project, Project)
    return project
