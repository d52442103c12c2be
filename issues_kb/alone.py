"""One process after the other, where two at once would undo each other's work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["alone"]


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Wait until nobody else works on ``folder``, and keep others waiting.

    The system lets go when the process ends, however it ends. Gives false where folders
    cannot be locked: no way to wait is no reason to leave the work.
    """
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield False
        return
    locked = False
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
            locked = True
        yield locked
    finally:
        os.close(handle)
