"""Addresses and names that stay: made of the log and the key, never of a title or a clock."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote, urlsplit

from issues_kb.site.catalogue import Entry

__all__ = ["address", "called", "moment", "tag", "twin"]

# A tag's date says when its authority held the name; it never changes.
_SINCE = "2020"
_NOBODY = "issues-kb.invalid"
_ENDING = ".html"
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def address(base_url: str | None, path: str) -> str:
    """Where ``path`` is published; without a base, the path from the site's root."""
    place, mark, anchor = path.partition("#")
    return f"{base_url or ''}{quote(place)}{mark}{anchor}"


def tag(base_url: str | None, name: str) -> str:
    """A ``tag:`` URI (RFC 4151) for what is called ``name`` in the site."""
    host, folder = _host(base_url)
    return f"tag:{host},{_SINCE}:{quote('/'.join(part for part in (folder, name) if part))}"


def twin(entry: Entry) -> str:
    """The path of the issue as Markdown."""
    return f"{entry.row.path.removesuffix(_ENDING)}.md"


def called(entry: Entry) -> str:
    """Number and title on one line, as plain text."""
    return f"{entry.row.label} {entry.plain_title}".strip()


def moment(day: str | None) -> str | None:
    """A day, or the first of a month, as a time in UTC; none where there is no such day."""
    found = _DAY.fullmatch(day or "")
    if found is None:
        return None
    try:
        begin = date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None
    return f"{begin.isoformat()}T00:00:00Z"


def _host(base_url: str | None) -> tuple[str, str]:
    try:
        parts = urlsplit(base_url or "")
        host = (parts.hostname or _NOBODY).encode("idna").decode()
    except ValueError:
        return _NOBODY, ""
    return host, parts.path.strip("/")
