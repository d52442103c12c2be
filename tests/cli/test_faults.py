"""What happens to a log when a command is killed, meets others, or cannot write.

Each process is one of its own, forked by a script that has the program loaded, so that
all this takes little time. ``benchmarks/faults.py`` does the same by chance and more often.
"""

from __future__ import annotations

import json
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from issues_kb.authoring import writing
from issues_kb.reading import read_log
from tests.cli.conftest import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and signals")

ONE = (
    "new",
    "Two writers",
    "--log",
    "ISSUES_LOG.md",
    "--date",
    "2025-01-31",
    "--problem",
    "It breaks.",
)
TWICE = "# Bugs\n\n## BUG-1: Door\n\n**Status:** Open\n\n## BUG-1: Wall\n\n**Status:** Open\n"

# Every command that writes a log, with a log that it changes.
WRITERS = [
    pytest.param(ONE, None, id="new"),
    pytest.param(("set", "1", "severity=low"), None, id="set"),
    pytest.param(("renumber", "--yes", "ISSUES_LOG.md"), TWICE, id="renumber"),
]

PROGRAM = """
import contextlib, fcntl, io, json, os, signal, sys
from issues_kb.authoring import writing
from issues_kb.cli.app import app

folder, log, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]

def start(trace=None):
    process = os.fork()
    if process:
        return process
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.settrace(trace)
    try:
        code = app(["-C", folder, *arguments], standalone_mode=False)
    except BaseException:
        os._exit(4)
    os._exit(code or 0)

with contextlib.redirect_stdout(io.StringIO()):
    # What every process needs is loaded once.
    app(["-q", "-C", folder, *arguments, "--dry-run"], standalone_mode=False)
"""

KILLING = (
    PROGRAM
    + """
def killer(lines):
    def trace(frame, event, _):
        nonlocal lines
        if frame.f_code.co_filename != writing.__file__:
            return None
        lines -= event == "line"
        if lines < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    return trace

before = open(log, "rb").read()
found = []
while True:
    _, status = os.waitpid(start(killer(len(found))), 0)
    with open(log, "rb") as stream:
        after = stream.read()
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if not os.WIFSIGNALED(status):
        break
    found.append(after.decode())
    with open(log, "wb") as stream:
        stream.write(before)
print(json.dumps([os.waitstatus_to_exitcode(status), after.decode(), found]))
"""
)

RACING = (
    PROGRAM
    + """
running = [start() for _ in range(20)]
print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in running]))
"""
)


def script(text: str, project: Path, arguments: Sequence[str]) -> Any:  # noqa: ANN401
    """What a script prints that calls the program in ``project``."""
    command = [sys.executable, "-c", text, str(project), str(project / "ISSUES_LOG.md")]
    done = subprocess.run([*command, *arguments], capture_output=True, check=True)
    return json.loads(done.stdout)


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith((".tmp", ".lock"))]


@pytest.mark.parametrize(("arguments", "text"), WRITERS)
def test_killed_anywhere_the_log_is_the_old_one_or_the_new_one(
    project: Path, arguments: Sequence[str], text: str | None
) -> None:
    log = project / "ISSUES_LOG.md"
    if text is not None:
        log.write_text(text, encoding="utf-8")
    before = log.read_text(encoding="utf-8")
    code, after, found = script(KILLING, project, arguments)
    assert code == 0
    assert after != before
    assert len(found) > 30
    assert {before, after} == set(found)
    assert leftovers(project) == []


def test_twenty_writers_at_once_give_twenty_numbers(project: Path) -> None:
    codes = script(RACING, project, ONE)
    assert codes == [0] * 20
    issues = read_log((project / "ISSUES_LOG.md").read_bytes(), "").log.issues
    assert [issue.number for issue in issues] == [str(number) for number in range(1, 22)]
    assert leftovers(project) == []


def limit(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(("arguments", "text"), WRITERS)
def test_a_full_disk_leaves_the_log(
    call: Program, project: Path, arguments: Sequence[str], text: str | None
) -> None:
    log = project / "ISSUES_LOG.md"
    if text is not None:
        log.write_text(text, encoding="utf-8")
    # The index is up to date, and the limit leaves room for reading it.
    log.write_bytes(log.read_bytes() + b"\n" + b"Some more words.\n" * 10_000)
    call("index")
    before = log.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "issues_kb", "-C", str(project), *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=limit(len(before) // 2),
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "error: ISSUES_LOG.md: File too large" in done.stderr
    assert log.read_bytes() == before
    assert leftovers(project) == []


@pytest.mark.parametrize(("arguments", "text"), WRITERS)
def test_a_read_only_log_is_refused(
    call: Program,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str],
    text: str | None,
) -> None:
    log = project / "ISSUES_LOG.md"
    if text is not None:
        log.write_text(text, encoding="utf-8")
    before = log.read_bytes()
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != log and access(path, mode))
    done = call(*arguments)
    assert done.code == 3
    assert "error: ISSUES_LOG.md: is read-only" in done.problems
    assert log.read_bytes() == before


@pytest.mark.parametrize(("arguments", "text"), WRITERS)
def test_a_link_and_the_mode_stay(
    call: Program, project: Path, arguments: Sequence[str], text: str | None
) -> None:
    log, target = project / "ISSUES_LOG.md", project / "kept" / "target.txt"
    target.parent.mkdir()
    log.rename(target)
    if text is not None:
        target.write_text(text, encoding="utf-8")
    log.symlink_to(os.path.join("kept", "target.txt"))
    target.chmod(0o640)
    before = target.read_bytes()
    assert call(*arguments).code == 0
    assert log.is_symlink()
    assert os.readlink(log) == os.path.join("kept", "target.txt")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.read_bytes() != before
    assert leftovers(target.parent) == []


def edit_while_writing(monkeypatch: pytest.MonkeyPatch, log: Path, text: str) -> None:
    """Let somebody else add ``text`` between the reading of a log and its replacement."""
    write = writing._write_temporary
    edits = [text]

    def write_temporary(target: Path, data: bytes) -> str:
        if target.name == log.name and edits:
            with log.open("a", encoding="utf-8") as stream:
                stream.write(edits.pop())
        return write(target, data)

    monkeypatch.setattr(writing, "_write_temporary", write_temporary)


def test_what_an_editor_saves_meanwhile_is_kept_by_new(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project / "ISSUES_LOG.md"
    log.write_text("# Bugs\n\n## BUG-1: Door\n\n**Status:** Open\n", encoding="utf-8")
    edit_while_writing(monkeypatch, log, "\n## BUG-2: Wall\n\n**Status:** Open\n")
    assert call(*ONE).code == 0
    issues = read_log(log.read_bytes(), "").log.issues
    assert [issue.title for issue in issues] == ["Door", "Wall", "Two writers"]
    assert len({issue.number for issue in issues}) == 3


def test_what_an_editor_saves_meanwhile_is_kept_by_renumber(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project / "ISSUES_LOG.md"
    log.write_text(TWICE, encoding="utf-8")
    edit_while_writing(monkeypatch, log, "\nMore.\n")
    done = call("renumber", "--yes")
    assert done.code == 3
    assert "error: ISSUES_LOG.md: was changed meanwhile" in done.problems
    assert log.read_text(encoding="utf-8") == TWICE + "\nMore.\n"
