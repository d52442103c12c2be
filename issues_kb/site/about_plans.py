"""The page about the site, and the list of what was not understood in its logs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from issues_kb import __version__
from issues_kb.site.about_pages import DIAGNOSTICS, about_page, diagnostics_page, needs_list
from issues_kb.site.catalogue import Catalogue, digest_of
from issues_kb.site.log_rows import log_rows
from issues_kb.site.machines.formats import formats
from issues_kb.site.options import SiteOptions
from issues_kb.site.paging import cut, pagers
from issues_kb.site.plan import Plan, Stage

__all__ = ["about_plans"]

_DIAGNOSTICS = 200


def about_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The diagnostics have pages of their own where there are many."""
    found = catalogue.index.diagnostics()
    logs = log_rows(catalogue)
    if needs_list(found):
        cuts = cut(found, _DIAGNOSTICS)
        for pager, part in zip(pagers(DIAGNOSTICS, len(cuts)), cuts, strict=True):
            make = partial(diagnostics_page, part, len(found), pager)
            yield Plan(pager.path, Stage.LIST, make, digest_of(pager.shown, len(found), part))
    named = formats(options)
    page = partial(about_page, logs, found, __version__, named)
    yield Plan("about/index.html", Stage.LIST, page, digest_of(logs, found, named))
