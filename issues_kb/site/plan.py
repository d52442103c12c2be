"""A file to come: its path and what it depends on are known before it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from issues_kb.site.models import Page

__all__ = ["Plan", "Stage"]


class Stage(IntEnum):
    """When a file is written, so that no link leads nowhere meanwhile."""

    #: Style sheets, scripts and icons: what every page loads.
    ASSET = 0
    #: Pages of single things: issues, files.
    PAGE = 1
    #: What lists and other machines load: the search index, feeds, exports.
    DATA = 2
    #: Pages that lead to the others; the overview comes last of all.
    LIST = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """A file of the site.

    ``make`` gives its bytes, or the model of a page to be rendered. It may run in a copy of
    the process, in any order, or not at all.
    """

    #: In the site, with ``/``.
    path: str
    stage: Stage
    make: Callable[[], bytes | Page]
    #: Covers all that the file shows beside ``site``, the options, the templates and our own
    #: code: while it stays and nobody touches the file, the file is not made again. Without
    #: one it is made every time, and written when its bytes change.
    digest: str | None = None
    #: Called before plans that share it are made together, with their paths.
    prepare: Callable[[Sequence[str]], None] | None = None
