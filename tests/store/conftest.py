"""A folder with logs, an index over them, and what an index holds as plain values."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from issues_kb.model import LogFile
from issues_kb.query import parse_query
from issues_kb.store import Hit, Index, SyncReport, sync


@dataclass(frozen=True)
class Project:
    """A scratch project: write logs, sync them, ask."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / ".issues-kb" / "index.db"

    def write(self, path: str, text: str | bytes) -> LogFile:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.log(path)

    def log(self, path: str) -> LogFile:
        return LogFile(self.root / path, path, Path(path).stem)

    def sync(self, *logs: LogFile, **options: Any) -> SyncReport:  # noqa: ANN401 as sync takes them
        return sync(self.database, logs, **options)

    def open(self) -> Index:
        return Index.open(self.database)

    def keys(self, query: str) -> list[str]:
        with self.open() as index:
            return [issue.key for issue in index.issues(parse_query(query).query)]

    def hits(self, query: str) -> list[Hit]:
        with self.open() as index:
            return list(index.search(parse_query(query).query).hits)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def dump(database: Path) -> dict[str, Any]:
    """All that an index holds, without ids and times."""
    with Index.open(database) as index:
        readings = list(index.readings())
        logs = index.logs()
    connection = sqlite3.connect(database)
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.w USING fts5vocab(main, issues_fts, instance)"
        )
        words = connection.execute(
            "SELECT l.path, i.key, w.term, w.col, w.offset FROM temp.w w"
            " LEFT JOIN issues i ON i.id = w.doc LEFT JOIN logs l ON l.id = i.log_id"
            " ORDER BY 1, 2, 3, 4, 5"
        ).fetchall()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    return {
        "logs": logs,
        "readings": readings,
        "words": words,
        "orphans": orphans,
    }


def entry(number: int | str, title: str, body: str = "", **fields: str) -> str:
    """One entry in the format of reference."""
    lines = "".join(f"**{name.capitalize()}:** {value}\n" for name, value in fields.items())
    return f"## Issue #{number}: {title}\n\n{lines}\n{body}\n\n---\n\n"


def log_text(*entries: str) -> str:
    return "# Issues Log\n\nWhat went wrong.\n\n---\n\n" + "".join(entries)
