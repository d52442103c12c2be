"""One call that makes a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from issues_kb.site.catalogue import Catalogue, make_catalogue
from issues_kb.site.fingerprints import base_digest
from issues_kb.site.issue_plans import issue_plans
from issues_kb.site.line_plans import line_plans
from issues_kb.site.machines.plans import machine_plans
from issues_kb.site.machines.sitemap import sitemap_plans
from issues_kb.site.making import make_files
from issues_kb.site.options import SiteOptions, SiteReport
from issues_kb.site.page_plans import page_plans
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.rendering import ASSETS, read_asset
from issues_kb.site.search.pagefind import add_pagefind
from issues_kb.site.theme import theme_plans
from issues_kb.site.writing import SiteFolder
from issues_kb.store import Index
from issues_kb.templating import template_folders

__all__ = ["PRODUCERS", "build_site"]

_Producer = Callable[[Catalogue, SiteOptions], Iterator[Plan]]


def _asset_plans(_catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    folders = template_folders(options.templates)
    for path in ASSETS:
        yield Plan(path, Stage.ASSET, partial(read_asset, folders, path))


PRODUCERS: tuple[_Producer, ...] = (
    _asset_plans,
    theme_plans,
    issue_plans,
    line_plans,
    machine_plans,
    page_plans,
)
"""Who makes files. Within a stage they are written in this order, the overview last."""


def build_site(index: Index, output: Path, options: SiteOptions | None = None) -> SiteReport:
    """Writes the site of an index into the folder ``output``, which is made when missing.

    The same index and options give the same bytes. A file is written only when its bytes
    change, and only files of an earlier build are removed.

    Raises ``SiteError`` for a folder that cannot be written or holds foreign files (unless
    ``options.force``), ``TemplateError`` for a missing or broken template, and
    ``DatabaseError`` for an index that cannot be read.
    """
    options = options or SiteOptions()
    catalogue = make_catalogue(index, options)
    plans = [plan for producer in PRODUCERS for plan in producer(catalogue, options)]
    plans += sitemap_plans([plan.path for plan in plans], options)
    plans.sort(key=lambda plan: plan.stage)
    folders = template_folders(options.templates)
    base = base_digest(catalogue.site, index.facts.maker(), options, folders)
    tell = options.progress or _silent
    paths = [plan.path for plan in plans]
    with SiteFolder.open(
        output, paths, base, force=options.force, waiting=options.waiting
    ) as folder:
        stale = []
        for plan in plans:
            if folder.is_current(plan):
                folder.keep(plan.path)
            else:
                stale.append(plan)
        # What is there may link to what is new, and what is new to one another: a build that is
        # cut off leaves no link that leads nowhere on the way from the first page.
        stale.sort(key=lambda plan: folder.has(plan.path))
        done = len(plans) - len(stale)
        files = make_files(catalogue, options, stale)
        for number, (plan, data) in enumerate(zip(stale, files, strict=True), start=done + 1):
            folder.write(plan, data)
            tell(number, len(plans))
        if options.search == "pagefind":
            add_pagefind(folder)
        removed = folder.close()
    catalogue.shelf.save()
    return SiteReport(
        output=output,
        index=output / "index.html",
        written=tuple(folder.written),
        unchanged=tuple(folder.unchanged),
        removed=removed,
    )


def _silent(_done: int, _total: int) -> None:
    """Nobody asked to be told."""
