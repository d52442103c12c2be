"""One call that makes a site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from issues_kb.model import LogReading
from issues_kb.site.body import render_body
from issues_kb.site.catalogue import make_catalogue
from issues_kb.site.issue_pages import issue_page, issue_tasks
from issues_kb.site.list_pages import list_plans
from issues_kb.site.options import SiteOptions, SiteReport
from issues_kb.site.rendering import ASSETS, page_environment, read_asset, render_page
from issues_kb.site.writing import SiteFolder
from issues_kb.templating import template_folders

__all__ = ["build_site"]


def build_site(
    readings: Sequence[LogReading], output: Path, options: SiteOptions | None = None
) -> SiteReport:
    """Writes the site of ``readings`` into the folder ``output``, which is made when missing.

    The same readings and options give the same bytes. A file is written only when its bytes
    change, and only files of an earlier build are removed.

    Raises ``SiteError`` for a folder that cannot be written or holds foreign files (unless
    ``options.force``) and ``TemplateError`` for a missing or broken template.
    """
    options = options or SiteOptions()
    folders = template_folders(options.templates)
    environment = page_environment(folders)
    catalogue = make_catalogue(readings, options.title)
    plans = list(list_plans(catalogue, options))
    paths = [
        *ASSETS,
        *(entry.row.path for log in catalogue.logs for entry in log),
        *(plan.path for plan in plans),
    ]

    def files() -> Iterator[bytes]:
        """In the order of ``paths``: assets first, lists last, so that no link leads nowhere."""
        for path in ASSETS:
            yield read_asset(folders, path)
        for task in issue_tasks(catalogue):
            page = issue_page(task, render_body(task.source))
            yield render_page(environment, catalogue.site, page)
        for plan in plans:
            yield render_page(environment, catalogue.site, plan.make())

    folder = SiteFolder.open(output, paths, force=options.force)
    for number, (path, data) in enumerate(zip(paths, files(), strict=True), start=1):
        folder.write(path, data)
        if options.progress:
            options.progress(number, len(paths))
    removed = folder.close()
    return SiteReport(
        output=output,
        index=output / "index.html",
        written=tuple(folder.written),
        unchanged=tuple(folder.unchanged),
        removed=removed,
    )
