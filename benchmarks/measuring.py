"""Whole processes, run in turn, compared as ratios: machines are noisy, ratios less so."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Cost", "Subject", "compare", "run"]


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of CPU with its children, and of the clock."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Subject:
    """A command to measure, and what must be done before each run, unmeasured."""

    name: str
    command: Sequence[str]
    before: Callable[[], object] | None = None


def run(command: Sequence[str]) -> Cost:
    """Run a command to its end; raises when it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall)


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
    return cpu, wall, _median([mine for mine, _ in pairs]), _median([other for _, other in pairs])


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs))
