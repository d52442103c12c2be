"""The overview, and what it needs from everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from issues_kb.model import MeasureState
from issues_kb.site.catalogue import Catalogue, badges, digest_of
from issues_kb.site.file_plans import file_facts_of, file_tree, troubled
from issues_kb.site.learning_plans import lessons_at
from issues_kb.site.log_rows import log_rows
from issues_kb.site.models import IndexPage
from issues_kb.site.options import SiteOptions
from issues_kb.site.overview_pages import Gathered, overview_page
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.prevention_plans import ledger, promises_at

__all__ = ["overview_plans"]

_LEARNINGS = 12
_LEARNINGS_EACH = 4
_MEASURES = 8
_FILES = 8


def overview_plans(catalogue: Catalogue, _options: SiteOptions) -> Iterator[Plan]:
    """The page that a reader sees first."""
    everything = catalogue.entries
    known = digest_of([entry.digest for entry in everything], everything)
    yield Plan("index.html", Stage.LIST, partial(_overview, catalogue), known)


def _overview(catalogue: Catalogue) -> IndexPage:
    newest = (
        (place, number)
        for place, entry in enumerate(catalogue.entries)
        for number in range(1, min(entry.learnings, _LEARNINGS_EACH) + 1)
    )
    still = [fact for fact in ledger(catalogue) if fact.state is MeasureState.TODO]
    gathered = Gathered(
        lessons=list(lessons_at(catalogue, list(islice(newest, _LEARNINGS))).values()),
        lessons_total=sum(entry.learnings for entry in catalogue.entries),
        promises=promises_at(catalogue, still[:_MEASURES]),
        promises_total=len(still),
        files=troubled(file_tree(catalogue), file_facts_of(catalogue), _FILES),
        logs=log_rows(catalogue) if catalogue.site.several_logs else (),
    )
    rows = [entry.row for entry in catalogue.entries]
    return overview_page(rows, badges("severity"), badges("status"), gathered)
