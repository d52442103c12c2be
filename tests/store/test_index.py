"""Questions to an index."""

from __future__ import annotations

import pytest

from issues_kb.errors import NotFoundError, UsageError
from issues_kb.model import Severity, Status
from issues_kb.query import Query, parse_query
from issues_kb.store import MARK_END, MARK_START
from tests.store.conftest import Project, entry, log_text

LOG = log_text(
    entry(
        1,
        "Foreign key error on UserBadge",
        "### Problem\n\nSequelizeDatabaseError: there is no unique constraint\n\n"
        "### Root Cause\n\nThe users table had no primary key.\n\n"
        "### Files Changed\n\n- `backend/src/models/index.ts`: no references\n\n"
        "### Key Learnings\n\n- **DO**: Define foreign keys in associations\n"
        "- **DON'T**: Trust pg-mem",
        date="2024-12-19",
        severity="High (Blocking)",
        status="Resolved",
    ),
    entry(
        2,
        "Stale cache after deploy",
        "### Problem\n\nOld pages are served.\n\n### Prevention Measures\n\n- [ ] Purge on deploy",
        date="2025-03",
        severity="Low",
        status="Open",
        phase="Setup",
    ),
    entry(3, "接続エラーが出る", "### Problem\n\nタイムアウトになる。", status="In Progress"),
)


@pytest.fixture
def kb(project: Project) -> Project:
    project.sync(project.write("backend.md", LOG))
    return project


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["1", "2", "3"]),
        ("severity:high", ["1"]),
        ("severity:>=medium", ["1"]),
        ("severity:<high", ["2"]),
        ("severity:low,high", ["1", "2"]),
        ("severity:hgih", []),
        ("-severity:high", ["2", "3"]),
        ("status:open,in-progress", ["2", "3"]),
        ("is:open", ["2", "3"]),
        ("is:closed", ["1"]),
        ("no:severity", ["3"]),
        ("has:root_cause", ["1"]),
        ("no:root_cause", ["2", "3"]),
        ("has:learnings,prevention", ["1", "2"]),
        ("has:files", ["1"]),
        ("after:2025", ["2"]),
        ("before:2025", ["1"]),
        ("date:2025-03-15..2025-04", ["2"]),
        ("date:2024-12-19", ["1"]),
        ("date:2024-12-20", []),
        ("file:src/models", ["1"]),
        ("file:*.ts", ["1"]),
        ("file:*.py", []),
        ("log:BACKEND", ["1", "2", "3"]),
        ("log:frontend", []),
        ("number:01", ["1"]),
        ("sort:date-", ["2", "1", "3"]),
        ("sort:severity-", ["1", "2", "3"]),
        ("sort:title", ["1", "2", "3"]),
        ("phase:Setup", ["2"]),
        ("-cache", ["1", "3"]),
        ('"primary key"', ["1"]),
        ('"key primary"', []),
        ("in:title cache", ["2"]),
        ("in:learnings users", []),
        ("cache severity:high", []),
        ("user_badge", ["1"]),
        ("userbadge", ["1"]),
        ("DatabaseError", ["1"]),
        ("models/index.ts", ["1"]),
        ("エラー", ["3"]),
        ("deploying", ["2"]),
        ("???", []),
    ],
)
def test_queries_find(kb: Project, query: str, keys: list[str]) -> None:
    with kb.open() as index:
        parsed = parse_query(query, fields=index.field_names())
        assert [issue.key for issue in index.issues(parsed.query)] == keys


def test_words_rank_and_are_not_required(kb: Project) -> None:
    assert kb.keys("stale primary key constraint of users") == ["1", "2"]


def test_a_hit_shows_its_best_passage(kb: Project) -> None:
    (hit,) = kb.hits("primary keys")
    line = LOG.split("\n").index("The users table had no primary key.") + 1
    assert (hit.issue.key, hit.section, hit.snippet_line) == ("1", "root_cause", line)
    marked = hit.snippet.replace(MARK_START, "[").replace(MARK_END, "]")
    assert marked == "The users table had no [primary] [key]."


