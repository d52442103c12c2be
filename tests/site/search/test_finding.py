"""What is typed finds in the page what it finds on the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from issues_kb.query import Part, SortKey, parse_query
from issues_kb.query.filters import SeverityFilter, StatusFilter
from tests.site.conftest import build_site
from tests.site.search.conftest import readings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DOCUMENT = Path(__file__).parents[3] / "docs" / "query.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
LOG = re.findall(r"```markdown\n(.*?)```", TEXT, re.DOTALL)[0]
EXAMPLES = re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", TEXT.split("| query |")[1], re.MULTILINE)
# The page keeps no places of words and no names of fields.
OTHERWISE = {'"key primary"': ["1"]}

ASK = """(text) => {
  const answer = finder.search(text);
  return {
    keys: answer.hits.map((hit) => hit.row.label.replace('#', '')),
    guessed: answer.guessed,
    near: answer.near,
    hints: answer.query.hints,
  };
}"""


def ask(page: Page, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(ASK, text)
    return answer


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page of the site of the log that the document is about."""
    site = tmp_path_factory.mktemp("query") / "site"
    build_site(readings(("backend", LOG)), site)
    made = chromium.new_page()
    made.goto(f"{site.as_uri()}/search.html")
    made.evaluate(
        """async () => {
          await issuesKb.script('assets/finder.js');
          window.finder = await issuesKb.open();
        }"""
    )
    return made


@pytest.mark.parametrize(("query", "finds"), EXAMPLES)
def test_the_examples_of_the_query_language_hold(page: Page, query: str, finds: str) -> None:
    expected = [] if finds == "none" else finds.split(", ")
    answer = ask(page, query)
    assert answer["hints"] == []
    found = answer["keys"]
    if query in OTHERWISE:
        assert found == OTHERWISE[query]
    elif "sort:" in query or len(expected) < 2:
        assert found == expected or (expected and found[0] == expected[0])
    else:
        assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("foreign key", "1"),
        ("UserBadge", "1"),
        ("badge", "1"),
        ("user_badge", "1"),
        ("models/index.ts", "1"),
        ("index.ts", "1"),
        ("src/backend/src/models/index.ts", "1"),
        ("42830", "1"),
        ("purge", "2"),
        ("associations", "1"),
        ("missing deploy", "2"),
        ("unqiue", "1"),
        ("direktory", "2"),
        ("deploying", "2"),
        ("エラー", "BUG-003"),
        ("タイムアウト", "BUG-003"),
        ("#2", "2"),
        ("bug-003", "BUG-003"),
        ("3", "BUG-003"),
        ("stal", "2"),
    ],
)
def test_things_are_found_as_people_type_them(page: Page, typed: str, first: str) -> None:
    assert ask(page, typed)["keys"][0] == first


def test_what_was_not_found_as_typed_is_said(page: Page) -> None:
    assert ask(page, "unqiue cache")["guessed"] == ["unqiue"]
    assert ask(page, "unique cache")["guessed"] == []


def test_near_words_are_offered_when_nothing_is_found(page: Page) -> None:
    answer = ask(page, "constrictor")
    assert (answer["keys"], answer["near"]) == ([], ["constraint"])


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (
            "severity:hgih",
            "severity:hgih matches nothing; did you mean high? (low, medium, high, critical)",
        ),
        ("log:backnd", "log:backnd matches nothing; did you mean backend? (backend)"),
        ("date:soon", "date:soon matches nothing; a date is 2024, 2024-06 or 2024-06-30"),
        ("-in:nowhere", None),
        ("sort:size", None),
    ],
)
def test_values_that_mean_nothing_match_nothing(page: Page, typed: str, hint: str | None) -> None:
    answer = ask(page, typed)
    assert answer["keys"] == [] or typed.startswith("sort")
    assert len(answer["hints"]) == 1
    assert hint in (None, answer["hints"][0])


