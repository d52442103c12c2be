"""Files that are looked at now and then, to see whether one of them changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["Watch"]

_MOST = 20_000


class Watch:
    """Remembers how files and folders were; a folder stands for what lies directly in it."""

    def __init__(self) -> None:
        self._places: tuple[Path, ...] = ()
        self._trees: tuple[Path, ...] = ()
        self._seen: dict[str, tuple[int, ...] | None] = {}

    def look_at(self, places: Iterable[Path], trees: Iterable[Path] = ()) -> None:
        """Watch these files besides, and all that lies below ``trees``, as they are now.

        What was watched before is watched on, as it was when it was looked at last.
        """
        self._places = tuple(sorted({*self._places, *places}))
        self._trees = tuple(sorted({*self._trees, *trees}))
        self._seen = {**self._now(), **self._seen}

    def changed(self) -> tuple[str, ...]:
        """What is not as it was when this was asked the last time, by name."""
        before, self._seen = self._seen, self._now()
        if before == self._seen:
            return ()
        paths = before.keys() | self._seen.keys()
        return tuple(sorted(path for path in paths if before.get(path) != self._seen.get(path)))

    def _now(self) -> dict[str, tuple[int, ...] | None]:
        return {str(path): _stamp(path) for path in self._paths()}

    def _paths(self) -> Iterator[Path]:
        yield from self._places
        left = _MOST
        for tree in self._trees:
            for folder, folders, files in os.walk(tree):
                folders[:] = [name for name in folders if not name.startswith(".")]
                for name in files[:left]:
                    left -= 1
                    yield Path(folder) / name


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What changes whenever the file does, without reading it."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(status.st_mode):
        return (status.st_mtime_ns,)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
