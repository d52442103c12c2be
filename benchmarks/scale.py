"""How each command grows with the log: python benchmarks/scale.py SHAPE [--folder FOLDER].

``one``: a log of 1,000, one of 10,000 issues (60 MB) and ten of 10,000; ``whole``: as well, but
the 100,000 in one log (600 MB); ``many``: 10, 100 and 1,000 logs of 100 issues. ``--sizes`` takes
the first sizes only, ``--only`` commands that begin so. Give ``--program`` of an environment in
which the wheel is installed with compiled byte code. Prints for each command the CPU with
children, the peak memory of the largest process, and the exponents of growth between the sizes:
1 grows as the log does, 0 not at all.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Cost, median, run, workplace

SHAPES: dict[str, Sequence[tuple[int, int]]] = {
    "one": ((1, 1_000), (1, 10_000), (10, 10_000)),
    "whole": ((1, 1_000), (1, 10_000), (1, 100_000)),
    "many": ((10, 100), (100, 100), (1_000, 100)),
}
"""How many logs of how many issues."""

PASTED = """Traceback (most recent call last):
  File "backend/app/ledger/tokens.py", line 42, in fix
ConnectionResetError: [Errno 104] peer closed importer"""
LONG = 5.0
"""What takes so many seconds is measured once, all else three times."""


@dataclass(frozen=True)
class Command:
    """A command, what must be done before it, and the largest project that it is run on."""

    name: str
    words: Sequence[str]
    before: Callable[[Path], object] | None = None
    most: int = 1_000_000


def project(folder: Path, logs: int, issues: int) -> Path:
    """A project with so many logs, made when it is not there yet."""
    root = folder / f"{logs}x{issues}"
    for number in range(logs):
        log = root / f"part{number}" / "ISSUES_LOG.md"
        if not log.exists():
            log.parent.mkdir(parents=True, exist_ok=True)
            write_log(issues, log, seed=number)
    return root


def forget(root: Path) -> None:
    """Remove the index, and a site."""
    shutil.rmtree(root / ".issues-kb", ignore_errors=True)
    shutil.rmtree(root / "site", ignore_errors=True)


def unbuild(root: Path) -> None:
    """Remove the site and what is kept of its pages."""
    shutil.rmtree(root / "site", ignore_errors=True)
    (root / ".issues-kb" / "index.html.db").unlink(missing_ok=True)


def change(root: Path) -> None:
    """Add a word to an entry in the middle of a log.

    Piece by piece: the memory of this process counts for those that it starts.
    """
    log = root / "part0" / "ISSUES_LOG.md"
    changed = log.with_suffix(".new")
    with log.open("rb") as old, changed.open("wb") as new:
        half = log.stat().st_size // 2
        while (left := half - old.tell()) > 0:
            new.write(old.read(min(left, 1 << 20)))
        new.write(
            old.read(20_000).replace(b"### Root Cause", b"One more word.\n\n### Root Cause", 1)
        )
        shutil.copyfileobj(old, new)
    changed.replace(log)


COMMANDS = (
    Command("index, cold", ["index"], forget),
    Command("index, nothing changed", ["index"]),
    Command("index, one entry changed", ["index"], change),
    Command("list", ["list"]),
    Command("list --limit 20", ["list", "--limit", "20"]),
    Command("list severity:high --limit 20", ["list", "severity:high", "--limit", "20"]),
    Command("list sort:date- --limit 20", ["list", "sort:date-", "--limit", "20"]),
    Command("search, two words", ["search", "mailer payloads"]),
    Command("search, six words", ["search", "stale connection drops the importer totals"]),
    Command("search, a pasted error", ["search", PASTED]),
    Command("search, a misspelt word", ["search", "shceduler"]),
    Command("show", ["show", "part0#50"]),
    Command("learnings", ["learnings"]),
    Command("learnings, words", ["learnings", "stale connection", "--limit", "20"]),
    Command("prevention", ["prevention"]),
    Command("prevention --limit 20", ["prevention", "--open", "--limit", "20"]),
    Command("checklist", ["checklist"]),
    Command("files", ["files"]),
    Command("files src/cache", ["files", "src/cache"]),
    Command("stats", ["stats"]),
    Command("check", ["check"]),
    Command("export", ["export"]),
    Command("build", ["build", "--output", "site"], unbuild, most=10_000),
)


def measure(program: str, command: Command, root: Path) -> Cost:
    """The cost of a command in a project, the median of three unless it takes long."""
    costs: list[Cost] = []
    words = [program, "-q", "-C", str(root), *command.words]
    if "--output" in words:
        words[-1] = str(root / "site")
    while len(costs) < 3:
        if command.before:
            command.before(root)
        with tempfile.TemporaryFile() as output:
            costs.append(run(words, codes=(0, 1), output=output))
        if costs[0].wall > LONG:
            break
    return median(costs)


def growth(costs: Sequence[Cost], sizes: Sequence[int]) -> str:
    """The exponents of CPU between neighbouring sizes."""
    pairs = zip(costs, costs[1:], sizes, sizes[1:], strict=False)
    found = [math.log(b.cpu / a.cpu) / math.log(n / m) for a, b, m, n in pairs]
    return ", ".join(f"{each:.2f}" for each in found)


def main() -> None:
    """Measure the commands and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--sizes", type=int, default=3)
    parser.add_argument("--only", default="")
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", type=os.path.abspath, default=default)
    options = parser.parse_args()
    named = options.folder and options.folder.absolute()
    with workplace() as temporary:
        folder = named or temporary
        shapes = SHAPES[options.shape][: options.sizes]
        roots = [project(folder, *shape) for shape in shapes]
        sizes = [logs * issues for logs, issues in shapes]
        columns = " | ".join(f"{size:,}: CPU | memory" for size in sizes)
        print(f"| command | {columns} | exponents |\n|---|{'---:|---:|' * len(sizes)}---|")
        for command in COMMANDS:
            if not command.name.startswith(options.only):
                continue
            pairs = zip(roots, sizes, strict=True)
            costs = [measure(options.program, command, r) for r, n in pairs if n <= command.most]
            cells = [f"{cost.cpu:.2f} s | {cost.memory:.0f} MB" for cost in costs]
            cells += ["| "] * (len(sizes) - len(costs))
            print(f"| {command.name} | {' | '.join(cells)} | {growth(costs, sizes)} |", flush=True)


if __name__ == "__main__":
    main()
