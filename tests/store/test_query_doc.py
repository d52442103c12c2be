"""docs/query.md says what is true: every example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from issues_kb.query import Part, SortKey
from issues_kb.query.qualifiers import QUALIFIERS
from tests.store.conftest import Project

pytestmark = pytest.mark.docs

DOCUMENT = (Path(__file__).parents[2] / "docs" / "query.md").read_text(encoding="utf-8")
LOG = re.findall(r"```markdown\n(.*?)```", DOCUMENT, re.DOTALL)[0]
EXAMPLES = re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", DOCUMENT.split("| query |")[1], re.MULTILINE)


@pytest.fixture
def kb(project: Project) -> Project:
    project.sync(project.write("backend.md", LOG))
    return project


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 35


@pytest.mark.parametrize(("query", "finds"), EXAMPLES)
def test_an_example_finds_what_it_says(kb: Project, query: str, finds: str) -> None:
    with kb.open() as index:
        parsed = index.parse(query)
        listed = [issue.key for issue in index.issues(parsed.query)]
        found = [hit.issue.key for hit in index.search(parsed.query).hits]
    expected = [] if finds == "none" else finds.split(", ")
    assert parsed.hints == ()
    assert listed == expected
    # A search also offers other names for the words, and corrects them.
    assert found == expected or set(expected) <= set(found)


@pytest.mark.parametrize("name", sorted(QUALIFIERS))
def test_every_qualifier_is_documented(name: str) -> None:
    assert f"`{name}:" in DOCUMENT


@pytest.mark.parametrize("value", [*(part.value for part in Part), *(key.value for key in SortKey)])
def test_every_part_and_order_is_documented(value: str) -> None:
    assert f"`{value}`" in DOCUMENT


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        (
            "log:bakend",
            "log:bakend matches nothing; did you mean backend? (backend)",
        ),
        ("severty:high", "severty: is no qualifier, searched as text; did you mean severity?"),
        ("phse:setup", "phse: is no qualifier, searched as text; did you mean phase?"),
    ],
)
def test_hints_know_the_index(kb: Project, query: str, hint: str) -> None:
    with kb.open() as index:
        assert index.parse(query).hints == (hint,)