@pytest.mark.parametrize(
    "typed",
    ['"', ":", "-", "constructor:x", "__proto__", "toString", "a:b:c", "(", "\\", "*"],
)
def test_nothing_that_is_typed_is_an_error(page: Page, typed: str) -> None:
    assert ask(page, typed)["keys"] == []


WORDS = """
low medium high critical blocker urgent p0 p1 p2 p3 p4 major moderate minor trivial
open in-progress resolved wont-fix inprogress wip closed done fixed wontfix nonsense
in_progress In-Progress
"""


@pytest.mark.parametrize("name", ["severity", "status"])
def test_words_for_values_are_those_of_the_query_language(page: Page, name: str) -> None:
    rows = [{"severity": each, "status": each} for each in WORDS.split()]
    for word in WORDS.split():
        expected: set[str] = set()
        for given in parse_query(f"{name}:{word}").query.filters:
            assert isinstance(given, SeverityFilter | StatusFilter)
            expected |= {value.value for value in given.values}
        passed = page.evaluate(
            """([text, name, rows]) => {
              const [test] = issuesKb.parse(text).filters;
              return rows.filter(test).map((row) => row[name]);
            }""",
            [f"{name}:{word}", name, rows],
        )
        assert set(passed) == expected, word


@pytest.mark.parametrize(
    "text",
    [
        *("python -m http.server", "cc -Wall -O2 --std=c17", "-RenderOff", "-jest"),
        *("at file:///tmp/a.html", "failed with status:500", "cache -redis", 'x "a b" -"c d"'),
        *("run -headless -port=80", "a -> b", "-file:src/A x", "localhost:3000 std::vector"),
    ],
)
def test_the_page_takes_a_text_apart_as_the_command_line_does(page: Page, text: str) -> None:
    parsed = parse_query(text).query
    assert page.evaluate(
        """(text) => {
          const { words, phrases, excluded, filters } = issuesKb.parse(text);
          return [words, phrases, excluded, filters.length];
        }""",
        text,
    ) == [[*parsed.words], [*parsed.phrases], [*parsed.excluded], len(parsed.filters)]


def test_a_pasted_error_finds_though_nobody_wrote_what_it_quotes(page: Page) -> None:
    keys = ask(page, 'Cannot read "a.b.c" of the foreign key')["keys"]
    assert keys[0] == "1"


@pytest.mark.parametrize("part", [part.value for part in Part])
def test_every_part_is_known(page: Page, part: str) -> None:
    for name in ("has", "no", "in"):
        assert ask(page, f"{name}:{part}")["hints"] == []


@pytest.mark.parametrize("key", [key.value for key in SortKey])
def test_every_order_is_known(page: Page, key: str) -> None:
    assert len(ask(page, f"sort:{key}")["keys"]) == 3


def test_the_passage_is_the_one_that_matched(page: Page) -> None:
    shown = page.evaluate(
        "(text) => issuesKb.passage(finder.search(text).hits[0])", "mock database"
    )
    assert shown["part"] == "learnings"
    assert [piece for piece, marked in shown["pieces"] if marked] == ["mock", "database"]


def test_the_passage_is_of_the_part_that_is_asked_for(page: Page) -> None:
    shown = page.evaluate(
        "(text) => issuesKb.passage(finder.search(text).hits[0]).part", "in:learnings key"
    )
    assert shown == "learnings"


@pytest.mark.parametrize(
    ("text", "terms", "pieces"),
    [
        ("a UserBadge.", ["badge"], [["a ", False], ["UserBadge", True], [".", False]]),
        ("接続エラー", ["エラ", "ラー"], [["接続", False], ["エラー", True]]),
        ("none", ["x"], [["none", False]]),
        ("", [], []),
    ],
)
def test_what_matched_is_marked(
    page: Page, text: str, terms: list[str], pieces: list[list[object]]
) -> None:
    assert page.evaluate("([t, w]) => issuesKb.marked(t, new Set(w))", [text, terms]) == pieces
