"""What people type, understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.model import Severity, Status
from issues_kb.query import (
    EVERYTHING,
    DateFilter,
    FieldFilter,
    FileFilter,
    LogFilter,
    Not,
    NumberFilter,
    ParsedQuery,
    Part,
    PartFilter,
    Query,
    SeverityFilter,
    Sort,
    SortKey,
    StatusFilter,
    parse_query,
)

HIGH = SeverityFilter(frozenset({Severity.HIGH}))
NO_PART = PartFilter(frozenset())


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", EVERYTHING),
        ("foreign key", Query(words=("foreign", "key"))),
        ('"exact phrase" word', Query(words=("word",), phrases=("exact phrase",))),
        ("word -jest not:mocha", Query(words=("word",), excluded=("jest", "mocha"))),
        ('-"two words"', Query(excluded=("two words",))),
        ("-jest", Query(excluded=("jest",))),
        ("-file:src/A", Query(filters=(Not(FileFilter(("src/A",))),))),
        ("cache -two-words", Query(words=("cache",), excluded=("two-words",))),
        (
            "x -m -severity:high",
            Query(words=("x", "-m"), filters=(Not(HIGH),)),
        ),
        ("severity:high", Query(filters=(HIGH,))),
        ("SEVERITY:High", Query(filters=(HIGH,))),
        ("severity:p1", Query(filters=(HIGH,))),
        (
            "severity:>=high",
            Query(filters=(SeverityFilter(frozenset({Severity.HIGH, Severity.CRITICAL})),)),
        ),
        ("severity:<medium", Query(filters=(SeverityFilter(frozenset({Severity.LOW})),))),
        ("-severity:high", Query(filters=(Not(HIGH),))),
        (
            "status:open,wontfix",
            Query(filters=(StatusFilter(frozenset({Status.OPEN, Status.WONT_FIX})),)),
        ),
        ("status:in_progress", Query(filters=(StatusFilter(frozenset({Status.IN_PROGRESS})),))),
        (
            "is:open",
            Query(filters=(StatusFilter(frozenset({Status.OPEN, Status.IN_PROGRESS})),)),
        ),
        ("has:prevention", Query(filters=(PartFilter(frozenset({Part.PREVENTION})),))),
        ("no:root_cause", Query(filters=(Not(PartFilter(frozenset({Part.ROOT_CAUSE}))),))),
        ("no:root-cause", Query(filters=(Not(PartFilter(frozenset({Part.ROOT_CAUSE}))),))),
        ("in:learnings x", Query(words=("x",), parts=frozenset({Part.LEARNINGS}))),
        ("log:backend,api", Query(filters=(LogFilter(("backend", "api")),))),
        ('log:"my log"', Query(filters=(LogFilter(("my log",)),))),
        ("file:src/models", Query(filters=(FileFilter(("src/models",)),))),
        ("number:12,BUG-7", Query(filters=(NumberFilter(("12", "BUG-7")),))),
        ("date:2024-06", Query(filters=(DateFilter("2024-06-01", "2024-06-30"),))),
        ("date:2024-06..2024-08", Query(filters=(DateFilter("2024-06-01", "2024-08-31"),))),
        ("date:..2024", Query(filters=(DateFilter(None, "2024-12-31"),))),
        ("after:2024-06", Query(filters=(DateFilter("2024-06-01", None),))),
        ("before:2024-03", Query(filters=(DateFilter(None, "2024-02-29"),))),
        ("date:>2024-02", Query(filters=(DateFilter("2024-03-01", None),))),
        ("sort:date-", Query(sort=(Sort(SortKey.DATE, descending=True),))),
        ("sort:severity,title", Query(sort=(Sort(SortKey.SEVERITY), Sort(SortKey.TITLE)))),
        ("phase:Setup", Query(filters=(FieldFilter("Phase", ("Setup",)),))),
        ('"time lost":"2 h"', Query(filters=(FieldFilter("Time Lost", ("2 h",)),))),
    ],
)
def test_what_is_understood(text: str, query: Query) -> None:
    parsed = parse_query(text, fields=["Phase", "Time Lost"])
    assert parsed.query == query
    assert parsed.hints == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TypeError: x", ("TypeError:", "x")),
        ("http://host/path", ("http://host/path",)),
        ("C:\\temp", ("C:\\temp",)),
        ("localhost:3000", ("localhost:3000",)),
        ("std::vector", ("std::vector",)),
        ("--no-verify", ("--no-verify",)),
        ("python -m http.server", ("python", "-m", "http.server")),
        ("cc -Wall -O2 --std=c17", ("cc", "-Wall", "-O2", "--std=c17")),
        ("run -headless -port=80", ("run", "-headless", "-port=80")),
        ("at file:///tmp/a.html", ("at", "file:///tmp/a.html")),
        ("failed with status:500", ("failed", "with", "status:500")),
        ("a -> b", ("a", "b")),
        ('say "hi', ("say", '"hi')),
        ("status: 500", ("status:", "500")),
        ("???", ("???",)),
    ],
)
def test_pasted_text_stays_text(text: str, words: tuple[str, ...]) -> None:
    assert parse_query(text) == ParsedQuery(Query(words=words))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("severity=high", "severity=high is searched as text; did you mean severity:high?"),
        ("severity>=high x", "severity>=high is searched as text; did you mean severity:>=high?"),
        (
            "x severity:",
            "severity: is searched as text; a value stands behind the colon, as in severity:high",
        ),
        ("status: open", "status: is searched as text; did you mean status:open?"),
        (
            "status:open or status:resolved",
            "or is searched as a word; commas mean or, as in status:open,resolved",
        ),
        (
            "NOT status:resolved",
            "NOT is searched as a word; write -status:resolved for a filter, not:word for a word",
        ),
        ("-RenderOff", "-RenderOff is searched as text; not:RenderOff leaves it out"),
        ("crash AND is:open", "AND is searched as a word; all filters have to pass without it"),
        (
            "is:opne",
            "is:opne matches nothing; did you mean open?"
            " (open, closed, in-progress, resolved, wont-fix)",
        ),
    ],
)
def test_what_was_probably_meant(text: str, hint: str) -> None:
    assert parse_query(text).hints == (hint,)


@pytest.mark.parametrize(
    "text",
    [
        *("status=500", "file=a.py is gone", "to be or not to be", '"or" status:open'),
        *("severity level", "error: x", "is: x y", "one or two files"),
        "the server said status: open and then no more of it came for a minute",
    ],
)
def test_words_that_mean_what_they_say(text: str) -> None:
    assert parse_query(text).hints == ()


@pytest.mark.parametrize(
    ("text", "query", "hint"),
    [
        (
            "severity:hgih",
            Query(filters=(SeverityFilter(frozenset()),)),
            "severity:hgih matches nothing; did you mean high? (low, medium, high, critical)",
        ),
        (
            "-severity:hgih",
            Query(filters=(Not(SeverityFilter(frozenset())), NO_PART)),
            "severity:hgih matches nothing; did you mean high? (low, medium, high, critical)",
        ),
        (
            "status:opne",
            Query(filters=(StatusFilter(frozenset()),)),
            "status:opne matches nothing; did you mean open?"
            " (open, in-progress, resolved, wont-fix)",
        ),
        (
            "date:yesterday",
            Query(filters=(DateFilter("9999-12-31", "0001-01-01"),)),
            "date:yesterday matches nothing; a date is 2024, 2024-06 or 2024-06-30,"
            " a range 2024-06..2024-08.",
        ),
        (
            "severty:high",
            Query(words=("severty:high",)),
            "severty: is no qualifier, searched as text; did you mean severity?",
        ),
        ("colour:red", Query(words=("colour:red",)), "colour: is no qualifier, searched as text"),
    ],
)
def test_what_is_not_understood_gives_a_hint(text: str, query: Query, hint: str) -> None:
    parsed = parse_query(text)
    assert parsed.query == query
    assert parsed.hints == (hint,)


def test_an_unknown_part_to_search_in_finds_nothing() -> None:
    parsed = parse_query("in:lernings x")
    assert NO_PART in parsed.query.filters
    assert parsed.hints[0].startswith("in:lernings matches nothing; did you mean learnings?")


def test_an_unknown_order_is_no_reason_to_find_nothing() -> None:
    parsed = parse_query("sort:dte x")
    assert parsed.query == Query(words=("x",))
    assert parsed.hints[0].startswith("sort:dte is no order; did you mean date?")


def test_of_very_many_filters_the_first_count() -> None:
    parsed = parse_query(" ".join(f"file:{n}" for n in range(2000)))
    assert len(parsed.query.filters) == 50
    assert parsed.hints == ("only the first 50 filters count",)


def test_words_of_a_project_are_understood_as_in_its_logs() -> None:
    vocabulary = {"severity": {"high": ["Ouch"]}, "status": {"wont-fix": ["not ours"]}}
    parsed = parse_query('severity:<=ouch -is:"Not ours"', vocabulary=vocabulary)
    assert parsed == parse_query("severity:<=high -is:wont-fix")
    assert parsed.hints == ()


def test_two_queries_are_joined() -> None:
    one, other = parse_query("a severity:high").query, parse_query("b sort:date").query
    assert one & other == Query(words=("a", "b"), filters=(HIGH,), sort=(Sort(SortKey.DATE),))


@given(st.text())
def test_any_text_is_understood_somehow(text: str) -> None:
    parsed = parse_query(text)
    assert (parsed.query == EVERYTHING) == (not text.strip())


@given(st.lists(st.text(alphabet="abcXYZ_", min_size=1), max_size=5))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert parse_query(" ".join(words)).query.words == tuple(words)
