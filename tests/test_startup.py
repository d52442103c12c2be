"""What a command loads before it has anything to do: every module here is paid for at each call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from issues_kb import __version__

HEAVY = {"jinja2", "markdown_it", "pygments", "rich", "sqlite_utils"}

# What a list of all issues has no use for. Each of these takes a hundredth of the command or more.
NOT_FOR_A_LIST = {
    *("csv", "hashlib", "importlib.metadata", "json", "shlex", "tempfile", "tomllib"),
    *("issues_kb.contract", "issues_kb.diagnostics", "issues_kb.discovery", "issues_kb.markdown"),
    *("issues_kb.model.issues", "issues_kb.reading", "issues_kb.templating"),
    *("issues_kb.query.conditions", "issues_kb.query.filters", "issues_kb.query.matching"),
    *("issues_kb.query.parse", "issues_kb.query.qualifiers", "issues_kb.query.terms"),
    *("issues_kb.store.finding", "issues_kb.store.findings", "issues_kb.store.hits"),
    *("issues_kb.store.rows", "issues_kb.store.searching", "issues_kb.store.update"),
}


def run(*arguments: str, directory: Path) -> tuple[str, set[str]]:
    """What a fresh process prints, and the modules it imports."""
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
    loaded = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
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


def test_a_list_loads_nothing_that_it_has_no_use_for(tmp_path: Path, seed_bytes: bytes) -> None:
    (tmp_path / "log.md").write_bytes(seed_bytes)
    run("--db", "log.db", "index", "log.md", directory=tmp_path)
    output, loaded = run("--db", "log.db", "list", "--limit", "20", directory=tmp_path)
    assert "Foreign Key" in output
    assert "issues_kb.store.index" in loaded
    assert loaded & (HEAVY | NOT_FOR_A_LIST) == set()


def test_an_index_that_is_up_to_date_loads_no_reader(tmp_path: Path, seed_bytes: bytes) -> None:
    (tmp_path / "log.md").write_bytes(seed_bytes)
    run("--db", "log.db", "index", "log.md", directory=tmp_path)
    _, loaded = run("--db", "log.db", "index", directory=tmp_path)
    assert loaded & HEAVY == set()
    assert loaded & {"hashlib", "issues_kb.model.issues", "issues_kb.reading"} == set()


def test_only_the_program_itself_stops_looking_for_garbage(tmp_path: Path) -> None:
    code = (
        "import gc, sys\n"
        "from issues_kb.cli import app, start\n"
        "print(gc.isenabled())\n"
        "sys.argv = ['issues-kb', '--version']\n"
        "try:\n"
        "    start.run()\n"
        "except SystemExit:\n"
        "    print(gc.isenabled())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "issues-kb", __version__, "False"]
