"""Ctrl-C and polite ends: python benchmarks/faults_signals.py [--times N] [ROW ...].

Every command is interrupted (SIGINT), ended (SIGTERM) and hung up (SIGHUP) all over its
life, the whole group of processes as a terminal does it. Prints a line a row; 1 when
something was lost.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults_scene import Done, Scene, broken_links, options, scenes

COMMANDS: dict[str, tuple[str, ...]] = {
    "index": ("index", "--rebuild"),
    "build": ("build", "--output", "{folder}/site"),
    "build LOG": ("build", "{log}", "--output", "{folder}/site"),
    "new": ("new", "A title", "--date", "2025-01-31", "--problem", "It breaks."),
    "set": ("set", "7", "severity=low"),
    "check": ("check",),
    "export": ("export",),
    "search": ("search", "missing constraint"),
    "list": ("list",),
    "serve": ("serve", "--port", "0"),
}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end(scene: Scene, arguments: tuple[str, ...], moment: float, sign: int, *, all_: bool) -> Done:
    """Start a command and send it a signal."""
    process = scene.start(*arguments)
    time.sleep(moment)
    (os.killpg if all_ else os.kill)(process.pid, sign)
    try:
        out, err = process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += "Traceback: does not end"
    return Done(process.returncode, out, err)


def command(scene: Scene, name: str, times: int) -> None:
    """Signals at random moments: an exit code, no traceback, nothing partial."""
    arguments = tuple(each.format(folder=scene.folder, log=scene.log) for each in COMMANDS[name])
    site = scene.folder / "site"
    serves = name == "serve"
    scene.run("index")
    begin = time.perf_counter()
    span = 3.0
    if not serves:
        assert scene.run(*arguments).code in (0, 1)
        span = time.perf_counter() - begin
    after = scene.log.read_bytes()
    ends: Counter[str] = Counter()
    losses = 0
    for turn in range(times):
        scene.log.write_bytes(scene.text)
        shutil.rmtree(site, ignore_errors=True)
        sign = SIGNALS[turn % 3]
        whole = turn % 2 == 0 or sign == signal.SIGINT
        moment = random.uniform(0.03, max(span * 1.05, 0.05))
        done = end(scene, arguments, moment, sign, all_=whole)
        orphans = scene.orphans()
        ended = {128 + sign, -sign, *(() if serves and moment < 0 else (0, 1))}
        # The first hundredth of a second: Python loads itself, and the program does not run yet.
        early = "KeyboardInterrupt" in done.err and "in run\n" not in done.err
        good = (done.clean or early) and done.code in ended and not orphans
        good &= scene.log.read_bytes() in (scene.text, after)
        good &= not broken_links(site)
        left = scene.scratch()
        good &= not left
        again = scene.run("list")
        good &= again.code == 0 and again.clean
        losses += not good
        if not good:
            print(f"  loss: {sign} at {moment:.2f}: {done.code} {done.err[-600:]} {orphans} {left}")
        ends["while Python starts" if early else f"exit {done.code}"] += 1
    text = ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
    scene.tell(f"{name}, signals", times, losses, text)


def waiting(scene: Scene) -> None:
    """Ctrl-C while a locked index is waited for: it ends at once."""
    scene.run("index")
    scene.log.write_bytes(scene.edited())
    with closing(sqlite3.connect(scene.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        begin = time.perf_counter()
        done = end(scene, ("list",), 2, signal.SIGINT, all_=True)
        seconds = time.perf_counter() - begin - 2
    good = done.clean and done.code == 130 and seconds < 3
    scene.tell("Ctrl-C while waiting for a lock", 1, int(not good), f"{done.code} {seconds:.1f} s")


def main() -> int:
    """All rows, or those that are named."""
    chosen = options(__doc__, times=30, seed=1)
    random.seed(chosen.seed)
    harmed = False
    with scenes(chosen.program) as make:
        for name in chosen.rows or [*COMMANDS, "waiting"]:
            scene = make(104 if name in ("index", "build LOG") else 30)
            if name == "waiting":
                waiting(scene)
            else:
                command(scene, name, chosen.times)
            harmed |= scene.harmed
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
