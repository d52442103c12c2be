"""All files for other programs, but for the sitemap, which needs to know all pages."""

from __future__ import annotations

from collections.abc import Iterator

from issues_kb.site.catalogue import Catalogue
from issues_kb.site.machines.badge import badge_plans
from issues_kb.site.machines.exports import export_plans
from issues_kb.site.machines.feeds import feed_plans
from issues_kb.site.machines.llms import llms_plans
from issues_kb.site.machines.twins import twin_plans
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan

__all__ = ["machine_plans"]

_PRODUCERS = (twin_plans, export_plans, feed_plans, llms_plans, badge_plans)


def machine_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """Twins of the issues first, then what leads to them."""
    for producer in _PRODUCERS:
        yield from producer(catalogue, options)
