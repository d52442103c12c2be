"""The box in the head of every page, and the page of all results."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import (
    ErrorKind,
    ErrorSignature,
    FileChange,
    Issue,
    IssueLog,
    Learning,
    LogReading,
    Section,
    SectionKind,
)
from tests.site.browsing import Seen
from tests.site.conftest import build_site, plain_issue
from tests.site.search.conftest import LOG, readings
from tests.test_html import PAYLOADS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

PAGES = ["index.html", "issues/backend/1.html", "learnings/index.html", "issues/index.html"]


def box(tab: Page) -> Locator:
    return tab.get_by_role("combobox", name="Search issues")


def options(tab: Page) -> Locator:
    return tab.locator(".search").get_by_role("option")


@pytest.mark.parametrize("path", PAGES)
def test_results_appear_while_one_types_on_every_page(tab: Page, site: str, path: str) -> None:
    tab.goto(f"{site}/{path}")
    tab.keyboard.press("/")
    tab.keyboard.type("primary")
    options(tab).first.wait_for()
    assert options(tab).first.locator(".search-title").inner_text() == (
        "#1 Foreign key error on UserBadge"
    )
    assert options(tab).first.locator("mark").all_inner_texts() == ["primary"]
    assert options(tab).first.locator(".badge").all_inner_texts() == ["High", "Resolved"]
    assert tab.locator(".search [role=status]").inner_text() == "1 issue"


def test_nothing_is_loaded_before_somebody_searches(tab: Page, seen: Seen, site: str) -> None:
    tab.goto(f"{site}/index.html")
    tab.wait_for_load_state("networkidle")
    scripts = [url.rsplit("/", 1)[1] for url in seen.requests if url.endswith(".js")]
    assert {"minisearch.js", "finder.js", "manifest.js"} & set(scripts) == set()
    assert "search.js" in scripts
    tab.locator(".search input").fill("cache")
    options(tab).first.wait_for()
    assert all(url.startswith(site) for url in seen.requests)


def test_arrows_choose_and_enter_opens(tab: Page, site: str) -> None:
    tab.goto(f"{site}/learnings/index.html")
    tab.locator(".search input").fill("error cache")
    options(tab).nth(1).wait_for()
    assert box(tab).get_attribute("aria-expanded") == "true"
    assert box(tab).get_attribute("aria-activedescendant") is None
    tab.keyboard.press("ArrowDown")
    first = options(tab).first
    assert box(tab).get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    last = options(tab).last
    assert last.get_attribute("aria-selected") == "true"
    address = last.get_attribute("href")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: url == address)


def test_escape_closes_and_then_clears(tab: Page, site: str) -> None:
    tab.goto(f"{site}/index.html")
    tab.locator(".search input").fill("cache")
    options(tab).first.wait_for()
    tab.keyboard.press("Escape")
    assert box(tab).get_attribute("aria-expanded") == "false"
    assert not tab.get_by_role("listbox").is_visible()
    assert box(tab).input_value() == "cache"
    tab.keyboard.press("Escape")
    assert box(tab).input_value() == ""


def test_a_click_opens_a_result(tab: Page, site: str) -> None:
    tab.goto(f"{site}/index.html")
    tab.locator(".search input").fill("purge")
    options(tab).first.click()
    tab.wait_for_url(re.compile(r"/issues/backend/2\.html$"))


def test_nothing_found_is_said_and_near_words_are_offered(tab: Page, site: str) -> None:
    tab.goto(f"{site}/index.html")
    tab.locator(".search input").fill("constrictor")
    near = tab.get_by_role("button", name="constraint")
    near.wait_for()
    assert tab.locator(".search [role=status]").inner_text() == "Nothing found"
    assert box(tab).get_attribute("aria-expanded") == "false"
    near.click()
    options(tab).first.wait_for()
    assert box(tab).input_value() == "constraint"


def test_a_slash_in_a_field_is_a_slash(tab: Page, site: str) -> None:
    tab.goto(f"{site}/index.html")
    tab.locator(".search input").fill("a")
    tab.keyboard.press("/")
    assert tab.locator(".search input").input_value() == "a/"


def test_enter_leads_to_all_results_whose_address_can_be_kept(tab: Page, site: str) -> None:
    tab.goto(f"{site}/issues/backend/1.html")
    tab.locator(".search input").fill("severity:>=high エラー key")
    options(tab).first.wait_for()
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/search\.html\?q="))
    hits = tab.locator(".search-results .search-title")
    hits.first.wait_for()
    assert hits.all_inner_texts() == [
        "BUG-003 接続エラーが出る",
        "#1 Foreign key error on UserBadge",
    ]
    assert "2 issues" in tab.locator("[data-results=count]").inner_text()
    assert tab.locator(".search input").input_value() == "severity:>=high エラー key"
    tab.reload()
    hits.first.wait_for()
    tab.locator(".search-results a").first.click()
    tab.wait_for_url(re.compile(r"/issues/backend/bug-003\.html$"))


def test_the_page_of_results_says_what_is_wrong_and_what_is_near(tab: Page, site: str) -> None:
    tab.goto(f"{site}/search.html?q=severity:hgih")
    tab.get_by_text("did you mean high?").wait_for()
    tab.goto(f"{site}/search.html?q=constrictor")
    tab.get_by_role("link", name="constraint").click()
    tab.locator(".search-results a").first.wait_for()
    tab.goto(f"{site}/search.html")
    tab.get_by_text("Type into the box above").wait_for()


def test_without_scripts_the_box_is_not_shown(chromium: Browser, folder: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{folder.as_uri()}/index.html")
    assert not page.locator(".search input").is_visible()
    page.goto(f"{folder.as_uri()}/search.html")
    page.get_by_role("link", name="list of all issues").click()
    assert page.locator("table.issues tbody tr").count() == 3
    assert not page.locator(".filters").is_visible()
    context.close()


def hostile(number: int, text: str) -> Issue:
    """``text`` wherever a search shows it or looks for it."""
    return plain_issue(
        str(number),
        number=text,
        title=f"word {text}",
        text=f"## {text}\n\nword {text}",
        date=text[:20],
        sections=(Section(SectionKind.PROBLEM, None, 51, f"word {text}"),),
        learnings=(Learning(f"Never word {text}", 51),),
        files=(FileChange(f"a/word/{text}", None, 51),),
        errors=(ErrorSignature(ErrorKind.MESSAGE, text, 51),),
    )


def test_hostile_texts_stay_texts(tab: Page, tmp_path: Path) -> None:
    ends = ["</script><script>alert(1)</script>", "\u2028alert(1)\u2029", "'+alert(1)+'", "\\"]
    texts = [*PAYLOADS, *ends, "\u202egnp.exe", "\x00\x1b", "x" * 10_000]
    issues = [hostile(number, text) for number, text in enumerate(texts, start=1)]
    log = IssueLog("</script>.md", "</script>'", None, tuple(issues))
    build_site([LogReading(log), *readings(("b", LOG))], tmp_path / "site")
    site = (tmp_path / "site").as_uri()
    strange = "document.querySelectorAll('main script, .search script, img, iframe, style').length"

    def see_all() -> None:
        tab.locator(".search-results .search-hit").first.wait_for()
        while tab.locator(".search-more").count():
            tab.locator(".search-more").click()
        assert tab.evaluate(strange) == 0

    tab.goto(f"{site}/search.html?q=word")
    see_all()
    assert tab.locator(".search-results .search-hit").count() == len(texts)
    tab.goto(f"{site}/issues/index.html?q=word")
    tab.get_by_text(f"{len(texts)} issues.").wait_for()
    assert tab.evaluate(strange) == 0
    for text in ("<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>"):
        tab.goto(f"{site}/search.html")
        tab.locator(".search input").fill(f"word {text}")
        options(tab).first.wait_for()
        tab.keyboard.press("Enter")
        see_all()
