"""Brings an index up to date with its logs, reading only what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from issues_kb.model import LogFile
from issues_kb.store.values import SyncReport

__all__ = ["known_logs", "sync"]


def known_logs(database: Path) -> tuple[LogFile, ...]:
    """The logs that ``database`` covers; none when it does not exist yet.

    Raises DatabaseError when the file is not ours or cannot be read.
    """
    raise NotImplementedError


def sync(
    database: Path,
    logs: Sequence[LogFile] = (),
    *,
    exact: bool = True,
    forget: Sequence[Path] = (),
    rebuild: bool = False,
    vocabulary: Mapping[str, Any] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> SyncReport:
    """Make ``database`` cover its logs as they are on disk now.

    ``exact``: the index covers exactly ``logs`` afterwards (a project's own database).
    Otherwise ``logs`` are added to those it knows, ``forget`` are taken out, and a known
    log that cannot be read is reported as a failure and loses its issues until it can.
    ``vocabulary`` is the raw table of the configuration, as ``load_vocabulary`` takes it.
    ``rebuild`` reads everything again. ``progress`` hears path, entries read and entries
    to read. Unusable logs are in the report's ``failures``; the others are processed.

    One transaction: the index is the old one or the new one, whatever happens. When
    nothing changed, nothing is written or imported, at a cost independent of the number
    of issues.

    Raises DatabaseError when the database is not ours, cannot be written, or stays
    locked for 30 seconds; ConfigError when the vocabulary is wrong.
    """
    raise NotImplementedError
