"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from issues_kb.patterns import pattern


def test_a_pattern_works_as_a_compiled_one_does() -> None:
    word = pattern(r"(\w)o", re.I)
    assert [match[1] for match in word.finditer("to GO")] == ["t", "G"]
    assert word.sub(r"\1", "to go") == "t g"
    assert word.fullmatch("no") is not None
    assert word.groups == 1
    assert pattern(rb"\d").search(b"a1") is not None


def test_a_fault_shows_itself_on_first_use() -> None:
    broken = pattern("(")
    with pytest.raises(re.error):
        broken.search("")
    with pytest.raises(AttributeError):
        _ = pattern("a").lines  # type: ignore[attr-defined]
