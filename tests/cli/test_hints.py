"""What is said beside an answer: what was meant, what is left out, which issue is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program


def test_a_key_that_two_logs_have_is_said_with_its_log(
    call: Program, two_logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    log = two_logs / "backend" / "BUG_LOG.md"
    seed = (two_logs / "ISSUES_LOG.md").read_text("utf-8")
    log.write_text(seed.replace("Foreign Key", "Lost Update"), "utf-8")
    listed = call("list", "--format", "plain", "log:backend").out
    assert listed.startswith("backend/BUG_LOG.md:7: backend#1 Lost Update")
    assert call("search", "lost update", "log:backend").out.startswith(
        "backend/BUG_LOG.md:7: backend#1 "
    )
    measures = call("prevention", "--format", "plain", "--open").out.splitlines()
    assert measures[0].startswith("ISSUES_LOG.md:135: ISSUES_LOG#1 1, todo: ")
    hints = [each["hint"] for each in call("check", "--format", "json").json["findings"]]
    asked = [hint for hint in hints if hint and "issues-kb set" in hint]
    assert asked
    assert all("set ISSUES_LOG#1 " in hint or "set backend#1 " in hint for hint in asked)
    keys = {each["key"] for each in call("list", "--format", "json").json["issues"]}
    assert keys == {"1"}


def test_what_a_list_of_open_issues_leaves_out_is_said(call: Program, project: Path) -> None:
    entries = "".join(
        f"## Issue #{n}: It broke {n}\n\n**Date:** 2026-01-0{n}\n{status}\n"
        for n, status in enumerate(
            ("**Status:** Open\n", "", "", "**Status:** In Progress\n", "**Status:** Fixed\n"), 1
        )
    )
    (project / "ISSUES_LOG.md").write_text(f"# Log\n\n{entries}", "utf-8")
    call("index")
    done = call("list", "is:open")
    assert (len(done.out.splitlines()), done.err) == (
        2,
        "note: not counted: 2 without a status (no:status)\n",
    )
    done = call("list", "--status", "open")
    assert (len(done.out.splitlines()), done.err) == (
        1,
        "note: not counted: 2 without a status (no:status)\n"
        "note: not counted: 1 in progress (is:open has both)\n",
    )
    assert call("list", "is:closed").err == ""
    assert call("list", "is:open", "number:5").err == "note: nothing found\n"


def test_what_to_look_for_comes_from_standard_input(call: Program, project: Path) -> None:
    error = 'Error: there is no "unique constraint" (code 42830)\n  at models/UserBadge.ts:12\n'
    assert call("search", "-", "--format", "plain", answer=error).out.startswith(
        "ISSUES_LOG.md:7: 1 Foreign Key"
    )
    for nothing in (call("search", ""), call("search", "-", answer=" \n")):
        assert (nothing.code, nothing.out) == (1, "")
        assert "there is nothing to look for; issues-kb list shows all issues" in nothing.err


def test_a_slip_in_a_query_is_hinted_at(call: Program, project: Path) -> None:
    assert "did you mean severity:>=high?" in call("list", "severity>=high").err
