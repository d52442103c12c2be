"""The Python API: a project's knowledge base, and the project that it is made of.

``KnowledgeBase.open()`` brings the index of a project up to date and answers questions
with typed values. It neither prints nor exits, and reads neither clock nor environment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from issues_kb.config import Config, load_config
from issues_kb.errors import LogError
from issues_kb.model import LogFile

if TYPE_CHECKING:
    from issues_kb.discovery import Discovery, Memory
    from issues_kb.model import Rule
    from issues_kb.query import Query
    from issues_kb.store import (
        Backlink,
        ChecklistItem,
        FileHit,
        Hit,
        Index,
        IndexedLog,
        IssueSummary,
        LearningHit,
        MeasureHit,
        SimilarIssue,
        Stats,
        StoredIssue,
        SyncReport,
    )

__all__ = ["CACHE_FOLDER", "KnowledgeBase", "Workspace"]

CACHE_FOLDER = ".issues-kb"
"""Where a project's index lies, below its root; the folder hides itself from git."""

_EMPTY_LOG_LINES = 6
_NEW_LOG = "name one: issues-kb index LOG; or start one: issues-kb init"
_Answer = TypeVar("_Answer")


class Workspace:
    """A project: its configuration, its logs, and where its index lies.

    ``directory`` is a folder of the project. ``database`` and ``config`` are files that a
    person named, relative to ``directory``; a named database knows its own logs.
    """

    def __init__(
        self, directory: Path, *, database: Path | None = None, config: Path | None = None
    ) -> None:
        self.directory = directory
        self.names_database = database is not None
        self._database = database
        self._config = config

    @cached_property
    def config(self) -> Config:
        """The configuration. Raises ConfigError."""
        return load_config(self.directory, self._config)

    @property
    def database(self) -> Path:
        """The index: the one that was named, by the configuration too, or the usual one."""
        if self._database is not None:
            return self.directory / self._database
        return self.config.database or self.config.root / CACHE_FOLDER / "index.db"

    def memory(self) -> Memory:
        """What is known of the project's files."""
        from issues_kb.discovery import Memory
        from issues_kb.store.maker import maker, words_of

        stamp = f"{maker()} {words_of(self.config.vocabulary)}"
        return Memory.load(self.config.root / CACHE_FOLDER / "discovery.json", stamp)

    def discover(self) -> Discovery:
        """The logs of the project as they are now; there may be none. Raises ConfigError."""
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
        return found

    def _looks_like_log(self, data: bytes, path: str) -> bool:
        from issues_kb.model import BlockKind
        from issues_kb.reading import load_vocabulary, outline_log

        vocabulary = load_vocabulary(self.config.vocabulary, self.config.source)
        outline = outline_log(data, path, vocabulary)
        if outline.entries or any(d.code in ("IKB101", "IKB102") for d in outline.diagnostics):
            return True
        lines = sum(1 for line in data.splitlines() if line.strip())
        template = any(block.kind is BlockKind.TEMPLATE for block in outline.blocks)
        return template or (lines <= _EMPTY_LOG_LINES and b"\0" not in data)

    def no_log(self, place: str) -> LogError:
        """What to raise where a project has no log; ``place`` is what its folder is called."""
        return LogError("no issue log found", subject=place, hint=_NEW_LOG)

    def sync(
        self,
        logs: Sequence[LogFile] = (),
        *,
        exact: bool,
        rebuild: bool = False,
        forget: Sequence[Path] = (),
        progress: Callable[[str, int, int], None] | None = None,
    ) -> SyncReport:
        """Bring the index up to date, as ``issues_kb.store.sync`` does. Raises DatabaseError."""
        from issues_kb.store import sync

        return sync(
            self.database,
            logs,
            exact=exact,
            forget=forget,
            rebuild=rebuild,
            vocabulary=self.config.vocabulary or None,
            vocabulary_source=self.config.source,
            progress=progress,
        )

    def covers(self, *, rebuild: bool = False) -> bool:
        """Whether a database that was named decides itself which logs it covers.

        One that knows none yet takes those of the project, as the project's own does.
        """
        if not self.names_database:
            return False
        from issues_kb.store import known_logs

        return not (rebuild and not self.database.exists()) and bool(known_logs(self.database))


