"""The logs of a site as a table shows them."""

from __future__ import annotations

from collections import Counter

from issues_kb.site.catalogue import Catalogue
from issues_kb.site.list_links import filtered
from issues_kb.site.models import LogRow

__all__ = ["log_rows"]


def log_rows(catalogue: Catalogue) -> tuple[LogRow, ...]:
    """A row for each log, in their order."""
    every: Counter[str] = Counter()
    still: Counter[str] = Counter()
    newest: dict[str, str] = {}
    for entry in catalogue.entries:
        every[entry.log.path] += 1
        still[entry.log.path] += entry.is_open
        if entry.row.date:
            newest.setdefault(entry.log.path, entry.row.date)
    return tuple(
        LogRow(
            log=log,
            count=every[log.path],
            open=still[log.path],
            newest=newest.get(log.path),
            path=filtered(log=log.name),
        )
        for log in catalogue.site.logs
    )
