"""The words and signs of ``words.toml``: what is written where a log gives no example."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from issues_kb.reading.folding import fold

__all__ = ["ENGLISH", "Row", "language_of", "row_in", "row_of", "rows", "same"]

Row = Mapping[str, Sequence[str]]
"""Words by what they mean; the first of each is the one to write."""

ENGLISH = "en"

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
)


@cache
def rows(name: str) -> tuple[Row, ...]:
    """A table: status, severity, state, codes, status_signs, severity_signs, state_signs."""
    return tuple(_tables()[name])


@cache
def _tables() -> Mapping[str, Sequence[Row]]:
    text = resources.files("issues_kb.authoring.setting").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


def same(word: str) -> str:
    """A word without what does not tell words apart: letter case, hyphens, kinds of quotes."""
    return " ".join(fold(word).replace("-", " ").replace("_", " ").split())


def row_of(table: Sequence[Row], word: str, meaning: str | None = None) -> Row | None:
    """The row that holds a word, of a meaning if one is given."""
    wanted = same(word)
    for row in table:
        for key, words in row.items():
            if (
                key != "language"
                and meaning in {None, key}
                and any(same(each) == wanted for each in words)
            ):
                return row
    return None


def row_in(table: Sequence[Row], language: str) -> Row:
    """The row of a language, or the first one."""
    return next((row for row in table if language in row.get("language", ())), table[0])


def language_of(names: Sequence[str], text: str) -> str:
    """The language of a log, by the names of its fields, else by the script of a text.

    Names that English has too tell nothing.
    """
    english = {same(word) for words in row_in(rows("names"), ENGLISH).values() for word in words}
    asked = [same(name) for name in names]
    best, most = "", 0
    for row in rows("names"):
        known = {same(word) for words in row.values() for word in words} - english
        count = sum(name in known for name in asked)
        if count > most:
            best, most = row["language"][0], count
    if best:
        return best
    return next((name for name, script in _SCRIPTS if script.search(text)), ENGLISH)
