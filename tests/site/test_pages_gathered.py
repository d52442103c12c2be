"""The pages that gather what stands inside issues."""

from __future__ import annotations

import re
from pathlib import Path

from issues_kb.diagnostics import Diagnostic, Level
from issues_kb.model import (
    FileChange,
    Issue,
    Learning,
    LogReading,
    Measure,
    MeasureState,
    Rule,
    Section,
    SectionKind,
    Severity,
    Status,
)
from tests.site.conftest import plain_issue, reading
from tests.site.test_pages import page, words


def taught(key: str, *learnings: tuple[str, str | None, Rule | None], **values: object) -> Issue:
    lessons = tuple(Learning(text, 50, topic, rule) for text, topic, rule in learnings)
    return plain_issue(key, learnings=lessons, **values)


def promised(key: str, *measures: tuple[str, MeasureState], **values: object) -> Issue:
    items = tuple(
        Measure(number, text, 50, None, state, checklist=True)
        for number, (text, state) in enumerate(measures, start=1)
    )
    return plain_issue(key, measures=items, **values)


def missed(key: str, text: str) -> Issue:
    return plain_issue(key, sections=(Section(SectionKind.WHY_MISSED, "Why missed", 50, text),))


def test_topics_that_are_written_alike_are_one(output: Path) -> None:
    log = reading(
        taught("1", ("Second", "**Testing:**", Rule.DONT), ("Alone", "Schema", None)),
        taught(
            "2", ("First", "testing", Rule.DO), ("Third", "1. Testing", None), ("Left", None, None)
        ),
    )
    text = words(page(output, "learnings/topics.html", log))
    assert "5 learnings from 2 issues." in text
    assert (
        "Testing: 3 learnings from 2 issues"
        " Do First #2 Issue 2 Don't Second #1 Issue 1 → In the issue Third #2 Issue 2"
        " Schema 1 learning → In the issue Alone #1 Issue 1"
        " Without a topic 1 learning → In the issue Left #2 Issue 2"
    ) in text


def test_topics_go_on_on_the_next_page(output: Path) -> None:
    lessons = [(f"Lesson {number}", "Testing", None) for number in range(5)]
    html = page(
        output, "learnings/topics-2.html", reading(taught("1", *lessons)), learnings_per_page=2
    )
    assert "Testing (continued)" in words(html)
    assert re.findall(r"Lesson \d", html) == ["Lesson 2", "Lesson 3"]


def test_rules_stand_where_a_filter_finds_them(output: Path) -> None:
    html = page(output, "learnings/index.html", reading(taught("1", ("x", None, Rule.DO))))
    assert 'data-rule="do"' in html


def test_open_measures_come_first_and_the_oldest_of_them_on_top(output: Path) -> None:
    todo, done, unknown = MeasureState.TODO, MeasureState.DONE, MeasureState.UNKNOWN
    log = reading(
        promised("1", ("new", todo), ("finished", done), date="2025-02-01"),
        promised("2", ("old", todo), ("vague", unknown), date="2024-02-01"),
        promised("3", ("undated", todo)),
    )
    html = page(output, "prevention/index.html", log)
    assert re.findall(r'class="measure".*?<p>(\w+)', html) == [
        *["old", "new", "undated", "vague", "finished"]
    ]
    assert "5 measures, 3 still to do" in words(html)
    assert '<time datetime="2024-02-01" data-age>' in html
    assert 'href="../issues/docs/2.html#measure-1"' in html


def test_checklist_items_that_say_the_same_are_one(output: Path) -> None:
    todo = MeasureState.TODO
    log = reading(
        promised("1", ("Check the **schema**", todo), ("Only | here", todo)),
        promised("2", ("check the schemas", todo)),
    )
    html = page(output, "prevention/checklist.html", log)
    assert "2 things to look at in a review" in words(html)
    assert "Check the schema #1 Issue 1 , #2 Issue 2" in words(html)
    assert (output / "prevention" / "checklist.md").read_text(encoding="utf-8") == (
        "- [ ] Check the **schema** (1, 2)\n- [ ] Only | here (1)\n"
    )
    assert 'data-copy="checklist-markdown"' in html


def test_an_item_with_many_issues_names_the_first(output: Path) -> None:
    log = reading(*(promised(str(n), ("Same", MeasureState.TODO)) for n in range(1, 10)))
    assert "and 3 others" in words(page(output, "prevention/checklist.html", log))


def test_without_measures_the_pages_say_so(output: Path) -> None:
    text = words(page(output, "prevention/index.html", reading(plain_issue("1"))))
    assert "No issue names a measure of prevention." in text
    assert "No issue has a checklist." in words((output / "prevention/checklist.html").read_text())


def touching(key: str, *paths: str, **values: object) -> Issue:
    return plain_issue(key, files=tuple(FileChange(path, None, 50) for path in paths), **values)


def test_a_file_of_several_issues_has_a_page(output: Path) -> None:
    log = reading(
        touching("1", "src/a.ts", "src/b.ts", severity=Severity.LOW, status=Status.OPEN),
        touching("2", "src/a.ts", severity=Severity.HIGH),
    )
    html = page(output, "files/index.html", log)
    assert "2 files touched by 2 issues, 1 open." in words(html)
    assert "Issues of src/ src/ High 2 issues , 1 open" in words(html)
    assert "b.ts Low 1 issue , 1 open #1 Issue 1" in words(html)
    own = re.search(r'class="path" href="../(files/src-a-ts--\w+\.html)"', html)
    assert own is not None
    text = words((output / own[1]).read_text(encoding="utf-8"))
    assert "Files / src/ src/a.ts 2 issues, 1 open." in text
    issue = (output / "issues/docs/1.html").read_text(encoding="utf-8")
    assert f'href="../../{own[1]}"><code>src/a.ts</code>' in issue
    assert "<li><code>src/b.ts</code></li>" in issue


