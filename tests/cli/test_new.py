from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program

EVERYTHING = (
    *("--severity", "high", "--status", "resolved", "--date", "2025-01-31"),
    *("--problem", "It breaks.\n\nTwice.", "--root-cause", "A race.", "--resolution", "A lock."),
    *("--file", "src/a.py=added a lock", "--file", "src/b.py"),
    *("--why-missed", "Tests run alone."),
    *("--learning", "Always lock", "--learning", "Never sleep"),
    *("--prevention", "Add a test", "--related", "#1"),
)


def test_an_issue_is_added_before_the_closing_template(
    call: Program, project: Path, seed_bytes: bytes
) -> None:
    done = call("new", "Two writers", *EVERYTHING)
    assert (done.code, done.out) == (0, "ISSUES_LOG.md:159: 2 Two writers\n")
    changed = (project / "ISSUES_LOG.md").read_bytes()
    place = seed_bytes.index(b"## Template for Future Issues")
    assert changed.startswith(seed_bytes[:place])
    assert changed.endswith(seed_bytes[place:])
    entry = changed[place : len(changed) - len(seed_bytes) + place].decode()
    assert entry == (
        "## Issue #2: Two writers\n\n"
        "**Date:** 2025-01-31  \n**Severity:** High  \n**Status:** Resolved\n\n"
        "### Problem Description\n\nIt breaks.\n\nTwice.\n\n"
        "### Root Cause\n\nA race.\n\n"
        "### Resolution\n\nA lock.\n\n"
        "### Files Changed\n\n- `src/a.py`: added a lock\n- `src/b.py`\n\n"
        "### Why This Was Missed During Testing\n\nTests run alone.\n\n"
        "### Key Learnings\n\n1. Always lock\n2. Never sleep\n\n"
        "### Prevention Measures\n\n- [ ] Add a test\n\n"
        "### Related Issues\n\n#1\n\n"
        "---\n\n"
    )


def test_everything_given_is_read_back(call: Program) -> None:
    call("new", "Two writers", *EVERYTHING)
    issue = call("show", "2", "--format", "json").json["issue"]
    assert (issue["title"], issue["date"]) == ("Two writers", "2025-01-31")
    assert (issue["severity"], issue["status"]) == ("high", "resolved")
    assert [section["kind"] for section in issue["sections"]] == [
        *("problem", "root_cause", "resolution", "files_changed"),
        *("why_missed", "learnings", "prevention", "related"),
    ]
    assert [(f["path"], f["note"]) for f in issue["files"]] == [
        ("src/a.py", "added a lock"),
        ("src/b.py", None),
    ]
    assert [item["text"] for item in issue["learnings"]] == ["Always lock", "Never sleep"]
    assert [item["text"] for item in issue["measures"]] == ["Add a test"]
    assert [reference["target"] for reference in issue["references"]] == ["1"]


def test_a_title_alone_gives_headings_to_fill(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert call("new", "Something broke").code == 0
    text = (project / "ISSUES_LOG.md").read_text(encoding="utf-8")
    assert (
        "## Issue #2: Something broke\n\n**Date:** 2025-01-01  \n**Status:** Open\n\n"
        "### Problem Description\n\n### Root Cause\n\n" in text
    )
    assert "2 Something broke" in call("list").out


def test_a_measure_is_to_do_and_a_learning_stays_as_given(call: Program, project: Path) -> None:
    measures = ("--prevention", "Add a job", "--prevention", "[x] Add a test")
    lessons = ("--learning", "**DO**: look", "--learning", r"\*.md is `a\*b`")
    assert call("new", "It broke", *measures, *lessons).code == 0
    text = (project / "ISSUES_LOG.md").read_text(encoding="utf-8")
    assert "\n- [ ] Add a job\n- [x] Add a test\n" in text
    assert "\n1. **DO**: look\n2. \\*.md is `a\\*b`\n" in text
    left = call("prevention", "number:2", "--open", "--format", "plain").out
    assert left.endswith(": 2 1, todo: Add a job\n")
    learned = call("learnings", "number:2", "--format", "plain").out
    assert "Do: look" in learned
    assert r"*.md is `a\*b`" in learned


def test_a_dry_run_writes_nothing(call: Program, project: Path, seed_bytes: bytes) -> None:
    done = call("new", "Two writers", "--dry-run", "--problem", "It breaks.")
    assert done.out.startswith("## Issue #2: Two writers\n")
    assert done.out.endswith("It breaks.\n")
    assert "ISSUES_LOG.md:159" in done.err
    assert (project / "ISSUES_LOG.md").read_bytes() == seed_bytes


def test_the_log_is_chosen_by_path_or_name(call: Program, two_logs: Path) -> None:
    several = call("new", "Where to?")
    assert several.code == 2
    assert several.problems == [
        "error: there are several logs",
        "hint: choose with --log: ISSUES_LOG.md, backend/BUG_LOG.md",
    ]
    assert call("new", "It broke here", "--log", "backend").out.startswith("backend/BUG_LOG.md:")
    assert (
        call("new", "It broke there", "--log", "ISSUES_LOG.md").out
        == "ISSUES_LOG.md:159: 2 It broke there\n"
    )


def test_a_log_that_does_not_exist_is_made(call: Program, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    assert (
        call("new", "The first fault", "--log", "LOG.md", "--dry-run", directory=folder).code == 0
    )
    assert list(folder.iterdir()) == []
    done = call("new", "The first fault", "--log", "ISSUES_LOG.md", directory=folder)
    assert done.code == 0
    assert "ISSUES_LOG.md is a new log" in done.err
    text = (folder / "ISSUES_LOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Issues Log\n")
    assert text.index("## Issue #1: The first fault") < text.index("## Template for Future Issues")
    assert call("new", "The second fault", directory=folder).out.endswith(": 2 The second fault\n")
    assert len(call("list", directory=folder).out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["x", "--severity", "hgih"], 2, "--severity: there is no severity hgih"),
        (["x", "--severity", "low,high"], 2, "--severity: is not one severity"),
        (["x", "--status", "donee"], 2, "--status: there is no status donee"),
        (["x", "--date", "19.12.2024"], 2, "--date: '19.12.2024' is no date"),
        (["x", "--date", "2024-13-01"], 2, "--date: '2024-13-01' is no date"),
        (["  \n "], 2, "the title is empty"),
        (["x", "--file", "=note"], 2, "a file has no path"),
        (["x", "--log", "no/LOG.md"], 3, "no/LOG.md: its folder does not exist"),
        (["x", "--log", "backnd"], 2, "--log: there is no log backnd"),
        (["x", "--log", "."], 3, ".: is a folder, not a log"),
    ],
)
def test_what_cannot_be_written_is_said_and_changes_nothing(
    call: Program, project: Path, arguments: list[str], code: int, message: str
) -> None:
    before = (project / "ISSUES_LOG.md").read_bytes()
    done = call("new", *arguments)
    assert (done.code, done.out) == (code, "")
    assert done.problems[0] == f"error: {message}"
    assert (project / "ISSUES_LOG.md").read_bytes() == before


def test_a_wrong_time_of_the_build(call: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    done = call("new", "x")
    assert done.code == 2
    assert done.problems[0] == "error: SOURCE_DATE_EPOCH: 'yesterday' is no time"
