"""An index that is damaged, or that somebody else takes: commands answer all the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from issues_kb.store import Index, StaleIndexError
from tests.cli.conftest import Program

ANEW = "note: the index was damaged and is built anew"


def change(project: Path, statement: str) -> None:
    """Change the index by somebody else's hand."""
    with closing(sqlite3.connect(project / ".issues-kb" / "index.db")) as connection:
        connection.execute(statement)
        connection.commit()


def spoil_table(project: Path) -> None:
    """Rubbish in the first page of the issues, which only a question finds."""
    database = project / ".issues-kb" / "index.db"
    with closing(sqlite3.connect(database)) as connection:
        select = "SELECT rootpage FROM sqlite_master WHERE name = 'issues'"
        (page,) = connection.execute(select).fetchone()
    data = bytearray(database.read_bytes())
    data[4096 * (page - 1) : 4096 * page] = b"\xa5" * 4096
    database.write_bytes(data)


@pytest.mark.parametrize("command", [("list",), ("export",), ("build", "--output", "site")])
def test_a_damaged_index_is_built_anew_and_answers(
    call: Program, project: Path, command: tuple[str, ...]
) -> None:
    right = call(*command)
    spoil_table(project)
    done = call(*command)
    assert (done.code, done.out) == (0, right.out)
    assert ANEW in done.err


def test_a_value_that_an_index_cannot_have_is_damage(call: Program, project: Path) -> None:
    right = call("list")
    change(project, "UPDATE issues SET severity = 'hxgh'")
    done = call("list")
    assert (done.code, done.out) == (0, right.out)
    assert ANEW in done.err


def test_a_fault_of_our_own_is_told_as_such(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(Index, "issues", wrong)
    done = call("list")
    assert done.code == 3
    assert "error: unexpected ValueError: ours" in done.err
    assert ANEW not in done.err


def test_an_index_that_another_version_takes_is_taken_back(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = call("list")
    real, times = Index.open.__func__, [0]  # type: ignore[attr-defined]

    def taken(cls: type[Index], database: Path) -> Index:
        times[0] += 1
        if times[0] == 1:
            change(project, "UPDATE settings SET value = 'other' WHERE name = 'maker'")
        opened: Index = real(cls, database)
        return opened

    monkeypatch.setattr(Index, "open", classmethod(taken))
    assert call("list").out == right.out
    assert times == [2]


def test_an_index_that_is_taken_again_and_again_is_told(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(_: Path) -> Index:
        raise StaleIndexError("the index was made by another version", subject="index.db")

    monkeypatch.setattr(Index, "open", taken)
    done = call("list")
    assert done.code == 3
    assert "error: index.db: the index was made by another version" in done.err
