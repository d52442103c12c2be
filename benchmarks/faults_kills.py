"""Kills at random moments: python benchmarks/faults_kills.py [--kills N] [ROW ...].

``index`` and ``build`` are killed all over their lives, half of the time the process with
its workers, else the process or one worker alone. Run it with the Python that issues-kb is
installed for. Prints a line for each row; 1 when something was lost.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults_scene import Scene, broken_links, options, scenes, tree


def children(process: int) -> list[int]:
    """The workers of a process."""
    with suppress(OSError):
        text = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
        return [int(each) for each in text.split()]
    return []


def kill_once(scene: Scene, arguments: tuple[str, ...], moment: float, whom: str) -> str:
    """Start a command and kill it; how that ended."""
    process = scene.start(*arguments)
    time.sleep(moment)
    victim = process.pid
    if whom == "worker":
        workers = children(process.pid)
        if not workers:
            process.communicate()
            return "no worker then"
        victim = random.choice(workers)
    with suppress(ProcessLookupError):
        (os.killpg if whom == "group" else os.kill)(victim, signal.SIGKILL)
    process.communicate()
    if whom == "worker":
        return "worker killed, done" if process.returncode == 0 else "worker killed, FAILED"
    return "killed" if process.returncode < 0 else "done before"


def lifetime(scene: Scene, arguments: tuple[str, ...], prepare: Callable[[], None]) -> float:
    """Seconds that a command takes now."""
    times = []
    for _ in range(3):
        prepare()
        begin = time.perf_counter()
        assert scene.run(*arguments).code == 0
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def whom(turn: int) -> str:
    """Who is killed in this turn."""
    return ("group", "process", "group", "worker")[turn % 4]


def index(scene: Scene, kills: int, *, cold: bool) -> None:
    """Kill ``index``: the index is none, the old one or the new one."""
    warm = scene.folder / "warm"

    def prepare() -> None:
        scene.cold()
        if not cold:
            shutil.copytree(warm, scene.database.parent)
            scene.log.write_bytes(scene.edited())

    scene.run("index")
    old = None if cold else scene.fresh_content()
    shutil.copytree(scene.database.parent, warm)
    span = lifetime(scene, ("index",), prepare)
    new = scene.fresh_content()
    ends: Counter[str] = Counter()
    losses = 0
    for turn in range(kills):
        prepare()
        end = kill_once(scene, ("index",), random.uniform(0, span * 1.05), whom(turn))
        state = "none" if not scene.database.exists() else seen(scene, old, new)
        orphans = scene.orphans()
        after = scene.run("export")
        whole = after.code == 0 and after.clean and scene.content() == new
        left = [path for path in scene.leftovers() if "discovery" not in path]
        good = (
            not state.startswith("part")
            and not orphans
            and whole
            and not left
            and "FAILED" not in end
        )
        losses += not good
        if not good:
            print("  loss:", state, end, orphans, after.code, after.err[-300:], left)
        ends[f"{end}: {state} index"] += 1
    scene.tell("index, cold" if cold else "index, changed", kills, losses, told(ends))


def seen(scene: Scene, old: str | None, new: str) -> str:
    """Which index it is, as the next command sees it."""
    from issues_kb.errors import DatabaseError

    try:
        content = scene.content()
    except DatabaseError as error:
        return "no" if error.reason == "no index here" else f"part: {error} {error.__cause__!r}"
    return "new" if content == new else "old" if content == old else "part"


def build(scene: Scene, kills: int, *, cold: bool) -> None:
    """Kill ``build``: what can be reached is whole, and the next build mends the rest."""
    site, kept = scene.folder / "site", scene.folder / "kept"
    arguments = ("build", "--output", str(site))

    def prepare() -> None:
        shutil.rmtree(site, ignore_errors=True)
        scene.cold()
        shutil.copytree(kept / "cache", scene.database.parent)
        if not cold:
            shutil.copytree(kept / "site", site)
            scene.log.write_bytes(scene.edited())

    scene.run(*arguments)
    shutil.copytree(site, kept / "site")
    (scene.database.parent / "index.html.db").unlink(missing_ok=True)
    shutil.copytree(scene.database.parent, kept / "cache")
    span = lifetime(scene, arguments, prepare)
    expected = tree(site)
    ends: Counter[str] = Counter()
    losses = 0
    for turn in range(kills):
        prepare()
        end = kill_once(scene, arguments, random.uniform(0, span * 1.05), whom(turn))
        orphans = scene.orphans()
        broken = broken_links(site)
        there = "a" if (site / "index.html").exists() else "no"
        after = scene.run(*arguments)
        same = after.code == 0 and after.clean and tree(site) == expected
        left = [path for path in scene.leftovers() if "discovery" not in path]
        good = not broken and not orphans and same and not left and "FAILED" not in end
        losses += not good
        if not good:
            print("  loss:", end, broken[:3], orphans, same, after.err[-300:], left)
        ends[f"{end}, {there} first page"] += 1
    scene.tell("build, cold" if cold else "build, changed", kills, losses, told(ends))


def told(ends: Counter[str]) -> str:
    """How often each end was seen."""
    return "; ".join(f"{count} {end}" for end, count in sorted(ends.items()))


def discovery(scene: Scene, kills: int) -> None:
    """Kill cold ``index`` while it writes what it knows of files: nothing piles up."""
    span = lifetime(scene, ("index",), scene.cold)
    scene.cold()
    for _ in range(kills):
        (scene.database.parent / "discovery.json").unlink(missing_ok=True)
        kill_once(scene, ("list",), random.uniform(0, span), "group")
    left = len(scene.leftovers())
    scene.run("index")
    after = len(scene.leftovers())
    scene.tell("files that a killed index leaves", kills, after, f"{left} at the end of all")


def main() -> int:
    """All rows, or those that are named."""
    chosen = options(__doc__, kills=200, seed=1)
    random.seed(chosen.seed)
    rows: dict[str, Callable[[Scene], None]] = {
        "index-cold": lambda scene: index(scene, chosen.kills, cold=True),
        "index-changed": lambda scene: index(scene, chosen.kills, cold=False),
        "build-cold": lambda scene: build(scene, chosen.kills, cold=True),
        "build-changed": lambda scene: build(scene, chosen.kills, cold=False),
        "discovery": lambda scene: discovery(scene, chosen.kills),
    }
    harmed = False
    with scenes(chosen.program) as make:
        for name in chosen.rows or rows:
            scene = make(24 if name.startswith("build") else 104)
            rows[name](scene)
            harmed |= scene.harmed
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
