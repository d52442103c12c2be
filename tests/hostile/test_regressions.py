"""Inputs that once broke something, as ``benchmarks/fuzzing.py`` found and shortened them."""

from __future__ import annotations

import pytest

from tests.hostile.invariants import SEPARATOR, TARGETS, editing

LONG = b"1" * 4301
"""More digits than Python makes a number of."""

CASES = {
    "reading": (
        b"## Issue #%b: A\n\n**Status:** Open\n\nSee #%b\n" % (LONG, LONG),
        b"## Issue %b - A\n\n**Status:** Open\n\n## BUG-%b: A\n" % (LONG, LONG),
        b"## %b. A\n\nDate: %b-01-02\n\n## A (BUG-%b)\n" % (LONG, LONG, LONG),
    ),
    "editing": (
        b"renumber\x1e\x1e\x1e" + b"## Issue #%b: A\n\n**Status:** Open\n\n" % LONG * 2,
        b"new\x1eA\x1eB\x1e" + b"## Issue #%b: A\n\n**Status:** Open\n\n" % LONG * 2,
    ),
    "querying": (
        b"\xff",  # keys() handed SQLite a lone surrogate
        b"number:>%b #%b after:%b" % (LONG, LONG, LONG),
        b"a\xff#1",  # and so did issue()
    ),
    "pages": (
        b"## Issue1:A\n###\n####",  # a level was left out below a heading without words
    ),
}


@pytest.mark.parametrize(
    ("target", "data"),
    [
        pytest.param(target, data, id=f"{target}-{number}")
        for target, cases in CASES.items()
        for number, data in enumerate(cases)
    ],
)
def test_what_once_broke_holds(target: str, data: bytes) -> None:
    TARGETS[target](data)


@pytest.mark.parametrize(
    "operation",
    [
        b"set\x1estatus\x1eresolved",
        b"new\x1eIt broke\x1ewhen",
        b"renumber\x1e\x1e",
        b"mark\x1e\x1et",
    ],
)
def test_an_edit_of_the_seed_is_done(operation: bytes, seed_bytes: bytes) -> None:
    assert editing(operation + SEPARATOR + seed_bytes) == "done"
