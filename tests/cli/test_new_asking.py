"""``new`` on a terminal."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import talk


def log_of(project: Path) -> str:
    return (project / "ISSUES_LOG.md").read_text(encoding="utf-8")


def test_what_is_missing_is_asked_for(project: Path) -> None:
    code, said = talk(
        project,
        *("new", "--date", "2025-01-31", "--no-similar"),
        answers=[
            ("What happened, in one line: ", "Two writers\n"),
            ("Severity", "huge\n"),
            ("there is no severity huge; known are low, medium, high, critical\n", ""),
            ("Severity", "high\n"),
            ("Status", "\n"),
            ("What was seen: ", "It breaks.\n"),
            ("Why it happened: ", "\n"),
            ("How it was fixed: ", "\n"),
            ("missed it: ", "\n"),
            ("What was learned: ", "Always lock\n"),
            ("one more: ", "Never sleep\n"),
            ("one more: ", "\n"),
            ("How to prevent it: ", "\n"),
        ],
    )
    assert code == 0
    assert said.endswith("ISSUES_LOG.md:159: 2 Two writers\n")
    entry = log_of(project).partition("## Issue #2: Two writers")[2]
    assert "**Severity:** High" in entry
    assert "**Status:** Open" in entry
    assert "It breaks." in entry
    assert "1. Always lock\n2. Never sleep\n" in entry


def test_what_is_given_is_not_asked_for(project: Path) -> None:
    texts = ("--problem", "a", "--root-cause", "b", "--resolution", "c", "--why-missed", "d")
    lists = ("--learning", "e", "--prevention", "f", "--severity", "low", "--status", "resolved")
    code, said = talk(project, "new", "Given", *texts, *lists, "--no-similar", answers=[])
    assert code == 0
    assert "Enter skips" not in said


def test_the_end_of_input_skips_what_is_left(project: Path) -> None:
    answers = [("Severity", "low\n"), ("Status", "\x04")]
    code, said = talk(project, "new", "Short", "--no-similar", answers=answers)
    assert code == 0
    assert said.endswith(": 2 Short\n")
    assert "**Severity:** Low" in log_of(project).partition("Short")[2]


@pytest.mark.parametrize("arguments", [(), ("Title",)])
def test_an_interrupt_writes_nothing(project: Path, arguments: tuple[str, ...]) -> None:
    before = log_of(project)
    first = "critical): " if arguments else "in one line: "
    code, said = talk(project, "new", *arguments, "--no-similar", answers=[(first, "\x03")])
    assert code == 130
    assert "error: interrupted" in said
    assert log_of(project) == before


def test_no_input_asks_nothing(project: Path) -> None:
    code, said = talk(project, "new", "Quiet", "--no-input", answers=[])
    assert (code, "Enter skips" in said) == (0, False)
    code, said = talk(project, "new", "--no-input", answers=[])
    assert (code, "the title is missing" in said) == (2, True)


SIMILAR = "Schema sync fails: foreign key constraint on another table"


def test_similar_issues_are_a_question(project: Path) -> None:
    before = log_of(project)
    code, said = talk(project, "new", SIMILAR, answers=[("Write it anyway? [Y/n]: ", "n\n")])
    assert code == 1
    assert "  ISSUES_LOG.md:7: 1 Foreign Key Constraint Error" in said
    assert "nothing is written" in said
    assert log_of(project) == before
    answers = [("Write it anyway?", "what\n"), ("answer y or n", "\n"), ("Severity", "\x04")]
    code, said = talk(project, "new", SIMILAR, answers=answers)
    assert code == 0
    assert said.endswith(f": 2 {SIMILAR}\n")


def test_a_log_is_begun_where_there_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    answers = [("Start ISSUES_LOG.md? [Y/n]: ", "n\n")]
    assert talk(folder, "new", "First", answers=answers)[0] == 3
    assert list(folder.iterdir()) == []
    answers = [("Start ISSUES_LOG.md? [Y/n]: ", "y\n"), ("Severity", "\x04")]
    code, said = talk(folder, "new", "First", answers=answers)
    assert code == 0
    assert "1 First\n" in said
    assert "First" in log_of(folder)


def test_one_of_several_logs_is_chosen(two_logs: Path) -> None:
    answers = [("Which log", "frontend\n"), ("Which log", "backend\n"), ("Severity", "\x04")]
    code, said = talk(two_logs, "new", "It broke", "--no-similar", answers=answers)
    assert code == 0
    assert "backend/BUG_LOG.md:" in said


def test_a_draft_that_was_refused_can_be_opened_again(project: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_text()\n"
        "extra = '\\n## Issue #9: Another\\n\\n**Status:** Open\\n'\n"
        "mended = text.replace(extra, '\\nEdited.\\n')\n"
        "file.write_text(mended if extra in text else text + extra)\n",
        encoding="utf-8",
    )
    call = {"EDITOR": shlex.join([sys.executable, str(editor)]), "TMPDIR": str(tmp_path)}
    answers = [("Open the draft again? [Y/n]: ", "\n")]
    code, said = talk(project, "new", "One", "--edit", "--no-similar", answers=answers, **call)
    assert code == 0
    assert "would begin another issue" in said
    assert "Edited." in log_of(project).partition("## Issue #2: One")[2]
    assert list(tmp_path.glob("issue-*")) == []
    answers = [("Open the draft again? [Y/n]: ", "n\n")]
    code, said = talk(project, "new", "Two", "--edit", "--no-similar", answers=answers, **call)
    (kept,) = tmp_path.glob("issue-*")
    assert code == 2
    assert f"issues-kb new --log ISSUES_LOG.md --edit --draft {kept}" in said
