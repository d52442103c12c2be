"""Text is cut into the same terms when the index is written and when somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues_kb.site.search.terms import Vocabulary

if TYPE_CHECKING:
    from playwright.sync_api import Page

TABLE = [
    ("the cache is stale", "cache stale", ""),
    (
        "SequelizeDatabaseError",
        "sequelizedatabaseerror sequelize database error databaseerror",
        "",
    ),
    ("user_badges", "user badges userbadges", "userbadges"),
    ("__init__", "init", ""),
    ("models/index.ts", "models index ts", "indexts modelsindexts"),
    ("PG42830 utf8", "pg42830 pg 42830 utf8", ""),
    ("Éclair İstanbul ΟΔΟΣ", "eclair istanbul οδος", ""),
    ("e\u0301clair ﬁle ＡＢＣ", "eclair file abc", ""),
    ("エラーが出る ｴﾗｰ", "エラ ラー ーが が出 出る エラ ラー", ""),
    ("User処理", "user 処理", ""),
    ("語", "語", ""),
    ("x" * 70, "x" * 64, ""),
    ("", "", ""),
    ("\x00\u2028</script>", "script", ""),
]
# Characters that a later Unicode may add mean nothing to an older one.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cn", "Co"])
    | st.sampled_from("aAbBZ09_./- \n'エ語がｶﾞéßİΣς²٣ⅷ"),
    max_size=60,
)


@pytest.mark.parametrize(("text", "terms", "ends"), TABLE)
def test_text_is_cut_into_terms(text: str, terms: str, ends: str) -> None:
    vocabulary = Vocabulary()
    assert vocabulary.terms(text) == terms.split()
    assert vocabulary.path_terms(text) == [*terms.split(), *ends.split()]


@pytest.mark.browser
def test_the_page_cuts_the_same_terms(finder: Page) -> None:
    vocabulary = Vocabulary()

    def cut(text: str) -> list[list[str]]:
        found: list[list[str]] = finder.evaluate(
            "(text) => [issuesKb.terms(text), issuesKb.pathTerms(text)]", text
        )
        return found

    for text, _, _ in TABLE:
        assert cut(text) == [vocabulary.terms(text), vocabulary.path_terms(text)]

    @given(st.lists(TEXT, max_size=20).map(" ".join))
    @settings(max_examples=150, deadline=None)
    def same(text: str) -> None:
        assert cut(text) == [vocabulary.terms(text), vocabulary.path_terms(text)]

    same()