def test_a_large_folder_is_paged(output: Path) -> None:
    log = reading(touching("1", *(f"{number:03}.txt" for number in range(200))))
    first = page(output, "files/index.html", log)
    second = (output / "files/page-2.html").read_text(encoding="utf-8")
    assert (first.count('class="file"'), second.count('class="file"')) == (150, 50)


def test_paths_are_shown_and_never_followed(output: Path) -> None:
    odd = ("../../../etc/passwd", "<b>/x.js", "C:\\x\\y.ts", "a\u202eb/c", "con/nul")
    html = page(output, "files/index.html", reading(touching("1", *odd), touching("2", *odd)))
    assert "&lt;b&gt;/" in html
    assert "[U+202E]" in html
    assert all(file.resolve().is_relative_to(output) for file in output.rglob("*"))


def test_reasons_are_gathered_by_family(output: Path) -> None:
    log = reading(
        missed("1", "1. **Environment**: only in production\n   - nobody looked"),
        missed("2", "Only in production"),
        missed("3", "No test covers it"),
        plain_issue("4"),
    )
    text = words(page(output, "missed/index.html", log))
    assert "3 issues say why nobody noticed before." in text
    assert "The environment differs 2" in text
    assert "Environment: only in production · nobody looked" in text
    assert text.index("The environment differs") < text.index("No test at that level")
    assert "Issue 4" not in text
    own = words((output / "missed/no-test.html").read_text(encoding="utf-8"))
    assert "No test at that level Nothing that runs by itself covers it. 1 issue." in own


def test_what_was_not_understood_is_told(output: Path) -> None:
    found = tuple(
        Diagnostic("docs/ISSUES_LOG.md", line, 1, "IKB201", Level.WARNING, f"<date {line}>")
        for line in range(1, 31)
    )
    log = LogReading(reading(plain_issue("1", date="2025-01-02")).log, found)
    text = words(page(output, "about/index.html", log))
    assert "from 1 log with 1 issue. The newest issue is of 2025-01-02." in text
    assert "IKB201 A date cannot be understood. 30" in text
    assert "docs/ISSUES_LOG.md:20 IKB201 <date 20>" in text
    assert "All 30" in text
    assert "<date 30>" in words((output / "about/diagnostics.html").read_text(encoding="utf-8"))


def test_the_overview_leads_to_filtered_lists(output: Path) -> None:
    log = reading(
        plain_issue("1", severity=Severity.HIGH, status=Status.OPEN, date="2025-01-01"),
        plain_issue("2", severity=Severity.HIGH, status=Status.IN_PROGRESS, date="2025-03-01"),
    )
    html = page(output, "index.html", log)
    assert '<a href="issues/index.html?severity=high&amp;status=open">1</a>' in html
    assert 'href="issues/index.html?severity=high&amp;status=open,in-progress"' in html
    assert 'role="img" aria-labelledby="chart-time-title chart-time-words"' in html
    assert "January 2025: 1 issue (1 high)" in html


def test_the_overview_shows_open_measures_and_troubled_files(output: Path) -> None:
    log = reading(
        promised(
            "1", ("Test it\n\n```\ncode\n```", MeasureState.TODO), ("Done", MeasureState.DONE)
        ),
        touching("2", "low.ts", severity=Severity.LOW),
        touching("3", "worst.ts", severity=Severity.CRITICAL),
    )
    html = page(output, "index.html", log)
    assert "To do Test it #1 Issue 1" in words(html)
    assert "Done" not in words(html[html.index('id="promised"') : html.index('id="troubled"')])
    assert html.index("worst.ts") < html.index("low.ts")


def test_several_logs_have_a_table_with_links(output: Path) -> None:
    logs = [
        reading(
            plain_issue("1", status=Status.OPEN, date="2025-05"), name="api", path="api/LOG.md"
        ),
        reading(name="web & co", path="web/LOG.md"),
    ]
    html = page(output, "index.html", *logs)
    assert "api api/LOG.md 1 1 2025-05" in words(html)
    assert 'href="issues/index.html?log=web%20%26%20co"' in html


def test_long_lists_of_pages_name_the_ends_and_the_neighbours(output: Path) -> None:
    log = reading(*(plain_issue(str(number)) for number in range(1, 21)))
    html = page(output, "issues/page-10.html", log, issues_per_page=1)
    pages = html[html.index('aria-label="Pages"') :]
    assert words(pages).startswith(
        'aria-label="Pages"> ← Previous Page 1 … Page 8 Page 9 Page 10 Page 11 Page 12 … Page 20'
    )


def test_without_learnings_the_pages_say_so(output: Path) -> None:
    html = page(output, "learnings/index.html", reading(plain_issue("1")))
    assert "No issue says what was learned." in words(html)
    topics = (output / "learnings/topics.html").read_text(encoding="utf-8")
    assert "No issue says what was learned." in words(topics)
    assert "data-filter" not in html + topics
