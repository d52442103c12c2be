"""Paths as a person writes them who stands in a folder of the project.

Logs are known by their paths from the project's root. What is printed for a person or an
editor counts from where they stand; JSON, CSV and Markdown keep the path from the root.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

__all__ = ["from_here", "path_between", "stand"]


class _Standing:
    way: Callable[[str], str] = staticmethod(str)


def stand(way: Callable[[str], str]) -> None:
    """Where the person stands: ``way`` makes paths from there of those from the root."""
    _Standing.way = staticmethod(way)


def from_here(path: str) -> str:
    """The path of a log from where the person stands."""
    return _Standing.way(path)


def path_between(folder: Path, root: Path, path: str) -> str:
    """From a folder of the project at ``root`` to a path inside; any other path as it is."""
    inside = folder.is_relative_to(root) and folder != root
    if not inside or os.path.isabs(path) or path.startswith("../"):
        return path
    return os.path.relpath(root / path, folder).replace(os.sep, "/")
