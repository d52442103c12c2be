"""The index is what MiniSearch itself would write; its files together are one index."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from issues_kb.site.search.documents import FIELDS, Document
from issues_kb.site.search.index import index_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = "cache UserBadge user_badge models/index.ts 42830 エラーが出る Éclair stale the a"
QUERIES = [["cache"], ["user", "badge"], ["indexts"], ["エラ"], ["zzz"], ["cachs", "stale"]]

# The library takes texts with blanks where ours have none, and ids of its own.
COMPARE = """([json, documents, fields, queries]) => {
  const options = issuesKb.options({fields});
  const written = MiniSearch.loadJSON(json, options);
  const built = new MiniSearch(options);
  built.addAll(documents);
  const ask = (index) => queries.map((terms) => index.search('-', {
    tokenize: () => terms, prefix: true, fuzzy: 1, boost: {title: 2},
  }));
  const shape = (index) => {
    const {averageFieldLength, ...rest} = JSON.parse(JSON.stringify(index));
    rest.index.sort(([one], [other]) => one < other ? -1 : 1);
    return rest;
  };
  return [ask(written), ask(built), shape(written), shape(built)];
}"""
MERGE = """async ([shards, whole, queries, fields]) => {
  const options = issuesKb.options({fields});
  const parts = await issuesKb.merged(shards.map((json) => JSON.parse(json)), {fields});
  const ask = (index) => queries.map((terms) => index.search('-', {
    tokenize: () => terms, prefix: true, fuzzy: 1, boost: {title: 2},
  }).map((hit) => [hit.id, hit.score]));
  return [ask(parts), ask(MiniSearch.loadJSON(whole, options))];
}"""


def documents(count: int) -> list[tuple[str, Document]]:
    """Documents of words drawn by a fixed seed; some fields are empty."""
    chance = random.Random(7)

    def text() -> str:
        return " ".join(chance.choices(WORDS.split(), k=chance.choice([0, 3, 12])))

    return [
        (
            f"issues/a/{number}.html",
            Document(tuple(text() for _ in FIELDS), (("problem", text()),), ("title", "files")),
        )
        for number in range(count)
    ]


def for_the_library(found: list[tuple[str, Document]]) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            **dict(zip(FIELDS, document.texts, strict=True)),
            "passages": document.passages,
            "parts": " ".join(document.parts),
        }
        for name, document in found
    ]


def rounded(answers: list[list[Any]]) -> list[list[Any]]:
    """Scores differ in the last digits, since averages are added up in another order."""
    return [sorted([name, round(score, 9)] for name, score in hits) for hits in answers]


@pytest.fixture
def library(finder: Page) -> Page:
    """A page with the library and our functions."""
    return finder


@pytest.mark.browser
def test_the_index_is_what_the_library_makes_of_the_same_documents(library: Page) -> None:
    found = documents(40)
    argument = [index_json(found), for_the_library(found), FIELDS, QUERIES]
    written, built, shape, library_shape = library.evaluate(COMPARE, argument)
    assert shape == library_shape

    def scores(answers: list[list[Any]]) -> list[list[Any]]:
        return rounded([[(hit["id"], hit["score"]) for hit in hits] for hits in answers])

    def rest(answers: list[list[Any]]) -> list[Any]:
        hits = [{**hit, "score": 0} for answer in answers for hit in answer]
        return sorted(hits, key=lambda hit: json.dumps(hit, sort_keys=True))

    assert scores(written) == scores(built)
    assert rest(written) == rest(built)
    assert any(written)


@pytest.mark.browser
@pytest.mark.parametrize("cuts", [[0, 40], [0, 1, 40], [0, 13, 14, 30, 40]])
def test_files_together_score_as_one_index(library: Page, cuts: list[int]) -> None:
    found = documents(40)
    shards = [index_json(found[start:end]) for start, end in pairwise(cuts)]
    parts, whole = library.evaluate(MERGE, [shards, index_json(found), QUERIES, FIELDS])
    assert rounded(parts) == rounded(whole)
    assert any(whole)


def test_the_same_documents_give_the_same_index() -> None:
    assert index_json(documents(5)) == index_json(documents(5))


def test_nothing_gives_an_empty_index() -> None:
    assert json.loads(index_json([]))["documentCount"] == 0
