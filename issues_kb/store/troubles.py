"""Files and the issues that touched them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from issues_kb.model import FileChange, Severity
from issues_kb.query import Query
from issues_kb.query.conditions import part_condition, path_condition
from issues_kb.query.sql import select_issues
from issues_kb.query.statement import Statement
from issues_kb.store.findings import FileHit
from issues_kb.store.summaries import SUMMARY_COLUMNS, shared_summary
from issues_kb.store.values import IssueSummary

__all__ = ["troubled_files"]

_WEIGHTS = {Severity.CRITICAL: 8, Severity.HIGH: 4, Severity.MEDIUM: 2}
_LEAST = 1

_Found = list[tuple[IssueSummary, FileChange]]


def _weight(issue: IssueSummary) -> int:
    return _WEIGHTS.get(issue.severity, _LEAST) if issue.severity else _LEAST


def _file_test(pattern: str) -> Statement:
    """A file by the end of its path or its folder; else by any part of its path."""
    exact = path_condition([pattern])
    part = part_condition([pattern])
    return Statement(f"({exact.sql} OR {part.sql})", exact.params + part.params)


def troubled_files(
    connection: sqlite3.Connection, pattern: str | None, query: Query, limit: int | None
) -> tuple[FileHit, ...]:
    """Files that match, with the issues that touched them; the most trouble first."""
    test = Statement("1") if pattern is None else _file_test(pattern)
    asked = select_issues(query, "i.id")
    rows = connection.execute(
        f"SELECT {SUMMARY_COLUMNS}, f.path, f.note, i.line + f.offset FROM files f"  # noqa: S608
        " JOIN issues i ON i.id = f.issue_id JOIN logs l ON l.id = i.log_id"
        f" WHERE {test.sql} AND i.id IN (SELECT id FROM ({asked.sql}))"
        " ORDER BY l.position, l.id, i.line, f.id",
        (*test.params, *asked.params),
    )
    files: dict[str, _Found] = {}
    issue = shared_summary()
    for row in rows:
        change = FileChange(*row[12:15])
        files.setdefault(change.path, []).append((issue(row), change))
    hits = [_hit(path, found) for path, found in files.items()]
    hits.sort(key=lambda hit: (-hit.weight, -len(hit.issues), hit.path))
    return tuple(hits if limit is None else hits[:limit])


def _hit(path: str, found: Sequence[tuple[IssueSummary, FileChange]]) -> FileHit:
    each: dict[tuple[str, str], tuple[IssueSummary, FileChange]] = {}
    for issue, change in found:
        each.setdefault((issue.path, issue.key), (issue, change))
    pairs = sorted(each.values(), key=lambda pair: -_weight(pair[0]))
    issues = tuple(issue for issue, _ in pairs)
    return FileHit(path, sum(map(_weight, issues)), issues, tuple(change for _, change in pairs))
