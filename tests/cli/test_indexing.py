from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import SECOND_LOG, Program


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_index_says_what_it_found(call: Program, two_logs: Path) -> None:
    done = call("index")
    assert done.code == 0
    assert done.out.splitlines() == [
        "ISSUES_LOG.md: 1 issue, 1 read",
        "backend/BUG_LOG.md: 2 issues, 2 read",
    ]
    assert done.err == "note: using ISSUES_LOG.md, backend/BUG_LOG.md\n"
    assert call("index").out.splitlines() == [
        "ISSUES_LOG.md: 1 issue",
        "backend/BUG_LOG.md: 2 issues",
    ]
    assert "1 issue, 1 read" in call("index", "--rebuild").out


def test_the_cache_ignores_itself(call: Program, project: Path) -> None:
    call("list")
    assert (project / ".issues-kb" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert (project / ".issues-kb" / "index.db").is_file()


def test_a_changed_log_is_read_by_the_next_query(call: Program, two_logs: Path) -> None:
    call("list")
    log = two_logs / "backend" / "BUG_LOG.md"
    log.write_text(log.read_text("utf-8").replace("Button is grey", "Button is gone"), "utf-8")
    assert "Button is gone" in call("list").out


def test_a_new_log_is_found_and_a_deleted_one_dropped(call: Program, two_logs: Path) -> None:
    call("list")
    write(two_logs / "web" / "ISSUES.md", "## Issue 4: Broken link\n\n**Status:** Open\n")
    (two_logs / "backend" / "BUG_LOG.md").unlink()
    keys = {issue["key"] for issue in call("list", "--format", "json").json["issues"]}
    assert keys == {"1", "4"}


def test_a_log_is_added_and_forgotten(call: Program, project: Path) -> None:
    write(project / "notes" / "strange.md", SECOND_LOG)
    assert "BUG-007" not in call("list").out
    added = call("index", "notes/strange.md")
    assert (added.code, added.out) == (0, "notes/strange.md: 2 issues, 2 read\n")
    assert "BUG-007" in call("list").out
    assert "BUG-007" in call("list", "--log", "notes").out
    assert "notes/strange.md: taken out" in call("index", "--forget", "notes").out
    assert "BUG-007" not in call("list").out


def test_a_log_that_was_added_and_is_gone(call: Program, project: Path) -> None:
    strange = write(project / "notes" / "strange.md", SECOND_LOG)
    call("index", "notes/strange.md")
    strange.unlink()
    told = "note: notes/strange.md: no such file; take it out with: issues-kb index --forget notes"
    other = write(project / "other.md", SECOND_LOG)
    done = call("index", "other.md")
    assert (done.code, done.problems) == (0, [])
    assert told in done.err
    done = call("list")
    assert done.code == 0
    assert "notes/strange.md is gone; take it out with: issues-kb index --forget" in done.err
    assert call("index", "--forget", "notes/strange.md").out == "notes/strange.md: taken out\n"
    assert "strange" not in call("list").err
    other.unlink()
    assert "other.md: taken out\n" in call("index", "--forget", "other.md").out
    (project / "ISSUES_LOG.md").unlink()
    assert call("list").problems[0].endswith("no issue log found")


def test_a_log_that_the_configuration_names_is_missing(call: Program, project: Path) -> None:
    write(project / "issues-kb.toml", 'logs = ["ISSUES_LOG.md", "x.md"]\n')
    done = call("list")
    assert done.code == 3
    assert done.problems == [
        "error: x.md: no such file",
        "hint: issues-kb.toml names it in `logs`",
    ]


def test_a_discovered_log_stays_forgotten_until_it_is_added(call: Program, two_logs: Path) -> None:
    assert "BUG-007" in call("list").out
    call("index", "--forget", "backend/BUG_LOG.md")
    assert "BUG-007" not in call("list").out
    call("index", "backend/BUG_LOG.md")
    assert "BUG-007" in call("list").out


def test_forgetting_what_is_not_there(call: Program) -> None:
    call("index")
    done = call("index", "--forget", "nothing.md")
    assert done.code == 3
    assert done.problems == [
        "error: nothing.md: is not in the index",
        "hint: it holds ISSUES_LOG.md",
    ]


def test_a_database_of_ones_own_knows_its_logs(
    call: Program, two_logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "kb.db"
    done = call("--db", database, "index", "backend/BUG_LOG.md")
    assert (done.code, done.out) == (0, "backend/BUG_LOG.md: 2 issues, 2 read\n")
    assert "Foreign" not in call("--db", database, "list").out
    assert not (two_logs / ".issues-kb").exists()

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("ISSUES_KB_DB", str(database))
    assert "BUG-007" in call("list", directory=elsewhere).out
    call("index", two_logs / "ISSUES_LOG.md", directory=elsewhere)
    assert len(call("list", directory=elsewhere).out.splitlines()) == 3
    call("index", "--forget", two_logs / "ISSUES_LOG.md", directory=elsewhere)
    assert len(call("list", directory=elsewhere).out.splitlines()) == 2


def test_a_new_database_takes_the_logs_of_the_project(call: Program, tmp_path: Path) -> None:
    assert "Foreign" in call("--db", tmp_path / "new.db", "list").out


def test_the_configuration_places_the_index_and_names_the_logs(
    call: Program, two_logs: Path
) -> None:
    write(two_logs / "issues-kb.toml", 'database = "var/kb.db"\nlogs = ["backend/*.md"]\n')
    assert "Foreign" not in call("list").out
    assert (two_logs / "var" / "kb.db").is_file()
    assert not (two_logs / ".issues-kb" / "index.db").exists()


def test_no_log_at_all(call: Program, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for command in (["list"], ["search", "x"], ["index"], ["build"], ["export"], ["new", "x"]):
        done = call(*command, directory=empty)
        assert (done.code, done.out) == (3, "")
        assert done.problems[0].endswith("no issue log found")
        assert "issues-kb index LOG" in done.problems[1]
    assert list(empty.iterdir()) == []


def test_a_log_without_issues_is_no_error(call: Program, project: Path) -> None:
    write(project / "ISSUES_LOG.md", "# Issues Log\n")
    write(project / "BUGS.md", "")
    done = call("index")
    assert (done.code, done.out) == (0, "BUGS.md: 0 issues\nISSUES_LOG.md: 0 issues\n")
    assert call("export").code == 0
    assert call("build").code == 0
    assert call("list").code == 1


def test_a_log_that_holds_nothing_says_why(call: Program, project: Path) -> None:
    log = write(project / "ISSUES_LOG.md", "# Issues Log\n")
    done = call("list")
    empty = "note: ISSUES_LOG.md holds no issue yet; add one with: issues-kb new\n"
    assert done.err == f"note: using ISSUES_LOG.md\n{empty}"
    assert call("index").err == f"note: using ISSUES_LOG.md\n{empty}"
    write(log, "# Bugs\n\n| ID | Title | Status |\n|---|---|---|\n| 1 | Crash | Open |\n")
    told = "note: ISSUES_LOG.md:3: IKB101 the issues of this log are rows of a table; give each"
    assert call("list").err.startswith(told)
    assert told in call("index").err
    assert "ISSUES_LOG.md:3:1: IKB101" in call("check").out


def test_a_file_that_is_no_log_can_be_taken_out(call: Program, project: Path) -> None:
    write(project / "notes.md", "Nothing.\n")
    done = call("index", "notes.md")
    assert (done.code, done.out) == (0, "notes.md: 0 issues\n")
    assert "no issue found in notes.md; take it out with: issues-kb index --forget" in done.err


def test_which_logs_are_used_is_said_when_they_are_others(call: Program, two_logs: Path) -> None:
    both = "note: using ISSUES_LOG.md, backend/BUG_LOG.md\n"
    assert call("list").err == both
    assert call("list").err == ""
    assert call("search", "cache").err == ""
    assert call("-v", "list").err.startswith(both)
    assert call("index").err == both
    write(two_logs / "web" / "ISSUES.md", "## Issue 4: Broken link\n\n**Status:** Open\n")
    assert call("list").err == "note: using ISSUES_LOG.md, backend/BUG_LOG.md, web/ISSUES.md\n"
    assert call("build").err.startswith("note: using ISSUES_LOG.md")


def bad_logs(folder: Path) -> dict[str, str]:
    (folder / "folder.md").mkdir()
    (folder / "binary.md").write_bytes(bytes(range(256)) * 20)
    os.mkfifo(folder / "pipe.md")
    return {
        "missing.md": "no such file",
        "folder.md": "is a folder, not a log",
        "binary.md": "is a binary file, not a log",
        "pipe.md": "is no regular file",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
@pytest.mark.parametrize("command", ["index", "export", "build"])
def test_logs_that_cannot_be_used_are_named_and_the_others_processed(
    call: Program, project: Path, command: str
) -> None:
    bad = bad_logs(project)
    done = call(command, *bad, "ISSUES_LOG.md")
    assert done.code == 3
    for path, reason in bad.items():
        assert f"error: {path}: {reason}" in done.err
    if command == "index":
        assert "ISSUES_LOG.md: 1 issue" in done.out
        assert call("list").code == 0
    elif command == "export":
        assert [log["path"] for log in done.json["logs"]] == ["ISSUES_LOG.md"]
    else:
        assert done.out == "site/index.html\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_log_that_may_not_be_read(call: Program, two_logs: Path) -> None:
    (two_logs / "ISSUES_LOG.md").chmod(0)
    done = call("list")
    assert done.code == 3
    assert "BUG-007" in done.out
    assert "ISSUES_LOG.md: cannot be read: Permission denied" in done.err


def test_a_configured_log_that_is_missing(call: Program, project: Path) -> None:
    write(project / "issues-kb.toml", 'logs = ["ISSUES_LOG.md", "docs/GONE.md"]\n')
    done = call("list")
    assert done.code == 3
    assert "error: docs/GONE.md: no such file" in done.err
    assert "Foreign" in done.out


@pytest.mark.parametrize(
    "content", [b"this is no database at all, only text" * 50, b"SQLite format 3\0xx"]
)
def test_a_file_that_is_no_database(call: Program, tmp_path: Path, content: bytes) -> None:
    database = tmp_path / "kb.db"
    database.write_bytes(content)
    for command in (["list"], ["index", "ISSUES_LOG.md"], ["search", "x"]):
        done = call("--db", database, *command)
        assert (done.code, done.out) == (3, "")
        assert done.problems[0].startswith("error: ")
        assert "kb.db" in done.problems[0]
        assert "Traceback" not in done.err
    assert database.read_bytes() == content


def test_a_database_of_somebody_else(call: Program, tmp_path: Path) -> None:
    database = tmp_path / "theirs.db"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE logs (x)")
    connection.commit()
    connection.close()
    before = database.read_bytes()
    done = call("--db", database, "index", "ISSUES_LOG.md")
    assert (done.code, done.out) == (3, "")
    assert database.read_bytes() == before


def test_a_database_that_is_a_folder(call: Program, tmp_path: Path) -> None:
    done = call("--db", tmp_path, "list")
    assert (done.code, done.out) == (3, "")


def test_a_project_that_cannot_hold_an_index(call: Program, project: Path, tmp_path: Path) -> None:
    write(project / ".issues-kb", "in the way")
    done = call("list")
    assert (done.code, done.out) == (3, "")
    assert ".issues-kb" in done.problems[0]
    assert done.problems[1] == "hint: put the index elsewhere with --db FILE or ISSUES_KB_DB"
    assert "Foreign" in call("--db", tmp_path / "kb.db", "list").out


def test_a_corrupt_index_of_our_own_is_made_anew(call: Program, project: Path) -> None:
    call("list")
    database = project / ".issues-kb" / "index.db"
    data = bytearray(database.read_bytes())
    data[4096:12288] = b"\xff" * 8192
    database.write_bytes(data)
    done = call("index", "--rebuild")
    assert done.code in (0, 3)
    assert "Traceback" not in done.err
