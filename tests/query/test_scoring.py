"""Which text answers a question better."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from issues_kb.query import thesaurus
from issues_kb.query.concepts import Concept, Name, read_question
from issues_kb.query.scoring import Scorer, rarity
from issues_kb.query.thesaurus import expression, load_synonyms

SYNONYMS = {"folder": ["directory"], "sign in": ["login", "log in"]}


def synonyms(wanted: Iterable[str]) -> Mapping[str, list[str]]:
    return {each: SYNONYMS[each] for each in wanted if each in SYNONYMS}


def scorer(*words: str) -> Scorer:
    question = read_question(words, synonyms)
    return Scorer(question, [2.0] * len(question.concepts), average=40.0)


@pytest.mark.parametrize(
    ("words", "better", "worse"),
    [
        ("cache", "cache everywhere", "something else"),
        ("cache stale", "a\nstale cache", "a\nstale page"),
        ("cache", "cache\nis old", "old\nis cache"),
        ("stale cache", "a\nstale cache", "a\ncache is stale"),
        ("stale cache", "a\nstale is a cache", "a\nstale" + " x" * 30 + "cache"),
        ("folder", "a\nfolder x", "a\ndirectory x"),
        ("folder", "a\ndirectory x", "a\nfile x"),
        ("sign in", "a\nplease log in", "a\nplease log it"),
        ("userBadge", "a\nuserBadge", "a\nuser and badge"),
        ("user badge", "a\nUserBadge", "a\nUserGroup"),
        ("接続エラー", "a\n接続エラーが出る", "a\nエラーが出る"),
    ],
)
def test_the_better_answer_scores_more(words: str, better: str, worse: str) -> None:
    judge = scorer(*words.split())
    assert judge.score(better).total > judge.score(worse).total


def test_a_word_and_its_other_name_count_once() -> None:
    judge = scorer("folder")
    both = judge.score("a\nfolder directory").total
    assert both < judge.score("a\nfolder").total + judge.score("a\ndirectory").total


def test_the_score_is_the_sum_of_its_parts() -> None:
    score = scorer("stale", "cache").score("a\nstale cache")
    assert [name for name, _ in score.words] == ["stale", "cache"]
    assert score.pairs > 0
    assert score.near > 0
    parts = sum(value for _, value in score.words) + score.pairs + score.near
    assert score.total == pytest.approx(parts)


def test_identifiers_have_no_synonyms() -> None:
    question = read_question(["folder_id", "folder"], synonyms)
    named = {concept.text: concept.synonyms for concept in question.concepts}
    assert named == {
        "folder id": (),
        "folder": (Name("directory", ("directori",)),),
        "id": (),
    }


def test_an_expression_of_several_words_is_a_concept() -> None:
    question = read_question(["must", "sign", "in"], synonyms)
    assert (
        Concept(
            "sign in",
            ("sign", "in"),
            (Name("login", ("login",)), Name("log in", ("log", "in"))),
        )
        in question.concepts
    )


def test_marks_stand_on_words_and_other_names_but_not_on_stop_words() -> None:
    line = "In the directory: folders, UserBadge"
    found = [line[start:end] for start, end in scorer("in", "folder", "badges").spans(line)]
    assert found == ["directory", "folders", "UserBadge"]


def test_rare_words_tell_more() -> None:
    assert rarity(100, 1) > rarity(100, 50) > rarity(100, 100) > 0


def test_synonyms_are_found_by_stems_and_never_name_themselves() -> None:
    table = load_synonyms([["frobnicate", "twiddle"]])
    assert table[expression("twiddling")] == ("frobnicate",)
    assert all(expression(name) != key for key, names in table.items() for name in names)
    assert "directory" in table[expression("folders")]


def test_lines_tell_on_their_own() -> None:
    text = "stale\ncache — stale\n\n✅ nothing\r\n接続エラー\nuserBadge\n"
    judge = scorer("stale", "cache", "エラー", "userBadge")
    lines = text.split("\n")
    told = judge.lines(judge.read(text))
    assert sorted(told) == [0, 1, 4, 5]
    assert told == {number: judge.line(lines[number]) for number in told}


def test_every_group_of_the_thesaurus_holds_different_expressions() -> None:
    path = Path(thesaurus.__file__).with_name("synonyms.toml")
    areas = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = [group for area in areas.values() for group in area["groups"]]
    alone = [group for group in groups if len(set(map(expression, group))) < 2]
    assert len(groups) > 300
    assert alone == []
