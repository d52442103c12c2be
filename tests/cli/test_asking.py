from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Program

TITLE = "Foreign Key Constraint Error on UserBadge Table Creation"
SEED_LINE = f"ISSUES_LOG.md:7: 1 {TITLE}\n"


def test_list_is_plain_when_piped(call: Program) -> None:
    done = call("list")
    assert (done.code, done.out) == (0, SEED_LINE)
    assert done.err == "note: using ISSUES_LOG.md\n"
    assert call("-q", "list").err == ""


def test_list_as_a_table(call: Program) -> None:
    lines = call("list", "--format", "table").out.splitlines()
    assert lines == [
        "ISSUE  SEVERITY  STATUS    DATE        TITLE",
        f"1      high      resolved  2024-12-19  {TITLE}",
    ]


def test_list_as_json_csv_and_markdown(call: Program) -> None:
    document = call("list", "--format", "json").json
    assert document == {
        "schema_version": 1,
        "issues": [
            {
                "path": "ISSUES_LOG.md",
                "log": "ISSUES_LOG",
                "key": "1",
                "number": "1",
                "title": TITLE,
                "line": 7,
                "date": "2024-12-19",
                "severity": "high",
                "severity_note": "Blocking - Server won't start",
                "status": "resolved",
                "status_note": None,
            }
        ],
    }
    rows = list(csv.DictReader(io.StringIO(call("list", "--format", "csv").out)))
    assert [(row["key"], row["line"], row["status_note"]) for row in rows] == [("1", "7", "")]
    assert call("list", "--format", "markdown").out.splitlines()[2:] == [
        f"| 1 | {TITLE} | high | resolved | 2024-12-19 | ISSUES_LOG.md:7 |"
    ]


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        ([], ["1", "BUG-007", "BUG-008"]),
        (["--limit", "2"], ["1", "BUG-007"]),
        (["--severity", "critical"], ["BUG-007"]),
        (["--severity", ">=high"], ["1", "BUG-007"]),
        (["--severity", "low,critical"], ["BUG-007", "BUG-008"]),
        (["--severity", "low", "--severity", "critical"], ["BUG-007", "BUG-008"]),
        (["--status", "open"], ["BUG-007"]),
        (["--status", "In Progress"], ["BUG-008"]),
        (["--log", "backend"], ["BUG-007", "BUG-008"]),
        (["--log", "backend/BUG_LOG.md", "--severity", "low"], ["BUG-008"]),
        (["is:open"], ["BUG-007", "BUG-008"]),
        (["severity:low", "status:resolved"], []),
    ],
)
def test_list_filters(call: Program, two_logs: Path, arguments: list[str], keys: list[str]) -> None:
    done = call("list", "--format", "json", *arguments)
    assert sorted(issue["key"] for issue in done.json["issues"]) == keys
    assert done.code == (0 if keys else 1)


def test_nothing_found_is_said(call: Program) -> None:
    done = call("list", "--status", "open")
    assert (done.code, done.out) == (1, "")
    assert "note: nothing found" in done.err


def test_a_hint_of_the_query_language_goes_to_stderr(call: Program) -> None:
    done = call("list", "severity:hihg")
    assert done.code == 1
    assert "did you mean high?" in done.err


@pytest.mark.parametrize("key", ["1", "#1", "ISSUES_LOG#1", "issues_log#1"])
def test_show_a_key(call: Program, key: str) -> None:
    done = call("show", key)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[:6] == [
        f"1  {TITLE}",
        "ISSUES_LOG.md:7",
        "",
        "Date      2024-12-19",
        "Severity  high (Blocking - Server won't start)",
        "Status    resolved",
    ]
    assert "## Why This Was Missed During Testing" in lines


def test_show_as_it_stands(call: Program, seed_bytes: bytes) -> None:
    entry = call("show", "1", "--format", "markdown").out
    assert entry.startswith(f"## Issue #1: {TITLE}\n\n**Date:** 2024-12-19  \n")
    assert entry.encode() in seed_bytes


def test_show_as_json(call: Program) -> None:
    issue = call("show", "1", "--format", "json").json["issue"]
    exported = call("export").json["logs"][0]["issues"][0]
    assert issue == {"path": "ISSUES_LOG.md", "log": "ISSUES_LOG", **exported}


def test_show_what_is_not_there(call: Program) -> None:
    done = call("show", "99")
    assert (done.code, done.out) == (1, "")
    assert done.problems[0].startswith("error: ")


