"""How reading and indexing scale: python benchmarks/reading.py [--rounds N] [--program PATH].

Give the program of an environment in which the wheel is installed with compiled byte code.
Prints one line a goal: the measured ratio and the bound that it must keep.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Subject, compare, workplace

PARSE = """
import sys
from markdown_it import MarkdownIt
parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
parser.core.ruler.enableOnly(["normalize", "block"])
parser.parse(open(sys.argv[1], encoding="utf-8").read())
"""
SELECT = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT key, title, date FROM issues LIMIT 20")
print(rows.fetchall())
"""


class Bench:
    """A folder with logs and indexes, and the goals measured in it."""

    def __init__(self, folder: Path, program: str, rounds: int) -> None:
        self.folder, self.program, self.rounds = folder, program, rounds
        self.python = str(Path(program).with_name("python"))
        self.logs = {count: folder / f"{count}.md" for count in (1_000, 10_000)}
        for count, path in self.logs.items():
            write_log(count, path)
        self.failed = False

    def database(self, count: int) -> Path:
        """The index of the log with so many issues."""
        return self.folder / f"{count}.db"

    def index(self, name: str, count: int, *, cold: bool = False) -> Subject:
        """The command that indexes a log; ``cold`` removes the index before each run."""
        database = self.database(count)
        command = [self.program, "-q", "--db", str(database), "index", str(self.logs[count])]
        return Subject(name, command, (lambda: self.forget(database)) if cold else None)

    def forget(self, database: Path) -> None:
        """Remove an index and what SQLite keeps beside it."""
        for path in self.folder.glob(f"{database.name}*"):
            path.unlink()

    def change(self, count: int) -> None:
        """Add a word to the middle entry of a log."""
        path = self.logs[count]
        text = path.read_text("utf-8")
        middle = text.index("### Root Cause", len(text) // 2)
        path.write_text(f"{text[:middle]}One more word.\n\n{text[middle:]}", "utf-8")

    def goal(self, text: str, subject: Subject, base: Subject, **bounds: float) -> None:
        """Measure a goal and print how it stands."""
        cpu, wall, mine, other = compare(subject, base, self.rounds)
        for name, bound in bounds.items():
            ratio = cpu if name == "cpu" else wall
            good = ratio <= bound
            self.failed |= not good
            costs = f"{getattr(mine, name):.3f} s against {getattr(other, name):.3f} s"
            mark = "ok  " if good else "MISS"
            print(f"{mark} {text}, {name}: {ratio:.3f} (at most {bound}); {costs}", flush=True)


def main() -> int:
    """Measure all goals; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", type=os.path.abspath, default=default)
    options = parser.parse_args()
    with workplace() as folder:
        bench = Bench(Path(folder), options.program, options.rounds)
        parse = Subject("parse", [bench.python, "-c", PARSE, str(bench.logs[1_000])])
        cold = bench.index("cold", 1_000, cold=True)
        bench.goal(
            "cold index of 1,000 issues / markdown-it-py blocks", cold, parse, cpu=1.8, wall=1.1
        )
        small, large = bench.index("same", 1_000), bench.index("same", 10_000)
        bench.goal(
            "first index of 10,000 / of 1,000", bench.index("c", 10_000, cold=True), cold, cpu=11
        )
        bench.goal("nothing changed, 10,000 / 1,000 issues", large, small, cpu=1.2)
        bare = Subject("sqlite3", [bench.python, "-c", "import sqlite3"])
        bench.goal("nothing changed / import sqlite3", large, bare, cpu=8)
        rows = [bench.program, "-q", "--db", str(bench.database(10_000)), "list", "--limit", "20"]
        select = [bench.python, "-c", SELECT, str(bench.database(10_000))]
        bench.goal(
            "list --limit 20 / one SELECT", Subject("list", rows), Subject("select", select), cpu=6
        )
        changed = Subject("changed", large.command, lambda: bench.change(10_000))
        again = bench.folder / "again.db"
        command = [bench.program, "-q", "--db", str(again), "index", str(bench.logs[10_000])]
        whole = Subject("cold", command, lambda: bench.forget(again))
        bench.rounds = min(bench.rounds, 3)
        bench.goal("one entry changed of 10,000 / cold", changed, whole, cpu=0.06)
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
