"""Inputs for ``fuzzing.py``: what to begin with, and how to change bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.fragments import EDITS, FRAGMENTS, QUERIES

__all__ = ["minimal", "mutated", "seeds"]

ROOT = Path(__file__).parents[1]


def seeds(target: str) -> list[bytes]:
    """What a target's campaign begins with: entries, whole logs, cases of the tests."""
    if target == "querying":
        return [
            b" ".join(each.encode() for each in QUERIES[n : n + 4]) for n in range(len(QUERIES))
        ]
    seed = (ROOT / "tests" / "data" / "seed.md").read_bytes()
    logs = [seed, seed.replace(b"\n", b"\r\n"), *_cases()]
    parts = re.split(rb"(?m)^(?=### )", seed)[1:]
    logs += [b"## Issue #1: A\n\n**Status:** Open\n\n" + part for part in parts]
    logs += [log + b"\n" + log.replace(b"#1", b"#2") for log in logs[-len(parts) :]]
    if target == "editing":
        heads = [each.encode() + b"open\x1e" for each in EDITS if "\x1e" in each]
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
