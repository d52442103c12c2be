"""``sitemap.xml``: all pages by their addresses, for search engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape

from issues_kb.site.catalogue import digest_of
from issues_kb.site.machines.links import address
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage

__all__ = ["SITEMAP", "sitemap_plans"]

SITEMAP = "sitemap.xml"
# The most that sitemaps.org allows in one file.
_MOST = 50_000
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_plans(paths: Sequence[str], options: SiteOptions, most: int = _MOST) -> Iterator[Plan]:
    """The sitemap of a site with these files; none without the address that it is published at.

    More than ``most`` pages stand in several files, and ``sitemap.xml`` names these.
    """
    if not options.base_url:
        return
    pages = sorted(path for path in paths if path.endswith(".html"))
    if len(pages) <= most:
        yield _plan(SITEMAP, "urlset", "url", pages, options.base_url)
        return
    files = []
    for number, start in enumerate(range(0, len(pages), most), start=1):
        files.append(f"sitemap-{number}.xml")
        part = pages[start : start + most]
        yield _plan(files[-1], "urlset", "url", part, options.base_url)
    yield _plan(SITEMAP, "sitemapindex", "sitemap", files, options.base_url)


def _plan(path: str, root: str, item: str, paths: Sequence[str], base_url: str) -> Plan:
    make = partial(_file, root, item, paths, base_url)
    return Plan(path, Stage.DATA, make, digest_of("sitemap", list(paths)))


def _file(root: str, item: str, paths: Sequence[str], base_url: str) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<{root} xmlns="{_SCHEMA}">',
        *(f"<{item}><loc>{escape(address(base_url, path))}</loc></{item}>" for path in paths),
        f"</{root}>",
        "",
    ]
    return "\n".join(lines).encode("utf-8", "replace")
