"""What a command loads before it has anything to do: every module here is paid for at each call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from issues_kb import __version__

HEAVY = {"jinja2", "markdown_it", "pygments", "rich", "sqlite_utils"}


def run(*arguments: str, directory: Path) -> tuple[str, set[str]]:
    """What a fresh process prints, and the top-level packages it imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "issues_kb", *arguments],
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    lines = done.stderr.splitlines()
    messages = [line for line in lines if not line.startswith("import time:")]
    assert done.returncode == 0, "\n".join(messages)
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in lines
        if line.startswith("import time:")
    }
    assert "issues_kb" in loaded
    return done.stdout, loaded


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--help"], ["build", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    output, loaded = run(*arguments, directory=tmp_path)
    assert "Usage" in output
    assert loaded & HEAVY == set()


def test_version_loads_nothing_heavy(tmp_path: Path) -> None:
    output, loaded = run("--version", directory=tmp_path)
    assert __version__ in output
    assert loaded & HEAVY == set()


def test_reading_a_fresh_index_parses_and_writes_nothing(tmp_path: Path, seed_bytes: bytes) -> None:
    (tmp_path / "ISSUES_LOG.md").write_bytes(seed_bytes)
    _, at_first = run("list", directory=tmp_path)
    output, loaded = run("list", directory=tmp_path)
    assert "Foreign Key" in output
    assert "sqlite_utils" in at_first
    assert loaded & HEAVY == set()