def test_a_score_is_explained_by_its_parts(kb: Project) -> None:
    with kb.open() as index:
        (hit,) = index.search(parse_query("pages are served").query, explain=True).hits
        (bare,) = index.search(parse_query("pages are served").query).hits
    assert {(part.kind, part.text) for part in hit.explanation} == {
        ("word", "pages"),
        ("word", "served"),
        ("side by side", ""),
        ("near", ""),
    }
    assert hit.score == pytest.approx(sum(part.value for part in hit.explanation), abs=1e-4)
    assert (bare.score, bare.explanation) == (hit.score, ())


def test_another_name_for_a_word_is_found(kb: Project) -> None:
    (hit,) = kb.hits("outdated")
    assert hit.issue.key == "2"


def test_another_ranking_is_fused_in_by_places(kb: Project) -> None:
    def by_meaning(_query: Query, _limit: int) -> list[tuple[str, str]]:
        return [("backend", "3"), ("backend", "1"), ("elsewhere", "1")]

    with kb.open() as index:
        query = parse_query("primary key").query
        fused = index.search(query, others=[by_meaning]).hits
        narrowed = index.search(
            parse_query("primary key severity:high").query, others=[by_meaning]
        ).hits
    assert [hit.issue.key for hit in fused] == ["1", "3"]
    assert [hit.issue.key for hit in narrowed] == ["1"]


def test_a_phrase_that_stands_nowhere_is_searched_word_by_word(kb: Project) -> None:
    with kb.open() as index:
        result = index.search(parse_query('"primary users key"').query)
    assert [hit.issue.key for hit in result.hits] == ["1"]
    assert result.hints == (
        'no issue holds "primary users key"; its words are searched one by one',
    )


def test_a_misspelt_word_gives_results_and_a_hint(kb: Project) -> None:
    with kb.open() as index:
        result = index.search(parse_query("constrant").query)
    assert [hit.issue.key for hit in result.hits] == ["1"]
    assert result.hints == ("no issue holds constrant; did you mean constraint?",)


def test_a_misspelt_word_beside_a_phrase_that_stands_nowhere_finds_too(kb: Project) -> None:
    with kb.open() as index:
        result = index.search(parse_query('constrant "primary users key"').query)
    assert [hit.issue.key for hit in result.hits] == ["1"]
    assert result.hints == (
        'no issue holds "primary users key"; its words are searched one by one',
        "no issue holds constrant; did you mean constraint?",
    )


def test_learnings_are_ranked_and_come_with_their_issue(kb: Project) -> None:
    with kb.open() as index:
        hits = index.learnings(parse_query("trusting pg-mem").query)
        every = index.learnings()
        none = index.learnings(parse_query("is:open").query)
    assert [(hit.learning.text, hit.issue.key) for hit in hits][:1] == [("Trust pg-mem", "1")]
    assert [hit.learning.text for hit in every] == [
        "Define foreign keys in associations",
        "Trust pg-mem",
    ]
    assert none == ()


def test_counts(kb: Project) -> None:
    with kb.open() as index:
        counts = index.counts()
    assert counts.issues == 3
    assert counts.severity(Severity.HIGH) == 1
    assert counts.severity(None) == 1
    assert counts.status(Status.OPEN) == 1
    assert counts.open == 2


@pytest.mark.parametrize("key", ["1", "#1", "01", "backend#1", "BACKEND#1", "backend.md#1"])
def test_an_issue_has_many_names(kb: Project, key: str) -> None:
    with kb.open() as index:
        stored = index.issue(key)
    assert (stored.issue.key, stored.log.name) == ("1", "backend")


