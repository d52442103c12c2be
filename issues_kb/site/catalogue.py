"""The facts of all issues that every page may need: light, so that all are held at once.

Whole issues are read from the index a few at a time, by those who need them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from issues_kb.errors import DatabaseError
from issues_kb.markdown.html import plain_text, render_inline, render_title
from issues_kb.model import Severity, Status
from issues_kb.site.addresses import file_names, folder_names
from issues_kb.site.entries import Entry, digest_of
from issues_kb.site.menu import MORE, NAV
from issues_kb.site.models import Badge, IssueRow, LogView, SiteView
from issues_kb.site.options import SiteOptions
from issues_kb.site.relations import Relations
from issues_kb.site.shelf import Shelf
from issues_kb.store import Index

if TYPE_CHECKING:
    from issues_kb.model import Issue
    from issues_kb.store.facts import Card

__all__ = [
    "SEVERITIES",
    "STATUSES",
    "Catalogue",
    "Entry",
    "badges",
    "digest_of",
    "kept_with",
    "make_catalogue",
    "root_of",
    "severity_badge",
    "status_badge",
]

#: Worst first; ``none`` is for issues whose log does not say.
SEVERITIES: Mapping[str, str] = {
    "critical": "Critical",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "none": "No severity",
}
#: What needs work first.
STATUSES: Mapping[str, str] = {
    "open": "Open",
    "in-progress": "In progress",
    "resolved": "Resolved",
    "wont-fix": "Won't fix",
    "none": "No status",
}
_Made = TypeVar("_Made")
_CHUNK = 200
_NUMBER_DIGITS = 9
"""So much of the end of a key is looked at for its number."""


class Catalogue:
    """All issues of a site.

    ``entries`` are newest first, those without a date last; ``logs`` holds those of each
    log in the order of its file.
    """

    def __init__(
        self, index: Index, site: SiteView, logs: Sequence[Sequence[Entry]], shelf: Shelf
    ) -> None:
        self.site = site
        self.shelf = shelf
        self.logs = tuple(map(tuple, logs))
        every = [entry for log in self.logs for entry in log]
        self.entries = _newest_first(self.logs)
        self.by_id = {entry.id: entry for entry in every}
        self._indexes = {os.getpid(): index}

    @property
    def index(self) -> Index:
        """The index. A copy of the process opens its own: SQLite's cannot be shared."""
        own = self._indexes.get(os.getpid())
        if own is None:
            # The one of the process that we are a copy of stays as it is, even unclosed.
            first = next(iter(self._indexes.values()))
            own = self._indexes[os.getpid()] = Index.open(first.database)
        return own

    @cached_property
    def learning_digests(self) -> Mapping[int, str]:
        """What the learnings of each issue that has any say, by the entry's id."""
        return self.index.facts.digests("learnings")

    @cached_property
    def measure_digests(self) -> Mapping[int, str]:
        """What the measures of each issue that has any say, by the entry's id."""
        return self.index.facts.digests("measures")

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], Entry]:
        """The entries by the path of their log and their key, as summaries have them."""
        return {(entry.log.path, entry.key): entry for entry in self.entries}

    @cached_property
    def relations(self) -> Relations:
        """How issues belong together: neighbours, mentions, likeness."""
        return Relations(self.index, self.logs, self.by_id)

    def with_badge(self, badge: Badge) -> list[Entry]:
        """The issues that carry a severity or status, newest first."""
        return [entry for entry in self.entries if entry.value(badge.kind) == badge.value]

    def issues(self, entries: Iterable[Entry]) -> Iterator[Issue]:
        """The whole issues, in this order; some hundred are in memory at a time.

        Raises DatabaseError when the index is no longer the one that the entries are of.
        """
        asked = list(entries)
        for start in range(0, len(asked), _CHUNK):
            chunk = asked[start : start + _CHUNK]
            found = list(self.index.facts.issues([entry.id for entry in chunk]))
            if [(each.key, each.line, each.title) for each in found] != [
                (entry.key, entry.line, entry.title) for entry in chunk
            ]:
                raise DatabaseError(
                    "the index changed while the site was made",
                    subject=str(self.index.database),
                    hint="build again",
                )
            yield from found


