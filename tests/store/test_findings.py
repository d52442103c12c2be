"""Files, measures, checklists, numbers and kinship."""

from __future__ import annotations

import pytest

from issues_kb.model import MeasureState, Rule, Severity, Status
from issues_kb.query import parse_query
from issues_kb.store.spelling import distance
from issues_kb.store.statistics import minutes_of
from tests.store.conftest import Project, entry, log_text

LOG = log_text(
    entry(
        1,
        "Foreign key error on UserBadge",
        "**Time Lost:** 2 hours\n\n"
        "### Files Changed\n\n- `backend/src/models/index.ts`: no references\n"
        "- `backend/src/app.ts`\n\n"
        "### Why This Was Missed During Testing\n\nEvery test used a mock.\n\n"
        "### Key Learnings\n\n- **DO**: Define keys\n- **DON'T**: Trust pg-mem\n\n"
        "### Prevention Measures\n\n- [ ] Run the schema tests\n- [x] Document **constraints**",
        date="2024-12-19",
        severity="High",
        status="Resolved",
    ),
    entry(
        2,
        "Stale badge cache",
        "**Time Lost:** about half a day\n\n### Related Issues\n\n- Issue #1: the same table\n\n"
        "### Files Changed\n\n- `backend/src/models/index.ts`\n- `web/cache.ts`\n\n"
        "### Why This Was Missed\n\nThe moon was full.\n\n"
        "### Prevention Measures\n\n- [ ] run the schema test.\n- Purge the cache (TODO)",
        date="2024-11",
        severity="Critical",
        status="Open",
    ),
    entry(3, "UserBadge has no foreign key in pg-mem", "### Problem\n\nNothing."),
    entry(4, "Unrelated colours", "### Problem\n\nThe page is green."),
)


@pytest.fixture
def kb(project: Project) -> Project:
    project.sync(project.write("backend.md", LOG))
    return project


def test_the_files_with_the_most_trouble_come_first(kb: Project) -> None:
    with kb.open() as index:
        hits = index.files()
    assert [(hit.path, hit.weight, [issue.key for issue in hit.issues]) for hit in hits] == [
        ("backend/src/models/index.ts", 12, ["2", "1"]),
        ("web/cache.ts", 8, ["2"]),
        ("backend/src/app.ts", 4, ["1"]),
    ]
    assert hits[0].changes[1].note == "no references"


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("models/index.ts", ["backend/src/models/index.ts"]),
        ("backend/src", ["backend/src/models/index.ts", "backend/src/app.ts"]),
        ("cache", ["web/cache.ts"]),
        ("*.ts", ["backend/src/models/index.ts", "web/cache.ts", "backend/src/app.ts"]),
        ("src/*.ts", ["backend/src/models/index.ts", "backend/src/app.ts"]),
        ("*.py", []),
    ],
)
def test_files_are_found_by_parts_and_globs(kb: Project, pattern: str, paths: list[str]) -> None:
    with kb.open() as index:
        assert [hit.path for hit in index.files(pattern)] == paths


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/srv/app/backend/src/app.ts:12:7", ["1"]),
        (".\\src\\models\\index.ts", ["1", "2"]),
        ("./backend/src/", ["1", "2"]),
        ("index.ts", ["1", "2"]),
        ("dex.ts", []),
        ("backend/**/app.ts", ["1"]),
        ("", []),
        ("[", []),
    ],
)
def test_paths_are_compared_from_their_ends(kb: Project, path: str, keys: list[str]) -> None:
    with kb.open() as index:
        assert [issue.key for issue in index.touching([path])] == keys


def test_the_ledger_has_the_oldest_measures_first(kb: Project) -> None:
    with kb.open() as index:
        every = index.measures()
        todo = index.measures(open_only=True)
        about = index.measures(parse_query("caches").query)
    assert [(hit.issue.key, hit.measure.id, hit.measure.state) for hit in every] == [
        ("2", 1, MeasureState.TODO),
        ("2", 2, MeasureState.TODO),
        ("1", 1, MeasureState.TODO),
        ("1", 2, MeasureState.DONE),
    ]
    assert [(hit.issue.key, hit.measure.id) for hit in todo] == [("2", 1), ("2", 2), ("1", 1)]
    assert [hit.measure.text for hit in about] == ["Purge the cache"]


