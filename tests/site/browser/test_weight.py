"""A page is light: what it loads before anybody asks for more stays small."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browsing import Seen, serve, watched_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LIMIT = 60_000


def test_an_issue_page_with_all_it_loads_stays_under_60_kb(
    seed_site: Path, chromium: Browser
) -> None:
    seen = Seen()
    with serve(seed_site) as address, watched_page(chromium, seen) as tab:
        tab.goto(f"{address}/issues/seed/1.html")
        tab.wait_for_load_state("networkidle")
    files = {url.removeprefix(address + "/") for url in seen.requests}
    assert "issues/seed/1.html" in files
    assert not any("minisearch" in file or file.startswith("search/") for file in files)
    sizes = {file: (seed_site / file).stat().st_size for file in files}
    assert sum(sizes.values()) < LIMIT, sizes


def test_a_page_is_painted_before_any_script_runs(seed_site: Path, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((seed_site / "issues" / "seed" / "1.html").as_uri())
    assert page.locator("main h1").is_visible()
    assert page.locator("#measure-1").is_visible()
    context.close()


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", ["learnings/index.html", "prevention/index.html"])
def test_nothing_moves_when_the_filter_appears(
    sites: dict[str, Path], chromium: Browser, path: str, width: int
) -> None:
    """The shifts that Chromium counts while the page loads; from 0.1 on people notice."""
    with watched_page(chromium, Seen(), width) as tab:
        tab.goto((sites["own"] / path).as_uri())
        tab.locator(".filters").wait_for(state="visible")
        shift = tab.evaluate(
            """() => new Promise((done) => new PerformanceObserver((list) =>
              done(list.getEntries().reduce((sum, each) => sum + each.value, 0)))
              .observe({ type: 'layout-shift', buffered: true })
              || setTimeout(() => done(0), 300))"""
        )
    assert shift < 0.1
