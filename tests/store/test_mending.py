"""An index that is damaged, taken by another version, or changed while it is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from issues_kb.knowledge import KnowledgeBase
from issues_kb.store import (
    BrokenDatabaseError,
    Index,
    StaleIndexError,
    asking,
    maker,
    syncing,
)
from issues_kb.store import index as index_room
from tests.store.conftest import Project, dump, entry, log_text

ONE = log_text(entry(1, "Cold", "The cache is cold."))
TWO = log_text(entry(1, "Warm", "Now it is warm."), entry(2, "New", "Another."))


def spoil_text(database: Path) -> None:
    """Bytes that are no text, in a page that SQLite takes for sound."""
    data = database.read_bytes()
    assert data.count(b"The cache is cold.") > 0
    database.write_bytes(data.replace(b"The cache is cold.", b"The cache is \xff\xff\xff\xff."))


def test_text_that_is_none_is_damage(project: Project) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    spoil_text(project.database)
    with project.open() as index, pytest.raises(BrokenDatabaseError, match="is damaged"):
        index.issue("1")
    project.sync(log, rebuild=True)
    assert "The cache is cold." in project.open().issue("1").issue.text


def test_a_name_that_is_no_text_is_damage(project: Project) -> None:
    log = project.write("a-log-with-a-name.md", ONE)
    project.sync(log)
    data = project.database.read_bytes()
    project.database.write_bytes(
        data.replace(b"a-log-with-a-name", b"a-log-with-a-\xff\xff\xff\xff")
    )
    assert project.sync(log).notes == ("the index was damaged and is built anew",)
    assert project.keys("") == ["1"]


def test_damage_is_told_as_such_from_within_a_moment(project: Project) -> None:
    project.sync(project.write("log.md", log_text(*(entry(n, f"T{n}") for n in range(50)))))
    data = bytearray(project.database.read_bytes())
    data[4096 * 8 :] = b"\xa5" * (len(data) - 4096 * 8)
    project.database.write_bytes(data)
    with pytest.raises(BrokenDatabaseError), project.open() as index, index.steady():
        list(index.readings())


def test_what_somebody_else_mended_meanwhile_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    whole = project.database.read_bytes()
    project.database.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))

    @contextmanager
    def waiting(_: Path) -> Iterator[None]:
        # While we wait for our turn, another process makes the index anew.
        project.database.write_bytes(whole)
        yield

    monkeypatch.setattr("issues_kb.alone.alone", waiting)
    monkeypatch.setattr(syncing, "remove", None)
    assert project.sync(log).notes == ()
    assert project.keys("") == ["1"]


@pytest.mark.parametrize("place", [18, 19, 52, 55])
def test_a_header_that_lets_nothing_be_written_is_damage(project: Project, place: int) -> None:
    project.sync(project.write("log.md", ONE))
    data = bytearray(project.database.read_bytes())
    data[place] ^= 0x40
    project.database.write_bytes(data)
    report = project.sync(project.write("log.md", TWO), rebuild=True)
    assert report.notes == ("the index was damaged and is built anew",)
    assert project.keys("") == ["1", "2"]


def test_a_first_index_that_opening_takes_back_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The header of one that was cut off while it was put in place says that it is ours.
    monkeypatch.setattr(index_room, "has_index", lambda _: True)
    (tmp_path / "cut.db").touch()
    with pytest.raises(StaleIndexError, match="no index here"):
        Index.open(tmp_path / "cut.db")


def test_answers_inside_are_of_one_moment(project: Project) -> None:
    log = project.write("log.md", ONE)
    project.sync(log)
    with project.open() as index:
        with index.steady():
            assert [each.title for each in index.issues()] == ["Cold"]
            project.sync(project.write("log.md", TWO))
            assert [each.title for each in index.issues()] == ["Cold"]
            assert index.logs()[0].issues == 1
        assert [each.title for each in index.issues()] == ["Warm", "New"]


def test_a_log_that_is_indexed_while_it_is_loaded_stays_as_it_was(project: Project) -> None:
    project.sync(project.write("a.md", ONE), project.write("b.md", ONE))
    with project.open() as index:
        readings = index.readings()
        first = next(readings)
        project.sync(project.write("a.md", TWO), project.write("b.md", TWO))
        assert [first.log.issues[0].title, next(readings).log.issues[0].title] == ["Cold", "Cold"]


def test_an_index_that_other_code_took_is_stale(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.sync(project.write("log.md", ONE))
    with project.open() as index:
        monkeypatch.setattr(asking, "maker", lambda: "other")
        with pytest.raises(StaleIndexError, match="another version"), index.steady():
            pass


def test_a_knowledge_base_takes_its_index_back(tmp_path: Path) -> None:
    (tmp_path / "ISSUES_LOG.md").write_text(ONE, encoding="utf-8")
    with KnowledgeBase.open(tmp_path) as kb:
        with closing(sqlite3.connect(tmp_path / ".issues-kb" / "index.db")) as connection:
            connection.execute("UPDATE settings SET value = 'other' WHERE name = 'maker'")
            connection.execute("DROP TABLE errors")
            connection.commit()
        assert kb.issue("1").issue.title == "Cold"
        assert kb.notes == ("the index was made by another version and is built anew",)


def test_two_versions_take_turns_on_one_index(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project.write("log.md", ONE)
    before = maker.maker()
    for version in ("other", before, "other", before):
        monkeypatch.setattr(syncing, "maker", lambda version=version: version)
        project.sync(log)
        assert project.keys("") == ["1"]
    assert dump(project.database)["orphans"] == []
