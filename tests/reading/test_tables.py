"""Phrases are found with and without the short ways to the answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from issues_kb.reading.folding import fold
from issues_kb.reading.tables import PhraseTable
from issues_kb.reading.vocabulary import default_vocabulary

WORDS = default_vocabulary()
TABLES = (WORDS.status, WORDS.severity)
PHRASES = sorted({phrase for table in TABLES for phrase in table.phrases})
PIECES = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from([" ", "_", "-", "x", "(", "é", "解"]),
    st.text(max_size=4),
)


def searched(table: PhraseTable, text: str) -> list[tuple[int, int]]:
    pattern = table._pattern
    assert pattern is not None
    return [match.span() for match in pattern.finditer(fold(text))]


@given(st.lists(PIECES, max_size=6).map("".join), st.sampled_from(TABLES))
def test_the_short_ways_find_what_the_pattern_finds(text: str, table: PhraseTable) -> None:
    found = [(each.start, each.end) for each in table.finditer(text)]
    assert found == searched(table, text)
    begins = bool(found) and found[0][0] == 0
    assert table.begins(text) == begins


def test_a_phrase_by_itself_is_found_whole() -> None:
    found = list(WORDS.status.finditer("Won't Fix"))
    assert [(each.meaning, each.start, each.end) for each in found] == [("wont-fix", 0, 9)]
    assert list(WORDS.status.finditer("it rains")) == []
