"""Names, paths and numbers compare in any letter case, in any writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from unicodedata import normalize

import pytest

from issues_kb.query import PathFilter, Query
from issues_kb.query.statement import fold_number, number_order
from issues_kb.store import BrokenDatabaseError
from tests.store.conftest import Project, entry, log_text

LOG = log_text(
    entry(
        1,
        "Überlauf",
        "**Ähnlich:** Jäger\n\n### Files Changed\n\n"
        f"- `src/Übersicht.ts`: x\n- `{normalize('NFD', 'src/Größe.ts')}`: y\n",
        status="Open",
    ),
    entry(2, "über alles", "**ähnlich:** nein\n", status="Open"),
    entry(3, "Zeit", "### Files Changed\n\n- `src/plain.ts`: y\n", status="Open"),
)


@pytest.fixture
def kb(project: Project) -> Project:
    project.sync(project.write("docs/Ärzte.md", LOG))
    return project


def keys(kb: Project, query: str) -> list[str]:
    with kb.open() as index:
        parsed = index.parse(query)
        assert parsed.hints == ()
        return [issue.key for issue in index.issues(parsed.query)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("log:ärzte", ["1", "2", "3"]),
        ("log:DOCS/ÄRZTE.md", ["1", "2", "3"]),
        ("ähnlich:jäger", ["1"]),
        ("ÄHNLICH:JÄGER,NEIN", ["1", "2"]),
        ("file:übersicht", ["1"]),
        ("file:ÜBER*.ts", ["1"]),
        ("file:GRÖSSE", ["1"]),
        ("file:PLAIN", ["3"]),
        ("sort:title", ["3", "2", "1"]),
    ],
)
def test_a_query_finds_any_letter_case(kb: Project, query: str, found: list[str]) -> None:
    assert keys(kb, query) == found


@pytest.mark.parametrize(
    "path",
    [
        "src/Übersicht.ts",
        "SRC/ÜBERSICHT.TS",
        "/srv/app/src/übersicht.ts:12",
        "übersicht.*",
        "Größe.ts",
    ],
)
def test_a_path_is_found_in_any_letter_case(kb: Project, path: str) -> None:
    with kb.open() as index:
        assert [issue.key for issue in index.touching([path])] == ["1"]
        assert [hit.issues[0].key for hit in index.files(path)] == ["1"]
        query = Query(filters=(PathFilter((path,)),))
        assert [issue.key for issue in index.issues(query)] == ["1"]


def test_a_field_is_named_once_as_most_write_it(kb: Project) -> None:
    kb.sync(kb.write("docs/Ärzte.md", LOG + entry(4, "Noch", "**ähnlich:** so\n", status="Open")))
    with kb.open() as index:
        assert index.field_names() == ("ähnlich",)


def test_keys_complete_in_any_letter_case(project: Project) -> None:
    project.sync(
        project.write("a.md", log_text("## Überlauf\n\n**Date:** 2025-01-02\n**Status:** Open\n"))
    )
    with project.open() as index:
        assert [issue.title for issue in index.keys("ÜB")] == ["Überlauf"]


NUMBERS = ("3", "12", "007", "1.10", "1.9", "BUG-10", "BUG-009", "ISS-1", "BUG-1.9")


@pytest.fixture
def numbered(project: Project) -> Project:
    entries = (f"## {number}. It broke\n\n**Status:** Open\n\n---\n\n" for number in NUMBERS)
    project.sync(project.write("a.md", log_text(*entries)))
    return project


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("number:9", ["BUG-009"]),
        ("number:1.9", ["1.9", "BUG-1.9"]),
        ("number:10", ["BUG-10"]),
        ("number:bug-9", ["BUG-009"]),
        ("number:BUG009", ["BUG-009"]),
        ("number:7", ["007"]),
        (
            "sort:number",
            ["1.9", "1.10", "3", "007", "12", "BUG-1.9", "BUG-009", "BUG-10", "ISS-1"],
        ),
    ],
)
def test_numbers_are_numbers(numbered: Project, query: str, found: list[str]) -> None:
    with numbered.open() as index:
        issues = index.issues(index.parse(query).query)
    assert [issue.number for issue in issues] == found


def test_numbers_in_their_forms() -> None:
    assert [fold_number(each) for each in ("BUG-012", "#12", "1.09", "v1.2", "2024-01")] == [
        *("bug-12", "12", "1.9", "v-1.2", "2024-1"),
    ]
    assert number_order("BUG-012") == "bug 00212"


def test_what_a_function_of_ours_cannot_read_is_damage(kb: Project) -> None:
    with closing(sqlite3.connect(kb.database)) as connection, connection:
        connection.execute("UPDATE issues SET title = CAST(x'ff' AS TEXT)")
    with kb.open() as index, pytest.raises(BrokenDatabaseError):
        index.issues(index.parse("sort:title").query)
