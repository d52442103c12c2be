"""What adding an issue costs: python benchmarks/writing.py [--rounds N] [--program PATH].

Give the program of an environment in which the wheel is installed with compiled byte code. A bare
copy of the log onto the disk is taken off each time, since a log is replaced whole. A log is
measured alone in its folder, and with an index beside it, in which similar issues are looked for.
Prints one line a goal: the measured ratio and the bound that it must keep.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Cost, run, workplace

GIVEN = {
    "--severity": "high",
    "--status": "resolved",
    "--date": "2026-05-04",
    "--problem": "Saving a badge fails with `error: column badge_slug does not exist`.",
    "--root-cause": "The migration of the staging database had stopped half way.",
    "--resolution": "The migration runs in one transaction.",
    "--file": "backend/migrations/0042_badge_slug.sql=in one transaction",
    "--why-missed": "Tests make their database anew.",
    "--learning": "Run migrations in a transaction.",
    "--prevention": "A test migrates a copy of the staging database.",
}
SIZES = 1_000, 10_000
ONCE_MORE = 1.3
STARTS = 15


class Scene(NamedTuple):
    """A log of so many issues in a folder of its own, with or without an index."""

    size: int
    indexed: bool


SCENES = [Scene(size, indexed) for indexed in (False, True) for size in SIZES]
NAMES = {False: "alone", True: "with an index"}


def addition(program: str, log: Path) -> list[str]:
    """The command that adds an issue with everything given."""
    options = [word for pair in GIVEN.items() for word in pair]
    return [program, "new", "A badge cannot be saved", "--no-input", "--log", str(log), *options]


def beyond_a_copy(program: str, log: Path, folder: Path) -> Cost:
    """What adding an issue to a copy of a log costs more than making the copy."""
    copy = folder / "ISSUES_LOG.md"
    copied = run(["sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", str(log), str(copy)])
    added = run(addition(program, copy), folder=folder)
    return Cost(added.cpu - copied.cpu, added.wall - copied.wall)


def measured(program: str, logs: Path, rounds: int) -> Iterator[tuple[dict[Scene, Cost], float]]:
    """A round: the cost in each scene, and the CPU of Python with its SQLite."""
    python = str(Path(program).with_name("python"))
    folders = {scene: logs / f"{scene.size} {NAMES[scene.indexed]}" for scene in SCENES}
    for scene, folder in folders.items():
        folder.mkdir()
        if scene.indexed:
            shutil.copy(logs / f"{scene.size}.md", folder / "ISSUES_LOG.md")
            run([program, "index"], folder=folder)
    for _ in range(rounds):
        costs = {
            scene: beyond_a_copy(program, logs / f"{scene.size}.md", folder)
            for scene, folder in folders.items()
        }
        yield costs, run([python, "-c", "import sqlite3"]).cpu
        print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)


def goals(
    rounds: list[tuple[dict[Scene, Cost], float]], *, indexed: bool
) -> Iterator[tuple[str, float, float]]:
    """Name, measured ratio and bound of each goal, for logs alone or with an index."""
    small, large = (Scene(size, indexed) for size in SIZES)
    where = NAMES[indexed]
    for part in ("cpu", "wall"):
        ratios = (getattr(c[large], part) / getattr(c[small], part) for c, _ in rounds)
        yield f"10,000 issues / 1,000, {part}, {where}", statistics.median(ratios), ONCE_MORE
    ratios = (costs[large].cpu / start for costs, start in rounds)
    yield f"10,000 issues / import sqlite3, cpu, {where}", statistics.median(ratios), STARTS


def main() -> int:
    """Measure all goals; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", type=os.path.abspath, default=default)
    options = parser.parse_args()
    with workplace() as folder:
        for size in SIZES:
            write_log(size, Path(folder) / f"{size}.md")
        rounds = list(measured(options.program, Path(folder), options.rounds))
    missed = False
    every = [goal for indexed in NAMES for goal in goals(rounds, indexed=indexed)]
    for name, ratio, bound in every:
        missed |= ratio > bound
        print(f"{'ok  ' if ratio <= bound else 'MISS'} {name}: {ratio:.2f} (at most {bound})")
    for scene in SCENES:
        spent = statistics.median(costs[scene].cpu for costs, _ in rounds)
        print(f"     {scene.size:,} issues {NAMES[scene.indexed]}: {spent * 1000:.0f} ms CPU")
    spent = statistics.median(start for _, start in rounds)
    print(f"     import sqlite3: {spent * 1000:.0f} ms CPU")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
