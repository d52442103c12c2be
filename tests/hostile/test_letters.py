"""One form of each letter, whatever is piled on it."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.letters import normalized

ACCENTS = "\u0301\u0316"


@given(st.text(st.sampled_from("aé日ﬁ \n\u0301\u0316\u0323─✅"), max_size=40))
def test_usual_text_is_as_unicode_has_it(text: str) -> None:
    assert normalized("NFC", text) == normalize("NFC", text)
    assert normalized("NFKC", text) == normalize("NFKC", text)


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
def test_a_pile_of_accents_stays_as_it_is(form: str) -> None:
    pile = ACCENTS * 16
    found = normalized(form, f"e\u0301 e{pile} ﬁ")  # type: ignore[arg-type]
    assert found == normalize(form, "e\u0301 e") + pile + normalize(form, " ﬁ")  # type: ignore[arg-type]
