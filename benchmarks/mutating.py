"""Inputs for ``fuzzing.py``: what to begin with, nasty fragments, and how to change bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["FRAGMENTS", "minimal", "mutated", "seeds"]

ROOT = Path(__file__).parents[1]
_TAB = b"\x1e"

_MARKDOWN = (
    "# |## |### |#### |- |* |1. |10) |> |>> |    |\t|```|~~~|```py|   ```|---|===|***|**|__|`|``|~~"
    "|[|]|](|)|![|[x](http://a.b)|[ ] |[x] |[a]: b|[a]:|<!--|-->|<!-- |<b>|</b>|<script>|</script>"
    '|<details>|<?x|?>|<![CDATA[|]]>|<a href="x">|&amp;|&#0;|&#x110000;|&lt;script&gt;|\\|\\\\'
    "|::|: |：|—|·|✅ |🔴 |☐ |~~x~~|\\n|$$|{{ x }}|{% x %}|%s|{0}|javascript:alert(1)"
    "|data:text/html,"
).split("|")
_LOG = (
    "## Issue #1: |## Issue #2: |### BUG-012 — |#### 3. |## [FIXED] |## 2025-01-02: |**Date:** "
    "|**Severity:** |**Status:** |Status: |- **Fix**: |### Problem|### Root Cause|### Key Learnings"
    "|### Prevention Measures|### Files Changed|### Related Issues|## Template|## Resolved|DO: "
    "|DON'T: |(TODO)|High|Open|Resolved|2024-12-19|December 2025|2025-02-30|YYYY-MM-DD|src/a.ts:12"
    "|see #1|BUG-012|Issue #99999999999999999999|TypeError: x is not 3|E4028|- [ ] **A**: b"
).split("|")
_QUERY = (
    "severity:>=high |status:open |after:2024-06 |file:src |has:prevention |no:root_cause "
    "|log:docs "
    '|in:learnings |not: |is:open |sort:date- |-|"|" OR "|NEAR(|* |^|:|owner:|"set up":|\'|;--'
    "|date:9999-99|before:0000|number:>1|severity:<>|file:*?[|UserBadge|a_b|日本|%|_|AND NOT|"
).split("|")
_EDIT = (
    "set\x1estatus\x1e|set\x1eseverity\x1e|set\x1edate\x1e|set\x1etitle\x1e|set\x1eOwner\x1e|mark\x1e"
    "\x1et\x1e|new\x1eIt broke\x1e|renumber\x1e\x1e\x1e|renumber\x1ea\x1e\x1e|text\x1e\x1e|\x1f"
    "|\x1e"
    '|json\x1e\x1e{"title": "x"}\x1e|resolved|in-progress|2026-01-02'
).split("|")
_BYTES = (
    *(b"\0", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\xed\xa0\x80", b"\r\n"),
    *(b"\r", b"\n", b"\n\n", b"\x0b", b"\x0c", b"\x1b[31m", b"\x85", b"\x7f", b"\x1c", b"\x1d"),
)
_UNICODE = (
    *("\u202e", "\u2066", "\u2028", "\u2029", "\u0301" * 5, "\u200b", "\ufeff", "\ufffd", "\ufffe"),
    *("\u00a0", "\u3000", "\u0130", "ß", "ſ", "K", "①", "²", "٣", "e\u0301", "é", "שלום", "👩‍💻"),
    *("\U0010ffff", "\u180e", "\u00ad", "ﷺ", "\ue000", "\ue001", "\U000e0001", "\u1160"),
)

FRAGMENTS: tuple[bytes, ...] = (
    *(each.encode() for each in (*_MARKDOWN, *_LOG, *_QUERY, *_EDIT, *_UNICODE) if each),
    *_BYTES,
)
"""Pieces that mean something to one of the readers, or should not."""


def seeds(target: str) -> list[bytes]:
    """What a target's campaign begins with: entries, whole logs, cases of the tests."""
    if target == "querying":
        return [b" ".join(each.encode() for each in _QUERY[n : n + 4]) for n in range(len(_QUERY))]
    seed = (ROOT / "tests" / "data" / "seed.md").read_bytes()
    logs = [seed, seed.replace(b"\n", b"\r\n"), *_cases()]
    parts = re.split(rb"(?m)^(?=### )", seed)[1:]
    logs += [b"## Issue #1: A\n\n**Status:** Open\n\n" + part for part in parts]
    logs += [log + b"\n" + log.replace(b"#1", b"#2") for log in logs[-len(parts) :]]
    if target == "editing":
        heads = [each.encode() + b"open\x1e" for each in _EDIT if _TAB.decode() in each]
        return [head + log for log in logs for head in heads]
    return logs


def _cases() -> Iterator[bytes]:
    """The inputs of the tests' case files."""
    for file in sorted((ROOT / "tests" / "reading" / "cases").rglob("*")):
        if file.is_file():
            for case in re.split(rb"(?m)^\.$", file.read_bytes())[1::2][:30]:
                yield case.strip(b"\n")


def mutated(chance: random.Random, data: bytes, others: list[bytes], longest: int) -> bytes:
    """``data`` with one to eight changes."""
    for _ in range(min(chance.randint(1, 8), chance.randint(1, 8))):
        data = chance.choice(_CHANGES)(chance, data, others)
    return data[:longest]


def _insert(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    place = chance.randint(0, len(data))
    return data[:place] + chance.choice(FRAGMENTS) + data[place:]


def _at_line(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    lines[place] = chance.choice(FRAGMENTS) + lines[place]
    return b"\n".join(lines)


def _remove(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.choice((1, 1, 2, 4, 16, 64)) :]


def _repeat(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    start = chance.randint(0, len(data))
    piece = data[start : start + chance.choice((1, 2, 4, 8, 40))]
    return data[:start] + piece * chance.choice((2, 2, 3, 8, 30)) + data[start + len(piece) :]


def _swap_lines(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _drop_lines(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    start = chance.randrange(len(lines))
    del lines[start : start + chance.choice((1, 2, 8))]
    return b"\n".join(lines)


def _splice(chance: random.Random, data: bytes, others: list[bytes]) -> bytes:
    other = chance.choice(others)
    start = chance.randint(0, len(other))
    place = chance.randint(0, len(data))
    return data[:place] + other[start : start + chance.choice((20, 80, 400))] + data[place:]


def _flip(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    if not data:
        return data
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


_CHANGES: tuple[Callable[[random.Random, bytes, list[bytes]], bytes], ...] = (
    *(_insert, _insert, _at_line, _at_line, _remove, _repeat, _swap_lines, _drop_lines),
    *(_splice, _flip),
)


def minimal(data: bytes, fails: Callable[[bytes], bool], tries: int = 4000) -> bytes:
    """A shorter input that still ``fails``: without lines, then without bytes."""
    for unit in (b"\n", b""):
        parts = data.split(unit) if unit else [data[n : n + 1] for n in range(len(data))]
        size = max(1, len(parts) // 2)
        while size and tries > 0:
            place = 0
            while place < len(parts) and tries > 0:
                shorter = parts[:place] + parts[place + size :]
                tries -= 1
                if fails(unit.join(shorter)):
                    parts = shorter
                else:
                    place += size
            size //= 2
        data = unit.join(parts)
    return data
