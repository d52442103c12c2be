"""What the style sheets and comforts of the pages do in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import LogReading
from issues_kb.reading import read_log
from issues_kb.site import SiteOptions
from issues_kb.templating import packaged_folder
from tests.site.browsing import Seen, serve, watched_page
from tests.site.conftest import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SEED = ROOT / "tests" / "data" / "seed.md"
ISSUE = "issues/seed/1.html"
KINDS = (
    *("index.html", "issues/index.html", ISSUE, "learnings/index.html", "learnings/topics.html"),
    *("prevention/index.html", "prevention/checklist.html", "files/index.html"),
    *("missed/index.html", "severity/index.html", "status/resolved.html", "about/index.html"),
    "search.html",
)
LIGHT, DARK = "rgb(253, 253, 252)", "rgb(21, 23, 26)"
PAPER = "getComputedStyle(document.documentElement).backgroundColor"
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


def seed() -> LogReading:
    return read_log(SEED.read_bytes(), "seed.md", name="seed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the seed."""
    folder = tmp_path_factory.mktemp("look") / "site"
    build_site([seed()], folder)
    return folder


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def tab(chromium: Browser, seen: Seen) -> Iterator[Page]:
    with watched_page(chromium, seen, 1440, 900) as page:
        yield page


@pytest.mark.parametrize("width", [320, 375, 768, 1440])
def test_no_kind_of_page_is_wider_than_the_window(tab: Page, site: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    for path in KINDS:
        tab.goto((site / path).as_uri())
        assert tab.evaluate(TOO_WIDE) <= 0, path


def test_contents_stand_beside_the_text_or_above_it(tab: Page, site: Path) -> None:
    tab.goto((site / ISSUE).as_uri())
    edges = "(name) => document.querySelector(name).getBoundingClientRect().toJSON()"
    contents, body = tab.evaluate(edges, ".contents"), tab.evaluate(edges, ".body")
    assert contents["right"] < body["left"]
    # Told by the page at once: its policy forbids what Playwright waits with.
    assert tab.evaluate("scrollTo({top: 3000, behavior: 'instant'}), scrollY") > 1000
    assert tab.evaluate(edges, ".contents")["top"] >= 0
    tab.set_viewport_size({"width": 375, "height": 800})
    contents, body = tab.evaluate(edges, ".contents"), tab.evaluate(edges, ".body")
    assert contents["bottom"] <= body["top"]


def test_colours_are_switched_and_the_choice_is_kept(tab: Page, seen: Seen, site: Path) -> None:
    tab.emulate_media(color_scheme="light")
    with serve(site) as address:
        tab.goto(f"{address}/index.html")
        switch = tab.get_by_role("button", name="Colours")
        shades = [(switch.inner_text(), tab.evaluate(PAPER))]
        for _ in range(3):
            switch.click()
            shades.append((switch.inner_text(), tab.evaluate(PAPER)))
        assert shades == [
            ("Colours: automatic", LIGHT),
            ("Colours: light", LIGHT),
            ("Colours: dark", DARK),
            ("Colours: automatic", LIGHT),
        ]
        switch.click()
        switch.click()
        tab.goto(f"{address}/{ISSUE}")
        assert tab.evaluate(PAPER) == DARK
    assert seen.messages == []


def test_colours_are_set_before_anything_is_drawn(site: Path) -> None:
    page = (site / "index.html").read_text()
    head = page.partition("</head>")[0]
    assert '<script src="assets/theme.js"></script>' in head
    assert (site / "assets" / "theme.js").stat().st_size < 1000


def test_colours_are_switched_where_nothing_may_be_kept(tab: Page, seen: Seen, site: Path) -> None:
    refuse = "Object.defineProperty(window, 'localStorage', {get() {throw new Error('refused')}})"
    tab.add_init_script(refuse)
    tab.goto((site / "index.html").as_uri())
    switch = tab.get_by_role("button", name="Colours")
    switch.click()
    switch.click()
    assert tab.evaluate(PAPER) == DARK
    assert seen.messages == []


@pytest.mark.parametrize("refused", [False, True])
def test_code_is_copied(tab: Page, site: Path, refused: bool) -> None:
    with serve(site) as address:
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        if refused:
            tab.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
        tab.goto(f"{address}/{ISSUE}")
        block = tab.locator(".code", has_text="ALTER TABLE")
        block.hover()
        block.get_by_role("button", name="Copy").click()
        block.get_by_role("button", name="Copied").wait_for()
        copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == "ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);\n"


def test_the_review_checklist_is_copied(tab: Page, site: Path) -> None:
    with serve(site) as address:
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        tab.goto(f"{address}/prevention/checklist.html")
        tab.get_by_role("button", name="Copy as Markdown").click()
        tab.get_by_role("button", name="Copied").wait_for()
        lines = tab.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines
    assert all(line.startswith("- [ ] ") for line in lines)


def test_headings_link_to_themselves(tab: Page, site: Path) -> None:
    tab.goto((site / ISSUE).as_uri())
    heading = tab.locator("#issue-root-cause")
    anchor = heading.get_by_role("link")
    assert anchor.evaluate("(link) => getComputedStyle(link).opacity") == "0"
    heading.hover()
    anchor.click()
    assert tab.url.endswith("#issue-root-cause")


def test_ages_are_told(tab: Page, site: Path) -> None:
    tab.clock.set_fixed_time("2025-02-20T12:00:00")
    tab.goto((site / ISSUE).as_uri())
    assert tab.locator(".facts .age").inner_text() == "2 months ago"


def test_pages_do_without_scripts(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "prevention/checklist.html").as_uri())
    assert not tab.get_by_role("button").count()
    assert not tab.get_by_role("searchbox").count()
    assert tab.get_by_role("heading", name="Review checklist").is_visible()
    context.close()


