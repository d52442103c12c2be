"""What lies where the index should be: python benchmarks/faults_database.py [--times N] [ROW ...].

Random bytes at random places, random sizes, files of others, other versions, locks. Run it
with the Python that issues-kb is installed for. Prints a line a row; 1 when something was lost.
"""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults_scene import Done, Scene, options, scenes, tree

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
"""Of Linux: see prctl(2) and capabilities(7)."""

ASK: tuple[str, ...] = ("export",)
SEARCH: tuple[str, ...] = ("search", "missing unique constraint token", "--format", "json")


class Answers:
    """What commands answer of a project whose index is whole."""

    def __init__(self, scene: Scene) -> None:
        scene.cold()
        assert scene.run("index").code == 0
        self.scene = scene
        self.kept = scene.folder / "kept"
        shutil.copytree(scene.database.parent, self.kept)
        self.right = {command: scene.run(*command).out for command in (ASK, SEARCH)}

    def prepare(self) -> Path:
        """Put the whole index back."""
        shutil.rmtree(self.scene.database.parent, ignore_errors=True)
        shutil.copytree(self.kept, self.scene.database.parent)
        return self.scene.database

    def fault(self, done: Done, command: tuple[str, ...]) -> str:
        """What is wrong with an answer; nothing when it is the right one."""
        if not done.clean:
            return "crash"
        if done.code == 3:
            return "refused"
        return "" if done.out == self.right[command] else "wrong"


def damage(scene: Scene, times: int, harm: Callable[[Path], str], row: str) -> None:
    """Harm the index again and again; answers are right, at the latest after --rebuild."""
    answers = Answers(scene)
    ends: Counter[str] = Counter()
    losses = 0
    for turn in range(times):
        database = answers.prepare()
        where = harm(database)
        command = (ASK, SEARCH)[turn % 2]
        done = scene.run(*command, seconds=60)
        fault = answers.fault(done, command)
        said = "said" if "note: the index was damaged" in done.err else "nothing said"
        end = fault or ("right" if said == "nothing said" else "built anew with a word")
        if fault == "refused" and "error: " in done.err and "hint: " in done.err:
            end = "refused with a word and a hint"
            database.unlink()
        elif fault:
            end += f", {said}"
        rebuilt = scene.run("index", "--rebuild")
        after = scene.run(*command)
        good = rebuilt.code == 0 and not answers.fault(after, command)
        good &= not scene.leftovers() and fault not in ("crash",)
        if not good or fault:
            print(" ", where, end, done.code, done.err[-300:].strip(), rebuilt.err[-200:])
        # SQLite keeps no checksums: a byte that changes inside a text is not noticed. It is told
        # among the ends; the log has the right one, and so has the index after --rebuild.
        losses += not good
        ends[end] += 1
    text = "; ".join(f"{count} {end}" for end, count in sorted(ends.items()))
    scene.tell(row, times, losses, text)


def scribble(database: Path) -> str:
    """Some random bytes at a random place."""
    data = bytearray(database.read_bytes())
    place, count = random.randrange(len(data)), random.choice((1, 16, 512, 4096))
    data[place : place + count] = random.randbytes(min(count, len(data) - place))
    database.write_bytes(data)
    return f"{count} at {place}:"


def scribble_header(database: Path) -> str:
    """One random byte in the header."""
    data = bytearray(database.read_bytes())
    place = random.randrange(100)
    data[place] ^= random.randrange(1, 256)
    database.write_bytes(data)
    return f"header {place}:"


def cut(database: Path) -> str:
    """A random size."""
    size = random.randrange(database.stat().st_size)
    os.truncate(database, size)
    return f"cut at {size}:"


def stray(database: Path) -> str:
    """Random bytes in the files beside the index, as another process may leave them."""
    for suffix in random.sample(("-wal", "-shm", "-journal"), 2):
        Path(f"{database}{suffix}").write_bytes(random.randbytes(random.choice((0, 40, 5000))))
    return "stray:"


def foreign(scene: Scene) -> None:
    """Files of others: refused with a word, and left as they are."""
    other = scene.folder / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE people (name TEXT)")
        connection.execute("INSERT INTO people VALUES ('Ada')")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.commit()
    text = scene.folder / "text.db"
    text.write_text("Not a database.\n" * 100, encoding="utf-8")
    folder = scene.folder / "folder.db"
    folder.mkdir()
    (folder / "file").write_text("x")
    attempts = losses = 0
    for place in (other, text, folder):
        for command in (("index",), ("list",), ("search", "x"), ("index", "--rebuild"), ("build",)):
            before = tree(scene.folder)
            done = scene.run("--db", str(place), *command)
            attempts += 1
            good = done.clean and done.code == 3 and done.err.startswith("error: ")
            good &= {k: v for k, v in tree(scene.folder).items() if k in before} == before
            if not good:
                losses += 1
                print("  loss:", place.name, command, done)
    empty = scene.folder / "empty.db"
    empty.touch()
    good = scene.run("--db", str(empty), "list").code == 0
    scene.tell("files of others", attempts + 1, losses + (not good), "an empty file is taken")