def test_checklist_items_that_say_the_same_are_one(kb: Project) -> None:
    with kb.open() as index:
        items = index.checklist()
        for_file = index.checklist(["web/cache.ts"])
    assert [(item.text, [each.issue.key for each in item.sources]) for item in items] == [
        ("Run the schema tests", ["1", "2"]),
        ("Document **constraints**", ["1"]),
    ]
    assert [item.text for item in for_file] == ["run the schema test."]


def test_learnings_of_one_rule(kb: Project) -> None:
    with kb.open() as index:
        hits = index.learnings(rules=[Rule.DONT])
        ranked = index.learnings(parse_query("trusting").query, rules=[Rule.DONT])
        others = index.learnings(parse_query("moon").query, rules=[Rule.DONT])
    assert [hit.learning.text for hit in hits] == ["Trust pg-mem"]
    assert [hit.learning.text for hit in ranked] == ["Trust pg-mem"]
    assert others == ()


def test_learnings_of_an_issue_about_it_come_after_those_that_say_it(kb: Project) -> None:
    with kb.open() as index:
        keys = index.learnings(parse_query("keys").query)
        error = index.learnings(parse_query("error").query)
        within = index.learnings(parse_query("in:learnings error").query)
        half = index.learnings(parse_query("error moon").query)
    assert [hit.learning.text for hit in keys] == ["Define keys", "Trust pg-mem"]
    assert keys[0].score > keys[1].score > 0
    assert [hit.learning.text for hit in error] == ["Define keys", "Trust pg-mem"]
    assert within == half == ()


def test_numbers(kb: Project) -> None:
    with kb.open() as index:
        stats = index.stats()
        few = index.stats(parse_query("severity:high").query)
    assert stats.issues == 4
    assert dict(stats.severities)[Severity.CRITICAL] == 1
    assert dict(stats.severities)[None] == 2
    assert dict(stats.statuses)[Status.OPEN] == 1
    assert stats.months == (("2024-11", 1), ("2024-12", 1), (None, 2))
    assert stats.logs == (("backend", 4),)
    assert dict(stats.missed) == {"mocks": 1, "other": 1}
    assert stats.time_lost.minutes == 6 * 60
    assert [(each.issue.key, each.minutes) for each in stats.time_lost.entries] == [
        ("2", 240),
        ("1", 120),
    ]
    assert (few.issues, few.time_lost.minutes) == (1, 120)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("~2.5 hours", 150),
        ("1h 30m", 90),
        ("45 min", 45),
        ("2-3 days", 1200),
        ("half a day", 240),
        ("an hour", 60),
        ("1 week", 2400),
        ("too much", None),
        ("9" * 400 + " hours", None),
        ("9" * 400 + ".5 hours, then 2 min", 2),
        ("1 to " + "9" * 400 + " hours", None),
        ("", None),
    ],
)
def test_durations_are_understood(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


def test_similar_issues_share_rare_words(kb: Project) -> None:
    with kb.open() as index:
        similar = index.similar("1")
        to_text = index.similar_to("pg-mem knows no foreign keys of UserBadge")
        none = index.similar("4")
    assert sorted(each.issue.key for each in similar) == ["2", "3"]
    assert {each.issue.key: each.words for each in similar}["3"][:1] == ("badge",)
    assert sorted(each.issue.key for each in to_text) == ["1", "3"]
    assert none == ()


def test_an_unrelated_issue_changes_no_similarity(kb: Project) -> None:
    with kb.open() as index:
        before = index.similar("backend#1")
    kb.sync(kb.write("backend.md", LOG.replace("The page is green", "Some glyph is blue")))
    with kb.open() as index:
        assert index.similar("backend#1") == before


def test_backlinks(kb: Project) -> None:
    line = LOG.split("\n").index("- Issue #1: the same table") + 1
    with kb.open() as index:
        (link,) = index.backlinks("1")
        assert index.backlinks("2") == ()
    assert (link.issue.key, link.text, link.line) == ("2", "Issue #1", line)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("cache", "cache", 0), ("cahce", "cache", 1), ("cach", "cache", 1), ("cake", "cache", 2)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


def test_a_reason_that_nobody_wrote_is_none(kb: Project) -> None:
    text = "# Log\n\n## Issue #1: It broke\n\n### Why Missed\n\n### Fix\n\nTests.\n"
    kb.sync(kb.write("begun.md", text))
    with kb.open() as index:
        assert index.stats().missed == ()
