"""Where every page leads to."""

from __future__ import annotations

from issues_kb.site.models import NavItem

__all__ = ["MORE", "NAV"]

NAV = (
    NavItem(section="overview", word="Overview", path="index.html"),
    NavItem(section="issues", word="Issues", path="issues/index.html"),
    NavItem(section="learnings", word="Learnings", path="learnings/index.html"),
    NavItem(section="prevention", word="Prevention", path="prevention/index.html"),
    NavItem(section="files", word="Files", path="files/index.html"),
    NavItem(section="missed", word="Why missed", path="missed/index.html"),
)
"""The menu at the top."""

MORE = (
    NavItem(section="severity", word="By severity", path="severity/index.html"),
    NavItem(section="status", word="By status", path="status/index.html"),
    NavItem(section="about", word="About", path="about/index.html"),
)
"""What the bottom of every page leads to besides."""
