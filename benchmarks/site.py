"""How building the site scales: python benchmarks/site.py [--rounds N] [--program PATH].

``--hugo`` names a Hugo to compare with, which otherwise is looked for on the PATH. Give the
program of an environment in which the wheel is installed with compiled byte code. Prints one line
a goal: the measured ratio and the bound that it must keep.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Subject, compare, workplace

LOOPS = str(Path(__file__).with_name("loops.py"))


class Bench:
    """A folder with logs, indexes and sites, and the goals measured in it."""

    def __init__(self, folder: Path, program: str, rounds: int) -> None:
        self.folder, self.program, self.rounds = folder, program, rounds
        self.python = str(Path(program).with_name("python"))
        self.logs = {count: folder / f"{count}.md" for count in (1_000, 10_000)}
        self.failed = False
        for count, path in self.logs.items():
            write_log(count, path)
            self.call(program, "-q", "--db", str(self.database(count)), "index", str(path))

    def call(self, *command: str) -> None:
        """Run a preparation; raises when it fails."""
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def database(self, count: int) -> Path:
        """The index of the log with so many issues."""
        return self.folder / f"{count}.db"

    def site(self, count: int) -> Path:
        """Where the site of the log with so many issues goes."""
        return self.folder / f"site-{count}"

    def remove(self, *paths: Path) -> None:
        """Remove folders and files."""
        for path in paths:
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)

    def build(self, name: str, count: int, *, search: str = "none") -> Subject:
        """The command that builds the site with all that is there already."""
        output = str(self.site(count))
        command = [self.program, "-q", "--db", str(self.database(count)), "build"]
        return Subject(name, [*command, "--output", output, "--search", search])

    def without(self, subject: Subject, count: int, *, html: bool) -> Subject:
        """A build without its output, and without the rendered issues that it kept."""
        kept = [self.database(count).with_suffix(".html.db")] if html else []
        return Subject(subject.name, subject.command, lambda: self.remove(self.site(count), *kept))

    def change(self, count: int) -> None:
        """Add a word to the middle entry of a log."""
        path = self.logs[count]
        text = path.read_text("utf-8")
        middle = text.index("### Root Cause", len(text) // 2)
        path.write_text(f"{text[:middle]}One more word.\n\n{text[middle:]}", "utf-8")

    def loop(self, name: str, given: Path, output: Path) -> Subject:
        """A loop that reads ``given`` and writes a fresh ``output``."""
        command = [self.python, LOOPS, name, str(given), str(output)]
        return Subject(name, command, lambda: self.remove(output))

    def hugo(self, program: str, count: int) -> Subject:
        """Hugo on the same entries."""
        root = self.folder / "hugo"
        self.call(self.python, LOOPS, "hugo", str(self.database(count)), str(root))
        command = [program, "--quiet", "--source", str(root)]
        return Subject("hugo", command, lambda: self.remove(root / "public"))

    def goal(self, text: str, subject: Subject, base: Subject, **bounds: float) -> None:
        """Measure a goal and print how it stands."""
        cpu, wall, mine, other = compare(subject, base, self.rounds)
        for name, bound in bounds.items():
            ratio = cpu if name == "cpu" else wall
            costs = f"{getattr(mine, name):.3f} s against {getattr(other, name):.3f} s"
            self.say(f"{text}, {name}: {ratio:.3f} (at most {bound}); {costs}", ratio <= bound)

    def say(self, text: str, good: bool) -> None:  # noqa: FBT001
        """Print how a goal stands."""
        self.failed |= not good
        print(f"{'ok  ' if good else 'MISS'} {text}", flush=True)

    def peak(self, count: int, bound: int) -> None:
        """The memory of a whole cold build, of the process and the largest of its copies."""
        subject = self.without(self.build("cold", count, search="minisearch"), count, html=True)
        assert subject.before is not None
        subject.before()
        command = [self.python, LOOPS, "peak", *subject.command[1:]]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        most = int(done.stdout.rpartition("PEAK")[2])
        self.say(f"memory of a build of {count:,}: {most} MB (at most {bound})", most <= bound)


def main() -> int:
    """Measure all goals; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", type=os.path.abspath, default=default)
    parser.add_argument("--hugo", default=shutil.which("hugo"))
    options = parser.parse_args()
    with workplace() as folder:
        bench = Bench(Path(folder), options.program, options.rounds)
        measure(bench, options.hugo)
    return 1 if bench.failed else 0


def measure(bench: Bench, hugo: str | None) -> None:
    """All goals."""
    small, out = bench.database(1_000), bench.folder / "loop"
    bare = bench.loop("bare", small, out)
    issues = bench.loop("issues", small, bench.site(1_000))
    bench.goal("issue pages, cold / bare loop", issues, bare, cpu=1.5, wall=0.9)
    build = bench.build("build", 1_000)
    cold = bench.without(build, 1_000, html=True)
    bench.goal("whole build, cold / bare loop", cold, bare, cpu=2.5)
    models = bench.folder / "models"
    bench.call(bench.python, LOOPS, "models", str(small), str(models))
    templates = bench.loop("templates", models, out)
    again = bench.without(build, 1_000, html=False)
    bench.goal("only output removed / templates alone", again, templates, cpu=3)
    changed = Subject("changed", build.command, lambda: bench.change(1_000))
    if hugo:
        bench.goal("one entry changed / hugo", changed, bench.hugo(hugo, 1_000), cpu=0.5)
    bench.rounds = min(bench.rounds, 3)
    large = bench.without(bench.build("large", 10_000), 10_000, html=True)
    bench.goal("cold build of 10,000 / of 1,000", large, cold, cpu=11)
    found = bench.build("search", 1_000, search="minisearch")
    searched = bench.without(found, 1_000, html=True)
    bench.goal("with search / without, cold", searched, cold, cpu=2)
    bench.peak(10_000, 600)


if __name__ == "__main__":
    sys.exit(main())
