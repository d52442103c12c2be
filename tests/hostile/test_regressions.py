"""Inputs that once broke something, as ``benchmarks/fuzzing.py`` found and shortened them."""

from __future__ import annotations

import pytest

from tests.hostile.invariants import SEPARATOR, TARGETS, editing

CASES = {
    "querying": (
        b"\xff",  # keys() handed SQLite a lone surrogate
        b"a\xff#1",  # and so did issue()
    ),
    "pages": (
        b"## Issue1:A\n###\n####",  # a level was left out below a heading without words
    ),
}


@pytest.mark.parametrize(
    ("target", "data"), [(target, data) for target, cases in CASES.items() for data in cases]
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
