"""The sitemap, the files for language models, the badge."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from issues_kb.model import Learning, LogReading, Measure, Severity, Status
from issues_kb.site import SiteOptions
from issues_kb.site.machines.badge import badge
from issues_kb.site.machines.sitemap import sitemap_plans
from tests.site.conftest import build_site, plain_issue, reading

PUBLISHED = SiteOptions(base_url="https://example.org/log/")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(data: bytes) -> list[str]:
    root = ElementTree.fromstring(data)
    return [each.text or "" for each in root.iter(f"{SITEMAP}loc")]


def test_the_sitemap_has_every_page(sample: LogReading, output: Path) -> None:
    build_site([sample], output, PUBLISHED)
    pages = {file.relative_to(output).as_posix() for file in output.rglob("*.html")}
    found = places((output / "sitemap.xml").read_bytes())
    assert sorted(found) == sorted(f"https://example.org/log/{page}" for page in pages)


def test_there_is_no_sitemap_without_an_address(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    assert not (output / "sitemap.xml").exists()


def test_a_large_sitemap_is_cut() -> None:
    plans = list(sitemap_plans(["a.html", "b.html", "c.html", "d.json"], PUBLISHED, most=2))
    made = {plan.path: plan.make() for plan in plans}
    first, second, whole = (
        made[name] for name in ("sitemap-1.xml", "sitemap-2.xml", "sitemap.xml")
    )
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert isinstance(whole, bytes)
    assert places(first) == ["https://example.org/log/a.html", "https://example.org/log/b.html"]
    assert places(second) == ["https://example.org/log/c.html"]
    assert places(whole) == [
        "https://example.org/log/sitemap-1.xml",
        "https://example.org/log/sitemap-2.xml",
    ]


def test_llms_txt_is_title_summary_and_links(sample: LogReading, output: Path) -> None:
    build_site([sample], output, PUBLISHED)
    lines = (output / "llms.txt").read_text().split("\n")
    assert lines[0] == "# Issues Log"
    assert lines[2] == (
        "> What went wrong in a project, why, how it was mended, and what was learned. "
        "2 issues, 1 of them open, 2 learnings, 2 measures of prevention."
    )
    assert (
        "- [llms-full.txt](https://example.org/log/llms-full.txt): all learnings and measures"
        in (lines)
    )
    assert "- [#2 Issue 2](https://example.org/log/issues/docs/2.md): Low, open, docs" in lines


def test_every_file_that_llms_txt_names_is_there(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    text = (output / "llms.txt").read_text()
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert len(links) > 10
    assert [link for link in links if not (output / link).is_file()] == []


def test_llms_full_has_learnings_and_measures(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    assert (output / "llms-full.txt").read_text() == (
        "# Issues Log: learnings and prevention\n\n"
        "> What went wrong in a project, why, how it was mended, and what was learned.\n\n"
        "## [#1 Key missing on users](issues/docs/1.html)\n\n"
        "High, resolved, 2024-12-19, docs.\n\n"
        "### Learnings\n\n"
        "- Foreign keys: Do: Define them once\n"
        "- Foreign keys: Don't: Define them twice\n\n"
        "### Prevention\n\n"
        "- [ ] Review the schema\n"
        "- [x] Test it\n"
    )


def test_hostile_texts_stay_in_their_item(output: Path) -> None:
    issue = plain_issue(
        "1",
        title="a](javascript:alert(1)) <b> [x",
        learnings=(Learning("one\n# Fake\n\ttwo\0", 51),),
        measures=(Measure(1, "x" * 5_000, 52),),
    )
    build_site([reading(issue)], output)
    text = (output / "llms-full.txt").read_text()
    assert "\n## [#1 a\\](javascript:alert(1)) \\<b\\> \\[x](issues/docs/1.html)\n" in text
    assert "\n- one\n  # Fake\n  \ttwo␀\n" in text
    assert f"\n- {'x' * 2_000}…\n" in text


def test_many_learnings_are_cut_into_files(output: Path) -> None:
    learnings = tuple(Learning(f"Learn {each}", 51) for each in range(600))
    issues = [plain_issue(key, learnings=learnings) for key in "123"]
    build_site([reading(*issues)], output)
    assert {file.name for file in output.glob("llms-full*")} == {
        "llms-full.txt",
        "llms-full-2.txt",
        "llms-full-3.txt",
    }
    assert "](llms-full-3.txt)" in (output / "llms.txt").read_text()


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"critical": 1, "low": 12}, "1 critical, 12 low"),
        ({"none": 3, "high": 2}, "2 high, 3 other"),
        ({}, "none"),
    ],
)
def test_the_badge_says_what_is_open(numbers: dict[str, int], words: str) -> None:
    root = ElementTree.fromstring(badge(numbers))
    assert root.get("role") == "img"
    names = [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")]
    assert names == [f"open issues: {words}"]
    shown = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert shown == ["open issues", words]


def test_the_badge_counts_open_issues_alone(output: Path) -> None:
    done = plain_issue("1", status=Status.RESOLVED, severity=Severity.CRITICAL)
    still = plain_issue("2", status=Status.IN_PROGRESS, severity=Severity.LOW)
    build_site([reading(done, still)], output)
    assert "open issues: 1 low" in (output / "badge.svg").read_text()
