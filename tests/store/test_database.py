"""Databases that are not ours, of another version, damaged or locked."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from issues_kb.errors import DatabaseError
from issues_kb.store import BrokenDatabaseError, Index, connection, maker, sync
from issues_kb.store.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.store.conftest import Project, dump, entry, log_text

ONE = log_text(entry(1, "Login fails", "An old token."))
OTHER_VERSION = ("the index was made by another version and is built anew",)


def test_an_index_is_known_by_its_header_and_waits_for_nobody(project: Project) -> None:
    project.sync(project.write("log.md", ONE))
    opened = sqlite3.connect(project.database)
    pragmas = [
        opened.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version", "journal_mode")
    ]
    migrations = opened.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()
    opened.close()
    assert pragmas == [APPLICATION_ID, SCHEMA_VERSION, "wal"]
    assert migrations == [("0001-tables",), ("0002-search",)]


_CUT_OFF = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("CREATE TABLE issues(text)")
connection.executemany("INSERT INTO issues VALUES (?)", [("x" * 5000,)] * 200)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_first_index_that_was_cut_off_is_made_by_the_next_sync(project: Project) -> None:
    project.database.parent.mkdir()
    subprocess.run([sys.executable, "-c", _CUT_OFF, project.database], check=False)
    assert project.database.read_bytes()[:16] == bytes(16)
    project.sync(project.write("log.md", ONE))
    assert project.keys("token") == ["1"]


def test_every_table_is_strict(project: Project) -> None:
    project.sync()
    opened = sqlite3.connect(project.database)
    loose = opened.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0"
        " AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_migrations'"
    ).fetchall()
    opened.close()
    assert loose == []


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION - 1, SCHEMA_VERSION + 1])
def test_another_version_is_built_anew(project: Project, version: int) -> None:
    log = project.write("log.md", ONE)
    project.sync(log, exact=False)
    opened = sqlite3.connect(project.database)
    opened.execute(f"PRAGMA user_version = {version}")
    opened.execute("DROP VIEW issue_list")
    opened.close()
    if version != SCHEMA_VERSION:
        with pytest.raises(DatabaseError, match="another version"):
            Index.open(project.database)
    assert project.sync(exact=False).notes == OTHER_VERSION
    assert project.keys("") == ["1"]
    assert project.sync(exact=False).notes == ()


def test_an_index_made_by_other_code_is_built_anew(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    monkeypatch.setattr("issues_kb.store.syncing.maker", lambda: "other code")
    assert project.sync(log).notes == OTHER_VERSION
    assert project.sync(log).notes == ()
    assert maker.maker() != "other code"


def test_an_index_that_lost_a_table_is_built_anew(project: Project) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    opened = sqlite3.connect(project.database)
    opened.execute("DROP TABLE settings")
    opened.close()
    assert project.sync(log).notes == OTHER_VERSION


def test_a_rebuild_reads_all_again_and_keeps_the_logs_it_knows(project: Project) -> None:
    project.sync(project.write("log.md", ONE), exact=False)
    report = project.sync(exact=False, rebuild=True)
    assert [(each.path, each.parsed) for each in report.logs] == [("log.md", 1)]
    assert report.notes == ()


def test_a_file_that_is_no_database_is_refused_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("My notes, longer than any header of a database could be.\n" * 4)
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match="is not a database"):
        sync(file)
    with pytest.raises(DatabaseError, match="is not a database"):
        Index.open(file)
    with pytest.raises(DatabaseError, match="another program"):
        sync(file, rebuild=True)
    assert file.read_bytes() == before


@pytest.mark.parametrize("application_id", [0, 7])
def test_a_database_of_another_program_is_refused_and_stays(
    tmp_path: Path, application_id: int
) -> None:
    file = tmp_path / "other.db"
    other = sqlite3.connect(file)
    other.execute(f"PRAGMA application_id = {application_id}")
    other.execute("CREATE TABLE precious (id INTEGER)")
    other.close()
    before = file.read_bytes()
    for rebuild in (False, True):
        with pytest.raises(DatabaseError, match="another program"):
            sync(file, rebuild=rebuild)
    assert file.read_bytes() == before


def test_an_empty_file_becomes_an_index(project: Project) -> None:
    project.database.parent.mkdir()
    project.database.touch()
    project.sync(project.write("log.md", ONE))
    assert project.keys("") == ["1"]


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is a folder"):
        sync(tmp_path)


def test_a_missing_index_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no index here"):
        Index.open(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def _damage(database: Path, start: int = 1) -> None:
    data = bytearray(database.read_bytes())
    data[4096 * start :] = b"\xa5" * (len(data) - 4096 * start)
    database.write_bytes(data)


def test_a_damaged_index_is_built_anew(project: Project, tmp_path: Path) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    _damage(project.database)
    assert project.sync(log).notes == ("the index was damaged and is built anew",)
    sync(tmp_path / "other.db", [log])
    assert dump(project.database) == dump(tmp_path / "other.db")


def test_damage_that_only_a_question_finds_is_told_apart(project: Project) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    opened = sqlite3.connect(project.database)
    (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'issues'").fetchone()
    opened.close()
    data = bytearray(project.database.read_bytes())
    data[4096 * (page - 1) : 4096 * page] = b"\xa5" * 4096
    project.database.write_bytes(data)
    with project.open() as index, pytest.raises(BrokenDatabaseError, match="is damaged"):
        index.issues()
    assert project.sync(log, rebuild=True).logs[0].issues == 1
    assert project.keys("") == ["1"]


def test_a_locked_index_is_waited_for_and_then_reported(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.sync(project.write("log.md", ONE))
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(project.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="is locked"):
        project.sync(project.write("log.md", log_text()))
    assert project.keys("") == ["1"]
    holder.close()
    project.sync(project.log("log.md"))
    assert project.keys("") == []


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseError, match="cannot be"):
        sync(tmp_path / "file" / "index.db")


def test_an_index_where_nothing_may_be_written_can_be_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    real = connection._connect

    def refusing(database: Path, options: str) -> sqlite3.Connection:
        # As in a read-only folder: no shared memory, hence no ordinary connection.
        return real(database if "immutable" in options else database / "no", options)

    monkeypatch.setattr(connection, "_connect", refusing)
    assert project.sync(log).logs[0].issues == 1
    assert project.keys("") == ["1"]
