"""The recipes of ``docs/ci.md`` and the hooks do what they promise."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CI = (ROOT / "docs" / "ci.md").read_text("utf-8")
ENTRY = (
    "## Issue #1: Cart loses its rows\n\n"
    "**Date:** 2026-01-10\n**Severity:** {}\n**Status:** Won't Fix\n"
)
PROGRAM = Path(sys.executable).with_name("issues-kb")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", CI, re.M | re.S)


def environment(**more: str) -> dict[str, str]:
    """This interpreter's programs first, and nobody's settings of git."""
    folders = os.pathsep.join((str(PROGRAM.parent), os.environ["PATH"]))
    return {**os.environ, "PATH": folders, "GIT_CONFIG_GLOBAL": os.devnull, **more}


def started(
    command: Sequence[str | Path], folder: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment(**more), capture_output=True, text=True, check=False
    )


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    (folder / "ISSUES_LOG.md").write_text(ENTRY.format("Hgih"), "utf-8")
    return folder


def test_the_problem_matcher_reads_a_line_of_the_report(scratch: Path) -> None:
    (tasks,) = blocks("json")
    pattern = json.loads(tasks)["tasks"][0]["problemMatcher"]["pattern"]
    arguments = json.loads(tasks)["tasks"][0]["args"]
    run = started([PROGRAM, *arguments], scratch)
    match = re.match(pattern["regexp"], run.stdout)
    assert match is not None
    assert match[pattern["file"]] == "ISSUES_LOG.md"
    assert (match[pattern["line"]], match[pattern["column"]]) == ("4", "15")
    assert match[pattern["code"]] == "IKB202"


@pytest.mark.skipif(
    not (ROOT / ".github").exists(), reason="an archive of the source holds no action of GitHub"
)
def test_the_script_of_the_action_annotates_sums_up_and_fails(scratch: Path) -> None:
    summary, output = scratch.parent / "summary", scratch.parent / "output"
    run = started(
        ["bash", ROOT / ".github" / "check.sh"],
        scratch,
        GITHUB_STEP_SUMMARY=str(summary),
        GITHUB_OUTPUT=str(output),
        ARGUMENTS="--level warning",
    )
    assert run.returncode == 1
    assert run.stdout.startswith("::warning file=ISSUES_LOG.md,line=4,col=15,")
    assert "1  IKB202  unknown-severity" in summary.read_text("utf-8")
    assert output.read_text("utf-8") == "findings=1\n"


def test_inputs_of_the_action_are_never_run(scratch: Path) -> None:
    logs = "$(touch${IFS}run.txt) ; `touch run.txt`"
    started(["bash", ROOT / ".github" / "check.sh"], scratch, LOGS=logs, ARGUMENTS="")
    assert not (scratch / "run.txt").exists()


def test_the_hook_of_init_is_the_one_of_the_recipe() -> None:
    made = (ROOT / "templates" / "issues-kb.pre-commit.yaml.j2").read_text("utf-8")
    assert blocks("yaml")[0] == made.replace("{{ command }}", "issues-kb check")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_pre_commit_runs_the_hook_and_stops_a_commit(scratch: Path, tmp_path: Path) -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    (scratch / ".pre-commit-config.yaml").write_text(blocks("yaml")[0], "utf-8")
    cache = str(tmp_path / "cache")
    assert started(["git", "init", "-q"], scratch).returncode == 0
    assert started(["git", "add", "."], scratch).returncode == 0
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    run = started(command, scratch, PRE_COMMIT_HOME=cache)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "ISSUES_LOG.md:4:15: IKB202" in run.stdout
    (scratch / "ISSUES_LOG.md").write_text(ENTRY.format("High"), "utf-8")
    run = started(command, scratch, PRE_COMMIT_HOME=cache)
    assert run.returncode == 0, run.stdout + run.stderr
