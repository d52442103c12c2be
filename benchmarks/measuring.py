"""Whole processes, run in turn, compared as ratios: machines are noisy, ratios less so."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

__all__ = ["Cost", "Subject", "compare", "median", "run", "workplace"]


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of CPU with its children, and of the clock.

    ``memory`` is the peak of the largest of these processes, in MB.
    """

    cpu: float
    wall: float
    memory: float = 0.0


@dataclass(frozen=True)
class Subject:
    """A command to measure, and what must be done before each run, unmeasured."""

    name: str
    command: Sequence[str]
    before: Callable[[], object] | None = None


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """An empty folder in which all commands run: no project there has settings or templates."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def run(
    command: Sequence[str],
    *,
    codes: Sequence[int] = (0,),
    output: IO[bytes] | None = None,
    folder: Path | None = None,
) -> Cost:
    """Run a command to its end, in a folder; raises when it ends with none of ``codes``."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
    )
    # What the system tells of one process with its children, and of no other.
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / unit)


def compare(subject: Subject, base: Subject, rounds: int) -> tuple[float, float, Cost, Cost]:
    """Medians over the rounds of the ratios of CPU and wall, and the median costs themselves."""
    pairs: list[tuple[Cost, Cost]] = []
    for _ in range(rounds):
        costs = []
        for one in (base, subject):
            if one.before is not None:
                one.before()
            costs.append(run(one.command))
        pairs.append((costs[1], costs[0]))
        print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    cpu = statistics.median(mine.cpu / other.cpu for mine, other in pairs)
    wall = statistics.median(mine.wall / other.wall for mine, other in pairs)
    return cpu, wall, median([mine for mine, _ in pairs]), median([other for _, other in pairs])


def median(costs: Sequence[Cost]) -> Cost:
    """Each of the figures in the middle."""
    return Cost(
        statistics.median(c.cpu for c in costs),
        statistics.median(c.wall for c in costs),
        statistics.median(c.memory for c in costs),
    )
