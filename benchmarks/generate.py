"""Write a large log in the format of reference: python benchmarks/generate.py ISSUES FILE.

The same number gives the same bytes. An entry has about 6 KB: prose, code, lists at three
depths, files, checkboxes and references, with words that repeat as they do in a project.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

SUBJECTS = (
    "importer exporter scheduler cache session gateway worker parser router renderer mailer index "
    "queue uploader migration backup webhook planner invoice ledger profile search sync billing"
).split()
VERBS = "drops repeats blocks loses duplicates ignores delays truncates reorders rejects".split()
OBJECTS = (
    "rows messages events tokens headers files orders totals retries locks timestamps sessions "
    "invoices attachments columns users badges payloads responses notifications"
).split()
CAUSES = (
    "a missing unique constraint|a stale connection|two writers without a lock|an implicit default|"
    "a time zone that nobody set|a retry without a limit|a swallowed exception|a wrong index|"
    "an off-by-one in the pager|a cache that outlives its data|a mock that is too lenient"
).split("|")
ERRORS = (
    "TimeoutError: no answer after {n} ms|IntegrityError: duplicate key value violates {o}_pkey|"
    "KeyError: '{o}_{n}'|ConnectionResetError: [Errno 104] peer closed {s}|"
    "ValueError: invalid literal for {s} at line {n}|HTTP 503 from /api/{s}/{n}"
).split("|")
FOLDERS = ("src", "backend/app", "lib", "services", "web/src/components")
ENDINGS = ("py", "ts", "go", "sql", "tsx")


class Writer:
    """Makes entries from a seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def word(self, words: tuple[str, ...] | list[str]) -> str:
        """One of several words."""
        return self.chance.choice(words)

    def sentence(self) -> str:
        """A sentence of some twenty words, with code and emphasis in it."""
        return (
            f"The {self.word(SUBJECTS)} {self.word(VERBS)} {self.word(OBJECTS)} when the "
            f"`{self.word(SUBJECTS)}_{self.word(OBJECTS)}` of the {self.word(SUBJECTS)} meets "
            f"{self.word(CAUSES)} after **{self.chance.randint(2, 900)} {self.word(OBJECTS)}**."
        )

    def prose(self, count: int) -> str:
        """A paragraph of sentences."""
        return " ".join(self.sentence() for _ in range(count))

    def path(self) -> str:
        """A file of the imagined project."""
        folder, ending = self.word(FOLDERS), self.word(ENDINGS)
        return f"{folder}/{self.word(SUBJECTS)}/{self.word(OBJECTS)}.{ending}"

    def error(self) -> str:
        """A line that an error prints."""
        number = self.chance.randint(1, 99_999)
        return self.word(ERRORS).format(n=number, o=self.word(OBJECTS), s=self.word(SUBJECTS))

    def entry(self, number: int) -> Iterator[str]:
        """The lines of one issue."""
        title = f"{self.word(SUBJECTS).title()} {self.word(VERBS)} {self.word(OBJECTS)}"
        year, month = 2020 + number % 6, 1 + number % 12
        yield f"## Issue #{number}: {title} ({self.word(SUBJECTS)} {number})\n"
        yield f"**Date:** {year}-{month:02d}-{1 + number % 28:02d}  "
        yield f"**Severity:** {self.word(('Low', 'Medium', 'High (blocking)', 'Critical'))}  "
        yield f"**Status:** {self.word(('Open', 'In Progress', 'Resolved', 'Resolved'))}\n"
        yield f"### Problem Description\n\n{self.prose(4)}\n\n```\n{self.error()}\n"
        yield from (f"    at {self.word(SUBJECTS)} ({self.path()}:{i})" for i in range(6))
        yield f"```\n\n{self.prose(3)}\n"
        yield f"### Root Cause\n\n**Primary Issue**: {self.prose(3)}\n\n**Contributing Factors**:\n"
        yield from (f"{i}. **{self.word(SUBJECTS).title()}**: {self.prose(2)}\n" for i in (1, 2, 3))
        yield f"### Resolution\n\n1. **Fix**: {self.prose(2)}\n   ```python\n   def fix():"
        yield from (f"       {self.word(SUBJECTS)} = {self.word(OBJECTS)}({i})" for i in range(8))
        yield f"   ```\n2. {self.prose(2)}\n\n### Files Changed\n"
        yield from (f"- `{self.path()}`: {self.word(VERBS)} {self.word(OBJECTS)}" for _ in range(4))
        yield "\n### Why This Was Missed During Testing\n"
        for index in (1, 2, 3):
            yield f"{index}. **{self.word(SUBJECTS).title()} gap**:"
            yield from (f"   - {self.sentence()}" for _ in range(2))
        yield "\n### Key Learnings\n"
        for index in (1, 2, 3):
            yield f"{index}. **{self.word(OBJECTS).title()}**:"
            yield f"   - **DO**: {self.sentence()}\n   - **DON'T**: {self.sentence()}"
        yield f"\n### Prevention Measures\n\n1. **Test** (TODO): {self.sentence()}"
        yield "2. **Checklist**:"
        yield from (f"   - [{self.word((' ', 'x'))}] {self.sentence()}" for _ in range(3))
        related = max(1, number - self.chance.randint(1, 50))
        yield f"\n### Related Issues\n\n- Issue #{related}: {self.word(CAUSES)}\n\n---\n"


def write_log(count: int, target: Path, seed: int | None = None) -> None:
    """Write a log of ``count`` issues; another ``seed`` than the count gives other words."""
    writer = Writer(count if seed is None else seed)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write("# Issues Log\n\nWhat went wrong, and what it taught.\n\n---\n\n")
        for number in range(1, count + 1):
            file.write("\n".join(writer.entry(number)) + "\n")


if __name__ == "__main__":
    write_log(int(sys.argv[1]), Path(sys.argv[2]))
