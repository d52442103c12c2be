"""What stands on the pages, read from the files that a build writes."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from issues_kb.model import (
    Field,
    Issue,
    Learning,
    LogReading,
    Reference,
    Rule,
    Section,
    SectionKind,
    Severity,
    Status,
)
from issues_kb.reading import read_log
from issues_kb.site import SiteOptions
from tests.site.conftest import build_site, plain_issue, reading, sample_issue
from tests.site.soundness import problems_of_site

SEED = Path(__file__).parents[1] / "data" / "seed.md"


def page(output: Path, path: str, *readings: LogReading, **options: object) -> str:
    """The text of one page of the site of these logs."""
    build_site(readings, output, SiteOptions(force=True, **options))  # type: ignore[arg-type]
    assert problems_of_site(output) == []
    return (output / path).read_text(encoding="utf-8")


def words(html: str) -> str:
    """What a reader sees: no tags, single blanks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(html: str) -> list[str]:
    return [words(title) for title in re.findall(r'<td class="title".*?</td>', html)]


def test_the_issue_page_shows_title_badges_fields_and_sections(
    sample: LogReading, output: Path
) -> None:
    text = words(page(output, "issues/docs/1.html", sample))
    for part in (
        "Key missing on users",
        "High blocks the start",
        "Resolved",
        "2024-12-19",
        "Reporter Ada",
        "Contents Problem Description Root Cause Key Learnings Prevention",
        "The server does not start.",
        "ALTER TABLE users ADD PRIMARY KEY ( id );",
        "Root Cause no primary key",
        "DON'T : Define them twice",
        "Source docs/ISSUES_LOG.md ",
    ):
        assert part in text


def test_headings_form_one_outline(sample: LogReading, output: Path) -> None:
    html = page(output, "issues/docs/1.html", sample)
    found = re.findall(r'<h([123])[^>]* ?id="(issue-[^"]+)"', html)
    assert found[:3] == [
        ("2", "issue-problem-description"),
        ("3", "issue-details"),
        ("2", "issue-root-cause"),
    ]


def test_a_mention_leads_to_its_issue_but_not_in_code(sample: LogReading, output: Path) -> None:
    html = page(output, "issues/docs/1.html", sample)
    assert 'See <a href="2.html">#2</a>, and <code>#2</code> in code.' in html


def test_learnings_and_measures_have_anchors(sample: LogReading, output: Path) -> None:
    html = page(output, "issues/docs/1.html", sample)
    assert '<li id="learning-2" class="learning rule-dont">' in html
    assert 'id="measure-1"' in html


def test_a_learning_without_a_place_of_its_own_still_has_an_anchor(output: Path) -> None:
    issue = plain_issue(
        "1",
        text="## Issue 1\n\nOne; two.",
        sections=(Section(SectionKind.LEARNINGS, None, 52, "One; two."),),
        learnings=(Learning("One", 52), Learning("two.", 52), Learning("lost", 99)),
    )
    html = page(output, "issues/docs/1.html", reading(issue))
    assert all(f'id="learning-{number}"' in html for number in (1, 2, 3))


def test_neighbours_are_those_in_the_log(output: Path) -> None:
    log = reading(plain_issue("3", date="2020"), plain_issue("1"), plain_issue("2", date="2025"))
    html = page(output, "issues/docs/1.html", log)
    assert re.findall(r'rel="(prev|next)" href="../../issues/docs/(\w).html"', html) == [
        *[("prev", "3"), ("next", "2")] * 2
    ]


def test_an_issue_that_mentions_itself_or_nothing_real_has_no_link(output: Path) -> None:
    issue = plain_issue(
        "1",
        text="## Issue 1\nsee #1 and #9",
        references=(Reference("#1", 51, "1"), Reference("#9", 51, None)),
    )
    assert "see #1 and #9" in page(output, "issues/docs/1.html", reading(issue))


def test_lists_are_sorted_by_date_newest_first(output: Path) -> None:
    log = reading(
        plain_issue("1", date="2025-01"),
        plain_issue("2"),
        plain_issue("3", date="2025-01-31"),
        plain_issue("4"),
    )
    assert rows(page(output, "issues/index.html", log)) == [
        *["#3 Issue 3", "#1 Issue 1", "#2 Issue 2", "#4 Issue 4"]
    ]


def test_issues_of_one_day_are_sorted_by_where_the_log_puts_new_ones(output: Path) -> None:
    days = {"1": "2025-01-30", "2": "2025-01-31", "3": "2025-01-31", "4": "2025-01-31"}
    appended = reading(*(plain_issue(number, date=day) for number, day in days.items()))
    assert rows(page(output, "issues/index.html", appended)) == [
        *["#4 Issue 4", "#3 Issue 3", "#2 Issue 2", "#1 Issue 1"]
    ]


def test_issues_of_one_day_stay_as_they_are_where_new_ones_come_on_top(output: Path) -> None:
    on_top = reading(*(plain_issue(number, date="2025-01-31") for number in ("10", "9", "8")))
    assert rows(page(output, "issues/index.html", on_top)) == [
        *["#10 Issue 10", "#9 Issue 9", "#8 Issue 8"]
    ]


def test_long_lists_are_paged(output: Path) -> None:
    log = reading(*(plain_issue(str(number)) for number in range(1, 6)))
    html = page(output, "issues/page-2.html", log, issues_per_page=2)
    assert rows(html) == ["#3 Issue 3", "#4 Issue 4"]
    assert "Page 2 of 3" in words(html)
    assert rows(page(output, "severity/none-3.html", log, issues_per_page=2)) == ["#5 Issue 5"]


