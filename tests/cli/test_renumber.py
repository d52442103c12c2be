from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from issues_kb.cli import renumber
from tests.cli.conftest import Program

TWICE = (
    "# Bugs\n\n"
    "## BUG-1: Door stays open\n\n**Status:** Open\n\n"
    "## BUG-1: Wall falls over\n\n**Status:** Open\n\nSee BUG-1.\n\n"
    "## BUG-2: Roof leaks\n\n**Status:** Open\n\nSee BUG-1.\n"
)
DIFF = (
    "--- a/BUGS.md\n+++ b/BUGS.md\n"
    "@@ -4,11 +4,11 @@\n \n **Status:** Open\n \n"
    "-## BUG-1: Wall falls over\n+## BUG-3: Wall falls over\n"
    " \n **Status:** Open\n \n"
    "-See BUG-1.\n+See BUG-3.\n"
    " \n ## BUG-2: Roof leaks\n \n"
)
UNCERTAIN = "note: BUGS.md:17:9: BUG-1 stays; it may mean BUG-1 (line 3) or BUG-3 (line 7)"


@pytest.fixture
def bugs(project: Path) -> Path:
    """A log with a number that is there twice, beside the log of reference."""
    file = project / "BUGS.md"
    file.write_text(TWICE, encoding="utf-8")
    return file


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal, for the question alone."""
    monkeypatch.setattr(renumber, "is_terminal", lambda _stream: True)


def test_without_a_terminal_the_change_is_only_shown(call: Program, bugs: Path) -> None:
    done = call("renumber", "BUGS.md")
    assert (done.code, done.out) == (1, DIFF)
    assert done.err.splitlines() == [UNCERTAIN, "hint: nothing is written; do it with --yes"]
    assert bugs.read_text(encoding="utf-8") == TWICE


def test_a_dry_run_shows_the_change(call: Program, bugs: Path) -> None:
    done = call("renumber", "--dry-run", "--yes", "BUGS.md")
    assert (done.code, done.out) == (0, DIFF)
    assert bugs.read_text(encoding="utf-8") == TWICE


def test_yes_writes_and_says_what(call: Program, bugs: Path) -> None:
    done = call("renumber", "--yes", "BUGS.md")
    assert (done.code, done.out) == (0, "BUGS.md:7: BUG-3 Wall falls over  (was BUG-1)\n")
    assert UNCERTAIN in done.err
    changed = TWICE.replace("BUG-1: Wall", "BUG-3: Wall").replace("See BUG-1.", "See BUG-3.", 1)
    assert bugs.read_text(encoding="utf-8") == changed
    again = call("renumber", "--yes", "BUGS.md")
    assert (again.code, again.out) == (0, "")
    assert again.err == "note: BUGS.md: no number is there twice\n"


def test_branches_that_both_add_an_issue_are_merged_and_mended(
    call: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()

    def git(*words: str) -> None:
        settings = ("-c", "merge.conflictStyle=diff3", "-c", "init.defaultBranch=main")
        subprocess.run(["git", "-C", str(folder), *settings, *words], check=True)

    def add(title: str, problem: str) -> None:
        new = ("new", title, "--problem", problem, "--date", "2025-01-02")
        assert call(*new, directory=folder).code == 0
        git("commit", "-qam", title)

    git("init", "-q")
    call("init", "--gitattributes", directory=folder)
    git("add", ".")
    add("The first fault", "It breaks.")
    git("checkout", "-qb", "other")
    add("Wall falls over", "Issue #2 is about bricks.")
    add("Roof leaks", "Since Issue #2.")
    git("checkout", "-q", "main")
    add("Door stays open", "Issue #2 is about wind.")
    git("merge", "-q", "--no-edit", "other")
    done = call("renumber", "--yes", directory=folder)
    assert done.code == 0
    assert " (was 2)" in done.out
    text = (folder / "ISSUES_LOG.md").read_text(encoding="utf-8")
    assert "## Issue #2: Door stays open" in text
    assert "Issue #2 is about wind." in text
    assert "## Issue #4: Wall falls over" in text
    assert "Issue #4 is about bricks." in text
    assert "Since Issue #2." in text
    assert "Issue #2 stays; it may mean 2 (line " in done.err


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize(("answer", "code", "number"), [("y\n", 0, "BUG-3"), ("\n", 1, "BUG-1")])
def test_a_person_is_asked(call: Program, bugs: Path, answer: str, code: int, number: str) -> None:
    done = call("renumber", "BUGS.md", answer=answer)
    assert done.code == code
    assert "Renumber 1 entry in BUGS.md? [y/N]" in done.err
    assert f"## {number}: Wall falls over" in bugs.read_text(encoding="utf-8")


def test_all_logs_of_the_project_are_looked_at(call: Program, bugs: Path, project: Path) -> None:
    before = (project / "ISSUES_LOG.md").read_bytes()
    done = call("renumber", "--yes")
    assert (done.code, done.out) == (0, "BUGS.md:7: BUG-3 Wall falls over  (was BUG-1)\n")
    assert "ISSUES_LOG.md: no number is there twice" in done.err
    assert (project / "ISSUES_LOG.md").read_bytes() == before


def test_a_log_that_cannot_be_used_does_not_stop_the_others(call: Program, bugs: Path) -> None:
    done = call("renumber", "--yes", "missing.md", "BUGS.md")
    assert done.code == 3
    assert done.problems == ["error: missing.md: no such file"]
    assert done.out.startswith("BUGS.md:7:")


def test_what_is_left_is_a_finding(call: Program, bugs: Path) -> None:
    entry = "## BUG-1: Door stays open\n\n**Status:** Open\n\n"
    bugs.write_text(f"# Bugs\n\n{entry}{entry}", encoding="utf-8")
    done = call("renumber", "--yes", "BUGS.md")
    assert (done.code, done.out) == (1, "")
    assert done.problems == [
        "BUGS.md:7: BUG-1 is the same entry as the one at line 3; delete one of them"
    ]


def test_a_log_that_changed_behind_the_question_is_not_written(
    call: Program, bugs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(*_: object) -> bool:
        bugs.write_text(TWICE + "\nMore.\n", encoding="utf-8")
        return True

    monkeypatch.setattr(renumber, "_agreed", ask)
    done = call("renumber", "BUGS.md")
    assert done.code == 3
    assert done.problems == ["error: BUGS.md: was changed meanwhile", "hint: run renumber again"]
    assert bugs.read_text(encoding="utf-8") == TWICE + "\nMore.\n"
