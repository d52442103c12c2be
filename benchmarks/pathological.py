"""Markdown made to take forever: python benchmarks/pathological.py [--program PATH] [--only WORD].

Each shape is made at a size and at four times that size, and put before ``export``,
``index``, ``check`` and ``build`` as whole processes. Prints seconds of CPU and peak memory
at both sizes, and how often more the larger takes; 1 when that is more than ``MOST``, or a
command does not end within ``SECONDS``, or ends by a traceback.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

MOST = 5.5
"""How often more CPU four times the input may take."""
SECONDS = 200
SMALL = 0.6
"""Seconds below which a ratio says nothing: starting takes half of them."""
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "export": ("export", "ISSUES_LOG.md"),
    "index": ("index",),
    "check": ("check", "ISSUES_LOG.md"),
    "build": ("build",),
}
_FAULT = re.compile("Traceback|unexpected|MemoryError")
HEAD = "## Issue #1: It broke\n\n**Date:** 2025-01-02\n**Status:** Open\n\n### Problem\n\n"


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of CPU, peak memory in MB, exit code, and its messages."""

    cpu: float
    memory: int
    code: int
    said: str


SHAPES: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "quotes": (25_000, lambda n: HEAD + "> " * n + "a\n"),
    "quotes, line by line": (1_000, lambda n: HEAD + "".join(f"{'>' * k} a\n" for k in range(n))),
    "lists in lists": (1_000, lambda n: HEAD + "".join("  " * k + "- a\n" for k in range(n))),
    "lists on a line": (25_000, lambda n: HEAD + "- " * n + "a\n"),
    "emphasis": (25_000, lambda n: HEAD + "*a **b " * n + "\n"),
    "stars": (25_000, lambda n: HEAD + "*" * n + "a" + "*" * n + "\n"),
    "brackets": (25_000, lambda n: HEAD + "[" * n + "a" + "]" * n + "\n"),
    "links": (25_000, lambda n: HEAD + "[a](" * n + "\n"),
    "images": (25_000, lambda n: HEAD + "![" * n + "\n"),
    "backticks": (
        25_000,
        lambda n: HEAD + " ".join("`" * (k % 300) for k in range(n // 50)) + "\n",
    ),
    "a run of backticks": (25_000, lambda n: HEAD + "`" * n + "a\n"),
    "a row of backticks": (25_000, lambda n: HEAD + "`a ``b " * n + "\n"),
    "angles": (25_000, lambda n: HEAD + "<a " * n + "\n"),
    "comments": (25_000, lambda n: HEAD + "<!-- a\n" * n),
    "comments on a line": (25_000, lambda n: HEAD + "<!--" * n + "\n"),
    "entities": (25_000, lambda n: HEAD + "&amp;&#35;&" * n + "\n"),
    "backslashes": (50_000, lambda n: HEAD + "\\*" * n + "\n"),
    "definitions": (
        25_000,
        lambda n: HEAD + "".join(f"[a{k}]: http://a.b/{k}\n" for k in range(n)),
    ),
    "uses of definitions": (5_000, lambda n: HEAD + "[a]: http://a.b\n\n" + "[a] " * n + "\n"),
    "a table, wide": (2_500, lambda n: HEAD + f"{'|a' * n}|\n{'|-' * n}|\n{'|b' * n}|\n"),
    "a table, long": (10_000, lambda n: HEAD + "|a|b|\n|-|-|\n" + "|c|d|\n" * n),
    "a table, half empty": (700, lambda n: HEAD + f"{'|a' * n}|\n{'|-' * n}|\n" + "|b\n" * n),
    "headings": (25_000, lambda n: HEAD + "### a\n" * n),
    "entries": (2_500, lambda n: "".join(f"## Issue #{k}: a\n\n" for k in range(n))),
    "entries of one number": (2_500, lambda n: "## Issue #1: a\n\n" * n),
    "fences": (25_000, lambda n: HEAD + "```\n" * n),
    "fences of two kinds": (25_000, lambda n: HEAD + "```\n# a\n~~~\n" * n),
    "code": (25_000, lambda n: HEAD + "```python\n" + "x = '''(\n" * n),
    "code on a line": (250_000, lambda n: HEAD + "```js\n" + "/(" * n + "\n```\n"),
    "a long heading": (
        250_000,
        lambda n: f"## Issue #1: {'a *b ' * (n // 5)}\n\n**Status:** Open\n",
    ),
    "a long field": (25_000, lambda n: HEAD + "**A:** b | " * n + "\n"),
    "fields": (25_000, lambda n: HEAD + "".join(f"**A{k}:** b\n" for k in range(n))),
    "a long word": (1_000_000, lambda n: HEAD + "a" * n + "\n"),
    "a long path": (250_000, lambda n: HEAD + "a/" * n + "b.py\n"),
    "a long line": (12_500_000, lambda n: HEAD + "lorem ipsum " * (n // 12) + "\n"),
    "errors": (10_000, lambda n: HEAD + "TypeError: a is not b\n" * n),
    "an error": (250_000, lambda n: HEAD + "```\nTypeError: " + "a:" * (n // 2) + "\n```\n"),
    "mentions": (10_000, lambda n: HEAD + "see #1, BUG-012 and Issue 3. " * n + "\n"),
    "learnings": (
        5_000,
        lambda n: HEAD + "### Key Learnings\n\n" + "".join(f"- DO: a {k}\n" for k in range(n)),
    ),
    "measures": (5_000, lambda n: HEAD + "### Prevention\n\n" + "- [ ] **a** b (TODO)\n" * n),
    "files": (
        5_000,
        lambda n: HEAD + "### Files Changed\n\n" + "".join(f"- `a/{k}.py`\n" for k in range(n)),
    ),
    "blanks": (500_000, lambda n: HEAD + " " * n + "a\n" + "\t" * n + "\n"),
    "blanks in a measure": (
        50_000,
        lambda n: HEAD + f"### Prevention\n\n- a 🔥{' ' * n}b\n- a ({' ' * n}b c) (d)\n",
    ),
    "blanks in a heading": (50_000, lambda n: f"## Issue #1: Status: a #{' ' * n}b\n\n{HEAD}"),
    "blanks in a field": (50_000, lambda n: f"{HEAD}**A:** b{' ' * n}>\n| A{' ' * n}b | c |\n"),
    "blanks behind a file": (50_000, lambda n: f"{HEAD}### Files\n\n- `a.py`{' ' * n}b\n"),
    "blank lines": (250_000, lambda n: HEAD + "\n" * n + "a\n"),
    "carriage returns": (250_000, lambda n: HEAD + "a\r" * n),
    "accents": (250_000, lambda n: HEAD + "a" + "\u0301" * n + "\n"),
    "accents out of order": (50_000, lambda n: HEAD + "a" + "\u0301\u0316" * n + "\n"),
    "noughts": (250_000, lambda n: HEAD + "\0a" * n + "\n"),
    "underscores": (100_000, lambda n: HEAD + "_" * n + "a\n"),
    "digits": (100_000, lambda n: f"## Issue #{'1' * n}: a\n\n**Status:** Open\n"),
    "colons": (50_000, lambda n: HEAD + "a: " * n + "\n"),
    "addresses": (10_000, lambda n: HEAD + "http://a.b/" * n + "\n"),
    "brackets of an address": (25_000, lambda n: HEAD + "http://a.b/" + ")" * n + "\n"),
}


def cost(program: str, folder: Path, words: tuple[str, ...]) -> Cost:
    """Run a command to its end, or to the end of our patience."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [program, "-q", "-C", str(folder), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        end = time.monotonic() + SECONDS
        found, status, usage = 0, 0, resource.getrusage(resource.RUSAGE_CHILDREN)
        while not found and time.monotonic() < end:
            found, status, usage = os.wait4(process.pid, os.WNOHANG)
            time.sleep(0.01)
        if not found:
            os.killpg(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, process.returncode, text)


def _row(program: str, shape: str, name: str) -> tuple[str, bool]:
    size, make = SHAPES[shape]
    costs: list[Cost] = []
    sizes: list[int] = []
    for count in (size, 4 * size):
        with tempfile.TemporaryDirectory(prefix="issues-kb-pathological-") as folder:
            text = make(count).encode("utf-8")
            sizes.append(len(text))
            (Path(folder) / "ISSUES_LOG.md").write_bytes(text)
            costs.append(cost(program, Path(folder), COMMANDS[name]))
    small, large = costs
    ratio = large.cpu / small.cpu
    bad = [each for each in costs if each.code < 0 or _FAULT.search(each.said)]
    # Some shapes grow faster than their count: it is the bytes that must be kept up with.
    slow = ratio > MOST * max(1, sizes[1] / sizes[0] / 4) and large.cpu > SMALL
    word = "failed" if bad else "slow" if slow else ""
    refused = "refused" if large.code == 3 else ""
    cells = (
        *(f"{shape:24}", f"{name:7}", f"{len(text) / 1e6:7.2f} MB"),
        *(f"{small.cpu:7.2f} s", f"{large.cpu:7.2f} s", f"{ratio:5.1f}"),
        *(f"{small.memory:5} MB", f"{large.memory:5} MB", word or refused),
    )
    return " ".join(cells).rstrip(), bool(word)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=str(Path(sys.executable).with_name("issues-kb")))
    parser.add_argument("--only", default="", help="shapes with this in their name")
    parser.add_argument("--command", choices=tuple(COMMANDS), action="append")
    given = parser.parse_args()
    harmed = False
    for shape in SHAPES:
        if given.only not in shape:
            continue
        for name in given.command or COMMANDS:
            row, bad = _row(given.program, shape, name)
            harmed = harmed or bad
            print(row, flush=True)
    return int(harmed)


if __name__ == "__main__":
    sys.exit(main())
