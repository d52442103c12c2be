"""How many copies of this process may work at once."""

from __future__ import annotations

import os
import sys
import threading

__all__ = ["cores"]

_MOST = 8


def cores() -> int:
    """As many as there are cores to use; 1 where a process cannot be copied safely."""
    # A copy of a process with threads may hang.
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    import multiprocessing

    # A worker of a pool may have no processes of its own. Who wants new processes to start
    # from nothing has a reason for it, since no Linux does that by itself.
    if multiprocessing.current_process().daemon:
        return 1
    if multiprocessing.get_start_method(allow_none=True) == "spawn":
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)
