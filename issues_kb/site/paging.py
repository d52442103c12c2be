"""Lists cut into pages, and the addresses and words that such pages have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from issues_kb.site.models import Pager

__all__ = ["counted", "cut", "numbered", "page_paths", "pagers", "root_of"]

_Item = TypeVar("_Item")


def counted(number: int, one: str, many: str) -> str:
    """``1 issue``, ``2 issues``."""
    return f"{number} {one if number == 1 else many}"


def cut(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    """Pages of at most ``size``; an empty list has one empty page."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [()]


def page_paths(first: str, pages: int, mark: str = "-") -> tuple[str, ...]:
    """``issues/index.html``, ``issues/page-2.html``; ``severity/high.html``, ``…/high-2.html``.

    ``mark`` stands before the number where there is no ``index``.
    """
    stem = first.removesuffix("index") + "page-" if first.endswith("/index") else first + mark
    return (f"{first}.html", *(f"{stem}{number}.html" for number in range(2, pages + 1)))


def pagers(first: str, pages: int, mark: str = "-") -> list[Pager]:
    """A pager for each page of a list."""
    paths = page_paths(first, pages, mark)
    return [Pager(number=number, paths=paths) for number in range(1, pages + 1)]


def numbered(title: str, number: int) -> str:
    """The title of a page of a list."""
    return title if number == 1 else f"{title}, page {number}"


def root_of(path: str) -> str:
    """What leads from the page at ``path`` to the site's root."""
    return "../" * path.count("/")