def versions(scene: Scene) -> None:
    """An index of an older and of a newer version."""
    answers = Answers(scene)
    losses = attempts = 0
    for version in (0, 2, 7, 2**31 - 1):
        for change in ("", "DROP TABLE outlines", "ALTER TABLE issues RENAME COLUMN title TO name"):
            database = answers.prepare()
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA legacy_alter_table = ON")
                if change:
                    connection.execute("DROP VIEW IF EXISTS issue_list")
                    connection.execute(change)
                connection.execute(f"PRAGMA user_version = {version}")
                connection.commit()
            done = scene.run(*ASK)
            attempts += 1
            good = not answers.fault(done, ASK) and "another version" in done.err
            losses += not good
            if not good:
                print("  loss:", version, change, done.code, done.err)
    scene.tell("an index of another version", attempts, losses)


def locked(scene: Scene) -> None:
    """Somebody else holds the index for longer than anybody waits."""
    answers = Answers(scene)
    losses = 0
    cases = (("reads go on", True, 0), ("writes give up", False, 3))
    for _, fresh, code in cases:
        database = answers.prepare()
        if not fresh:
            scene.log.write_bytes(scene.edited())
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            begin = time.perf_counter()
            done = scene.run("list")
            seconds = time.perf_counter() - begin
        good = done.clean and done.code == code and (code == 0 or "is locked for more" in done.err)
        losses += not good
        print(f"  {done.code} after {seconds:.1f} s: {done.err.strip()[:200]}")
    scene.tell("an index that stays locked", len(cases), losses)


def forbidden(scene: Scene) -> None:
    """Files and folders that may only be read: what is fresh is answered, the rest refused."""
    answers = Answers(scene)
    losses = attempts = 0
    for fresh in (True, False):
        for file, folder in ((0o444, 0o755), (0o444, 0o555), (0o644, 0o555), (0, 0o755), (0, 0)):
            database = answers.prepare()
            if not fresh:
                scene.log.write_bytes(scene.edited())
            database.chmod(file)
            database.parent.chmod(folder)
            done = scene.run(*ASK, before=_obey_modes)
            database.parent.chmod(0o755)
            attempts += 1
            if done.code == 0:
                good = done.clean and (not fresh or not answers.fault(done, ASK))
            else:
                good = done.clean and done.code == 3 and "error: " in done.err
            losses += not good
            print(f"  {file:o} in {folder:o} {fresh}: {done.code} {done.err.strip()[:300]}")
    scene.log.write_bytes(scene.text)
    scene.tell("an index that may only be read", attempts, losses)


def _obey_modes() -> None:
    """Take from root the right to read and write whatever the mode of a file says."""
    if os.getuid() == 0:
        for right in (CAP_DAC_OVERRIDE, CAP_DAC_OVERRIDE + 1):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right)


def crowd(scene: Scene, times: int) -> None:
    """A damaged index, and eight commands that find it so at once."""
    answers = Answers(scene)
    losses = 0
    for turn in range(times):
        database = answers.prepare()
        if turn % 2:
            scene.log.touch()
        data = bytearray(database.read_bytes())
        data[100:4096] = random.randbytes(3996)
        database.write_bytes(data)
        running = [scene.start(*ASK) for _ in range(8)]
        for process in running:
            out, err = process.communicate()
            if process.returncode or out != answers.right[ASK]:
                losses += 1
                print("  loss:", process.returncode, err[-300:])
    scene.log.write_bytes(scene.text)
    scene.tell("a damaged index and 8 commands", times * 8, losses)


def main() -> int:
    """All rows, or those that are named."""
    chosen = options(__doc__, times=200, seed=1)
    random.seed(chosen.seed)
    times = chosen.times
    rows: dict[str, Callable[[Scene], None]] = {
        "foreign": foreign,
        "versions": versions,
        "locked": locked,
        "forbidden": forbidden,
        "crowd": lambda scene: crowd(scene, max(times // 10, 1)),
        "scribble": lambda scene: damage(scene, times, scribble, "random bytes"),
        "header": lambda scene: damage(scene, times, scribble_header, "a byte in the header"),
        "cut": lambda scene: damage(scene, times, cut, "a random size"),
        "stray": lambda scene: damage(scene, times // 4, stray, "strange files beside it"),
    }
    harmed = False
    with scenes(chosen.program) as make:
        for name in chosen.rows or rows:
            scene = make(12)
            rows[name](scene)
            harmed |= scene.harmed
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
