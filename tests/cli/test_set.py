from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program


def test_a_status_is_set_in_its_line(call: Program, project: Path, seed_bytes: bytes) -> None:
    done = call("set", "1", "--status", "open", "--note", "PR #12")
    assert (done.code, done.out) == (0, "ISSUES_LOG.md:11: 1 **Status:** Open (PR #12)\n")
    changed = seed_bytes.replace(b"**Status:** Resolved", b"**Status:** Open (PR #12)", 1)
    assert (project / "ISSUES_LOG.md").read_bytes() == changed
    issue = call("show", "1", "--format", "json").json["issue"]
    assert (issue["status"], issue["status_note"]) == ("open", "PR #12")


def test_fields_and_measures_by_their_names_and_ids(call: Program) -> None:
    done = call("set", "#1", "SEVERITY=low", "Reporter=me", "--check", "1", "--check", "3")
    assert done.out.splitlines() == [
        "ISSUES_LOG.md:10: 1 **Severity:** Low (Blocking - Server won't start)",
        "ISSUES_LOG.md:11: 1 **Reporter:** me",
        "ISSUES_LOG.md:136: 1 1. **Added Schema Validation Test** (DONE):",
        "ISSUES_LOG.md:150: 1 - [x] Foreign keys defined only in associations OR model, not both",
    ]
    issue = call("show", "1", "--format", "json").json["issue"]
    assert issue["fields"] == {"Reporter": "me"}
    assert [measure["state"] for measure in issue["measures"][:3]] == ["done", "unknown", "done"]


def test_a_dry_run_shows_the_change_and_writes_nothing(
    call: Program, project: Path, seed_bytes: bytes
) -> None:
    done = call("set", "1", "--status", "in-progress", "--dry-run")
    assert "-**Status:** Resolved\n+**Status:** In Progress\n" in done.out
    assert (project / "ISSUES_LOG.md").read_bytes() == seed_bytes


def test_what_is_so_already_is_no_error(call: Program, project: Path) -> None:
    file = project / "ISSUES_LOG.md"
    before = file.stat().st_mtime_ns
    done = call("set", "1", "--status", "resolved", "--uncheck", "3")
    assert (done.code, done.out) == (0, "")
    assert "note: status is resolved already" in done.err
    assert "note: measure 3 is todo already" in done.err
    assert "note: nothing changes" in done.err
    assert file.stat().st_mtime_ns == before


def test_an_issue_of_one_of_several_logs(call: Program, two_logs: Path) -> None:
    done = call("set", "backend#bug-7", "--severity", "low")
    assert done.out == "backend/BUG_LOG.md:6: BUG-007 **Severity:** Low\n"


@pytest.mark.parametrize(
    ("arguments", "code", "problems"),
    [
        (["9", "--status", "open"], 1, ["error: 9: no such issue"]),
        (
            ["1"],
            2,
            ["error: there is nothing to set", "hint: as in: issues-kb set 12 --status resolved"],
        ),
        (
            ["1", "Owner"],
            2,
            [
                "error: Owner: has no name and value",
                "hint: write FIELD=VALUE, such as status=resolved; one issue at a time",
            ],
        ),
        (
            ["1", "--status", "opne"],
            2,
            ["error: status: there is no status opne", "hint: did you mean open?"],
        ),
        (["1", "--status", "open", "Status=open"], 2, ["error: Status: is given twice"]),
        (["1", "--status", "open", "status=open"], 2, ["error: status: is given twice"]),
        (
            ["1", "--check", "1", "--uncheck", "1"],
            2,
            ["error: --check: measure 1 cannot be done and to do"],
        ),
        (
            ["1", "--check", "9"],
            2,
            ["error: 1: there is no measure 9", "hint: its measures are 1 to 5"],
        ),
    ],
)
def test_what_cannot_be_set_changes_nothing(  # noqa: PLR0917
    call: Program,
    project: Path,
    seed_bytes: bytes,
    arguments: list[str],
    code: int,
    problems: list[str],
) -> None:
    done = call("set", *arguments)
    assert (done.code, done.out, done.problems) == (code, "", problems)
    assert (project / "ISSUES_LOG.md").read_bytes() == seed_bytes


def test_a_read_only_log_is_said(call: Program, project: Path) -> None:
    log = project / "ISSUES_LOG.md"
    before = log.read_bytes()
    link = project / "LINK.md"
    log.rename(project / "real.md")
    link.symlink_to("real.md")
    link.rename(log)
    assert call("set", "1", "--status", "open").code == 0
    assert log.is_symlink()
    assert (project / "real.md").read_bytes() != before
