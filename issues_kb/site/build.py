"""One call that makes a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from issues_kb.site.catalogue import Catalogue, make_catalogue
from issues_kb.site.issue_plans import issue_plans
from issues_kb.site.options import SiteOptions, SiteReport
from issues_kb.site.page_plans import page_plans
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.rendering import ASSETS, page_environment, read_asset, render_page
from issues_kb.site.writing import SiteFolder
from issues_kb.store import Index
from issues_kb.templating import template_folders

__all__ = ["PRODUCERS", "build_site"]

_TOGETHER = 25
_Producer = Callable[[Catalogue, SiteOptions], Iterator[Plan]]


def _asset_plans(_catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    folders = template_folders(options.templates)
    for path in ASSETS:
        yield Plan(path, Stage.ASSET, partial(read_asset, folders, path))


PRODUCERS: tuple[_Producer, ...] = (
    _asset_plans,
    issue_plans,
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
    catalogue = make_catalogue(index, options.title)
    plans = [plan for producer in PRODUCERS for plan in producer(catalogue, options)]
    plans.sort(key=lambda plan: plan.stage)
    folder = SiteFolder.open(output, [plan.path for plan in plans], force=options.force)
    files = _made(catalogue, options, plans)
    for number, (plan, data) in enumerate(zip(plans, files, strict=True), start=1):
        folder.write(plan.path, data)
        if options.progress:
            options.progress(number, len(plans))
    removed = folder.close()
    return SiteReport(
        output=output,
        index=output / "index.html",
        written=tuple(folder.written),
        unchanged=tuple(folder.unchanged),
        removed=removed,
    )


def _made(catalogue: Catalogue, options: SiteOptions, plans: list[Plan]) -> Iterator[bytes]:
    environment = page_environment(template_folders(options.templates))
    for prepare, group in groupby(plans, key=lambda plan: plan.prepare):
        together = list(group)
        for start in range(0, len(together), _TOGETHER):
            part = together[start : start + _TOGETHER]
            if prepare is not None:
                prepare([plan.path for plan in part])
            for plan in part:
                made = plan.make()
                if isinstance(made, bytes):
                    yield made
                else:
                    yield render_page(environment, catalogue.site, made)
