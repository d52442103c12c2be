"""What adding an issue costs: python benchmarks/writing.py [--rounds N] [--program PATH].

Give the program of an environment in which the wheel is installed with compiled byte code. A bare
copy of the log onto the disk is taken off each time, since a log is replaced whole. Prints one
line a goal: the measured ratio and the bound that it must keep.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Cost, run

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


def addition(program: str, log: Path) -> list[str]:
    """The command that adds an issue with everything given."""
    options = [word for pair in GIVEN.items() for word in pair]
    return [program, "new", "A badge cannot be saved", "--no-input", "--log", str(log), *options]


def beyond_a_copy(program: str, log: Path) -> Cost:
    """What adding an issue to a copy of a log costs more than making the copy."""
    copy = log.with_suffix(".copy.md")
    copied = run(["sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", str(log), str(copy)])
    added = run(addition(program, copy))
    return Cost(added.cpu - copied.cpu, added.wall - copied.wall)


def measured(program: str, logs: dict[int, Path], rounds: int) -> Iterator[list[Cost]]:
    """A round: the cost on each size, and of Python with its SQLite."""
    python = str(Path(program).with_name("python"))
    for _ in range(rounds):
        yield [
            *(beyond_a_copy(program, logs[size]) for size in SIZES),
            run([python, "-c", "import sqlite3"]),
        ]
        print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)


def main() -> int:
    """Measure all goals; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        logs = {size: Path(folder) / f"{size}.md" for size in SIZES}
        for size, path in logs.items():
            write_log(size, path)
        rounds = list(measured(options.program, logs, options.rounds))
    figures = {
        "10,000 issues / 1,000, CPU": ([r[1].cpu / r[0].cpu for r in rounds], ONCE_MORE),
        "10,000 issues / 1,000, wall": ([r[1].wall / r[0].wall for r in rounds], ONCE_MORE),
        "10,000 issues / import sqlite3, CPU": ([r[1].cpu / r[2].cpu for r in rounds], STARTS),
    }
    missed = False
    for name, (ratios, bound) in figures.items():
        ratio = statistics.median(ratios)
        missed |= ratio > bound
        print(f"{'ok  ' if ratio <= bound else 'MISS'} {name}: {ratio:.2f} (at most {bound})")
    for place, name in enumerate((*(f"{size:,} issues" for size in SIZES), "import sqlite3")):
        spent = statistics.median(r[place].cpu for r in rounds)
        print(f"     {name}: {spent * 1000:.0f} ms CPU")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
