"""The list of all issues with its filter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.site import SiteOptions
from tests.site.conftest import build_site
from tests.site.search.conftest import LOG, readings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OTHER = "# Web\n\n## Issue #9: Menu, too wide\n\n**Date:** 2023-01-01\n**Severity:** High\n"


def shown(tab: Page) -> list[str]:
    return tab.locator("table.issues tbody tr:visible .title .label").all_inner_texts()


def choose(tab: Page, word: str) -> None:
    tab.locator(".filters").get_by_role("checkbox", name=re.compile(rf"^{word}\b")).check()


def tail(tab: Page) -> str:
    return tab.url.partition("index.html")[2]


@pytest.fixture
def two_logs(tab: Page, tmp_path: Path) -> str:
    site = tmp_path / "site"
    build_site(readings(("back,end", LOG), ("web", OTHER)), site)
    return site.as_uri()


def test_severities_and_statuses_are_chosen(tab: Page, site: str) -> None:
    tab.goto(f"{site}/issues/index.html")
    choose(tab, "High")
    tab.wait_for_url("**/index.html?severity=high")
    tab.get_by_text("1 issue.").wait_for()
    assert shown(tab) == ["#1"]
    choose(tab, "Critical")
    tab.get_by_text("2 issues.").wait_for()
    assert shown(tab) == ["#1", "BUG-003"]
    choose(tab, "In progress")
    tab.get_by_text("1 issue.").wait_for()
    assert shown(tab) == ["BUG-003"]
    assert tail(tab) == "?severity=high,critical&status=in-progress"
    tab.get_by_role("button", name="Show all").click()
    tab.get_by_text("3 issues, newest first").wait_for()
    assert shown(tab) == ["#2", "#1", "BUG-003"]
    assert tail(tab) == ""


def test_counts_stand_beside_the_choices(tab: Page, site: str) -> None:
    tab.goto(f"{site}/issues/index.html")
    counts = tab.locator(".filter-group").first.locator(".filter-chip")
    counts.first.wait_for()
    words = ["Critical", "High", "Low"]
    assert [text.split() for text in counts.all_inner_texts()] == [[word, "1"] for word in words]
    choose(tab, "Open")
    tab.get_by_text("1 issue.").wait_for()
    left = [text.split()[1] for text in counts.all_inner_texts()]
    assert left == ["0", "0", "1"]


def test_years_begin_with_the_newest(tab: Page, site: str) -> None:
    tab.goto(f"{site}/issues/index.html")
    years = tab.locator(".filter-group", has_text="Year").locator(".filter-chip")
    years.first.wait_for()
    assert [text.rsplit(maxsplit=1)[0] for text in years.all_inner_texts()] == [
        *("2025", "2024", "No date"),
    ]


def test_an_address_opens_what_it_says(tab: Page, site: str) -> None:
    tab.goto(f"{site}/issues/index.html?severity=high,low&sort=severity-")
    tab.get_by_text("2 issues.").wait_for()
    assert shown(tab) == ["#1", "#2"]
    high = tab.get_by_role("checkbox", name=re.compile("^High"))
    assert high.is_checked()
    tab.goto(f"{site}/issues/index.html?year=2025")
    tab.get_by_text("1 issue.").wait_for()
    assert shown(tab) == ["#2"]
    tab.goto(f"{site}/issues/index.html?severity=nonsense&page=9&sort=size&other=1")
    tab.get_by_text("0 issues.").wait_for()


def test_text_is_searched_in_all_of_an_issue(tab: Page, site: str) -> None:
    tab.goto(f"{site}/issues/index.html")
    tab.get_by_role("searchbox", name="Filter by text").fill("purge")
    tab.get_by_text("1 issue.").wait_for()
    assert shown(tab) == ["#2"]
    assert tail(tab) == "?q=purge"
    tab.get_by_role("searchbox", name="Filter by text").fill("is:open constraint purge")
    tab.wait_for_url(lambda url: "open" in url)
    tab.get_by_text("1 issue.").wait_for()
    assert shown(tab) == ["#2"]


def test_issues_are_sorted(tab: Page, site: str) -> None:
    tab.goto(f"{site}/issues/index.html")
    tab.get_by_role("combobox", name="Sort").select_option("Worst first")
    tab.wait_for_url("**/index.html?sort=severity-")
    tab.get_by_text("3 issues.").wait_for()
    assert shown(tab) == ["BUG-003", "#1", "#2"]


def test_logs_are_told_apart(tab: Page, two_logs: str) -> None:
    tab.goto(f"{two_logs}/issues/index.html")
    choose(tab, "web")
    tab.get_by_text("1 issue.").wait_for()
    assert shown(tab) == ["#9"]
    assert tab.locator("tbody td.log").all_inner_texts() == ["web"]
    tab.goto(f"{two_logs}/issues/index.html?log=back%2Cend")
    tab.get_by_text("3 issues.").wait_for()


def test_rows_look_like_those_of_the_server(tab: Page, two_logs: str) -> None:
    body = "document.querySelector('table.issues tbody').innerHTML.replace(/>\\s+/g, '>').trim()"
    tab.goto(f"{two_logs}/issues/index.html")
    served = tab.evaluate(body)
    tab.goto(f"{two_logs}/issues/index.html?severity=critical,high,low,none")
    tab.get_by_text("4 issues.").wait_for()
    root = two_logs + "/"
    made = tab.evaluate(body).replace(root, "../")
    assert made == served


def test_long_lists_are_paged(tab: Page, tmp_path: Path) -> None:
    entries = "\n".join(f"## Issue #{n}: One of many\n\n**Severity:** Low\n" for n in range(1, 251))
    build_site(
        readings(("a", f"# Log\n\n{entries}")), tmp_path / "s", SiteOptions(issues_per_page=50)
    )
    tab.goto(f"{(tmp_path / 's').as_uri()}/issues/index.html?severity=low")
    tab.get_by_text("Page 1 of 3").wait_for()
    assert shown(tab) == [f"#{number}" for number in range(1, 101)]
    assert tab.get_by_role("navigation", name="Pages").count() == 1
    tab.get_by_role("link", name="Next →").click()
    tab.get_by_text("Page 2 of 3").wait_for()
    assert tail(tab) == "?severity=low&page=2"
    tab.get_by_role("link", name="Page 3", exact=True).click()
    tab.get_by_text("Page 3 of 3").wait_for()
    assert len(shown(tab)) == 50
    tab.reload()
    tab.get_by_text("Page 3 of 3").wait_for()
