"""Many at once, two versions, clocks: python benchmarks/faults_crowds.py [--seconds N] [ROW ...].

Eight readers while one writes; two versions of the program on one index and one site; times
of files that tell nothing. Run it with the Python that issues-kb is installed for. Prints a
line a row; 1 when an answer was wrong or a command failed.
"""

from __future__ import annotations

import os
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults_scene import Done, Scene, broken_links, options, scenes, tree

READERS = 8
ISSUES = 30
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("list", "--format", "json"),
    ("search", "the cache forgets", "--limit", "100", "--format", "json"),
    ("show", "7", "--format", "json"),
    ("export",),
    ("check", "--format", "json"),
)
OTHER = """
import sys
from issues_kb.store import maker, schema
schema.SCHEMA_VERSION = 2
schema._TABLES["extras"] = ({"id": int}, {"pk": "id"})
maker.maker = lambda: "other"
from issues_kb.cli.start import run
run()
"""
OTHER_PROGRAM = (sys.executable, "-c", OTHER)


def log_of(version: int) -> str:
    """A log in which every entry says which version it is of."""
    text = "# Issues Log\n\n"
    for number in range(1, ISSUES + 1):
        # Entries come and go, so that ids and lines change.
        if number != 1 + version % 5:
            text += (
                f"## Issue #{number}: The cache forgets V{version:06}\n\n**Status:** Open\n\n"
                f"### Root Cause\n\nIt forgets V{version:06}.\n\n"
            )
    return text