class KnowledgeBase:
    """The issues of a project, ready to be asked. Use it as a context manager, or ``close`` it.

    ``notes`` is what a person should know about the last refresh, ``failures`` are the
    logs that could not be used. ``index`` is the open index with everything it answers.
    Queries are text in the query language, or a ``Query``.
    """

    def __init__(self, workspace: Workspace, index: Index, report: SyncReport) -> None:
        self._workspace = workspace
        self.index = index
        self.report = report

    @classmethod
    def open(
        cls,
        path: str | Path = ".",
        *,
        database: str | Path | None = None,
        config: str | Path | None = None,
    ) -> KnowledgeBase:
        """Open the project around the folder ``path`` and bring its index up to date.

        ``database`` is another index than the project's; it knows its own logs, and takes
        the project's when it knows none. ``config`` is another configuration file.

        Raises LogError when the project has no log, ConfigError, and DatabaseError.
        """
        workspace = Workspace(
            Path(path).absolute(),
            database=Path(database) if database is not None else None,
            config=Path(config) if config is not None else None,
        )
        report = _brought_up_to_date(workspace)
        return cls(workspace, _opened(workspace), report)

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def refresh(self) -> None:
        """Read what changed in the logs since. Raises what ``open`` raises."""
        self._reopen(rebuild=False)

    def _reopen(self, *, rebuild: bool) -> None:
        if rebuild:
            # It is damaged: nothing is lost when it cannot be had again.
            self.index.close()
        report = _brought_up_to_date(self._workspace, rebuild=rebuild)
        index = _opened(self._workspace)
        self.index.close()
        self.report, self.index = report, index

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the last refresh."""
        return self.report.notes

    @property
    def failures(self) -> tuple[LogError, ...]:
        """Why some logs could not be used; the others were."""
        return self.report.failures

    def logs(self) -> Iterator[IndexedLog]:
        """The logs, in order."""
        return iter(self._ask(lambda index: index.logs()))

    def find(self, query: str | Query = "", *, limit: int | None = None) -> Iterator[IssueSummary]:
        """The issues that answer ``query``, without their contents; all without one."""
        asked = self.query(query)
        return iter(self._ask(lambda index: index.issues(asked, limit=limit)))

    def load(self, query: str | Query = "") -> Iterator[StoredIssue]:
        """The issues that answer ``query``, whole, one after the other."""
        return self.index.load(self.query(query))

    def issue(self, key: str) -> StoredIssue:
        """One issue, whole: ``12``, ``#12``, ``BUG-012`` or ``backend#12``.

        Raises NotFoundError, and UsageError when several logs have it.
        """
        return self._ask(lambda index: index.issue(key))

    def search(self, text: str | Query, limit: int = 20) -> Iterator[Hit]:
        """The issues that fit best, best first, each with its best passage."""
        asked = self.query(text)
        return iter(self._ask(lambda index: index.search(asked, limit=limit)).hits)

    def learnings(
        self, query: str | Query = "", *, rules: Collection[Rule] = (), limit: int | None = None
    ) -> Iterator[LearningHit]:
        """What was learned, with its issue; with a text the best first.

        ``rules`` keeps only these kinds. Filters of the query are about the issues.
        """
        asked = self.query(query)
        return iter(self._ask(lambda index: index.learnings(asked, rules=rules, limit=limit)))

    def files(
        self, path: str | None = None, query: str | Query = "", *, limit: int | None = None
    ) -> Iterator[FileHit]:
        """Files with the issues that touched them, the most trouble first.

        ``path`` is a path or its end, a folder, a part of a path, or a glob.
        """
        asked = self.query(query)
        return iter(self._ask(lambda index: index.files(path, asked, limit=limit)))

    def touching(self, *paths: str, query: str | Query = "") -> Iterator[IssueSummary]:
        """The issues that touched one of ``paths``, by any end of them.

        Paths of a diff or a stack trace are found whatever folder they begin in.
        """
        asked = self.query(query)
        return iter(self._ask(lambda index: index.touching(paths, asked)))

    def prevention(
        self, query: str | Query = "", *, only_open: bool = False, limit: int | None = None
    ) -> Iterator[MeasureHit]:
        """The prevention measures, those of the oldest issues first.

        ``only_open`` keeps those that are marked as still to be done.
        """
        asked = self.query(query)
        return iter(
            self._ask(lambda index: index.measures(asked, open_only=only_open, limit=limit))
        )

    def checklist(self, *paths: str, query: str | Query = "") -> Iterator[ChecklistItem]:
        """What to look at in a review, each item once; with ``paths`` of issues with these."""
        asked = self.query(query)
        return iter(self._ask(lambda index: index.checklist(paths, asked)))

    def similar(self, text: str, *, limit: int = 5) -> Iterator[SimilarIssue]:
        """Issues that share rare words with a text: a draft, a diff, a stack trace."""
        return iter(self._ask(lambda index: index.similar_to(text, limit=limit)))

    def similar_to_issue(self, key: str, *, limit: int = 5) -> Iterator[SimilarIssue]:
        """Issues that share rare words with one of them. Raises what ``issue`` raises."""
        return iter(self._ask(lambda index: index.similar(key, limit=limit)))

    def backlinks(self, key: str) -> Iterator[Backlink]:
        """Where other issues mention one. Raises what ``issue`` raises."""
        return iter(self._ask(lambda index: index.backlinks(key)))

    def stats(self, query: str | Query = "") -> Stats:
        """How many issues there are by what is known of them, and what they cost."""
        asked = self.query(query)
        return self._ask(lambda index: index.stats(asked))

    def query(self, text: str | Query) -> Query:
        """``text`` understood as the query language; fields of the logs are qualifiers too."""
        if not isinstance(text, str):
            return text
        words = self._workspace.config.vocabulary
        return self._ask(lambda index: index.parse(text, words)).query

    def _ask(self, question: Callable[[Index], _Answer]) -> _Answer:
        """The answer; an index that turns out to be damaged is built anew, once.

        So is one that another version of the program has taken for itself meanwhile.
        """
        from issues_kb.store import BrokenDatabaseError, StaleIndexError

        try:
            with self.index.steady():
                return question(self.index)
        except StaleIndexError:
            self._reopen(rebuild=False)
            return question(self.index)
        except BrokenDatabaseError:
            self._reopen(rebuild=True)
            note = "the index was damaged and is built anew"
            self.report = replace(self.report, notes=(note, *self.report.notes))
            return question(self.index)


def _opened(workspace: Workspace) -> Index:
    from issues_kb.store import Index

    return Index.open(workspace.database)


def _brought_up_to_date(workspace: Workspace, *, rebuild: bool = False) -> SyncReport:
    if workspace.covers(rebuild=rebuild):
        return workspace.sync(exact=False, rebuild=rebuild)
    found = workspace.discover()
    if not found.logs:
        raise workspace.no_log(str(workspace.config.root))
    exact = not workspace.names_database
    report = workspace.sync(found.logs, exact=exact, rebuild=rebuild)
    return replace(report, notes=(*found.notes, *report.notes))
