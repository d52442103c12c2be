"""Disks that are full and readers that go: python benchmarks/faults_disk.py [ROW ...].

Every command that writes is given less space than it needs, in steps from nothing to
enough; every command that prints writes to a full device and to a pipe that is closed.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults_scene import Done, Scene, options, scenes, tree

STEPS = 25
NEW = ("new", "A title", "--date", "2025-01-31", "--problem", "It breaks.")
WRITERS: dict[str, tuple[str, ...]] = {
    "index": ("index",),
    "build": ("build", "--output", "{folder}/site"),
    "new": (*NEW, "--log", "{log}"),
    "set": ("set", "7", "severity=low"),
    "check --write-baseline": ("check", "--write-baseline", "{log}"),
    "init": ("init",),
    "export": ("export",),
}
PRINTERS: tuple[tuple[str, ...], ...] = (
    *(("list",), ("list", "--format", "json"), ("search", "missing constraint"), ("show", "7")),
    *(("learnings",), ("files",), ("prevention",), ("checklist",), ("stats",), ("check",)),
    *(("export",), ("index",), ("build", "--output", "{folder}/site"), ("--help",)),
    *(("list", "--help"), ("--version",), ("new", "A", "--dry-run"), ("init",)),
    *(("check", "--format", "sarif"), ("check", "--explain", "IKB301")),
)


def limit(size: int) -> Callable[[], None]:
    """Files may have so many bytes from now on."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def filled(scene: Scene, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments with the places of the scene."""
    return tuple(each.format(folder=scene.folder, log=scene.log) for each in arguments)


def kept(scene: Scene, name: str) -> dict[str, bytes]:
    """All files but the caches; the second ``init`` names the files that it made alone."""
    files = tree(scene.folder)
    return {
        path: data
        for path, data in files.items()
        if ".issues-kb/" not in path and (name, path) != ("init", "out.json")
    }


def full(scene: Scene, name: str, arguments: tuple[str, ...]) -> None:
    """Ever more space, from none to enough: all is as it was, or done."""
    site = scene.folder / "site"
    call = filled(scene, arguments)

    def prepare() -> None:
        scene.cold()
        shutil.rmtree(site, ignore_errors=True)
        (scene.folder / "issues-kb.baseline.json").unlink(missing_ok=True)
        if name == "init":
            for file in (scene.log, scene.folder / "issues-kb.toml"):
                file.unlink(missing_ok=True)

    prepare()
    out = scene.folder / "out.json"
    with out.open("wb") as stream:
        assert scene.run(*call, out=stream.fileno()).code == 0
    state = kept(scene, name)
    after = scene.log.read_bytes()
    largest = max(path.stat().st_size for path in scene.folder.rglob("*") if path.is_file())
    ends: Counter[int] = Counter()
    losses = 0
    for step in range(STEPS):
        prepare()
        size = largest * step // (STEPS - 5)
        with out.open("wb") as stream:
            done = scene.run(*call, before=limit(size), out=stream.fileno())
        log = scene.log.read_bytes() if scene.log.exists() else None
        good = done.clean and done.code in (0, 3) and not scene.leftovers()
        good &= log in ((None if name == "init" else scene.text), after)
        good &= done.code == 0 or "error: " in done.err
        with out.open("wb") as stream:
            again = scene.run(*call, out=stream.fileno())
        if done.code == 3:
            good &= again.code == 0
            good &= kept(scene, name) == state
        losses += not good
        if not good:
            print("  loss:", size, done.code, done.err[-400:], scene.leftovers(), again)
        ends[done.code] += 1
    codes = ", ".join(f"{count} exit {code}" for code, count in sorted(ends.items()))
    scene.tell(f"{name}, full disk", STEPS, losses, codes)
    prepare()
    scene.cold()
    out.unlink()


def printing(scene: Scene) -> None:
    """A full device says so; a reader that goes is no fault."""
    scene.run("index")
    losses: list[str] = []
    for arguments in PRINTERS:
        with open("/dev/full", "wb") as device:
            done = scene.run(*filled(scene, arguments), out=device.fileno())
        if not (done.clean and done.code == 3 and "No space left" in done.err):
            losses.append(f"{arguments}: {done}")
    scene.tell("output on a full device", len(PRINTERS), len(losses), "\n".join(losses))
    losses = []
    for arguments in PRINTERS:
        done = closed_pipe(scene, filled(scene, arguments))
        if not (done.clean and done.code in (0, 1) and "error" not in done.err.lower()):
            losses.append(f"{arguments}: {done}")
    scene.tell("a pipe that is closed", len(PRINTERS), len(losses), "\n".join(losses))


def closed_pipe(scene: Scene, arguments: tuple[str, ...]) -> Done:
    """A command whose reader has gone already."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return scene.run(*arguments, out=writing)
    finally:
        os.close(writing)


def main() -> int:
    """All rows, or those that are named."""
    chosen = options(__doc__)
    harmed = False
    with scenes(chosen.program) as make:
        for name in chosen.rows or [*WRITERS, "printing"]:
            scene = make(30)
            if name == "printing":
                printing(scene)
            else:
                full(scene, name, WRITERS[name])
            harmed |= scene.harmed
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
