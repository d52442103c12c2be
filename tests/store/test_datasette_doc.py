"""docs/datasette.md names tables and columns that are there."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.store.conftest import Project, entry, log_text

pytestmark = pytest.mark.docs

DOCUMENT = (Path(__file__).parents[2] / "docs" / "datasette.md").read_text(encoding="utf-8")
METADATA: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[0])
TABLES: dict[str, dict[str, Any]] = METADATA["databases"]["index"]["tables"]
SQL = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)[0]


@pytest.fixture
def connection(project: Project) -> sqlite3.Connection:
    body = "### Files Changed\n\n- `src/a.py`"
    log = project.write("log.md", log_text(entry(1, "Stale cache", body, severity="High")))
    project.sync(log)
    return sqlite3.connect(project.database)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_tables_and_columns_are_there(connection: sqlite3.Connection, table: str) -> None:
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
    columns = {name for (name,) in rows}
    options = TABLES[table]
    named = [*options.get("facets", []), options.get("label_column"), options.get("sort_desc")]
    connection.close()
    assert columns
    assert {name for name in named if name} <= columns


def test_search_is_found_where_datasette_looks(connection: sqlite3.Connection) -> None:
    # It looks for the name of the table in the statement that made the index, in these quotes.
    (sql,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'issues_fts'"
    ).fetchone()
    found = connection.execute(
        "SELECT title FROM issue_list WHERE id IN"
        " (SELECT rowid FROM issues_fts WHERE issues_fts MATCH 'stale')"
    ).fetchall()
    connection.close()
    assert 'content="issues"' in sql
    assert found == [("Stale cache",)]


def test_the_query_runs(connection: sqlite3.Connection) -> None:
    rows = connection.execute(SQL).fetchall()
    connection.close()
    assert rows == [("src/a.py", 1, 1)]
