"""What a command loads before it has anything to do: every module here is paid for at each call."""

from __future__ import annotations

import ast
import importlib
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


@pytest.mark.parametrize("room", ["", ".check", ".model", ".query", ".reading", ".store"])
def test_each_public_name_is_the_one_of_its_home(room: str) -> None:
    package = importlib.import_module(f"issues_kb{room}")
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    homes = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and f"issues_kb{room}." in node.module
        for alias in node.names
    }
    public = set(package.__all__)
    assert public - homes.keys() <= {"__version__"}
    for name in public & homes.keys():
        assert getattr(package, name) is getattr(importlib.import_module(homes[name]), name)


def test_a_name_that_is_not_there_is_missed_as_usual() -> None:
    with pytest.raises(AttributeError, match="model' has no attribute 'Isue'"):
        importlib.import_module("issues_kb.model").Isue  # noqa: B018
    assert not hasattr(importlib.import_module("issues_kb"), "Isue")