def test_show_what_is_there_twice(call: Program, two_logs: Path) -> None:
    text = (two_logs / "ISSUES_LOG.md").read_text(encoding="utf-8")
    (two_logs / "backend" / "BUG_LOG.md").write_text(text, encoding="utf-8")
    done = call("show", "1")
    assert done.code == 2
    assert "backend#1" in done.err
    assert call("show", "backend#1").code == 0


def test_search_finds_the_passage(call: Program, two_logs: Path) -> None:
    done = call("search", "no", "unique", "constraint", "matching")
    assert done.code == 0
    first, second = done.out.splitlines()[:2]
    assert first == f"{SEED_LINE.strip()}  [high, resolved]"
    assert "unique constraint" in second
    assert call("search", "--format", "plain", "tenant").out.splitlines()[0] == (
        "backend/BUG_LOG.md:3: BUG-007 Cache forgets the tenant"
    )


def test_search_as_json(call: Program) -> None:
    document = call("search", "--format", "json", "--limit", "10", "--", "42830").json
    hit = document["hits"][0]
    assert (document["schema_version"], document["query"]) == (1, "42830")
    summary = call("list", "--format", "json").json["issues"][0]
    assert {name: hit[name] for name in summary} == summary
    assert list(hit)[len(summary) :] == ["score", "section", "snippet", "snippet_line"]
    assert (hit["path"], hit["line"], hit["key"]) == ("ISSUES_LOG.md", 7, "1")
    assert "\x02" not in hit["snippet"]
    assert "42830" in hit["snippet"]


@pytest.mark.parametrize(
    "query",
    ["", '"', "-", "NOT", 'a AND (b OR "', "*", "\x00", "\ud800", "🦊", "severity:>=", "x" * 5000],
)
def test_no_query_is_an_error(call: Program, query: str) -> None:
    for command in ("search", "list", "learnings"):
        assert call(command, "--", query).code in (0, 1)


def test_learnings(call: Program, two_logs: Path) -> None:
    done = call("learnings")
    assert done.code == 0
    assert "backend/BUG_LOG.md:3: BUG-007 Cache forgets the tenant\n  15 Always put" in done.out
    document = call("learnings", "tenant", "--format", "json").json
    first = document["learnings"][0]
    assert first["line"] in (15, 16)
    assert first["issue"]["key"] == "BUG-007"
    plain = call("learnings", "tenant", "--format", "plain", "--limit", "1").out
    assert plain.startswith("backend/BUG_LOG.md:1")
    digest = call("learnings", "log:backend", "--format", "markdown").out
    assert digest == (
        "## Cache forgets the tenant\n\n"
        "From backend/BUG_LOG.md:3, issue BUG-007.\n\n"
        "- Always put the tenant into the cache key\n"
        "- Never share a cache between tenants\n"
    )
    assert call("learnings", "log:nowhere").code == 1


def test_a_log_cannot_give_orders_to_the_terminal(call: Program, project: Path) -> None:
    (project / "ISSUES_LOG.md").write_text(
        "## Issue 1: Red \x1b[31m alert \x9b1m\u202e\n\n**Status:** Open\n\n"
        "### Problem\n\nbeep \x07 \x1b]0;title\x07\n\n### Key Learnings\n\n- Escape \x1b[0m\n",
        encoding="utf-8",
    )
    for arguments in (
        ["list"],
        ["list", "--format", "table"],
        ["list", "--format", "markdown"],
        ["show", "1"],
        ["search", "beep"],
        ["learnings"],
        ["learnings", "--format", "markdown"],
        ["export"],
        ["list", "--format", "json"],
    ):
        out = call(*arguments).out
        assert out
        assert not set(out) & {"\x1b", "\x07", "\x9b"}, arguments


def test_csv_quotes_what_needs_quotes(call: Program, project: Path) -> None:
    (project / "ISSUES_LOG.md").write_text(
        '## Issue 1: A "quoted", title; =1+1\n\n**Status:** Open\n', encoding="utf-8"
    )
    rows = list(csv.DictReader(io.StringIO(call("list", "--format", "csv").out)))
    assert rows[0]["title"] == 'A "quoted", title; =1+1'


def test_colours(call: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[1m1    " in call("--color", "always", "list", "--format", "table").out
    assert "\x1b[" not in call("--color", "never", "list", "--format", "table").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in call("list", "--format", "table").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in call("list", "--format", "table").out


def test_an_unknown_log_is_told_with_those_that_exist(call: Program) -> None:
    done = call("list", "log:nope")
    assert done.code == 1
    assert "log:nope matches nothing; known are ISSUES_LOG\n" in done.err
