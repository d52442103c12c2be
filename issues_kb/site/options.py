"""What a build is asked for and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["SiteOptions", "SiteReport"]


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """How a site is made. Every field has a default that fits a small project."""

    #: The site's name; none takes the title of the only log, else "Issue log".
    title: str | None = None
    #: A folder of templates and assets that replace the packaged ones of the same name.
    templates: Path | None = None
    #: The web address that the site is published at, with ``/`` at its end.
    base_url: str | None = None
    #: The web address of the repository, for links to files.
    repository: str | None = None
    #: Which search the pages have: ``minisearch``, ``pagefind`` or ``none``.
    search: str = "minisearch"
    #: Values of the style sheet's variables by name, such as ``accent``.
    theme: Mapping[str, str] = field(default_factory=dict)
    #: When something without a date in its log counts as changed: an ISO time, if known.
    updated: str | None = None
    #: Where rendered issues are kept from build to build; none keeps nothing.
    cache: Path | None = None
    #: Write into a folder that holds files which no build of ours wrote.
    force: bool = False
    #: Issues on one page of a list.
    issues_per_page: int = 200
    #: Learnings on one page.
    learnings_per_page: int = 150
    #: Called with (files seen to, files in all) while the site is written.
    progress: Callable[[int, int], None] | None = None
    #: Called when another build writes into the folder, whose end is then waited for.
    waiting: Callable[[], None] | None = None


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
