"""Paths and keys as a person writes them who stands in a folder of the project.

Logs are known by their paths from the project's root. What is printed for a person or an
editor counts from where they stand; JSON, CSV and Markdown keep the path from the root.
Keys that several logs have are said with the name of their log.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

__all__ = ["from_here", "is_shared", "path_between", "stand", "tell_apart"]


class _Standing:
    way: Callable[[str], str] = staticmethod(str)
    shared: frozenset[str] = frozenset()


_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def stand(way: Callable[[str], str]) -> None:
    """Where the person stands: ``way`` makes paths from there of those from the root."""
    _Standing.way = staticmethod(way)


def from_here(path: str) -> str:
    """The path of a log from where the person stands."""
    return _Standing.way(path)


def tell_apart(shared: frozenset[str]) -> None:
    """Which keys mean issues in several logs, as ``Index.shared_keys`` gives them."""
    _Standing.shared = shared


def is_shared(key: str) -> bool:
    """Whether a key alone does not say which issue is meant."""
    return bool(_Standing.shared) and _ZEROS.sub("", key.lower()) in _Standing.shared


def path_between(folder: Path, root: Path, path: str) -> str:
    """From a folder of the project at ``root`` to a path inside; any other path as it is."""
    inside = folder.is_relative_to(root) and folder != root
    if not inside or os.path.isabs(path) or path.startswith("../"):
        return path
    return os.path.relpath(root / path, folder).replace(os.sep, "/")