def test_a_page_by_severity_and_by_status_has_its_issues(output: Path) -> None:
    log = reading(
        plain_issue("1", severity=Severity.CRITICAL, status=Status.OPEN),
        plain_issue("2", severity=Severity.LOW, status=Status.WONT_FIX),
    )
    assert rows(page(output, "severity/critical.html", log)) == ["#1 Issue 1"]
    assert rows(page(output, "status/wont-fix.html", log)) == ["#2 Issue 2"]
    assert rows(page(output, "severity/index.html", log)) == ["#1 Issue 1", "#2 Issue 2"]
    assert "None." in words(page(output, "status/index.html", log))


def test_the_overview_counts_by_severity_and_status(output: Path) -> None:
    log = reading(
        plain_issue("1", severity=Severity.HIGH, status=Status.OPEN),
        plain_issue("2", severity=Severity.HIGH, status=Status.RESOLVED),
        plain_issue("3"),
    )
    text = words(page(output, "index.html", log))
    assert "3 issues 1 open 0 learnings" in text
    assert "Open In progress Resolved Won't fix No status All" in text
    assert "High 1 0 1 0 0 2" in text
    assert "No severity 0 0 0 0 1 1" in text
    assert "All 1 0 1 0 1 3" in text


def test_the_worst_open_issues_come_first(output: Path) -> None:
    log = reading(
        plain_issue("1", severity=Severity.LOW, status=Status.OPEN, date="2025-03-01"),
        plain_issue("2", status=Status.IN_PROGRESS),
        plain_issue("3", severity=Severity.CRITICAL, status=Status.OPEN),
        plain_issue("4", severity=Severity.CRITICAL, status=Status.RESOLVED),
    )
    html = page(output, "index.html", log)
    shown = html[html.index('id="open"') : html.index('id="recent"')]
    assert rows(shown) == ["#3 Issue 3", "#1 Issue 1", "#2 Issue 2"]


def test_learnings_are_grouped_and_marked(sample: LogReading, output: Path) -> None:
    html = page(output, "learnings/index.html", sample)
    assert "2 learnings from 1 issue." in words(html)
    assert "Foreign keys Do Define them once Don't Define them twice" in words(html)
    assert 'href="../issues/docs/1.html#learning-2">Don' in html


def test_learnings_are_paged_in_the_middle_of_an_issue(output: Path) -> None:
    many = tuple(Learning(f"Lesson {n}", 50, None, Rule.DO) for n in range(1, 6))
    html = page(
        output,
        "learnings/page-2.html",
        reading(plain_issue("1", learnings=many)),
        learnings_per_page=2,
    )
    assert "(continued)" in html
    assert words(html).count("Lesson") == 2


def test_several_logs_are_told_apart(output: Path) -> None:
    logs = [
        reading(plain_issue("1"), name="backend", path="backend/LOG.md"),
        reading(plain_issue("1", title="Other"), name="docs/web", path="docs/web/LOG.md"),
    ]
    text = words(page(output, "issues/index.html", *logs))
    assert "backend" in text
    assert "docs/web" in text
    lesson = reading(sample_issue(), name="backend", path="backend/LOG.md")
    assert "#1 Key missing on users backend" in words(
        page(output, "learnings/index.html", lesson, logs[1])
    )
    page(output, "index.html", *logs)
    assert (output / "issues" / "docs" / "web" / "1.html").is_file()
    assert "Issue log" in words((output / "index.html").read_text())


def test_the_log_is_not_named_where_there_is_one(sample: LogReading, output: Path) -> None:
    assert '<th scope="col">Log</th>' not in page(output, "issues/index.html", sample)


def test_a_log_without_issues_gives_a_site(output: Path) -> None:
    text = words(page(output, "index.html", reading()))
    assert "No issues were found in docs/ISSUES_LOG.md" in text
    assert words(page(output, "learnings/index.html", reading()))


def test_no_log_gives_a_site(output: Path) -> None:
    assert "No issues were found in any log" in words(page(output, "index.html"))


def test_the_title_can_be_given(sample: LogReading, output: Path) -> None:
    assert "<title>Overview · Ours &amp; yours</title>" in page(
        output, "index.html", sample, title="Ours & yours"
    )


def test_policy_and_language_stand_on_every_page(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    for file in output.rglob("*.html"):
        head = file.read_text().partition("</head>")[0]
        assert "default-src 'none'" in head
        assert "unsafe" not in head
        assert '<html lang="en">' in head


def test_the_seed_is_shown_in_full(output: Path) -> None:
    log = read_log(SEED.read_bytes(), "seed.md", name="seed")
    issue = log.log.issues[0]
    html = unescape(page(output, "issues/seed/1.html", log))
    for word in set(re.findall(r"\w{3,}", issue.text)):
        assert word in html, word
    assert (output / "issues" / "seed" / "1.html").stat().st_size < 60_000


@pytest.mark.parametrize(
    "issue",
    [
        plain_issue("1", title=""),
        plain_issue("1", title=" \n "),
        plain_issue("1", number=None, title="x" * 10_000),
        plain_issue("1", title="a\nb"),
        plain_issue("1", text="", fields=(Field("", "", 50),)),
        plain_issue("1", date="2025-12", fields=(Field("A" * 500, "b" * 5000, 50),)),
    ],
)
def test_odd_values_give_a_sound_page(issue: Issue, output: Path) -> None:
    assert page(output, "issues/docs/1.html", reading(issue, plain_issue("2")))


def test_text_without_a_heading_is_no_section_of_the_page(sample: LogReading, output: Path) -> None:
    text = page(output, "issues/docs/1.html", sample)
    before = text.split("The server does not start.")[0]
    assert before.rindex('<div class="part part-other">') > before.rfind("<section")
    assert re.findall(r"<section class=\"part[^>]*>\n(?!<h2)", text) == []
