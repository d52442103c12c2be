"""The files for other programs that the page about the site names."""

from __future__ import annotations

from issues_kb.site.machines.badge import BADGE
from issues_kb.site.machines.feeds import ATOM, JSON_FEED
from issues_kb.site.machines.llms import LLMS, LLMS_FULL
from issues_kb.site.machines.sitemap import SITEMAP
from issues_kb.site.models import NavItem
from issues_kb.site.options import SiteOptions

__all__ = ["formats"]

_WORDS = {
    "issues.json": "all issues",
    "learnings.json": "all learnings",
    ATOM: "the newest issues, for feed readers (Atom)",
    JSON_FEED: "the same as JSON Feed",
    LLMS: "what there is here, for language models",
    LLMS_FULL: "all learnings and prevention measures in one text",
    BADGE: "a picture of the number of open issues, for a README",
    SITEMAP: "the addresses of all pages, for search engines",
}


def formats(options: SiteOptions) -> tuple[NavItem, ...]:
    """Those that a build with these options writes, without the Markdown of each issue."""
    return tuple(
        NavItem(section="about", word=word, path=path)
        for path, word in _WORDS.items()
        if path != SITEMAP or options.base_url
    )
