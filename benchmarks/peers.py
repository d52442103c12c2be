"""How long other tools take for the nearest thing that they do: python benchmarks/peers.py.

Call: python benchmarks/peers.py [--rounds N] [--program PATH] [--issues N] [--bin FOLDER]...
``--bin`` names folders in which peers are installed, besides the PATH; what is not found is left
out. All get the same entries: whole logs, or a file for each entry for those that read such.
Prints a table in Markdown: what the other takes, what issues-kb takes, and the ratio of both,
where below 1 issues-kb is the faster.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Cost, Subject, compare, workplace

LOOPS = str(Path(__file__).with_name("loops.py"))
WORDS = "stale connection"
RARE = "sessions_4711"
"""A name that stands in hardly any entry."""

MKDOCS = "site_name: Issues\ndocs_dir: {docs}\nuse_directory_urls: false\n"
ZENSICAL = '[project]\nsite_name = "Issues"\ndocs_dir = "{docs}"\n'


def told(cost: Cost) -> str:
    """The peak of memory; a process that needs less than this one began with what this one has."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    floor = own / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return f"{cost.memory:.0f} MB" if cost.memory > 1.1 * floor else f"under {1.1 * floor:.0f} MB"


class Peers:
    """The same entries in the shapes that the tools read, and what is measured on them."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.rounds, self.issues = folder, options.rounds, options.issues
        self.program = options.program
        self.path = os.pathsep.join([*options.bin, os.environ.get("PATH", "")])
        self.log = folder / "project" / "ISSUES_LOG.md"
        self.log.parent.mkdir()
        write_log(self.issues, self.log)
        self.pages = folder / "entries"
        self.pages.mkdir()
        for number, entry in self.entries():
            (self.pages / f"{number}.md").write_text(entry, encoding="utf-8")
        self.call(*self.ours("index"))

    def entries(self) -> Iterator[tuple[int, str]]:
        """Number and text of each entry, which makes a page of its own."""
        for part in re.split(r"(?m)^(?=## Issue #)", self.log.read_text("utf-8"))[1:]:
            yield int(re.findall(r"\d+", part)[0]), part.removeprefix("#")

    def call(self, *command: str, cwd: Path | None = None) -> None:
        """Prepare something, unmeasured."""
        subprocess.run(
            command,
            check=True,
            cwd=cwd or self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )

    def tool(self, name: str) -> str | None:
        """Where a peer is installed, if it is."""
        return shutil.which(name, path=self.path)

    def ours(self, *words: str) -> list[str]:
        """A command of issues-kb on the log."""
        return [self.program, "-q", "-C", str(self.log.parent), *words]

    def remove(self, *paths: Path) -> Callable[[], None]:
        """What removes files and folders."""

        def removing() -> None:
            for path in paths:
                shutil.rmtree(path, ignore_errors=True)
                path.unlink(missing_ok=True)

        return removing

    def row(self, task: str, peer: str, theirs: Subject | None, ours: Subject) -> None:
        """Measure both in turn and print the row."""
        if theirs is None:
            return
        cpu, wall, mine, other = compare(ours, theirs, self.rounds)
        cells = [
            *(task, peer),
            f"{other.cpu:.2f} s, {other.wall:.2f} s, {told(other)}",
            f"{mine.cpu:.2f} s, {mine.wall:.2f} s, {told(mine)}",
            f"{cpu:.2f}, {wall:.2f}",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)

    def shell(self, name: str, *lines: Sequence[str], clean: Path) -> Subject:
        """Commands after one another in the folder, and what they make removed before."""
        script = self.folder / f"{name}.sh"
        text = [f"cd {self.folder}", *(" ".join(line) for line in lines)]
        script.write_text("\n".join(("set -e", *text)) + "\n", encoding="utf-8")
        return Subject(name, ["sh", str(script)], self.remove(clean))


def indexing(peers: Peers) -> None:
    """A first index."""
    database = peers.folder / "peer.db"
    ours = Subject("ours", peers.ours("index"), peers.remove(peers.log.parent / ".issues-kb"))
    markdown, utils = peers.tool("markdown-to-sqlite"), peers.tool("sqlite-utils")
    if markdown and utils:
        load = [markdown, str(database), "entries", "entries/*.md"]
        fts = [utils, "enable-fts", str(database), "entries", "text", "--tokenize", "porter"]
        theirs = peers.shell("markdown", load, fts, clean=database)
        peers.row("first index", "markdown-to-sqlite and sqlite-utils enable-fts", theirs, ours)
    if utils:
        insert = [utils, "insert", str(database), "lines", str(peers.log), "--lines"]
        fts = [utils, "enable-fts", str(database), "lines", "line", "--tokenize", "porter"]
        theirs = peers.shell("utils", insert, fts, clean=database)
        peers.row("first index", "sqlite-utils insert --lines and enable-fts", theirs, ours)


def searching(peers: Peers) -> None:
    """Finding in one large log."""
    grep, ripgrep = peers.tool("grep"), peers.tool("rg")
    log = str(peers.log)
    for words in (WORDS, RARE):
        ours = Subject("ours", peers.ours("search", words))
        for name, tool in (("grep -n", grep), ("ripgrep", ripgrep)):
            command = [str(tool), "-n", "-i", words, log]
            theirs = Subject(name, ["sh", "-c", '"$@" || test $? = 1', "sh", *command])
            peers.row(f"search `{words}`", name, theirs if tool else None, ours)
    datasette, database = peers.tool("datasette"), peers.folder / "peer.db"
    ours = Subject("ours", peers.ours("search", WORDS, "--format", "json"))
    markdown, utils = peers.tool("markdown-to-sqlite"), peers.tool("sqlite-utils")
    if not (markdown and utils):
        return
    peers.remove(database)()
    peers.call("sh", "-c", f"{markdown} peer.db entries entries/*.md")
    peers.call(utils, "enable-fts", str(database), "entries", "text", "--tokenize", "porter")
    command = [utils, "search", str(database), "entries", WORDS, "--limit", "20"]
    peers.row(f"search `{WORDS}`", "sqlite-utils search", Subject("utils", command), ours)
    if datasette:
        address = f"/peer/entries.json?_search={WORDS.replace(' ', '+')}&_size=20"
        command = [datasette, str(database), "--get", address]
        peers.row(f"search `{WORDS}`", "datasette --get", Subject("get", command), ours)


def tasks(peers: Peers) -> None:
    """Listing and searching with a tool that keeps a file for each task."""
    backlog = peers.tool("backlog")
    if not backlog:
        return
    root = peers.folder / "tasks"
    root.mkdir()
    peers.call("git", "init", "-q", cwd=root)
    options = ["--defaults", "--check-branches", "false", "--include-remote", "false"]
    options += ["--integration-mode", "none"]
    peers.call(backlog, "init", "bench", *options, cwd=root)
    for number, entry in peers.entries():
        title, _, text = entry.partition("\n")
        head = f"id: TASK-{number}\ntitle: '{title.lstrip('# ')}'\nstatus: To Do\n"
        head += "assignee: []\ncreated_date: '2026-01-10'\nlabels: []\ndependencies: []\n"
        file = root / "backlog" / "tasks" / f"task-{number} - issue.md"
        file.write_text(f"---\n{head}---\n\n## Description\n\n{text}", encoding="utf-8")
    for task, words, own in (
        ("list", ["task", "list", "--plain"], ["list"]),
        ("search", ["search", WORDS, "--plain"], ["search", WORDS]),
    ):
        command = ["env", f"BACKLOG_CWD={root}", backlog, *words]
        ours = Subject("ours", peers.ours(*own))
        peers.row(f"{task}, {peers.issues:,}", "Backlog.md", Subject("backlog", command), ours)


def building(peers: Peers) -> None:
    """A site from nothing."""
    made = peers.folder / "site"
    kept = peers.log.parent / ".issues-kb" / "index.html.db"
    # The index is there, as it is for a command in daily use; what pages are made of is not.
    peers.call(*peers.ours("index"))
    command = peers.ours("build", "--output", str(made))
    ours = Subject("ours", command, peers.remove(made, kept))
    task = f"build, {peers.issues:,} entries"
    if hugo := peers.tool("hugo"):
        root = peers.folder / "hugo"
        database = str(peers.log.parent / ".issues-kb" / "index.db")
        peers.call(str(Path(peers.program).with_name("python")), LOOPS, "hugo", database, str(root))
        command = [hugo, "--quiet", "--source", str(root)]
        peers.row(task, "Hugo", Subject("hugo", command, peers.remove(root / "public")), ours)
    for name, file, text in (
        ("mkdocs", "mkdocs.yml", MKDOCS),
        ("zensical", "zensical.toml", ZENSICAL),
    ):
        tool = peers.tool(name)
        if not tool:
            continue
        root = peers.folder / name
        shutil.copytree(peers.pages, root / "docs")
        (root / "docs" / "index.md").write_text("# Issues\n", encoding="utf-8")
        (root / file).write_text(text.format(docs="docs"), encoding="utf-8")
        command = ["env", "-C", str(root), tool, "build"]
        before = peers.remove(root / "site", root / ".cache")
        peers.row(task, name, Subject(name, command, before), ours)


def main() -> None:
    """Measure all that is installed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--issues", type=int, default=1_000)
    parser.add_argument("--bin", action="append", default=[])
    parser.add_argument("--only", choices=("indexing", "searching", "tasks", "building"))
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", type=os.path.abspath, default=default)
    options = parser.parse_args()
    print("| task | peer | peer: CPU, wall, memory | issues-kb | ratios of CPU, wall |")
    print("|---|---|---|---|---|")
    with workplace() as folder:
        peers = Peers(Path(folder), options)
        for part in (indexing, searching, tasks, building):
            if options.only in (None, part.__name__):
                part(peers)


if __name__ == "__main__":
    main()
