"""The pages in a real browser: nothing runs, nothing leaves, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import (
    Issue,
    IssueLog,
    LogReading,
    Section,
    SectionKind,
)
from issues_kb.reading import read_log
from issues_kb.site import SiteOptions
from tests.site.browsing import Seen, serve, watched_page
from tests.site.conftest import build_site, sample_issue

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SEED = Path(__file__).parents[1] / "data" / "seed.md"


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def tab(chromium: Browser, seen: Seen) -> Iterator[Page]:
    """An empty page of the width of a phone that notes what happens in it."""
    with watched_page(chromium, seen, 375, 800) as page:
        yield page


def test_pages_open_from_disk_without_a_complaint(tab: Page, seen: Seen, output: Path) -> None:
    build_site([read_log(SEED.read_bytes(), "seed.md", name="seed")], output)
    for path in ("index.html", "issues/seed/1.html", "learnings/index.html", "status/index.html"):
        tab.goto((output / path).as_uri())
        ink = tab.evaluate("getComputedStyle(document.querySelector('h1')).color")
        assert ink == "rgb(28, 30, 33)"
    assert seen.messages == []


def test_links_work_below_any_address(tab: Page, seen: Seen, tmp_path: Path) -> None:
    build_site([LogReading(IssueLog("a.md", "a", None, (sample_issue(),)))], tmp_path / "x y" / "s")
    with serve(tmp_path) as address:
        tab.goto(f"{address}/x%20y/s/index.html")
        tab.get_by_role("link", name="#1 Key missing on users").first.click()
        tab.wait_for_url("**/x%20y/s/issues/a/1.html")
        tab.get_by_role("link", name="Learnings", exact=True).click()
        tab.get_by_role("link", name="Don't").click()
        tab.wait_for_url("**/issues/a/1.html#learning-2")
        tab.locator("#learning-2").wait_for()
    assert seen.messages == []


@pytest.mark.parametrize("way", ["disk", "HTTP"])
def test_the_page_of_an_issue_leads_to_its_lines(tab: Page, output: Path, way: str) -> None:
    log = LogReading(IssueLog("a b.md", "a", None, (sample_issue(),)))
    build_site([log], output, SiteOptions(repository="https://github.com/a/b/tree/main"))
    with serve(output) as address:
        tab.goto((output.as_uri() if way == "disk" else address) + "/issues/a/1.html")
        assert tab.locator(".source").inner_text() == "a b.md, lines 7–39"
        links = [tab.get_by_role("link", name=name) for name in ("a b.md", "Edit")]
        assert [link.get_attribute("href") for link in links] == [
            "https://github.com/a/b/blob/main/a%20b.md#L7-L39",
            "https://github.com/a/b/edit/main/a%20b.md#L7",
        ]


def test_without_scripts_the_page_of_an_issue_leads_to_its_log(
    chromium: Browser, output: Path
) -> None:
    log = LogReading(IssueLog("a.md", "a", None, (sample_issue(),)))
    build_site([log], output, SiteOptions(repository="https://x.org/{path}?from={line}"))
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((output / "issues/a/1.html").as_uri())
    assert tab.locator(".source").inner_text() == "a.md"
    link = tab.get_by_role("link", name="a.md")
    assert link.get_attribute("href") == "https://x.org/a.md?from=1"
    context.close()


@pytest.mark.parametrize("width", [320, 375, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_window(tab: Page, output: Path, width: int, scheme: str) -> None:
    wide = "| " + " | ".join("column" for _ in range(30)) + " |\n" + "|---" * 30 + "|\n"
    long = Section(SectionKind.OTHER, "Long", 51, f"{wide}\n```\n{'x' * 500}\n```\n\n`{'y' * 500}`")
    issue = Issue("2", "2", "z" * 200, 50, 60, "", sections=(long,))
    log = LogReading(IssueLog("a.md", "a", None, (issue, sample_issue())))
    build_site([log], output)
    tab.set_viewport_size({"width": width, "height": 800})
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for file in output.rglob("*.html"):
        tab.goto(file.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, str(file)


def test_colours_follow_the_readers_choice(tab: Page, output: Path) -> None:
    build_site([], output)
    tab.goto((output / "index.html").as_uri())
    shades = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        shades.append(tab.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert shades == ["rgb(253, 253, 252)", "rgb(21, 23, 26)"]


def test_everything_is_reached_by_keyboard(tab: Page, output: Path) -> None:
    build_site([LogReading(IssueLog("a.md", "a", None, (sample_issue(),)))], output)
    tab.goto((output / "issues" / "a" / "1.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: url.endswith("#main"))
