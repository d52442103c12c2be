"""How many copies of this process may work at once."""

from __future__ import annotations

import os
import sys
import threading

__all__ = ["cores"]

_MOST = 8


def cores() -> int:
    """As many as there are cores to use; 1 where a process cannot be copied safely."""
    # Only where a process starts as a copy of this one: elsewhere it would import the
    # caller's main module again, which a library must not ask for. A copy of a process
    # with threads may hang.
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    import multiprocessing

    if multiprocessing.get_start_method(allow_none=True) not in (None, "fork"):
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)
