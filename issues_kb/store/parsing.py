"""Entries → readings with their search documents, on all cores when there are many."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issues_kb.diagnostics import Diagnostic
from issues_kb.model import Issue
from issues_kb.store.documents import issue_document
from issues_kb.store.missed import missed_family

if TYPE_CHECKING:
    from issues_kb.reading import EntrySource, Vocabulary

__all__ = ["Prepared", "prepare"]

_MANY = 200
_CHUNK = 25


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry ready to be written."""

    digest: str
    issue: Issue
    diagnostics: tuple[Diagnostic, ...]
    document: tuple[str, ...]
    missed: str | None = None


@dataclass(frozen=True, slots=True)
class _Work:
    sources: Sequence[tuple[EntrySource, str]]
    vocabulary: Vocabulary


def _prepare_one(source: EntrySource, path: str, vocabulary: Vocabulary) -> Prepared:
    from issues_kb.reading import read_entry

    reading = read_entry(source, path, vocabulary)
    issue = reading.issue
    return Prepared(
        digest=source.digest,
        issue=issue,
        diagnostics=reading.diagnostics,
        document=issue_document(issue),
        missed=missed_family(issue, vocabulary),
    )


def _prepare_chunk(work: _Work) -> list[Prepared]:
    return [_prepare_one(source, path, work.vocabulary) for source, path in work.sources]


def _workers(entries: int) -> int:
    # Only where a process starts as a copy of this one: elsewhere it would import the
    # caller's main module again, which a library must not ask for. A copy of a process
    # with threads may hang.
    forks = sys.platform == "linux" and multiprocessing.get_start_method(allow_none=True) in (
        None,
        "fork",
    )
    if entries <= _MANY or not forks or threading.active_count() > 1:
        return 1
    return min(os.cpu_count() or 1, 8)


def prepare(
    sources: Sequence[tuple[EntrySource, str]], vocabulary: Vocabulary
) -> Iterator[Prepared]:
    """Read entries, each with the path of its log, in their order."""
    workers = _workers(len(sources))
    if workers == 1:
        for source, path in sources:
            yield _prepare_one(source, path, vocabulary)
        return
    chunks = [
        _Work(sources[start : start + _CHUNK], vocabulary)
        for start in range(0, len(sources), _CHUNK)
    ]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for prepared in pool.map(_prepare_chunk, chunks):
            yield from prepared
