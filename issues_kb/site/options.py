"""What a build is asked for and what it reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SiteOptions", "SiteReport"]


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """How a site is made. Every field has a default that fits a small project."""

    #: The site's name; none takes the title of the only log, else "Issue log".
    title: str | None = None
    #: A folder of templates and assets that replace the packaged ones of the same name.
    templates: Path | None = None
    #: Write into a folder that holds files which no build of ours wrote.
    force: bool = False
    #: Issues on one page of a list.
    issues_per_page: int = 200
    #: Learnings on one page.
    learnings_per_page: int = 150
    #: Called with (files made, files in all) while the site is written.
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a build did. Paths are relative to ``output``, with ``/``, in order."""

    output: Path
    #: The page to open first.
    index: Path
    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """The number of HTML pages that the site now has."""
        made = (*self.written, *self.unchanged)
        return sum(1 for path in made if path.endswith(".html"))
