"""Which pages tell why issues were missed, and what goes on each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from issues_kb.site.catalogue import Catalogue, Entry, digest_of
from issues_kb.site.missed_pages import (
    family,
    family_address,
    family_page,
    missed_page,
    reason,
)
from issues_kb.site.models import FamilyPage, MissedPage, Pager, Reason
from issues_kb.site.options import SiteOptions
from issues_kb.site.paging import cut, pagers
from issues_kb.site.plan import Plan, Stage

__all__ = ["missed_plans"]

_SHOWN = 5
_REASONS = 100
_REST = "other"


def missed_plans(catalogue: Catalogue, _options: SiteOptions) -> Iterator[Plan]:
    """The families, and a list of the issues of each."""
    families = _families(catalogue)
    for value, entries in families:
        cuts = cut(entries, _REASONS)
        for pager, part in zip(pagers(family_address(value), len(cuts)), cuts, strict=True):
            make = partial(_family_page, catalogue, value, len(entries), part, pager)
            known = digest_of(pager.shown, len(entries), value, _digests(part), part)
            yield Plan(pager.path, Stage.LIST, make, known)
    shown = [entry for _, entries in families for entry in entries[:_SHOWN]]
    known = digest_of([(value, len(all_)) for value, all_ in families], _digests(shown), shown)
    yield Plan("missed/index.html", Stage.LIST, partial(_index, catalogue, families), known)


def _families(catalogue: Catalogue) -> list[tuple[str, list[Entry]]]:
    """The most frequent first; what fits none comes last."""
    held: dict[str, list[Entry]] = {}
    for entry in catalogue.entries:
        if entry.missed is not None:
            held.setdefault(entry.missed, []).append(entry)
    return sorted(held.items(), key=lambda each: (each[0] == _REST, -len(each[1]), each[0]))


def _digests(entries: Sequence[Entry]) -> list[str]:
    return [entry.digest for entry in entries]


def _reasons(catalogue: Catalogue, entries: Sequence[Entry]) -> list[Reason]:
    texts: dict[int, list[str]] = {entry.id: [] for entry in entries}
    for issue, text in catalogue.index.facts.reasons(list(texts)):
        texts[issue].append(text)
    return [reason(entry.row, "\n".join(texts[entry.id])) for entry in entries]


def _family_page(
    catalogue: Catalogue, value: str, total: int, entries: Sequence[Entry], pager: Pager
) -> FamilyPage:
    return family_page(family(value, total, _reasons(catalogue, entries)), pager)


def _index(catalogue: Catalogue, families: Sequence[tuple[str, list[Entry]]]) -> MissedPage:
    return missed_page(
        [
            family(value, len(entries), _reasons(catalogue, entries[:_SHOWN]))
            for value, entries in families
        ]
    )
