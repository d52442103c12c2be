"""Lists of issues: all, by severity and by status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from issues_kb.site.catalogue import Catalogue, Entry, badges, digest_of
from issues_kb.site.models import Badge, Group, GroupsPage, IssueRow, ListPage, Pager
from issues_kb.site.options import SiteOptions
from issues_kb.site.paging import counted, cut, numbered, pagers, root_of
from issues_kb.site.plan import Plan, Stage

__all__ = ["group_plans", "list_plans"]

_GROUP_SHOWN = 10
_KINDS = (("severity", "By severity"), ("status", "By status"))


def list_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The list of all issues."""
    yield from _lists("issues/index", None, catalogue.entries, options.issues_per_page)


def group_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The lists by severity and by status, and the page over each of the two."""
    for kind, heading in _KINDS:
        groups: list[Group] = []
        known: list[object] = []
        for badge in badges(kind):
            entries = catalogue.with_badge(badge)
            if entries or badge.value != "none":
                groups.append(
                    Group(badge=badge, total=len(entries), rows=_rows(entries[:_GROUP_SHOWN]))
                )
                known += [len(entries), *entries[:_GROUP_SHOWN]]
                first = f"{kind}/{badge.value}"
                yield from _lists(first, badge, entries, options.issues_per_page)
        make = partial(_groups_page, kind, heading, groups)
        yield Plan(f"{kind}/index.html", Stage.LIST, make, digest_of(*known))


def _lists(first: str, badge: Badge | None, entries: Sequence[Entry], size: int) -> Iterator[Plan]:
    cuts = cut(entries, size)
    for pager, part in zip(pagers(first, len(cuts)), cuts, strict=True):
        make = partial(_list_page, badge, len(entries), part, pager)
        yield Plan(pager.path, Stage.LIST, make, digest_of(pager.shown, badge, len(entries), part))


def _rows(entries: Sequence[Entry]) -> tuple[IssueRow, ...]:
    return tuple(entry.row for entry in entries)


def _list_page(badge: Badge | None, total: int, entries: Sequence[Entry], pager: Pager) -> ListPage:
    kind = f"{badge.kind.capitalize()}: {badge.word}" if badge else "All issues"
    path = pager.path
    return ListPage(
        path=path,
        root=root_of(path),
        title=numbered(kind, pager.number),
        description=f"{kind}: {counted(total, 'issue', 'issues')}.",
        section=badge.kind if badge else "issues",
        heading=badge.word if badge else "All issues",
        badge=badge,
        total=total,
        rows=_rows(entries),
        pager=pager,
    )


def _groups_page(kind: str, heading: str, groups: Sequence[Group]) -> GroupsPage:
    path = f"{kind}/index.html"
    parts = ", ".join(f"{group.total} {group.badge.word.lower()}" for group in groups)
    return GroupsPage(
        path=path,
        root=root_of(path),
        title=heading,
        description=f"All issues {heading.lower()}: {parts}.",
        section=kind,
        heading=heading,
        groups=tuple(groups),
    )