class Writing:
    """Somebody who edits the log; what an answer may be at a moment."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.version = 0
        self.put()

    def put(self) -> None:
        """The next version takes the place of the last, as editors save."""
        part = self.scene.folder / "part.txt"
        part.write_text(log_of(self.version + 1), encoding="utf-8")
        part.replace(self.scene.log)
        self.version += 1

    def fault(self, done: Done, first: int, question: tuple[str, ...]) -> str:
        """What is wrong with an answer to a question asked when ``first`` was written."""
        if done.code not in (0, 1) or not done.clean or "error" in done.err:
            return f"exit {done.code}: {done.err[-300:]}"
        found = {int(each) for each in re.findall(r"V(\d{6})", done.out)}
        if question[0] == "check":
            return ""
        if len(found) != 1:
            return f"versions {sorted(found)} in one answer of {question}"
        (version,) = found
        if not first <= version <= self.version + 1:
            return f"version {version} when {first} to {self.version} was there"
        titles = len(set(re.findall(r'"key": "(\d+)"', done.out)))
        if question[0] != "show" and titles != ISSUES - 1:
            return f"{titles} issues of {ISSUES - 1} in {question}"
        return ""


def readers(scene: Scene, seconds: int) -> None:
    """Eight readers while one edits the log and indexes it."""
    writing = Writing(scene)
    ends: Counter[str] = Counter()
    faults: list[str] = []
    stop = time.monotonic() + seconds

    def read(place: int) -> None:
        turn = place
        while time.monotonic() < stop:
            question = QUESTIONS[turn % len(QUESTIONS)]
            first = writing.version
            fault = writing.fault(scene.run(*question), first, question)
            ends[question[0]] += 1
            turn += 1
            if fault:
                faults.append(fault)

    threads = [threading.Thread(target=read, args=(place,)) for place in range(READERS)]
    for thread in threads:
        thread.start()
    while time.monotonic() < stop:
        writing.put()
        done = scene.run("index")
        ends["index"] += 1
        if done.code or not done.clean:
            faults.append(f"index: {done}")
    for thread in threads:
        thread.join()
    print("\n".join(faults[:10]))
    text = ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
    scene.tell(
        f"{READERS} readers and 1 writer, {seconds} s",
        ends.total(),
        len(faults),
        f"{text}; {writing.version} versions",
    )


def versions(scene: Scene) -> None:
    """Two versions of the program on one index and one site, in turn."""
    site = scene.folder / "site"
    build = ("build", "--output", str(site))
    writing = Writing(scene)
    faults: list[str] = []
    attempts = 0
    for _ in range(10):
        for program in ((), OTHER_PROGRAM):
            for question in QUESTIONS:
                fault = writing.fault(
                    scene.run(*question, program=program), writing.version, question
                )
                attempts += 1
                faults += [fault] if fault else []
        for program in ((), OTHER_PROGRAM):
            done = scene.run(*build, program=program)
            attempts += 1
            if done.code or not done.clean or broken_links(site):
                faults.append(f"build: {done}")
        writing.put()
    scene.tell("two versions in turn", attempts, len(faults), "; ".join(faults[:5]))


def versions_at_once(scene: Scene, seconds: int) -> None:
    """Two processes of each version, and somebody who edits the log."""
    site = scene.folder / "site"
    build = ("build", "--output", str(site))
    writing = Writing(scene)
    faults: list[str] = []
    ends: Counter[str] = Counter()
    stop = time.monotonic() + seconds

    def work(place: int) -> None:
        program = OTHER_PROGRAM if place % 2 else ()
        turn = place
        while time.monotonic() < stop:
            question = (*QUESTIONS, build)[turn % (len(QUESTIONS) + 1)]
            first = writing.version
            done = scene.run(*question, program=program)
            if question is build:
                fault = f"build: {done}" if done.code or not done.clean else ""
            else:
                fault = writing.fault(done, first, question)
            ends["other" if place % 2 else "this"] += 1
            faults.extend([fault] if fault else [])
            turn += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    while time.monotonic() < stop:
        time.sleep(1)
        writing.put()
    for thread in threads:
        thread.join()
    last = scene.run(*build)
    if last.code or broken_links(site) or scene.leftovers():
        faults.append(f"at the end: {last} {broken_links(site)[:3]} {scene.leftovers()}")
    print("\n".join(faults[:10]))
    text = ", ".join(f"{count} by {end}" for end, count in sorted(ends.items()))
    scene.tell(f"two versions at once, {seconds} s", ends.total(), len(faults), text)


def clocks(scene: Scene, times: int) -> None:
    """Times of a log that tell nothing: an edit is seen all the same."""
    from issues_kb.knowledge import KnowledgeBase

    writing = Writing(scene)
    losses: Counter[str] = Counter()
    day = 86_400 * 10**9
    shifts = {"the same": 0, "a year ahead": 365 * day, "ten years back": -3650 * day}
    for name, shift in shifts.items():
        for _ in range(times):
            before = scene.log.stat()
            text = log_of(writing.version + 5).encode()
            assert len(text) == before.st_size
            writing.version += 5
            # In place: no new inode tells that it is another file.
            scene.log.write_bytes(text)
            at = before.st_mtime_ns if not shift else time.time_ns() + shift
            os.utime(scene.log, ns=(at, at))
            with KnowledgeBase.open(scene.folder) as kb:
                title = kb.issue("30").issue.title
            losses[name] += f"V{writing.version:06}" not in title
    scene.tell(
        "edits of the same size with times " + ", ".join(shifts),
        times * len(shifts),
        losses.total(),
        "read at once after the edit, often in the same tick of the clock",
    )


def clock_back(scene: Scene, times: int) -> None:
    """A clock that was ahead: index and site are of the future, edits are seen all the same."""
    writing = Writing(scene)
    site = scene.folder / "site"
    build = ("build", "--output", str(site))
    scene.run(*build)
    losses = 0
    for _ in range(times):
        ahead = time.time_ns() + 10**15
        for path in (scene.database, *site.rglob("*"), site / ".issues-kb-site.json"):
            os.utime(path, ns=(ahead, ahead))
        whole = tree(site)
        page = random.choice([path for path in site.rglob("*.html") if path.is_file()])
        page.write_bytes(page.read_bytes().replace(b"e", b"x"))
        done = scene.run(*build)
        losses += done.code != 0 or tree(site) != whole
        writing.put()
        losses += (
            scene.run(*build).code != 0
            or writing.fault(scene.run(*QUESTIONS[0]), writing.version, QUESTIONS[0]) != ""
        )
    scene.tell("a clock that went back by eleven days", times * 2, losses)


def main() -> int:
    """All rows, or those that are named."""
    chosen = options(__doc__, times=200, seconds=180, seed=1)
    random.seed(chosen.seed)
    rows: dict[str, Callable[[Scene], None]] = {
        "readers": lambda scene: readers(scene, chosen.seconds),
        "versions": versions,
        "versions-at-once": lambda scene: versions_at_once(scene, chosen.seconds // 2),
        "clocks": lambda scene: clocks(scene, chosen.times),
        "clock-back": lambda scene: clock_back(scene, max(chosen.times // 20, 1)),
    }
    harmed = False
    with scenes(chosen.program) as make:
        for name in chosen.rows or rows:
            scene = make(1)
            rows[name](scene)
            harmed |= scene.harmed
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
