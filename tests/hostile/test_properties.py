"""What must hold for any bytes, tried with few; ``benchmarks/fuzzing.py`` tries many."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.fragments import EDITS, FRAGMENTS
from tests.hostile.invariants import TARGETS

pieces = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.just(b"\n"), st.binary(max_size=4)), max_size=24
).map(b"".join)
logs = st.tuples(st.sampled_from((b"", b"## Issue #1: A\n\n**Status:** Open\n\n")), pieces)
edits = st.sampled_from([each.encode() for each in EDITS if "\x1e" in each])
INPUTS = {
    "reading": pieces,
    "querying": pieces,
    "editing": st.tuples(edits, st.just(b"open\x1e"), logs.map(b"".join)).map(b"".join),
    "pages": logs.map(b"".join),
}


@pytest.mark.parametrize("target", TARGETS)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_it_holds_for_any_bytes(target: str, data: st.DataObject) -> None:
    TARGETS[target](data.draw(INPUTS[target]))
