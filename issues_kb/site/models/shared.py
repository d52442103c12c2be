"""What several pages share: the site, badges, rows and links."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from issues_kb.markdown.visible import Html

__all__ = [
    "Badge",
    "Count",
    "IssueLink",
    "IssueRow",
    "LogRow",
    "LogView",
    "NavItem",
    "Page",
    "Pager",
    "SiteView",
]

# Pages on each side of the current one that a list of pages names.
_NEAR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """An entry of the menu. ``section`` equals ``page.section`` on the pages it covers."""

    section: str
    word: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogView:
    """A log that the site was made from."""

    name: str
    path: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """What all pages know: the variable ``site``.

    ``nav`` is the menu at the top, ``more`` what the bottom leads to besides. ``base_url``
    is the web address that the site is published at, with ``/`` at its end, or none;
    ``search`` is ``minisearch``, ``pagefind`` or ``none``; ``themed`` says whether there is an
    ``assets/theme.css``.
    """

    title: str
    nav: tuple[NavItem, ...]
    more: tuple[NavItem, ...]
    logs: tuple[LogView, ...]
    several_logs: bool
    base_url: str | None = None
    search: str = "minisearch"
    themed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A severity, status or state: ``kind`` says which, ``value`` is our word or ``none``.

    ``word`` is for people, ``note`` what the log says beside it; ``path`` leads to the
    list of what carries it.
    """

    kind: str
    value: str
    word: str
    path: str
    note: Html | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLink:
    """Just enough of an issue to lead to it. ``label`` is its number, or nothing."""

    label: str
    title: Html
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """An issue in a list."""

    label: str
    title: Html
    path: str
    severity: Badge
    status: Badge
    date: str | None
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a list goes on. ``paths`` holds the pages of the list, in order."""

    number: int
    paths: tuple[str, ...]

    @property
    def shown(self) -> tuple[int, int]:
        """What a page shows of its list: its number, and how many there are."""
        return self.number, len(self.paths)

    @property
    def path(self) -> str:
        """The page that it stands on."""
        return self.paths[self.number - 1]

    @property
    def near(self) -> tuple[int, ...]:
        """The numbers of the first, the last and the neighbouring pages; 0 is a gap."""
        last = len(self.paths)
        shown = sorted(
            {1, last, *range(max(1, self.number - _NEAR), min(last, self.number + _NEAR) + 1)}
        )
        found = [1]
        for before, number in pairwise(shown):
            found += [number] if number == before + 1 else [0, number]
        return tuple(found)

    @property
    def previous(self) -> str | None:
        """The page before, or none."""
        return self.paths[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> str | None:
        """The page after, or none."""
        return self.paths[self.number] if self.number < len(self.paths) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has: the variable ``page``.

    ``root`` leads from the page to the site's root: empty or ``../`` once or more.
    """

    path: str
    root: str
    title: str
    description: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number with its name; ``path`` leads to what was counted."""

    number: int
    word: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """A log in a table of logs: ``count`` issues, listed at ``path``."""

    log: LogView
    count: int
    open: int
    newest: str | None
    path: str
