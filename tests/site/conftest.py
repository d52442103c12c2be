"""Readings made by hand: the site needs values, not a reader."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

import issues_kb.site
from issues_kb.model import (
    Field,
    Issue,
    IssueLog,
    Learning,
    LogReading,
    Measure,
    MeasureState,
    Reference,
    Rule,
    Section,
    SectionKind,
    Severity,
    Status,
)
from issues_kb.query.sql import SEARCH_COLUMNS
from issues_kb.reading import load_vocabulary
from issues_kb.site import SiteOptions, SiteReport
from issues_kb.store import Index
from issues_kb.store.documents import issue_document
from issues_kb.store.missed import missed_family
from issues_kb.store.rows import (
    DIAGNOSTIC_VALUES,
    ISSUE_VALUES,
    PARTS,
    diagnostic_row,
    issue_row,
    part_rows,
)
from issues_kb.store.schema import create
from tests.site.browsing import chromium

__all__ = ["chromium"]

MakeIssue = Callable[..., Issue]

SAMPLE = """\
## Issue #1: Key missing on `users`

**Date:** 2024-12-19
**Severity:** High (blocks the start)
**Status:** Resolved
**Reporter:** Ada

The server does not start.

### Problem Description

See #2, and `#2` in code.

```sql
ALTER TABLE users ADD PRIMARY KEY (id);
```

#### Details

More.

**Root Cause:** no primary key

### Key Learnings

1. **Foreign keys**:
   - **DO**: Define them once
   - **DON'T**: Define them twice

### Prevention

- [ ] Review the schema
- [x] Test it"""


def sample_issue() -> Issue:
    """An entry with every kind of content, whose lines are counted by hand from 7."""
    return Issue(
        key="1",
        number="1",
        title="Key missing on `users`",
        line=7,
        end_line=39,
        text=SAMPLE,
        date="2024-12-19",
        severity=Severity.HIGH,
        severity_note="blocks the start",
        status=Status.RESOLVED,
        fields=(Field("Reporter", "Ada", 12),),
        sections=(
            Section(SectionKind.OTHER, None, 14, "The server does not start."),
            Section(
                SectionKind.PROBLEM,
                "Problem Description",
                16,
                "See #2, and `#2` in code.\n\n```sql\n"
                "ALTER TABLE users ADD PRIMARY KEY (id);\n```\n\n#### Details\n\nMore.",
            ),
            Section(SectionKind.OTHER, "Details", 24, "More.", parent=16),
            Section(SectionKind.ROOT_CAUSE, "Root Cause", 28, "no primary key"),
            Section(
                SectionKind.LEARNINGS,
                "Key Learnings",
                30,
                "1. **Foreign keys**:\n   - **DO**: Define them once\n"
                "   - **DON'T**: Define them twice",
            ),
            Section(
                SectionKind.PREVENTION,
                "Prevention",
                36,
                "- [ ] Review the schema\n- [x] Test it",
            ),
        ),
        learnings=(
            Learning("Define them once", 33, "Foreign keys", Rule.DO),
            Learning("Define them twice", 34, "Foreign keys", Rule.DONT),
        ),
        measures=(
            Measure(1, "Review the schema", 38, None, MeasureState.TODO, checklist=True),
            Measure(2, "Test it", 39, None, MeasureState.DONE, checklist=True),
        ),
        references=(Reference("#2", 18, "2"),),
    )


def plain_issue(key: str, **values: object) -> Issue:
    """An issue of one line."""
    given: dict[str, object] = {
        "number": key,
        "title": f"Issue {key}",
        "line": 50,
        "end_line": 50,
        "text": f"## Issue {key}",
    }
    return Issue(key=key, **{**given, **values})  # type: ignore[arg-type]


def reading(*issues: Issue, name: str = "docs", path: str = "docs/ISSUES_LOG.md") -> LogReading:
    """A log of these issues."""
    return LogReading(IssueLog(path=path, name=name, title="Issues Log", issues=issues))


@pytest.fixture
def sample() -> LogReading:
    """The sample entry and one that it mentions."""
    return reading(sample_issue(), plain_issue("2", status=Status.OPEN, severity=Severity.LOW))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "site"


@contextmanager
def index_of(readings: Iterable[LogReading], database: Path) -> Iterator[Index]:
    """An index that holds these readings as they are, whatever a reader would make of them."""
    database.unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    create(connection)
    issue_ids = count(1)
    for number, each in enumerate(readings, start=1):
        log = each.log
        connection.execute(
            "INSERT INTO logs (id, name, path, title, issue_count, position, file)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                log.name,
                log.path,
                log.title,
                len(log.issues),
                number,
                f"/{number}/{log.path}",
            ),
        )
        for issue_id, issue in zip(issue_ids, log.issues, strict=False):
            values = issue_row(issue, _digest(issue), missed_family(issue, load_vocabulary(None)))
            _insert(
                connection,
                "issues",
                f"id, log_id, {ISSUE_VALUES}, text",
                (issue_id, number, *values, issue.text),
            )
            for table, row in part_rows(issue):
                _insert(connection, table, f"issue_id, {PARTS[table]}", (issue_id, *row))
            _insert(
                connection,
                "issues_fts",
                ", ".join(["rowid", *SEARCH_COLUMNS]),
                (issue_id, *issue_document(issue)),
            )
        for found in each.diagnostics:
            _insert(
                connection,
                "diagnostics",
                f"log_id, {DIAGNOSTIC_VALUES}",
                (number, *diagnostic_row(found, 0)),
            )
    connection.commit()
    connection.close()
    with Index.open(database) as index:
        yield index


def build_site(
    readings: Iterable[LogReading], output: Path, options: SiteOptions | None = None
) -> SiteReport:
    """The site of these readings."""
    with (
        tempfile.TemporaryDirectory() as folder,
        index_of(readings, Path(folder) / "i.db") as index,
    ):
        return issues_kb.site.build_site(index, output, options)


def _digest(issue: Issue) -> str:
    moved = replace(issue, line=0, end_line=0)
    return hashlib.sha256(repr(moved).encode("utf-8", "backslashreplace")).hexdigest()


def _insert(
    connection: sqlite3.Connection, table: str, columns: str, values: tuple[object, ...]
) -> None:
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
