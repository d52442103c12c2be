"""An issue as every page may know it, and digests of what pages show."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from issues_kb.model import Status
from issues_kb.site.models import IssueLink, IssueRow, LogView

__all__ = ["Entry", "digest_of"]

_OPEN = frozenset(status.value for status in Status if status.is_open)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entry:
    """An issue without its contents. Two entries are equal when they are one.

    ``id`` is its row in the index, ``title`` as the log writes it. ``digest`` covers all that
    was read in the entry, ``face`` all that the pages of others show of it.
    """

    id: int
    key: str
    log: LogView
    row: IssueRow
    plain_title: str
    title: str
    severity_note: str | None
    status_note: str | None
    line: int
    end_line: int
    learnings: int
    measures: int
    open_measures: int
    missed: str | None
    digest: str
    face: str

    def __repr__(self) -> str:
        return f"Entry({self.face})"

    def value(self, kind: str) -> str:
        """The value of the issue's ``severity`` or ``status``."""
        return (self.row.severity if kind == "severity" else self.row.status).value

    @property
    def link(self) -> IssueLink:
        """The row without what a link does not need."""
        return IssueLink(label=self.row.label, title=self.row.title, path=self.row.path)

    @property
    def is_open(self) -> bool:
        """Whether the issue is open or in progress."""
        return self.row.status.value in _OPEN

    @property
    def year(self) -> str | None:
        """The year of its date, if it has one."""
        return self.row.date[:4] if self.row.date else None


def digest_of(*facts: object) -> str:
    """A short digest of plain values: entries stand for what other pages show of them."""
    # As text every value shows what it is, and entries show their faces.
    text = repr(facts).encode("utf-8", "backslashreplace")
    return blake2b(text, digest_size=12).hexdigest()
