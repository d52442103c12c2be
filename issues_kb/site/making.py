"""Plans → bytes, on all cores when there are many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from issues_kb.site.catalogue import Catalogue
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan
from issues_kb.site.rendering import page_environment, render_page
from issues_kb.store.cores import cores
from issues_kb.templating import template_folders

__all__ = ["make_files"]

_MANY = 60
_TOGETHER = 20

# The files of some plans, and what was added to the shelf for them.
_Made = tuple[list[bytes], dict[str, bytes]]


def make_files(
    catalogue: Catalogue, options: SiteOptions, plans: Sequence[Plan]
) -> Iterator[bytes]:
    """The bytes of each plan, in their order."""
    environment = page_environment(template_folders(options.templates))
    work = list(_pieces(plans))

    def make(number: int) -> _Made:
        piece = work[number]
        if piece[0].prepare is not None:
            piece[0].prepare([plan.path for plan in piece])
        files = []
        for plan in piece:
            made = plan.make()
            if not isinstance(made, bytes):
                made = render_page(environment, catalogue.site, made)
            files.append(made)
        return files, catalogue.shelf.taken()

    for files, added in _done(make, work):
        catalogue.shelf.give(added)
        yield from files


def _done(make: Callable[[int], _Made], work: Sequence[Sequence[Plan]]) -> Iterator[_Made]:
    copies = cores() if sum(map(len, work)) >= _MANY else 1
    if copies == 1:
        yield from map(make, range(len(work)))
        return
    from issues_kb.store.copies import in_copies

    # What is imported and compiled for the first page is so once, not in each copy again.
    first = next((place for place, piece in enumerate(work) if piece[0].prepare), 0)
    known = make(first)
    for place, done in enumerate(in_copies(make, len(work), copies)):
        yield known if place == first else done


def _pieces(plans: Sequence[Plan]) -> Iterator[Sequence[Plan]]:
    """Plans that are made together: few at a time, and of each kind one alone at first."""
    for _, group in groupby(plans, key=lambda plan: (plan.stage, plan.prepare)):
        alike = list(group)
        yield alike[:1]
        for start in range(1, len(alike), _TOGETHER):
            yield alike[start : start + _TOGETHER]
