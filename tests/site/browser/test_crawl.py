"""A reader who follows every link of a site meets no error, no dead end and no other host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.site.browsing import Seen, serve, watched_page
from tests.site.soundness import problems_of_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

READ = """() => ({
  links: [...document.querySelectorAll('a[href], link[href]')].map((each) => each.href),
  ids: [...document.querySelectorAll('[id]')].map((each) => each.id),
  title: document.title,
  heading: document.querySelectorAll('h1').length,
})"""


@contextmanager
def address_of(site: Path, way: str) -> Iterator[str]:
    """The address of a site, from disk or over HTTP some folders below the host."""
    if way == "disk":
        yield site.as_uri() + "/"
        return
    with serve(site.parents[1]) as address:
        yield f"{address}/{site.parent.name}/{site.name}/"


def crawl(tab: Page, root: str) -> tuple[set[str], list[str]]:
    """The addresses below ``root`` that links lead to from its first page, and what is wrong."""
    ids: dict[str, set[str]] = {}
    wanted: dict[str, str] = {}
    # Enter in the search box leads to the page of the search; no link does.
    waiting = [root + "index.html", root + "search.html"]
    found, wrong = set(waiting), []
    while waiting:
        url = waiting.pop()
        if not url.endswith(".html"):
            continue
        answer = tab.goto(url)
        if answer is None or not answer.ok:
            wrong.append(f"{url}: no page")
            continue
        page = tab.evaluate(READ)
        ids[url] = set(page["ids"])
        if not page["title"] or page["heading"] != 1:
            wrong.append(f"{url}: title {page['title']!r}, {page['heading']} headings")
        for link in page["links"]:
            if not link.startswith(root):
                continue
            target, _, fragment = link.partition("#")
            target = target.partition("?")[0]
            if fragment:
                wanted[f"{target}#{fragment}"] = url
            if target not in found:
                found.add(target)
                waiting.append(target)
    for link, page_url in wanted.items():
        target, _, fragment = link.partition("#")
        if tab.evaluate("decodeURIComponent", fragment) not in ids.get(target, set()):
            wrong.append(f"{page_url}: no target for {link}")
    return found, wrong


@pytest.mark.parametrize("way", ["http", "disk"])
def test_every_page_and_link_opens(any_site: Path, way: str, chromium: Browser) -> None:
    seen = Seen()
    with address_of(any_site, way) as root, watched_page(chromium, seen) as tab:
        found, wrong = crawl(tab, root)
        reached = {url.removeprefix(root) for url in found}
        for path in sorted(reached):
            if way == "http" and not path.endswith(".html"):
                assert tab.request.get(root + path).ok, path
    assert wrong == []
    assert seen.messages == []
    assert seen.foreign(root) == []
    pages = {file.relative_to(any_site).as_posix() for file in any_site.rglob("*.html")}
    assert pages - set(map(unquote, reached)) == set()


def test_every_link_leads_to_something(any_site: Path) -> None:
    assert problems_of_site(any_site) == []
