"""Work spread over copies of a process: as if it were done by one."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies need fork")

_SCRIPT = """
import multiprocessing, os, signal
from issues_kb.store.copies import in_copies
here = os.getpid()
{}
assert multiprocessing.active_children() == []
"""


def run(script: str) -> str:
    """What a script prints that has no threads, as pytest may have."""
    command = [sys.executable, "-W", "error", "-c", _SCRIPT.format(script)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_results_come_in_their_order_whatever_their_size() -> None:
    script = """
sizes = [3_000_000, 1, 0, 200_000, 5] * 30
results = list(in_copies(lambda number: (number, "x" * sizes[number]), len(sizes), 3))
print(results == [(number, "x" * size) for number, size in enumerate(sizes)])
"""
    assert run(script) == "True\n"


def test_the_work_is_done_elsewhere() -> None:
    script = "print(here in list(in_copies(lambda _: os.getpid(), 4, 2)))"
    assert run(script) == "False\n"


def test_more_copies_than_work_and_no_work_at_all() -> None:
    assert run("print(list(in_copies(str, 1, 4)), list(in_copies(str, 0, 4)))") == "['0'] []\n"


def test_what_fails_in_a_copy_is_told_here() -> None:
    script = """
def work(number):
    if number == 3:
        raise ValueError(f"no {number}")
    return number
done = []
try:
    for result in in_copies(work, 9, 2):
        done.append(result)
except ValueError as error:
    print(done, error)
"""
    assert run(script) == "[0, 1, 2] no 3\n"


def test_what_a_copy_dies_of_is_done_here() -> None:
    script = """
def work(number):
    if number == 3 and os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
print(list(in_copies(work, 200, 2)) == list(range(200)))
"""
    assert run(script) == "True\n"


def test_when_all_copies_die_the_work_is_done_here() -> None:
    script = """
def work(number):
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
print(list(in_copies(work, 200, 2)) == list(range(200)))
"""
    assert run(script) == "True\n"


@pytest.mark.parametrize(
    ("situation", "alone"),
    [
        ("print(cores())", False),
        ("multiprocessing.set_start_method('forkserver'); print(cores())", False),
        ("multiprocessing.set_start_method('spawn'); print(cores())", True),
        ("with multiprocessing.get_context('fork').Pool(1) as p: print(p.apply(cores))", True),
        ("threading.Timer(60, print).start(); print(cores(), flush=True); os._exit(0)", True),
    ],
    ids=["usual", "forkserver", "spawn", "pool", "threads"],
)
def test_a_process_is_copied_only_where_that_is_safe(situation: str, alone: bool) -> None:
    script = "import threading\nfrom issues_kb.store.cores import cores\n"
    script += "os.sched_getaffinity = lambda _: range(4)\n"
    assert run(script + situation) == ("1\n" if alone else "4\n")


def test_copies_end_when_nobody_asks_any_more() -> None:
    script = """
results = in_copies(lambda number: "x" * 100_000, 1000, 2)
print(len(next(results)))
results.close()
"""
    assert run(script) == "100000\n"
