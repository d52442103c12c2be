"""What the campaigns of faults share: a project to harm, and how to see that it is whole."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log

__all__ = ["Done", "Scene", "options", "scenes"]

LOG = "ISSUES_LOG.md"
_MARK = "ISSUES_KB_FAULTS"
_LINK = re.compile(r"""\s(?:href|src)="([^"]*)\"""")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|$")
_LEFT = re.compile(r"\.tmp$|\.lock$|^\.discovery-|^part$|^\.issues-kb-part$")


class Done(NamedTuple):
    """How a process ended; ``code`` is below 0 when a signal ended it."""

    code: int
    out: str
    err: str

    @property
    def clean(self) -> bool:
        """Whether no fault of Python or of the program reached the person."""
        return not any(
            sign in self.err
            for sign in ("Traceback", "fault of issues-kb", "Exception ignored", "Error in sys")
        )


class Scene:
    """A project with a log, and the processes of the program that were started in it."""

    def __init__(self, folder: Path, program: str, issues: int) -> None:
        self.folder, self.program = folder, program
        self.log = folder / LOG
        self.database = folder / ".issues-kb" / "index.db"
        write_log(issues, self.log)
        self.text = self.log.read_bytes()
        self.harmed = False
        self._known: dict[bytes, str] = {}
        self._mark = uuid.uuid4().hex
        self.environment = {**os.environ, _MARK: self._mark, "TMPDIR": str(folder / "tmp")}
        (folder / "tmp").mkdir()

    def start(
        self,
        *arguments: str,
        before: Callable[[], None] | None = None,
        program: Sequence[str] = (),
        out: int = subprocess.PIPE,
    ) -> subprocess.Popen[str]:
        """A process of the program, in a group of its own; ``before`` is called in it first."""

        def prepare() -> None:
            # Whoever starts a campaign in the background ignores these for all of us.
            for sign in (signal.SIGINT, signal.SIGHUP):
                signal.signal(sign, signal.SIG_DFL)
            if before is not None:
                before()

        return subprocess.Popen(
            [*(program or (self.program,)), "-C", str(self.folder), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=self.environment,
            start_new_session=True,
            preexec_fn=prepare,  # noqa: PLW1509 takes no lock
        )

    def run(
        self,
        *arguments: str,
        before: Callable[[], None] | None = None,
        program: Sequence[str] = (),
        out: int = subprocess.PIPE,
        seconds: float = 300,
    ) -> Done:
        """How such a process ends."""
        process = self.start(*arguments, before=before, program=program, out=out)
        try:
            found = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            found = process.communicate()
            return Done(process.returncode, found[0] or "", "Traceback: hangs")
        return Done(process.returncode, found[0] or "", found[1])

    def cold(self) -> None:
        """The log as it was, and no index."""
        self.log.write_bytes(self.text)
        shutil.rmtree(self.database.parent, ignore_errors=True)

    def edited(self, number: int = 7) -> bytes:
        """The log with one entry changed, one taken out and one added."""
        text = self.text.replace(
            f"## Issue #{number}: ".encode(), f"## Issue #{number}: X ".encode()
        )
        begin, end = text.index(b"## Issue #3: "), text.index(b"## Issue #4: ")
        return text[:begin] + text[end:] + b"## Issue #9999: New (ISS)\n\n**Status:** Open\n\n---\n"

    def content(self, database: Path | None = None) -> str:
        """A digest of all that an index answers; raises what the index raises."""
        from issues_kb.store import Index

        with Index.open(database or self.database) as index:
            text = repr((index.logs(), list(index.readings())))
        words = _words(database or self.database)
        return hashlib.blake2b(f"{text}{words}".encode("utf-8", "surrogatepass")).hexdigest()

    def fresh_content(self) -> str:
        """The digest of an index made anew of the log as it is."""
        data = self.log.read_bytes()
        if data not in self._known:
            from issues_kb.knowledge import KnowledgeBase

            apart = self.folder / "apart.db"
            _remove(apart)
            KnowledgeBase.open(self.folder, database=apart).close()
            self._known[data] = self.content(apart)
            _remove(apart)
        return self._known[data]

    def leftovers(self) -> list[str]:
        """Files and folders that a process left behind."""
        left = [path for path in self.folder.rglob("*") if _LEFT.search(path.name)]
        return [str(path) for path in (*(self.folder / "tmp").iterdir(), *left)]

    def scratch(self) -> list[str]:
        """What lies in the system's folder for temporary files, which is taken away."""
        left = [path.name for path in (self.folder / "tmp").iterdir()]
        shutil.rmtree(self.folder / "tmp")
        (self.folder / "tmp").mkdir()
        return left

    def orphans(self) -> list[int]:
        """Processes of the program that still run, after a moment to end."""
        for _ in range(100):
            left = list(self._running())
            if not left:
                return []
            time.sleep(0.05)
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return left

    def _running(self) -> Iterator[int]:
        for process in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                if self._mark.encode() in Path("/proc", process, "environ").read_bytes():
                    yield int(process)

    def tell(self, row: str, attempts: int, losses: int, text: str = "") -> None:
        """Print a row."""
        self.harmed |= losses > 0
        state = "HARM" if losses else "ok  "
        print(f"{state} {row}: {attempts} attempts, {losses} losses. {text}", flush=True)


def _words(database: Path) -> str:
    """What full-text search knows, by the key of the issue."""
    import sqlite3

    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.w USING fts5vocab(main, issues_fts, instance)"
        )
        rows = connection.execute(
            "SELECT i.key, w.term, w.col, w.offset FROM temp.w w"
            " LEFT JOIN issues i ON i.id = w.doc ORDER BY 1, 2, 3, 4"
        ).fetchall()
    return repr(rows)


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def broken_links(site: Path) -> list[str]:
    """Links to files that are not there, on all pages that can be reached from the first."""
    first = site / "index.html"
    if not first.exists():
        return []
    waiting, seen, broken = [first], {first}, []
    while waiting:
        page = waiting.pop()
        for link in _LINK.findall(page.read_text("utf-8")):
            path = unquote(urldefrag(link)[0])
            if _ELSEWHERE.match(path):
                continue
            target = Path(os.path.normpath(page.parent / path.partition("?")[0]))
            if target in seen:
                continue
            seen.add(target)
            if not target.is_file():
                broken.append(f"{page.relative_to(site)} -> {path}")
            elif target.suffix == ".html":
                waiting.append(target)
    return broken


def tree(folder: Path) -> dict[str, bytes]:
    """All files in a folder by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def options(text: str | None, **numbers: int) -> argparse.Namespace:
    """The command line of a campaign: the program, how often, and which rows."""
    parser = argparse.ArgumentParser(description=text)
    default = str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", default=default)
    parser.add_argument("rows", nargs="*", help="only these rows")
    for name, value in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


@contextmanager
def scenes(program: str) -> Iterator[Callable[[int], Scene]]:
    """Makes projects with so many issues, which go away at the end."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        made: list[Scene] = []

        def make(issues: int) -> Scene:
            folder = Path(name, str(len(made)))
            folder.mkdir()
            made.append(Scene(folder, program, issues))
            return made[-1]

        yield make
