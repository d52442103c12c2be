"""Which pages of prevention there are, and what goes on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from issues_kb.model import MeasureState
from issues_kb.site.catalogue import Catalogue, digest_of, kept_with
from issues_kb.site.gathering import MeasureFact, measure_facts, measures_of
from issues_kb.site.models import ChecklistPage, Pager, PreventionPage
from issues_kb.site.options import SiteOptions
from issues_kb.site.paging import cut, pagers
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.prevention_pages import (
    CHECKLIST,
    CHECKLIST_FILE,
    STATES,
    Check,
    Promise,
    Source,
    checklist_markdown,
    checklist_page,
    prevention_page,
)

__all__ = ["ledger", "prevention_plans", "promises_at"]

_MEASURES = 100
_ORDER = {MeasureState(value): place for place, value in enumerate(STATES)}


def prevention_plans(catalogue: Catalogue, _options: SiteOptions) -> Iterator[Plan]:
    """The ledger, and the review checklist as a page and as a file."""
    facts = ledger(catalogue)
    numbers = Counter(fact.state for fact in facts)
    said = catalogue.measure_digests
    cuts = cut(facts, _MEASURES)
    for pager, part in zip(pagers("prevention/index", len(cuts)), cuts, strict=True):
        entries = [catalogue.entries[fact.issue] for fact in part]
        yield Plan(
            pager.path,
            Stage.LIST,
            partial(_page, catalogue, part, numbers, pager),
            digest_of(
                pager.shown,
                sorted((state.value, number) for state, number in numbers.items()),
                [(said[entry.id], fact.place) for entry, fact in zip(entries, part, strict=True)],
                entries,
            ),
        )
    # Items that are asked for equally often stand in the order of the logs.
    held = [entry for log in catalogue.logs for entry in log if entry.measures]
    known = digest_of([said[entry.id] for entry in held], held)
    yield Plan(CHECKLIST_FILE, Stage.DATA, partial(_checklist_file, catalogue), known)
    yield Plan(CHECKLIST, Stage.LIST, partial(_checklist_page, catalogue), known)


def ledger(catalogue: Catalogue) -> list[MeasureFact]:
    """All measures: open ones first, and of each state those of the oldest issues first."""
    dates = [entry.row.date or "~" for entry in catalogue.entries]
    return sorted(
        measure_facts(catalogue), key=lambda fact: (_ORDER[fact.state], dates[fact.issue])
    )


def promises_at(catalogue: Catalogue, facts: Sequence[MeasureFact]) -> list[Promise]:
    """The measures that facts stand for, loaded together."""
    held = measures_of(catalogue, list(dict.fromkeys(fact.issue for fact in facts)))
    return [
        Promise(catalogue.entries[fact.issue].row, held[fact.issue][fact.place]) for fact in facts
    ]


def _page(
    catalogue: Catalogue,
    facts: Sequence[MeasureFact],
    numbers: Mapping[MeasureState, int],
    pager: Pager,
) -> PreventionPage:
    return prevention_page(promises_at(catalogue, facts), numbers, pager)


@kept_with
def _checks(catalogue: Catalogue) -> tuple[Check, ...]:
    return tuple(
        Check(
            item.text,
            tuple(
                Source(catalogue.by_key[each.issue.path, each.issue.key].row, each.issue.key)
                for each in item.sources
            ),
        )
        for item in catalogue.index.checklist()
    )


def _checklist_page(catalogue: Catalogue) -> ChecklistPage:
    return checklist_page(_checks(catalogue), several_logs=catalogue.site.several_logs)


def _checklist_file(catalogue: Catalogue) -> bytes:
    text = checklist_markdown(_checks(catalogue), several_logs=catalogue.site.several_logs)
    return text.encode("utf-8", "replace")
