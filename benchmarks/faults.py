"""What a log goes through: python benchmarks/faults.py [--kills N] [--program PATH].

Whole processes of the program, killed at random moments, started at once, and kept from
writing. Prints one line a fault; 1 when a log was harmed.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import os
import random
import re
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log

WRITERS = 20
ISSUES = 300
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
"""Of Linux: see prctl(2) and capabilities(7)."""

NEW = ("new", "Two writers", "--date", "2025-01-31", "--problem", "It breaks.")
SET = ("set", "7", "status=resolved", "severity=low")


class Campaign:
    """A folder with a log, and what was found out."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program = folder, program
        self.log = folder / "ISSUES_LOG.md"
        write_log(ISSUES, self.log)
        self.before = self.log.read_bytes()
        self.failed = False

    def start(
        self, arguments: Sequence[str], before: Callable[[], None] | None = None
    ) -> subprocess.Popen[bytes]:
        """A process of the program in the folder; ``before`` is called in it first."""
        return subprocess.Popen(
            [self.program, "-q", "-C", str(self.folder), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=before,  # noqa: PLW1509 no threads here
        )

    def run(self, arguments: Sequence[str], before: Callable[[], None] | None = None) -> int:
        """The exit code of a process."""
        return self.start(arguments, before).wait()

    def restore(self) -> None:
        """Put the log back as it was."""
        self.log.write_bytes(self.before)

    def tell(self, text: str, *, good: bool) -> None:
        """Print how a fault ended."""
        self.failed |= not good
        print(f"{'ok  ' if good else 'HARM'} {text}", flush=True)

    def leftovers(self) -> int:
        """How many files that are neither log nor index lie about."""
        return sum(1 for path in self.folder.iterdir() if path.name.endswith((".tmp", ".lock")))

    def kill(self, arguments: Sequence[str], kills: int) -> None:
        """Kill a process again and again; the log is the old one or the new one."""
        random.seed(1)
        # The first call may read the log into an index, which the others need not.
        code = self.run(arguments)
        after = self.log.read_bytes()
        self.restore()
        started = time.perf_counter()
        self.run(arguments)
        moment = time.perf_counter() - started
        step = moment / 25
        ends: Counter[str] = Counter()
        locks = 0
        for _ in range(kills):
            self.restore()
            process = self.start(arguments)
            # Most of the time goes into loading: look for the moment when the log is written.
            time.sleep(max(moment * random.uniform(0.8, 1.2), 0))
            process.kill()
            killed = process.wait() < 0
            data = self.log.read_bytes()
            end = "old" if data == self.before else "new" if data == after else "part"
            ends[f"{end} log, {'killed' if killed else 'done before'}"] += 1
            locks += self.locked()
            moment += step if end == "old" else -step
        left = self.leftovers()
        self.restore()
        again = self.run(arguments)
        good = code == again == 0 and not locks and self.log.read_bytes() == after != self.before
        good = good and not any(end.startswith("part") for end in ends) and not self.leftovers()
        found = "; ".join(f"{count} {end}" for end, count in sorted(ends.items()))
        self.tell(
            f"{arguments[0]}, killed {kills} times: {found}; {locks} locks, {left} temporary "
            f"files left and {self.leftovers()} after the next call",
            good=good,
        )
        self.restore()

    def locked(self) -> bool:
        """Whether a lock on the log is still held."""
        with self.log.open("rb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def race(self) -> None:
        """Many writers at once."""
        running = [self.start(NEW) for _ in range(WRITERS)]
        codes = [process.wait() for process in running]
        numbers = re.findall(r"(\d+): Two writers", self.log.read_text("utf-8"))
        expected = [str(ISSUES + count) for count in range(1, WRITERS + 1)]
        good = codes == [0] * WRITERS and sorted(numbers, key=int) == expected
        self.tell(f"{WRITERS} writers at once: {len(set(numbers))} numbers", good=good)
        self.restore()

    def starve(self, arguments: Sequence[str]) -> None:
        """No more space than half of the log."""
        size = len(self.before) // 2
        code = self.run(arguments, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        same = self.log.read_bytes() == self.before and not self.leftovers()
        self.tell(f"{arguments[0]}, full disk: exit code {code}", good=same and code == 3)
        self.restore()

    def forbid(self, arguments: Sequence[str]) -> None:
        """A log that may only be read."""
        self.log.chmod(0o444)
        code = self.run(arguments, _obey_modes)
        same = self.log.read_bytes() == self.before
        self.tell(f"{arguments[0]}, read-only log: exit code {code}", good=same and code == 3)
        self.log.chmod(0o644)

    def link(self, arguments: Sequence[str]) -> None:
        """A link to the log, with a mode of its own."""
        target = self.folder / "target.txt"
        self.log.rename(target)
        target.chmod(0o640)
        self.log.symlink_to("target.txt")
        code = self.run(arguments)
        mode = stat.S_IMODE(target.stat().st_mode)
        good = code == 0 and self.log.is_symlink() and target.read_bytes() != self.before
        self.tell(f"{arguments[0]}, through a link: mode {mode:o}", good=good and mode == 0o640)
        self.log.unlink()
        target.rename(self.log)
        self.log.chmod(0o644)
        self.restore()


def _obey_modes() -> None:
    """Take from root the right to write whatever the mode of a file says."""
    if os.getuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def main() -> int:
    """Go through all faults; 1 when a log was harmed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(Path(folder), options.program)
        campaign.race()
        for arguments in (NEW, SET):
            campaign.kill(arguments, options.kills)
            campaign.starve(arguments)
            campaign.forbid(arguments)
            campaign.link(arguments)
    return 1 if campaign.failed else 0


if __name__ == "__main__":
    sys.exit(main())