def _newest_first(logs: Iterable[Sequence[Entry]]) -> tuple[Entry, ...]:
    """The issues by their dates; those of one day by where their log puts new ones.

    Issues without a date come last, in the order of the logs.
    """
    dated: list[Entry] = []
    for log in logs:
        own = [entry for entry in log if entry.row.date]
        appended = bool(own) and _age(own[0]) < _age(own[-1])
        dated += reversed(own) if appended else own
    dated.sort(key=lambda entry: entry.row.date or "", reverse=True)
    return (*dated, *(entry for log in logs for entry in log if not entry.row.date))


def _age(entry: Entry) -> tuple[str, int]:
    """What is greater for the newer of two issues: the date, and the number of the same day."""
    digits = "".join(filter(str.isdecimal, entry.key[-_NUMBER_DIGITS:]))
    return entry.row.date or "", int(digits or 0)


def kept_with(make: Callable[[Catalogue], _Made]) -> Callable[[Catalogue], _Made]:
    """Makes something of a catalogue once, and keeps it no longer than the catalogue."""
    kept: WeakKeyDictionary[Catalogue, _Made] = WeakKeyDictionary()

    @wraps(make)
    def made(catalogue: Catalogue) -> _Made:
        if catalogue not in kept:
            kept[catalogue] = make(catalogue)
        return kept[catalogue]

    return made


def make_catalogue(index: Index, options: SiteOptions) -> Catalogue:
    """Gives every issue its address and every list its order: dated first, newest on top."""
    indexed = index.logs()
    folders = folder_names((each.log.name, each.log.path) for each in indexed)
    cards: dict[str, list[Card]] = {str(each.log.file): [] for each in indexed}
    for card in index.facts.cards():
        cards[card.file].append(card)
    views = tuple(
        LogView(
            name=each.log.name or each.log.path,
            path=each.log.path,
            title=plain_text(each.title or "") or each.log.name or each.log.path,
        )
        for each in indexed
    )
    logs = [
        list(_entries(own, view, folder))
        for own, view, folder in zip(cards.values(), views, folders, strict=True)
    ]
    site = SiteView(
        title=options.title or _title_of(views),
        nav=NAV,
        more=MORE,
        logs=views,
        several_logs=len(views) > 1,
        base_url=options.base_url,
        search=options.search,
        themed=bool(options.theme),
    )
    return Catalogue(index, site, logs, Shelf(options.cache))


def severity_badge(severity: Severity | None, note: str | None = None) -> Badge:
    """The badge of an issue's severity, or of none."""
    return _badge("severity", SEVERITIES, severity.value if severity else "none", note)


def status_badge(status: Status | None, note: str | None = None) -> Badge:
    """The badge of an issue's status, or of none."""
    return _badge("status", STATUSES, status.value if status else "none", note)


def badges(kind: str) -> tuple[Badge, ...]:
    """Every value of a ``severity`` or ``status``, in the order of ``SEVERITIES``, ``STATUSES``."""
    words = SEVERITIES if kind == "severity" else STATUSES
    return tuple(_badge(kind, words, value, None) for value in words)


def root_of(path: str) -> str:
    """What leads from the page at ``path`` to the site's root."""
    return "../" * path.count("/")


def _badge(kind: str, words: Mapping[str, str], value: str, note: str | None) -> Badge:
    return Badge(
        kind=kind,
        value=value,
        word=words[value],
        path=f"{kind}/{value}.html",
        note=render_inline(note) if note else None,
    )


def _title_of(logs: Sequence[LogView]) -> str:
    return logs[0].title if len(logs) == 1 else "Issue log"


def _entries(cards: Sequence[Card], log: LogView, folder: str) -> Iterator[Entry]:
    names = file_names([card.key for card in cards])
    for card in cards:
        title = card.title.strip() or "Untitled"
        row = IssueRow(
            label=_label(card.number),
            title=render_title(title),
            path=f"issues/{folder}/{names[card.key]}.html",
            severity=severity_badge(card.severity),
            status=status_badge(card.status),
            date=card.date,
            log=log.name,
        )
        plain = plain_text(title) or "Untitled"
        yield Entry(
            id=card.id,
            key=card.key,
            log=log,
            row=row,
            plain_title=plain,
            title=card.title,
            severity_note=card.severity_note,
            status_note=card.status_note,
            line=card.line,
            end_line=card.end_line,
            learnings=card.learnings,
            measures=card.measures,
            open_measures=card.open_measures,
            missed=card.missed,
            digest=card.digest,
            face=digest_of(row.path, row.label, card.title, *card[5:7], card.status, log.name),
        )


def _label(number: str | None) -> str:
    given = (number or "").strip()
    return f"#{given}" if given.isdecimal() else given
