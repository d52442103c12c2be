"""The page of all results of a search."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.site.models.shared import Page

__all__ = ["SearchPage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """A page that a script fills; ``total`` is the number of issues there are."""

    total: int
