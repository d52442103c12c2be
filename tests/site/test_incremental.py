"""A site that was brought up to date is the site that a first build makes, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from issues_kb.model import LogFile
from issues_kb.site import (
    SiteOptions,
    about_plans,
    build_site,
    gathering,
    line_plans,
    making,
    missed_plans,
    prevention_plans,
    rendering,
)
from issues_kb.site.machines import exports, feeds, llms
from issues_kb.site.search import plans as search
from issues_kb.site.writing import MANIFEST
from issues_kb.store import Index, sync

# So few that a handful of issues fills many files of each kind.
LIMITS: tuple[tuple[object, str, int], ...] = (
    (about_plans, "_DIAGNOSTICS", 2),
    (exports, "_LIMIT", 4_000),
    (feeds, "_NEWEST", 4),
    (gathering, "_MANY", 2),
    (line_plans, "_MOST", 2),
    (llms, "_ITEMS", 3),
    (llms, "_LISTED", 4),
    (missed_plans, "_REASONS", 2),
    (missed_plans, "_SHOWN", 1),
    (prevention_plans, "_MEASURES", 2),
    (search, "_LIMIT", 6_000),
)


@dataclass(frozen=True)
class Entry:
    """An issue to be: its text depends on these numbers and on nothing else."""

    number: int
    said: int = 0
    mentions: int = 2
    title: int = 0
    day: int = 1
    status: str = "Open"

    def text(self) -> str:
        date = f"**Date:** 2025-01-{self.day:02}\n" if self.day else ""
        learnings = "".join(f"- **DO:** say {self.said} {n}\n" for n in range(self.said % 4))
        return (
            f"## Issue #{self.number}: Thing {self.title} breaks\n\n{date}"
            f"**Severity:** {('Low', 'High', 'Hihg')[self.said % 3]}\n**Status:** {self.status}\n\n"
            f"### Problem\n\nSee #{self.mentions}. It said {self.said}, `E{self.said}: no`.\n\n"
            f"### Files Changed\n\n- `src/{self.said % 3}/main.py`: mended\n- `src/all.py`\n\n"
            f"### Why This Was Missed\n\nNo test said {self.said % 3}.\n\n"
            f"### Key Learnings\n\n{learnings or '- Look twice'}\n\n"
            f"### Prevention\n\n- [{'x' if self.said % 2 else ' '}] Look at {self.said}\n"
            f"- [ ] Look at all\n\n"
        )


Logs = Mapping[str, tuple[Entry, ...]]
Edit = Callable[[Logs, int], Logs]

FIRST: Logs = {"a.md": tuple(Entry(number, said=number, day=number) for number in range(1, 7))}


def _own(logs: Logs, edit: Callable[[tuple[Entry, ...]], tuple[Entry, ...]], log: int) -> Logs:
    path = sorted(logs)[log % len(logs)]
    return {**logs, path: edit(logs[path])}


def _one(change: Callable[[Entry, int], Entry]) -> Edit:
    """An edit of one entry."""

    def edit(logs: Logs, choice: int) -> Logs:
        def changed(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
            place = choice % max(len(entries), 1)
            return tuple(change(e, choice) if n == place else e for n, e in enumerate(entries))

        return _own(logs, changed, choice)

    return edit


def _add(logs: Logs, choice: int) -> Logs:
    new = Entry(choice % 12, said=choice, mentions=choice % 9, day=choice % 28)
    return _own(logs, lambda entries: (*entries, new), choice)


def _remove(logs: Logs, choice: int) -> Logs:
    def without(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        place = choice % max(len(entries), 1)
        return entries[:place] + entries[place + 1 :]

    return _own(logs, without, choice)


def _swap(logs: Logs, choice: int) -> Logs:
    """Two neighbours change places."""

    def swapped(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        place = choice % max(len(entries), 1)
        pair = entries[place : place + 2]
        return entries[:place] + pair[::-1] + entries[place + 2 :]

    return _own(logs, swapped, choice)


def _add_log(logs: Logs, choice: int) -> Logs:
    return {**logs, f"docs/{choice % 3}.md": (Entry(1, said=choice), Entry(2, mentions=1))}


def _remove_log(logs: Logs, choice: int) -> Logs:
    path = sorted(logs)[choice % len(logs)]
    return {each: logs[each] for each in logs if each != path or len(logs) == 1}


EDITS: Mapping[str, Edit] = {
    "add": _add,
    "remove": _remove,
    "swap": _swap,
    "say": _one(lambda entry, choice: replace(entry, said=choice)),
    "mention": _one(lambda entry, choice: replace(entry, mentions=choice % 12)),
    "retitle": _one(lambda entry, choice: replace(entry, title=choice)),
    "renumber": _one(lambda entry, choice: replace(entry, number=choice % 12)),
    "date": _one(lambda entry, choice: replace(entry, day=choice % 28)),
    "close": _one(lambda entry, _: replace(entry, status="Resolved")),
    "add log": _add_log,
    "remove log": _remove_log,
}


@dataclass(frozen=True)
class Site:
    """An index, and the site of it, which each ``update`` brings up to date."""

    folder: Path

    def update(self, logs: Logs, source: Path) -> dict[str, bytes]:
        self.folder.mkdir(exist_ok=True)
        files = [LogFile(source / path, path, path) for path in sorted(logs)]
        sync(self.folder / "index.db", files)
        options = SiteOptions(
            issues_per_page=2, learnings_per_page=2, cache=self.folder / "pages.db"
        )
        out = self.folder / "site"
        with Index.open(self.folder / "index.db") as index:
            build_site(index, out, options)
        made = (file for file in out.rglob("*") if file.is_file() and file.name != MANIFEST)
        return {file.relative_to(out).as_posix(): file.read_bytes() for file in made}


@pytest.fixture(scope="module", autouse=True)
def _small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in LIMITS:
            patch.setattr(module, name, value)
        # The templates stay the same: compiling them is most of a small build.
        patch.setattr(making, "page_environment", lru_cache(rendering.page_environment))
        yield


@contextmanager
def _scratch() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def _differing(folder: Path, site: Site, logs: Logs, step: int) -> list[str]:
    """The files that a first build makes differently, or not at all."""
    for path, entries in logs.items():
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"# Log\n\n{''.join(entry.text() for entry in entries)}", "utf-8")
    again = site.update(logs, folder)
    first = Site(folder / f"first-{step}").update(logs, folder)
    return sorted(path for path in again | first if again.get(path) != first.get(path))


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_site_is_as_new(edit: str) -> None:
    with _scratch() as folder:
        site = Site(folder / "own")
        assert _differing(folder, site, FIRST, 0) == []
        for choice in (8, 3):
            edited = EDITS[edit](FIRST, choice)
            assert _differing(folder, site, edited, choice) == []


def test_files_name_an_issue_that_is_new_to_the_log() -> None:
    many = tuple(Entry(number, mentions=30) for number in range(1, 10))
    with _scratch() as folder:
        site = Site(folder / "own")
        assert _differing(folder, site, {"a.md": many}, 0) == []
        assert _differing(folder, site, {"a.md": (*many, Entry(30))}, 1) == []
        assert _differing(folder, site, {"a.md": many}, 2) == []


# Each example builds several sites: a failing one is told as it is, not made smaller.
@settings(max_examples=8, phases=(Phase.explicit, Phase.generate))
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 99)), max_size=4))
def test_after_any_edits_the_site_is_as_new(edits: list[tuple[str, int]]) -> None:
    with _scratch() as folder:
        site, logs = Site(folder / "own"), FIRST
        for step, (edit, choice) in enumerate([("close", 0), *edits]):
            logs = EDITS[edit](logs, choice)
            assert _differing(folder, site, logs, step) == []
