"""What a command does when it is asked to end: nothing partial, no traceback, no rubbish."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has other signals")

# Runs the command line; when it imports, calls or opens ``moment``, it gets the signal.
SENDING = """
import os, signal, sys
number, moment, sys.argv[1:] = int(sys.argv[1]), sys.argv[2], sys.argv[3:]

def hook(event, arguments):
    if event in ("import", "open", "tempfile.mkdtemp", "sqlite3.connect"):
        text = f"{event} {arguments[0]}"
        if moment in text:
            os.kill(os.getpid(), number)

sys.addaudithook(hook)
from issues_kb.cli.start import run
run()
"""


def send(
    project: Path, number: int, moment: str, *arguments: str, ignored: bool = False
) -> tuple[int, str]:
    """How the command ends that gets a signal at a moment: code and what it says.

    Whoever runs the tests may ignore a signal, and programs inherit that.
    """
    answer = signal.SIG_IGN if ignored else signal.SIG_DFL
    scratch = project / "scratch"
    scratch.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", SENDING, str(int(number)), moment, *arguments],
        cwd=project,
        env={**os.environ, "TMPDIR": str(scratch)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=partial(signal.signal, number, answer),
        timeout=60,
    )
    assert list(scratch.iterdir()) == []
    return done.returncode, done.stderr


@pytest.mark.parametrize("moment", ["import typer", "import typer._completion_shared"])
def test_ctrl_c_while_the_program_is_loaded_prints_no_traceback(project: Path, moment: str) -> None:
    code, problems = send(project, signal.SIGINT, moment, "list")
    assert (code, problems) == (-signal.SIGINT, "")


def test_ctrl_c_later_ends_with_130(project: Path) -> None:
    code, problems = send(project, signal.SIGINT, "sqlite3.connect", "list")
    assert code == 130
    assert "Traceback" not in problems


def test_an_interrupt_that_python_wraps_is_one(
    call: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrapped(*_: object) -> None:
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr("issues_kb.knowledge.load_config", wrapped)
    done = call("list")
    assert (done.code, done.err) == (130, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", ["build", "serve"])
def test_who_asks_to_end_leaves_no_scratch_folder(project: Path, number: int, command: str) -> None:
    code, problems = send(project, number, "sqlite3.connect", command, "ISSUES_LOG.md")
    # The preview ends as with Ctrl-C; the others by the signal, once they have cleaned up.
    assert code == (0 if command == "serve" else -number)
    assert "Traceback" not in problems


def test_a_terminal_that_goes_is_ignored_where_somebody_wants_that(project: Path) -> None:
    code, _ = send(project, signal.SIGHUP, "sqlite3.connect", "list", ignored=True)
    assert code == 0


def test_ctrl_c_ends_the_waiting_for_a_locked_index(call: Program, project: Path) -> None:
    call("list")
    log = project / "ISSUES_LOG.md"
    log.write_text(log.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    with closing(sqlite3.connect(project / ".issues-kb" / "index.db")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        command = [sys.executable, "-c", WAITING, "list"]
        done = subprocess.run(command, cwd=project, capture_output=True, timeout=25, check=False)
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr


WAITING = """
import signal
from issues_kb.store import connection

connection._BREATH = 0.01
signal.signal(signal.SIGALRM, signal.default_int_handler)
real = connection._wait_for

def wait(opened, statement):
    if statement.startswith("BEGIN"):
        signal.setitimer(signal.ITIMER_REAL, 0.05)
    real(opened, statement)

connection._wait_for = wait
from issues_kb.cli.start import run
run()
"""


def test_copies_say_nothing_when_a_terminal_interrupts_all() -> None:
    script = """
import os, signal, sys
from issues_kb.store.copies import in_copies
os.setpgid(0, 0)

def work(number):
    if number == 3 and os.getpid() != here:
        os.killpg(here, signal.SIGINT)
    return number

here = os.getpid()
try:
    list(in_copies(work, 100, 2))
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
