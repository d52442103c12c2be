"""Hostile bytes for every way in: python benchmarks/fuzzing.py TARGET [--seconds N] [--seed N].

TARGET is ``reading``, ``querying``, ``editing`` or ``pages``; what must hold is written in
``tests/hostile/invariants.py``. Inputs are changed at random; with ``--atheris`` and Atheris
installed, those are kept that reach new code. A failure is made shorter and written into
``--keep``; 1 when there is one. The same seed makes the same inputs.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from mutating import minimal, mutated, seeds

from tests.hostile.fragments import FRAGMENTS

TARGETS = ("reading", "querying", "editing", "pages")
LONGEST = 6000
"""Bytes of an input; what grows with its size is measured by ``pathological.py``."""
SECONDS_EACH = 10
POOL = 2000

_Target = Callable[[bytes], object]


class HangError(Exception):
    """One input took longer than ``SECONDS_EACH``."""


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise HangError(f"more than {SECONDS_EACH} seconds")


def _failure(target: _Target, data: bytes) -> BaseException | None:
    signal.setitimer(signal.ITIMER_REAL, SECONDS_EACH)
    try:
        target(data)
    except Exception as error:  # noqa: BLE001 whatever it is, it is a finding
        return error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def _target(name: str) -> _Target:
    """What must hold, as the tests have it."""
    found: _Target = importlib.import_module("tests.hostile.invariants").TARGETS[name]
    return found


def _kind(error: BaseException) -> str:
    """The same for failures of one cause: where it was raised, and as what."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"


class Campaign:
    """Random inputs for one target, and what they found."""

    def __init__(self, name: str, target: _Target, seed: int, keep: Path) -> None:
        self.name, self.target, self.keep = name, target, keep
        self.chance = random.Random(seed)
        self.found: dict[str, Path] = {}
        self.runs = self.again = 0
        self.slowest = (0.0, b"")

    def run(self, seconds: float) -> None:
        """Try inputs until the time is over."""
        begins = seeds(self.name)
        pool = list(begins)
        longest = 400 if self.name == "querying" else LONGEST
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            base = self.chance.choice(pool if self.chance.random() < 0.6 else begins)
            data = mutated(self.chance, base, begins, longest)
            self._try(data)
            if len(pool) < POOL:
                pool.append(data)
            else:
                pool[self.chance.randrange(POOL)] = data

    def _try(self, data: bytes) -> None:
        self.runs += 1
        start = time.process_time()
        error = _failure(self.target, data)
        self.slowest = max(self.slowest, (time.process_time() - start, data))
        if error is None:
            return
        kind = _kind(error)
        self.again += 1
        if kind not in self.found:
            self.found[kind] = self._keep(kind, data, error)

    def _keep(self, kind: str, data: bytes, error: BaseException) -> Path:
        def fails(shorter: bytes) -> bool:
            other = _failure(self.target, shorter)
            return other is not None and _kind(other) == kind

        tries = 30 if isinstance(error, HangError) else 4000
        short = minimal(data, fails, tries)
        file = self.keep / f"{self.name}-{hashlib.sha256(short).hexdigest()[:10]}"
        file.write_bytes(short)
        message = str(error).partition("\n")[0][:200]
        print(f"{kind}: {message}\n  {file}", flush=True)
        return file


def _with_atheris(name: str, seconds: int, seed: int, keep: Path, corpus: Path) -> None:
    """Hand over to Atheris, which ends the process. It prints what it ran."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["issues_kb"]):
        target = _target(name)
    for number, data in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(data)
    words = corpus.parent / "fragments.dict"
    words.write_text("".join(f'"{_quoted(each)}"\n' for each in FRAGMENTS), encoding="ascii")
    flags = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}"]
    flags += [f"-timeout={SECONDS_EACH}", "-rss_limit_mb=2048", "-print_final_stats=1"]
    flags += [f"-dict={words}", f"-artifact_prefix={keep}/{name}-", "-verbosity=1"]

    def once(data: bytes) -> None:
        target(data)

    atheris.Setup([sys.argv[0], *flags, str(corpus)], once)
    atheris.Fuzz()


def _quoted(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


def main() -> int:
    """Run the campaign that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true", help="guided by coverage")
    parser.add_argument("--keep", type=Path, help="a folder for inputs that fail")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="issues-kb-fuzzing-"))
    keep = given.keep or folder / "failures"
    corpus = folder / "corpus"
    for each in (keep, corpus):
        each.mkdir(parents=True, exist_ok=True)
    if given.atheris:
        _with_atheris(given.target, given.seconds, given.seed, keep, corpus)
        return 0
    signal.signal(signal.SIGALRM, _ring)
    campaign = Campaign(given.target, _target(given.target), given.seed, keep)
    campaign.run(given.seconds)
    slowest, data = campaign.slowest
    (keep / f"slowest-{given.target}").write_bytes(data)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{given.target}: {campaign.runs} inputs, {len(campaign.found)} kinds of failure in"
        f" {campaign.again} inputs, slowest {slowest:.2f} s, {memory} MB"
    )
    return 1 if campaign.found else 0


if __name__ == "__main__":
    sys.exit(main())