def test_paper_shows_the_text_alone(tab: Page, site: Path) -> None:
    tab.emulate_media(media="print", color_scheme="dark")
    for path in (ISSUE, "learnings/index.html"):
        tab.goto((site / path).as_uri())
        hidden = (".top nav", ".search", ".theme", ".skip", ".contents", ".views", ".copy")
        assert not [name for name in hidden if tab.locator(name).locator("visible=true").count()]
        assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(28, 30, 33)"
        assert tab.locator("h1").is_visible()
    tab.goto((site / ISSUE).as_uri())
    assert tab.locator("pre").first.evaluate("(b) => getComputedStyle(b).whiteSpace") == "pre-wrap"


def test_an_issue_weighs_little(tab: Page, seen: Seen, site: Path) -> None:
    tab.goto((site / ISSUE).as_uri())
    tab.wait_for_load_state("networkidle")
    root = site.as_uri() + "/"
    paths = {url.removeprefix(root) for url in seen.requests} - {"assets/favicon.svg"}
    assert sum((site / path).stat().st_size for path in paths) < 60_000


def test_pages_describe_themselves(site: Path, tmp_path: Path) -> None:
    plain = (site / ISSUE).read_text()
    assert 'property="og:type" content="article"' in plain
    assert "canonical" not in plain
    build_site([seed()], tmp_path / "s", SiteOptions(base_url="https://kb.example/log/"))
    page = (tmp_path / "s" / ISSUE).read_text()
    address = f"https://kb.example/log/{ISSUE}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page


def test_every_variable_is_documented() -> None:
    styles = (packaged_folder() / "site" / "assets" / "site.css").read_text()
    declared = re.findall(r"^  (--[\w-]+):", styles.partition("}")[0], re.MULTILINE)
    text = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(--[\w-]+)` \|", text, re.MULTILINE)
    steps = [f"--space-{number}" for number in range(2, 9)]
    assert [name for name in declared if name not in steps] == told