def test_an_issue_is_found_by_the_key_that_it_has_now(project: Project) -> None:
    first = entry(7, "Login fails", status="Open")
    project.sync(project.write("log.md", log_text(first)))
    with project.open() as index:
        assert index.issue("#007").issue.key == "7"
    project.sync(project.write("log.md", log_text(entry(7, "Cart is empty", status="Open"), first)))
    with project.open() as index:
        assert index.issue("07-LOGIN-fails").issue.title == "Login fails"
        assert index.issue("log#7-cart-is-empty").issue.title == "Cart is empty"
        with pytest.raises(UsageError, match="names 2 issues in log"):
            index.issue("07")


def test_an_unknown_key_names_close_ones(kb: Project) -> None:
    with kb.open() as index:
        with pytest.raises(NotFoundError, match=r"Stale cache deploy: no such issue .* 2"):
            index.issue("Stale cache deploy")
        with pytest.raises(NotFoundError, match="no log is called front"):
            index.issue("front#1")


def test_a_key_in_several_logs_lists_the_candidates(kb: Project) -> None:
    kb.sync(kb.log("backend.md"), kb.write("frontend.md", LOG))
    with kb.open() as index:
        with pytest.raises(UsageError, match=r"in 2 logs \(use backend#1 \(line 7\) or"):
            index.issue("1")
        assert index.issue("frontend#1").log.path == "frontend.md"


TWICE = """\
# Log

## BUG-12: The cache keeps old pages

**Status:** Open

## BUG-12: The proxy adds a header

**Status:** Open
"""


def test_a_number_that_is_there_twice_lists_the_candidates(kb: Project) -> None:
    kb.sync(kb.write("twice.md", TWICE), kb.log("backend.md"))
    with kb.open() as index:
        for name in ("BUG-012", "bug-12", "twice#BUG-12"):
            with pytest.raises(UsageError) as caught:
                index.issue(name)
            assert caught.value.reason == "names 2 issues in twice"
            assert caught.value.hint == (
                "use twice#BUG-12-the-cache-keeps-old-pages (line 3)"
                " or twice#BUG-12-the-proxy-adds-a-header (line 7);"
                " issues-kb renumber gives each a number of its own"
            )
        assert index.issue("twice#BUG-12-the-proxy-adds-a-header").issue.line == 7


def test_a_number_that_is_there_twice_in_one_of_two_logs(kb: Project) -> None:
    once = TWICE.replace("BUG-12: The cache", "BUG-7: The cache")
    kb.sync(kb.write("once.md", once), kb.write("twice.md", TWICE))
    with kb.open() as index, pytest.raises(UsageError, match="names 3 issues in 2 logs"):
        index.issue("BUG-12")


def test_keys_that_several_logs_have_are_known(kb: Project) -> None:
    with kb.open() as index:
        assert index.shared_keys() == frozenset()
    other = TWICE.replace("BUG-12: The proxy", "BUG-7: The proxy")
    kb.sync(kb.write("once.md", other), kb.write("twice.md", TWICE), kb.log("backend.md"))
    with kb.open() as index:
        assert index.shared_keys() == {"bug-12"}


def test_the_end_of_a_key_is_hinted_at(kb: Project) -> None:
    kb.sync(
        kb.write("bugs.md", TWICE.replace("BUG-12: The cache", "BUG-040: The cache")),
        kb.log("backend.md"),
    )
    with kb.open() as index:
        for name in ("40", "040", "bugs#40"):
            with pytest.raises(NotFoundError) as caught:
                index.issue(name)
            assert caught.value.hint == "did you mean BUG-040?"
        with pytest.raises(UsageError, match="the key of an issue is empty"):
            index.issue(" #")


def test_keys_complete_what_is_typed(kb: Project) -> None:
    with kb.open() as index:
        assert [each.key for each in index.keys("")] == ["1", "2", "3"]
        assert [each.title for each in index.keys("2")] == ["Stale cache after deploy"]


def test_issues_are_loaded_whole_in_the_order_asked_for(kb: Project) -> None:
    with kb.open() as index:
        loaded = list(index.load(parse_query("sort:number-").query))
        assert [each.issue for each in loaded] == [
            index.issue(key).issue for key in ("3", "2", "1")
        ]
