"""What can stand at a place of the line: words of the query language, keys and logs of the index.

Shells evaluate what they are answered, and keys and titles come from logs, so nothing but
plain characters leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issues_kb.store import Index

__all__ = ["SOURCES", "Candidate", "Place", "harmless"]

_HARMLESS = re.compile(r"[\w@%+./#:,=-]+")
_NOT_PLAIN = re.compile(r"[^\w .,/#+=%@-]+")
_NOTE_WIDTH = 60
_MOST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that the shell may put in, and a few words on it."""

    text: str
    note: str = ""


def harmless(found: Iterable[Candidate]) -> list[Candidate]:
    """The candidates in which no shell sees more than letters, with notes made so."""
    return [
        replace(each, note=" ".join(_NOT_PLAIN.sub(" ", each.note).split())[:_NOTE_WIDTH].strip())
        for each in found
        if _HARMLESS.fullmatch(each.text)
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the program would work: what ``-C``, ``--db`` and ``--config`` say."""

    directory: Path
    database: Path | None = None
    config: Path | None = None

    @contextmanager
    def index(self) -> Iterator[Index]:
        """The index as the last command left it. Raises IssuesKbError when there is none."""
        from issues_kb.cli.project import Project, Settings
        from issues_kb.store import Index

        project = Project(Settings(self.directory, self.database, self.config))
        with Index.open(project.database) as opened:
            yield opened


_Source = Callable[[str, Place], Iterable[Candidate]]


def _keys(word: str, place: Place) -> Iterator[Candidate]:
    """Keys with titles; ``log#key`` where several logs have a key."""
    log, mark, key = word.rpartition("#")
    with place.index() as index:
        found = index.keys(key, limit=_MOST)
    several = [each.key for each in found]
    for issue in found:
        if log and issue.log.casefold() != log.casefold():
            continue
        text = f"{log}#{issue.key}" if log else f"{mark}{issue.key}"
        if not log and several.count(issue.key) > 1:
            text = f"{issue.log}#{issue.key}"
        yield Candidate(text, issue.title)


def _logs(word: str, place: Place) -> Iterator[Candidate]:
    with place.index() as index:
        logs = index.logs()
    for each in logs:
        if each.log.name.startswith(word):
            yield Candidate(each.log.name, each.log.path)


def _severities(word: str, _: Place) -> Iterator[Candidate]:
    from issues_kb.model import Severity

    return _listed(word, (each.value for each in Severity))


def _statuses(word: str, _: Place) -> Iterator[Candidate]:
    from issues_kb.model import Status

    return _listed(word, (each.value for each in Status))


def _states(word: str, _: Place) -> Iterator[Candidate]:
    return _listed(word, ("open", "closed"))


def _parts(word: str, _: Place) -> Iterator[Candidate]:
    from issues_kb.query import Part

    return _listed(word, (each.value for each in Part))


def _orders(word: str, _: Place) -> Iterator[Candidate]:
    from issues_kb.query import SortKey

    return _listed(word, (order for key in SortKey for order in (key.value, f"{key.value}-")))


def _nothing(_: str, __: Place) -> Iterator[Candidate]:
    return iter(())


def _listed(word: str, values: Iterable[str]) -> Iterator[Candidate]:
    """Values that may be joined by commas, each once."""
    before, comma, last = word.rpartition(",")
    taken = before.split(",")
    for value in values:
        if value.startswith(last) and value not in taken:
            yield Candidate(f"{before}{comma}{value}")


_QUALIFIERS: Mapping[str, tuple[_Source, str]] = {
    "severity": (_severities, "how much it hurts"),
    "status": (_statuses, "where it stands"),
    "is": (_states, "open or closed"),
    "has": (_parts, "with such a part"),
    "no": (_parts, "without such a part"),
    "in": (_parts, "look for the words there"),
    "log": (_logs, "in this log"),
    "file": (_nothing, "touched such a path"),
    "number": (_nothing, "with this number"),
    "date": (_nothing, "2024-06 or 2024-06..2024-08"),
    "after": (_nothing, "since this day or month"),
    "before": (_nothing, "before this day or month"),
    "sort": (_orders, "put in order by"),
    "not": (_nothing, "without this word"),
}


def _query(word: str, place: Place) -> Iterable[Candidate]:
    """Qualifiers by name; their values once one is decided."""
    name, colon, value = word.partition(":")
    if colon:
        source, _ = _QUALIFIERS.get(name, (_nothing, ""))
        return [replace(each, text=f"{name}:{each.text}") for each in source(value, place)]
    names = [each for each in _QUALIFIERS if each.startswith(name)]
    if len(names) == 1 and (values := list(_query(f"{names[0]}:", place))):
        # A single candidate would be closed with a blank.
        return values
    return [Candidate(f"{each}:", _QUALIFIERS[each][1]) for each in names]


def _filters(word: str, place: Place) -> Iterable[Candidate]:
    """Qualifiers, once something is typed: files come first here, and those the shell knows."""
    return _query(word, place) if word else ()


SOURCES: Mapping[str, _Source] = {
    "wanted": _filters,
    "key": _keys,
    "log": _logs,
    "query": _query,
    "severity": _severities,
    "status": _statuses,
}
"""What the values of an option or argument come from, by its name; the shell offers files else."""
