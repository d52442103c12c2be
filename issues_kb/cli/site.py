"""What ``build`` and ``serve`` share: the index to build from, and how the site is to be."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from issues_kb.cli.options import source_date
from issues_kb.cli.project import Answer, Project
from issues_kb.cli.screen import is_terminal, one_line
from issues_kb.cli.standing import from_here
from issues_kb.errors import LogError, UsageError

if TYPE_CHECKING:
    from issues_kb.diagnostics import Diagnostic
    from issues_kb.site import SiteOptions
    from issues_kb.store import Index

__all__ = [
    "BaseUrl",
    "Force",
    "Open",
    "Repository",
    "Search",
    "ask_index",
    "collect_garbage",
    "counted",
    "diagnostic_line",
    "open_page",
    "site_options",
]

BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="The web address it is published at."),
]
Repository = Annotated[
    str | None,
    typer.Option("--repository", metavar="URL", help="The repository, for links to lines."),
]
Search = Annotated[
    Literal["minisearch", "pagefind", "none"],
    typer.Option("--search", help="The search in the pages; pagefind for very large sites."),
]
Force = Annotated[bool, typer.Option("--force", help="Write into a folder that holds other files.")]
Open = Annotated[bool, typer.Option("--open", help="Open the site in the web browser.")]

_SLOW_FILES = 500
_YOUNG = 100_000
"""So many new objects may there be before Python looks for garbage: most go away by themselves."""


def collect_garbage() -> None:
    """Let Python look for garbage again, which a short command does without, though seldom."""
    gc.set_threshold(_YOUNG, 50, 1000)
    gc.enable()


def counted(number: int, word: str) -> str:
    """``1 page``, ``2 pages``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def ask_index(
    project: Project,
    logs: Sequence[str] | None,
    question: Callable[[Index], Answer],
    scratch: Path | None = None,
) -> Answer:
    """The answer of the index to build from, brought up to date.

    Logs that are named are indexed into the folder ``scratch``, else one that goes away,
    unless a database is named that covers no others.
    """
    from issues_kb.store import Index

    if not logs:
        return project.ask(question)
    named = project.named_logs(logs)
    if project.names_database:
        project.sync(named, exact=False)
        covered = project.ask(lambda index: {each.log.path for each in index.logs()})
        if covered <= {log.path for log in named}:
            return project.ask(question)
    with nullcontext(scratch) if scratch else _folder() as folder:
        passing = Project(project.settings._replace(database=folder / "index.db"))
        passing.sync(named, exact=True)
        project.failures += passing.failures
        with Index.open(passing.database) as index:
            if not index.logs():
                raise LogError("none of the logs can be used", hint="name a Markdown file")
            return question(index)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="issues-kb-") as name:
        yield Path(name)


def site_options(
    project: Project,
    index: Index,
    *,
    base_url: str | None = None,
    repository: str | None = None,
    search: str = "minisearch",
    force: bool = False,
) -> SiteOptions:
    """The site that the configuration and the command line ask for. Raises UsageError."""
    from issues_kb.site import SiteOptions
    from issues_kb.site.theme import read_theme

    config = project.config
    published = _address(base_url, "--base-url") or config.base_url
    quiet = project.settings.quiet or not is_terminal(sys.stderr)
    # What belongs to no lasting index would be kept for nobody.
    lasting = index.database == project.database
    return SiteOptions(
        title=config.title,
        templates=project.templates,
        base_url=published and published.rstrip("/") + "/",
        repository=_address(repository, "--repository") or config.repository,
        search=search,
        theme=read_theme(config.theme, config.source),
        updated=source_date(),
        cache=project.database.with_suffix(".html.db") if lasting else None,
        force=force,
        progress=None if quiet else _progress(),
        waiting=partial(project.note, "waits for another build, which writes into the folder"),
    )


def diagnostic_line(found: Diagnostic) -> str:
    """``path:line:column: CODE message``, as ``check`` prints it."""
    place = f"{one_line(from_here(found.path))}:{found.line}:{found.column}"
    return f"{place}: {found.code} {one_line(found.message)}"


def open_page(address: str) -> None:
    """Show a page in the person's web browser."""
    import webbrowser

    webbrowser.open(address)


def _address(text: str | None, option: str) -> str | None:
    if text is None:
        return None
    given = text.strip()
    if not given.lower().startswith(("https://", "http://")) or len(given.split()) != 1:
        hint = "it begins with https:// or http://"
        raise UsageError("is not a web address", subject=option, hint=hint)
    return given


def _progress() -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if total >= _SLOW_FILES and (done % (total // 100) == 0 or done == total):
            end = "\r\x1b[K"
            sys.stderr.write(end if done == total else f"{end}writing {done} of {total}")
            sys.stderr.flush()

    return show
