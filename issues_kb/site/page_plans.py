"""All pages but those of the issues, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Iterator

from issues_kb.site.about_plans import about_plans
from issues_kb.site.catalogue import Catalogue
from issues_kb.site.file_plans import file_plans
from issues_kb.site.learning_plans import learning_plans
from issues_kb.site.list_pages import group_plans, list_plans
from issues_kb.site.missed_plans import missed_plans
from issues_kb.site.options import SiteOptions
from issues_kb.site.overview_plans import overview_plans
from issues_kb.site.plan import Plan
from issues_kb.site.prevention_plans import prevention_plans
from issues_kb.site.search.plans import search_plans

__all__ = ["page_plans"]

_PRODUCERS = (
    search_plans,
    about_plans,
    file_plans,
    missed_plans,
    learning_plans,
    prevention_plans,
    group_plans,
    list_plans,
    overview_plans,
)


def page_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The overview comes last."""
    for producer in _PRODUCERS:
        yield from producer(catalogue, options)
