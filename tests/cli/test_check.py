"""``issues-kb check`` as people call it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Program

ENTRY = "## Issue #{0}: {1}\n\n**Date:** 2026-01-10\n**Severity:** {2}\n**Status:** Won't Fix\n\n"
LOG = (
    "# Issues\n\n"
    + ENTRY.format(1, "Cart loses its rows", "Low")
    + ENTRY.format(2, "Queue repeats a message", "Hgih")
)


@pytest.fixture
def log(project: Path) -> Path:
    file = project / "ISSUES_LOG.md"
    file.write_text(LOG, "utf-8")
    return file


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def test_the_log_of_reference_has_notes_only(call: Program, project: Path) -> None:
    run = call("check")
    assert run.code == 0
    assert {line.split()[1] for line in run.out.splitlines()} == {"IKB304"}


@pytest.mark.usefixtures("log")
def test_a_finding_is_a_line_and_the_exit_code_is_1(call: Program) -> None:
    run = call("check")
    assert run.code == 1
    assert run.out == (
        "ISSUES_LOG.md:12:15: IKB202 Severity 'Hgih' is none of low, medium, high, critical\n"
    )
    assert run.err.splitlines()[-1] == "note: 1 warning"


@pytest.mark.usefixtures("log")
def test_what_is_ignored_does_not_fail(call: Program) -> None:
    assert call("check", "--ignore", "IKB202,IKB3").code == 0
    assert call("check", "--select", "IKB5").code == 0
    assert call("check", "--level", "error").code == 0


@pytest.mark.usefixtures("log")
def test_json_tells_all_of_a_finding(call: Program) -> None:
    (found,) = call("check", "--format", "json").json["findings"]
    assert found["hint"] == "did you mean High?"
    assert (found["key"], found["level"], found["fixable"]) == ("2", "warning", False)


@pytest.mark.usefixtures("log")
def test_annotations_of_github_name_file_and_place(call: Program) -> None:
    assert call("check", "--format", "github").out == (
        "::warning file=ISSUES_LOG.md,line=12,col=15,title=IKB202 unknown-severity"
        "::Severity 'Hgih' is none of low, medium, high, critical%0Adid you mean High?\n"
    )


@pytest.mark.usefixtures("log")
def test_sarif_names_tool_rule_place_and_fingerprint(call: Program) -> None:
    document = call("check", "--format", "sarif").json
    (run,) = document["runs"]
    (rule,), (result,) = run["tool"]["driver"]["rules"], run["results"]
    assert document["version"] == "2.1.0"
    assert (rule["id"], result["ruleId"], result["ruleIndex"]) == ("IKB202", "IKB202", 0)
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 12, "startColumn": 15}
    assert len(result["partialFingerprints"]["issuesKb/v1"]) == 16


@pytest.mark.usefixtures("log")
def test_statistics_count_by_rule(call: Program) -> None:
    run = call("check", "--statistics")
    assert run.out == "1  IKB202  unknown-severity  A severity cannot be understood.\n"


def test_a_baseline_keeps_what_was_there_and_finds_what_is_new(call: Program, log: Path) -> None:
    assert call("check", "--write-baseline").out == "issues-kb-baseline.json\n"
    assert call("check").code == 0
    log.write_text(LOG.replace("Low", "Lwo"), "utf-8")
    run = call("check")
    assert (run.code, len(run.out.splitlines())) == (1, 1)
    assert run.err.splitlines()[-1] == "note: 1 warning; 1 known from the baseline"


def test_a_baseline_of_one_log_keeps_what_is_known_of_others(call: Program, log: Path) -> None:
    other = log.with_name("OTHER_LOG.md")
    other.write_text(LOG.replace("Hgih", "Hihg"), "utf-8")
    assert call("check", "--write-baseline").code == 0
    log.write_text(LOG.replace("Low", "Lwo"), "utf-8")
    assert call("check").code == 1
    assert call("check", "ISSUES_LOG.md", "--write-baseline").code == 0
    assert call("check").code == 0
    other.unlink()
    assert call("check", "--write-baseline").code == 0
    known = json.loads(log.with_name("issues-kb-baseline.json").read_text("utf-8"))["known"]
    assert [(path, len(marks)) for path, marks in known.items()] == [("ISSUES_LOG.md", 2)]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("part", [("--diff", "HEAD"), ("--select", "IKB2"), ("--ignore", "IKB3")])
def test_a_baseline_is_not_written_of_a_part(
    call: Program, project: Path, part: tuple[str, str]
) -> None:
    file = project / "issues-kb-baseline.json"
    assert call("check", "--write-baseline").code == 0
    before = file.read_bytes()
    run = call("check", "--write-baseline", *part)
    assert (run.code, file.read_bytes()) == (2, before)
    assert f"leave {part[0]} out" in run.err


def test_a_baseline_that_is_none_is_named(call: Program, project: Path, log: Path) -> None:
    (project / "b.json").write_text("[]")
    run = call("check", "--baseline", "b.json")
    assert (run.code, log.read_text("utf-8")) == (3, LOG)
    assert "b.json: is no baseline of this version" in run.err


def test_only_entries_that_changed_since_a_commit(call: Program, project: Path, log: Path) -> None:
    git(project, "init", "-q")
    git(project, "add", "ISSUES_LOG.md")
    git(project, "commit", "-qm", "begin")
    assert call("check", "--diff", "HEAD").code == 0
    log.write_text("# Issues\n\nMore.\n" + LOG[10:].replace("Low", "Lwo"), "utf-8")
    run = call("check", "--diff", "HEAD")
    assert [line.split(":")[1] for line in run.out.splitlines()] == ["7"]


@pytest.mark.usefixtures("log")
def test_a_commit_that_is_not_there_is_wrong_usage(call: Program, project: Path) -> None:
    assert call("check", "--diff", "HEAD").code == 2
    git(project, "init", "-q")
    run = call("check", "--diff", "--output=x")
    assert run.code == 2


def test_fix_writes_the_usual_form_and_nothing_else(call: Program, project: Path) -> None:
    entries = [ENTRY.format(n, f"Title {n}", "Low") for n in range(1, 5)]
    data = "".join(entries).replace("Low", "LOW", 1).replace("\n", "\r\n").encode()
    log = project / "ISSUES_LOG.md"
    log.write_bytes(data)
    patch = call("check", "--fix", "--dry-run")
    assert "-**Severity:** LOW" in patch.out
    assert log.read_bytes() == data
    run = call("check", "--fix")
    assert (run.code, run.out) == (0, "")
    assert log.read_bytes() == data.replace(b"LOW", b"Low")


@pytest.mark.usefixtures("log")
def test_a_dry_run_without_fix_is_wrong_usage(call: Program) -> None:
    assert call("check", "--dry-run").code == 2


def test_explain_tells_a_rule_or_lists_them(call: Program) -> None:
    run = call("check", "--explain", "missing-section")
    assert run.out.startswith("IKB301 missing-section (warning)\n")
    assert "Bad:" in run.out
    assert len(call("check", "--explain", "IKB5").out.splitlines()) == 3
    assert call("check", "--explain", "IKB999").code == 2


@pytest.mark.usefixtures("log")
def test_the_configuration_chooses_rules(call: Program, project: Path) -> None:
    (project / "issues-kb.toml").write_text('[check.levels]\nIKB202 = "off"\n')
    assert call("check").code == 0
    (project / "issues-kb.toml").write_text("[check]\nselekt = []\n")
    run = call("check")
    assert run.code == 3
    assert "`check.selekt` is no key of issues-kb" in run.problems[0]


def test_a_log_of_its_own_is_checked_without_an_index(
    call: Program, project: Path, log: Path
) -> None:
    run = call("check", log)
    assert run.code == 1
    assert not (project / ".issues-kb" / "index.db").exists()


def test_mentions_of_another_log_are_known(call: Program, project: Path) -> None:
    folder = project / "backend"
    folder.mkdir()
    shape = "## BUG-{0}: {1}\n\n**Date:** 2026-01-10\n**Severity:** Low\n**Status:** Open\n\n{2}\n"
    text = shape.format(1, "Cart loses its rows", "As in BUG-9.")
    (project / "ISSUES_LOG.md").write_text(text)
    assert call("check").code == 1
    (folder / "ISSUES_LOG.md").write_text(shape.format(9, "Queue repeats a message", ""))
    assert call("check").code == 0


def test_a_missing_log_is_named(call: Program) -> None:
    run = call("check", "nothing.md", "--format", "json")
    assert run.code == 3
    assert json.loads(run.out or "{}").get("findings", []) == []


def test_statistics_are_for_reading(call: Program) -> None:
    run = call("check", "--statistics", "--format", "json")
    assert (run.code, run.out) == (2, "")
    assert "--statistics is for reading" in run.err
