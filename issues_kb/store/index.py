"""The read side: every question to an index, answered with typed values.

What only some questions need is imported by them, so that a list costs no more than a list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from issues_kb.model import LogFile
from issues_kb.query import EVERYTHING, ParsedQuery, Query
from issues_kb.query.sql import select_issues
from issues_kb.query.statement import Statement
from issues_kb.store.asking import asks, one_moment, steadily
from issues_kb.store.connection import (
    Kind,
    StaleIndexError,
    has_index,
    kind_of,
    open_for_reading,
    translated,
)
from issues_kb.store.summaries import SUMMARY_COLUMNS, severity_of, status_of, summary
from issues_kb.store.values import IndexedLog, IssueSummary

if TYPE_CHECKING:
    from issues_kb.diagnostics import Diagnostic
    from issues_kb.model import Issue, LogReading, Rule
    from issues_kb.store.facts import Facts
    from issues_kb.store.findings import (
        Backlink,
        ChecklistItem,
        FileHit,
        MeasureHit,
        SimilarIssue,
        Stats,
    )
    from issues_kb.store.hits import Counts, LearningHit, SearchResult, StoredIssue
    from issues_kb.store.searching import OtherRanking
    from issues_kb.store.similarity import Kinship

__all__ = ["Index"]


class Index:
    """An open index. Use it as a context manager, or ``close`` it.

    Reads what the last ``sync`` left. Every method raises DatabaseError when the file
    turns out to be broken or stays locked.
    """

    def __init__(self, connection: sqlite3.Connection, database: Path) -> None:
        self._connection = connection
        self.database = database

    @classmethod
    def open(cls, database: Path) -> Index:
        """Open for reading.

        Raises DatabaseError when it is not ours, and StaleIndexError, which is one too, when
        it is missing or of another version.
        """
        kind = Kind.NOTHING
        if has_index(database):
            with translated(database):
                connection = open_for_reading(database)
                try:
                    kind = kind_of(connection, database)
                finally:
                    if kind is not Kind.CURRENT:
                        connection.close()
        # Opening it takes back what a first sync that was cut off had written.
        if kind is Kind.NOTHING:
            hint = "index a log first"
            raise StaleIndexError("no index here", subject=str(database), hint=hint)
        if kind is not Kind.CURRENT:
            reason = "the index was made by another version"
            raise StaleIndexError(reason, subject=str(database), hint="index the logs again")
        return cls(connection, database)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """All answers inside are of one moment, whatever others write meanwhile.

        Raises StaleIndexError when other code than this has made the index since.
        """
        with steadily(self._connection, self.database):
            yield

    def close(self) -> None:
        """Let go of the file; nothing can be asked afterwards."""
        self._connection.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, statement: Statement) -> sqlite3.Cursor:
        return self._connection.execute(statement.sql, statement.params)

    @asks
    def logs(self) -> tuple[IndexedLog, ...]:
        """The logs, in the order they were given."""
        rows = self._connection.execute(
            "SELECT file, path, name, title, issue_count FROM logs WHERE failure IS NULL"
            " ORDER BY position, id"
        )
        return tuple(
            IndexedLog(LogFile(Path(file), path, name), title, issues)
            for file, path, name, title, issues in rows
        )

    @asks
    def parse(self, text: str, vocabulary: Mapping[str, object] | None = None) -> ParsedQuery:
        """Understand ``text`` as a query of this index, whose fields and logs it may name."""
        if not text:
            return ParsedQuery(EVERYTHING)
        from issues_kb.query import parse_query

        if ":" not in text:
            return parse_query(text)
        rows = self._connection.execute("SELECT name, path FROM logs ORDER BY position, id")
        logs = {called: name for name, path in rows for called in (name, path)}
        return parse_query(text, fields=self.field_names(), logs=logs, vocabulary=vocabulary)

    @asks
    def issues(
        self, query: Query = EVERYTHING, *, limit: int | None = None
    ) -> tuple[IssueSummary, ...]:
        """The issues that answer ``query``, in its order, without their contents."""
        return tuple(map(summary, self._run(select_issues(query, SUMMARY_COLUMNS, limit=limit))))

    @asks
    def issue(self, key: str) -> StoredIssue:
        """The issue that ``key`` names: ``12``, ``#12``, ``backend#12``, in any letter case.

        Raises NotFoundError, with close keys as its hint, and UsageError when several
        logs have it, with the candidates as its hint.
        """
        from issues_kb.store.contents import stored_issues

        return next(stored_issues(self._connection, (self._find(key),)))

    def _find(self, key: str) -> int:
        from issues_kb.store.finding import find_issue

        return find_issue(self._connection, key)

    def load(self, query: Query = EVERYTHING) -> Iterator[StoredIssue]:
        """The issues that answer ``query``, whole, in its order."""
        from issues_kb.store.contents import stored_issues

        with translated(self.database), one_moment(self._connection):
            ids = [row[0] for row in self._run(select_issues(query, "i.id"))]
            yield from stored_issues(self._connection, ids)

    def contents(self) -> Iterator[tuple[LogReading, Iterator[Issue]]]:
        """Each log without its issues, and beside it these, one after the other.

        Take the issues of a log before the next log: so few are in memory at once.
        """
        from issues_kb.store.contents import log_contents

        with translated(self.database), one_moment(self._connection):
            for reading, issues in log_contents(self._connection):
                yield reading, self._translated(issues)

    def _translated(self, issues: Iterator[Issue]) -> Iterator[Issue]:
        with translated(self.database):
            yield from issues

    def readings(self) -> Iterator[LogReading]:
        """Each log as ``read_log`` gives it, from the index."""
        for reading, issues in self.contents():
            # Kept by nobody here while the next one is made.
            yield replace(reading, log=replace(reading.log, issues=tuple(issues)))

    @asks
    def search(
        self,
        query: Query,
        *,
        limit: int = 20,
        explain: bool = False,
        others: Sequence[OtherRanking] = (),
    ) -> SearchResult:
        """The issues that answer ``query`` best, each with its best passage.

        ``explain`` gives every hit the parts of its score. ``others`` are further
        rankings, such as one by meaning: all are fused by the places that they give.
        """
        from issues_kb.store.searching import search_issues

        return search_issues(self._connection, query, limit, explain=explain, others=others)

    @asks
    def learnings(
        self,
        query: Query = EVERYTHING,
        *,
        rules: Collection[Rule] = (),
        limit: int | None = None,
    ) -> tuple[LearningHit, ...]:
        """The learnings that answer ``query``: filters are about their issues.

        ``rules`` keeps those of these kinds only; none keeps all.
        """
        from issues_kb.store.lessons import search_learnings

        return search_learnings(self._connection, query, rules, limit)

    @asks
    def files(
        self,
        pattern: str | None = None,
        query: Query = EVERYTHING,
        *,
        limit: int | None = None,
    ) -> tuple[FileHit, ...]:
        """Files and the issues that touched them, the most trouble first.

        ``pattern`` is a path or its end, a folder, a part of a path, or a glob.
        """
        from issues_kb.store.troubles import troubled_files

        return troubled_files(self._connection, pattern, query, limit)

    @asks
    def touching(
        self, paths: Sequence[str], query: Query = EVERYTHING, *, limit: int | None = None
    ) -> tuple[IssueSummary, ...]:
        """The issues that touched one of ``paths``.

        Paths are compared from their ends, so those of a diff or a stack trace are found
        whatever folder they begin in; line numbers do not count.
        """
        from issues_kb.query import PathFilter

        asked = select_issues(
            query.narrowed(PathFilter(tuple(paths))), SUMMARY_COLUMNS, limit=limit
        )
        return tuple(map(summary, self._run(asked)))

    @asks
    def measures(
        self, query: Query = EVERYTHING, *, open_only: bool = False, limit: int | None = None
    ) -> tuple[MeasureHit, ...]:
        """The ledger of prevention measures, those of the oldest issues first.

        With a text, measures that speak of it, best first. ``open_only`` keeps those that
        are marked as still to be done.
        """
        from issues_kb.store.ledger import measures

        return measures(self._connection, query, open_only=open_only, limit=limit)

    @asks
    def checklist(
        self, paths: Sequence[str] = (), query: Query = EVERYTHING
    ) -> tuple[ChecklistItem, ...]:
        """What is to be checked in a review, each item once, the most asked for first.

        ``paths`` keeps items of issues that touched one of these files.
        """
        from issues_kb.store.ledger import checklist

        return checklist(self._connection, query, paths)

    @asks
    def stats(self, query: Query = EVERYTHING) -> Stats:
        """The numbers of the issues that answer ``query``."""
        from issues_kb.store.statistics import stats

        return stats(self._connection, query)

    @cached_property
    def facts(self) -> Facts:
        """What a site asks for; SQLite's own errors come through it as they are."""
        from issues_kb.store.facts import Facts

        return Facts(self._connection)

    @cached_property
    def _kinship(self) -> Kinship:
        from issues_kb.store.similarity import Kinship

        return Kinship(self._connection)

    @asks
    def similar(self, key: str, *, limit: int = 5) -> tuple[SimilarIssue, ...]:
        """Issues that share rare words with the one that ``key`` names.

        Raises NotFoundError and UsageError as ``issue`` does.
        """
        return self._kinship.of_issue(self._find(key), limit)

    @asks
    def similar_to(self, text: str, *, limit: int = 5) -> tuple[SimilarIssue, ...]:
        """Issues that share rare words with a text: a draft, a diff, a stack trace."""
        return self._kinship.of_text(text, limit)

    @asks
    def backlinks(self, key: str) -> tuple[Backlink, ...]:
        """The mentions of an issue in others of its log, in their order.

        Raises NotFoundError and UsageError as ``issue`` does.
        """
        from issues_kb.store.findings import Backlink

        rows = self._connection.execute(
            f"SELECT {SUMMARY_COLUMNS}, p.text, i.line + p.offset FROM links p"  # noqa: S608
            " JOIN issues i ON i.id = p.issue_id JOIN logs l ON l.id = i.log_id"
            " JOIN issues t ON t.log_id = i.log_id AND t.key = p.target"
            " WHERE t.id = ? AND i.id <> t.id ORDER BY i.line, p.id",
            (self._find(key),),
        )
        return tuple(Backlink(summary(row), *row[12:14]) for row in rows)

    @asks
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be understood, by log and line."""
        from issues_kb.store.contents import all_diagnostics

        return all_diagnostics(self._connection)

    @asks
    def counts(self, query: Query = EVERYTHING) -> Counts:
        """How many issues answer ``query``, by severity and status."""
        from issues_kb.store.hits import Counts

        statement = select_issues(query, "i.severity, i.status")
        rows = self._connection.execute(
            f"SELECT severity, status, count(*) FROM ({statement.sql}) GROUP BY 1, 2",  # noqa: S608
            statement.params,
        )
        matrix = {
            (severity_of(severity), status_of(status)): count for severity, status, count in rows
        }
        return Counts(sum(matrix.values()), matrix)

    @asks
    def keys(self, prefix: str = "", *, limit: int = 200) -> tuple[IssueSummary, ...]:
        """Issues whose key begins with ``prefix`` in any letter case, for completion."""
        from issues_kb.query.statement import fold_text, folding
        from issues_kb.query.terms import clean

        wanted = fold_text(clean(prefix))
        rows = self._connection.execute(
            f"SELECT {SUMMARY_COLUMNS} FROM issues i JOIN logs l ON l.id = i.log_id"  # noqa: S608
            f" WHERE substr({folding(wanted)}(i.key), 1, length(?1)) = ?1"
            " ORDER BY l.position, l.id, i.line LIMIT ?2",
            (wanted, limit),
        )
        return tuple(map(summary, rows))

    @asks
    def shared_keys(self) -> frozenset[str]:
        """The keys, in small letters, that several logs have: they need the name of a log."""
        if self._connection.execute("SELECT count(*) < 2 FROM logs").fetchone()[0]:
            return frozenset()
        from issues_kb.store.sharing import shared_keys

        return shared_keys(self._connection)

    @asks
    def field_names(self) -> tuple[str, ...]:
        """Names of fields that issues carry, most frequent first, for ``parse_query``."""
        from issues_kb.query.statement import fold_text

        rows = self._connection.execute(
            "SELECT name, count(*) FROM fields GROUP BY name ORDER BY count(*) DESC, name"
        )
        names: dict[str, str] = {}
        counts: dict[str, int] = {}
        for name, count in rows:
            folded = fold_text(name)
            names.setdefault(folded, name)
            counts[folded] = counts.get(folded, 0) + count
        return tuple(sorted(names.values(), key=lambda name: (-counts[fold_text(name)], name)))
