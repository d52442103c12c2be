"""Where a log lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["LogFile"]


@dataclass(frozen=True, slots=True)
class LogFile:
    """Where a log lies: ``file`` on disk, ``path`` and ``name`` as people see them."""

    file: Path
    path: str
    name: str
