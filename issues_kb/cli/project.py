"""What a command works on: the options of the program, the project, its index."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import typer

from issues_kb.cli.failure import EXIT_FAILED, say_error
from issues_kb.cli.screen import is_terminal, one_line, say
from issues_kb.cli.standing import from_here, path_between, tell_apart
from issues_kb.errors import DatabaseError, IssuesKbError
from issues_kb.knowledge import Workspace
from issues_kb.model import LogFile

if TYPE_CHECKING:
    from issues_kb.config import Config
    from issues_kb.discovery import Memory
    from issues_kb.query import Query
    from issues_kb.store import Index, SyncReport

__all__ = ["Project", "Settings", "project_of"]

Answer = TypeVar("Answer")

_SHOWN_LOGS = 6
_SLOW_ENTRIES = 300
_TRIES = 5


class Settings(NamedTuple):
    """The options of the program. Paths are as given, relative to ``directory``."""

    directory: Path
    database: Path | None = None
    config: Path | None = None
    quiet: bool = False
    verbose: bool = False


class Project:
    """The project around a folder, and what went wrong with its logs so far.

    ``announces`` asks that the logs that are used are said.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.failures: list[IssuesKbError] = []
        self.announces = settings.verbose
        self.workspace = Workspace(
            settings.directory, database=settings.database, config=settings.config
        )

    @property
    def failed(self) -> bool:
        """Whether something could not be done, though the rest was."""
        return bool(self.failures)

    @property
    def config(self) -> Config:
        """The configuration; raises ConfigError."""
        return self.workspace.config

    @property
    def database(self) -> Path:
        """The index: named on the command line, by the configuration, or the usual one."""
        return self.workspace.database

    @property
    def templates(self) -> Path | None:
        """The project's own folder of templates: the configured one, else ``templates``."""
        from issues_kb.templating import own_templates

        return self.config.templates or own_templates(self.config.root)

    @property
    def names_database(self) -> bool:
        """Whether a person named the database, which then decides which logs it covers."""
        return self.workspace.names_database

    def memory(self) -> Memory:
        """What is known of the project's files."""
        return self.workspace.memory()

    def at(self, path: Path | str) -> Path:
        """A path as given on the command line, from where the program works."""
        return self.settings.directory / path

    def shown(self, path: Path) -> str:
        """A path as short as a person would write it."""
        if path.is_relative_to(self.settings.directory):
            return str(path.relative_to(self.settings.directory))
        root = self.config.root
        if path.is_relative_to(root):
            return self.seen(path.relative_to(root).as_posix())
        return str(path)

    def seen(self, path: str) -> str:
        """A path from the project's root, from where the person stands."""
        folder = Path(os.path.abspath(self.settings.directory))
        return path_between(folder, self.config.root, path)

    def note(self, text: str) -> None:
        """Something that the person should know, unless they asked for quiet."""
        if not self.settings.quiet:
            say(f"note: {one_line(text)}")

    def fail(self, error: IssuesKbError) -> None:
        """Say that one of several things could not be done; the others still are."""
        self.failures.append(error)
        say_error(error)

    def exit_code(self, code: int = 0) -> int:
        """What the program ends with when the command itself would end with ``code``."""
        return EXIT_FAILED if self.failed else code

    def named_logs(self, paths: Sequence[str]) -> tuple[LogFile, ...]:
        """The logs that a person named; raises LogError."""
        from issues_kb.discovery import log_files

        return log_files(paths, root=self.config.root, directory=self.settings.directory)

    def discovered_logs(self) -> tuple[LogFile, ...]:
        """The logs of the project; says which when they are others than the last time.

        Raises LogError when there are none.
        """
        found = self.workspace.discover()
        for text in found.notes:
            self.note(text)
        for path in found.refused if self.settings.verbose or not found.logs else ():
            self.note(f"{path} has the name of a log but holds no issue")
        if not found.logs:
            raise self.workspace.no_log(self.shown(self.config.root))
        if self.announces or found.changed:
            self._say_logs(found.logs)
        return found.logs

    def _say_logs(self, logs: Sequence[LogFile]) -> None:
        names = [from_here(log.path) for log in logs[:_SHOWN_LOGS]]
        if len(logs) > _SHOWN_LOGS:
            names.append(f"{len(logs) - _SHOWN_LOGS} more")
        self.note(f"using {', '.join(names)}")

    def sync(
        self,
        logs: Sequence[LogFile] = (),
        *,
        exact: bool,
        rebuild: bool = False,
        forget: Sequence[Path] = (),
    ) -> SyncReport:
        """Bring the index up to date; says what could not be used. Raises DatabaseError."""
        try:
            with self._progress() as progress:
                report = self.workspace.sync(
                    logs, exact=exact, rebuild=rebuild, forget=forget, progress=progress
                )
        except DatabaseError as error:
            if error.hint is None and not self.names_database:
                error.hint = "put the index elsewhere with --db FILE or ISSUES_KB_DB"
            raise
        for text in report.notes:
            self.note(text)
        asked = {log.path for log in logs}
        for failure in report.failures:
            if failure.reason == "no such file" and failure.subject and failure.hint is None:
                failure.hint = self._way_out(failure.subject, known=failure.subject not in asked)
            if exact or failure.subject in asked or not (asked or forget):
                self.fail(failure)
            else:
                # Nobody asked for this one; what was asked for is done.
                what = f"{failure.subject}: {failure.reason}"
                self.note(f"{what}; {failure.hint}" if failure.hint else what)
        return report

    def _way_out(self, path: str, *, known: bool) -> str | None:
        """What to do about a log that is missing: who names it, or how to take it out."""
        config = self.config
        if config.file is not None and path in config.logs:
            return f"{self.shown(config.file)} names it in `logs`"
        return f"take it out with: issues-kb index --forget {path}" if known else None

    def refresh(self, *, rebuild: bool = False) -> SyncReport:
        """Bring the index up to date with the logs that it covers.

        These are the project's own; a database that a person named knows its logs itself,
        and takes the project's when it knows none yet.
        """
        logs = () if self.workspace.covers(rebuild=rebuild) else self.discovered_logs()
        return self.sync(logs, exact=not self.names_database, rebuild=rebuild)

    def ask(self, question: Callable[[Index], Answer]) -> Answer:
        """The answer of the index, brought up to date before.

        All of it is of one moment. An index that turns out to be damaged is built anew, once;
        one that another version of the program takes for itself is taken back. Raises
        DatabaseError, ConfigError and LogError, and what ``question`` raises.
        """
        from issues_kb.store import Index, StaleIndexError

        suspected = False
        for left in reversed(range(_TRIES)):
            self.refresh(rebuild=suspected)
            try:
                with Index.open(self.database) as index, index.steady():
                    found = question(index)
                    tell_apart(index.shared_keys())
            except StaleIndexError:
                if not left:
                    raise
            except Exception as error:
                if suspected or not _hints_at_damage(error):
                    raise
                suspected = True
            else:
                if suspected:
                    self.note("the index was damaged and is built anew")
                return found
        raise AssertionError("the last try returns or raises")

    def answer(self, text: str, question: Callable[[Index, Query], Answer]) -> Answer:
        """What the index answers to a typed query; says what was not understood in it."""
        hints: list[str] = []

        def understood(index: Index) -> Answer:
            parsed = index.parse(text, self.config.vocabulary)
            hints[:] = parsed.hints
            return question(index, parsed.query)

        found = self.ask(understood)
        for hint in hints:
            self.note(hint)
        return found

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


def _hints_at_damage(error: Exception) -> bool:
    """Whether an index that is damaged may be the reason: it gave a value that it cannot have.

    When it is not, the same is raised once more from an index that is new.
    """
    from issues_kb.store import BrokenDatabaseError

    return isinstance(error, (BrokenDatabaseError, ValueError, LookupError, TypeError))


def project_of(context: typer.Context) -> Project:
    """The project that the program's options stand for."""
    project = context.obj
    assert isinstance(project, Project)
    return project
