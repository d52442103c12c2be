"""``issues-kb serve``: the site on this machine, made anew whenever something changes."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from issues_kb.cli.failure import report, say_error
from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, Settings, project_of
from issues_kb.cli.screen import emit, one_line
from issues_kb.cli.site import (
    Force,
    Open,
    Repository,
    Search,
    ask_index,
    collect_garbage,
    counted,
    open_page,
    site_options,
)
from issues_kb.config import CONFIG_FILE
from issues_kb.errors import IssuesKbError
from issues_kb.site.preview import Preview, State
from issues_kb.site.watching import Watch

if TYPE_CHECKING:
    from issues_kb.site import SiteReport
    from issues_kb.store import Index

__all__ = ["Serving", "serve"]

_PAUSE = 0.5
"""Seconds between two looks at the files."""

_SHOWN = 3
_CONFIGURATIONS = (CONFIG_FILE, "pyproject.toml")


class Wanted(NamedTuple):
    """What the command line asks for."""

    settings: Settings
    logs: list[str] | None = None
    output: Path | None = None
    force: bool = False
    repository: str | None = None
    search: str = "minisearch"


def serve(  # noqa: PLR0917
    context: typer.Context,
    logs: Logs = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="The port, or the next free one.")
    ] = 8000,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep the site there. Default: nowhere."),
    ] = None,
    force: Force = False,
    repository: Repository = None,
    search: Search = "minisearch",
    open_site: Open = False,
) -> None:
    """Show the site on this machine, and reload it on every change.

    Watches logs, configuration and templates. An error in one of them is shown in the
    pages until it is mended. Ends with Ctrl-C.
    """
    collect_garbage()
    project = project_of(context)
    folder = project.at(output) if output else None
    wanted = Wanted(project.settings, logs, folder, force, repository, search)
    with suppress(KeyboardInterrupt), _terminated(), Serving(wanted, port) as serving:
        emit(serving.preview.address)
        project.note("Ctrl-C ends it")
        if open_site:
            open_page(serving.preview.address)
        serving.run(Event(), _PAUSE)


class Serving:
    """A site that is built, served and built again; a context manager."""

    def __init__(self, wanted: Wanted, port: int) -> None:
        """Builds the site for the first time. Raises what keeps it from being built."""
        self._wanted = wanted
        self._scratch = tempfile.TemporaryDirectory(prefix="issues-kb-")
        self._watch = Watch()
        self._folder = wanted.output or Path(self._scratch.name) / "site"
        try:
            # Before there are threads, so that all cores can make pages.
            state = self._made(State())
            self._folder.mkdir(parents=True, exist_ok=True)
            self.preview = Preview(self._folder, port, report)
        except BaseException:
            self._scratch.cleanup()
            raise
        self.preview.tell(state)

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        self.preview.close()
        self._scratch.cleanup()

    def run(self, stop: Event, pause: float) -> None:
        """Look for changes every ``pause`` seconds, until ``stop``."""
        while not stop.wait(pause):
            changed = self._watch.changed()
            if changed:
                self._note_change(changed)
                self.preview.tell(self._built(self.preview.state))

    def _built(self, state: State) -> State:
        """Build once more; what goes wrong is told here and in the pages."""
        try:
            return self._made(state)
        except IssuesKbError as error:
            say_error(error)
            return State(state.build, _told(error))
        except Exception as error:  # noqa: BLE001 whatever it is, the next change may mend it
            report(error)
            return State(state.build, f"{type(error).__name__}: {one_line(str(error))}")

    def _made(self, state: State) -> State:
        # The configuration is one of the things that may have changed.
        project = Project(self._wanted.settings)
        project.announces |= not state.build
        self._look(project, ())
        changes = self._build(project)
        failures = "\n".join(map(_told, project.failures)) or None
        return State(state.build + (changes > 0 or not state.build), failures)

    def _build(self, project: Project) -> int:
        from issues_kb.site import build_site

        wanted, scratch = self._wanted, Path(self._scratch.name)

        def build_from(index: Index) -> SiteReport:
            self._look(project, [each.log.file for each in index.logs()])
            options = site_options(
                project,
                index,
                force=wanted.force,
                repository=wanted.repository,
                search=wanted.search,
            )
            return build_site(index, self._folder, options)

        made = ask_index(project, wanted.logs, build_from, scratch)
        changes = len(made.written) + len(made.removed)
        project.note(
            f"{counted(made.pages, 'page')}: {counted(len(made.written), 'file')} written,"
            f" {len(made.removed)} removed"
        )
        return changes

    def _look(self, project: Project, logs: list[Path] | tuple[()]) -> None:
        """Watch what the site is made of, as it is before it is read."""
        settings = self._wanted.settings
        places = {settings.directory, *logs, *(log.parent for log in logs)}
        places |= {project.at(log) for log in self._wanted.logs or ()}
        trees: list[Path] = []
        start = Path(os.path.abspath(settings.directory))
        for folder in (start, *start.parents):
            places |= {folder / name for name in _CONFIGURATIONS}
        places |= {project.at(settings.config)} if settings.config else set()
        with suppress(IssuesKbError):
            config = project.config
            places.add(config.root)
            trees = [project.templates] if project.templates else [config.root / "templates"]
        self._watch.look_at(sorted(places), trees)

    def _note_change(self, changed: tuple[str, ...]) -> None:
        project = Project(self._wanted.settings)
        names = [project.shown(Path(path)) for path in changed[:_SHOWN]]
        more = [f"{len(changed) - _SHOWN} more"] if len(changed) > _SHOWN else []
        project.note(f"changed: {', '.join([*names, *more])}")


def _told(error: IssuesKbError) -> str:
    parts = [error.subject, error.reason]
    text = ": ".join(one_line(part) for part in parts if part)
    return f"{text}\n{one_line(error.hint)}" if error.hint else text


@contextmanager
def _terminated() -> Iterator[None]:
    """A polite request to end is the same as Ctrl-C; so is a terminal that goes."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    numbers = [getattr(signal, name) for name in names]
    # Who started us may want it ignored, as nohup does.
    heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
