"""Axe, which looks for what keeps people from reading a page, finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browsing import Seen, watched_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def kinds_of_pages(site: Path) -> list[Path]:
    """Every page, but of the issues only some: the first of a log, and all of a small log."""
    pages = sorted(site.rglob("*.html"))
    alike = [page for page in pages if page.parent == site / "issues" / "backend"]
    return [page for page in pages if page not in alike[2:]]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    sites: dict[str, Path], chromium: Browser, scheme: str, width: int
) -> None:
    script = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH
    source = Path(script).read_text(encoding="utf-8")
    wrong = []
    with watched_page(chromium, Seen(), width, policy=False) as tab:
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for page in kinds_of_pages(sites["several"]):
            tab.goto(page.as_uri())
            tab.add_script_tag(content=source)
            found = tab.evaluate("async () => (await axe.run()).violations")
            wrong += [
                f"{page.relative_to(sites['several'])}: {each['id']}: {node['html'][:200]}"
                for each in found
                for node in each["nodes"]
            ]
    assert wrong == []


def test_axe_would_find_something(chromium: Browser) -> None:
    script = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH
    with watched_page(chromium, Seen(), policy=False) as tab:
        tab.set_content("<p style='color:#ccc;background:#fff'>pale</p><img src='data:,'>")
        tab.add_script_tag(content=Path(script).read_text(encoding="utf-8"))
        found = tab.evaluate("async () => (await axe.run()).violations.map((each) => each.id)")
    assert {"color-contrast", "image-alt"} <= set(found)
