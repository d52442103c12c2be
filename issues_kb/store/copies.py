"""Work done by copies of this process, which know all that it knows.

A copy is told nothing but the number of a piece of work, and hands back plain values:
``marshal`` packs them many times faster than ``pickle`` packs objects.
"""

from __future__ import annotations

import gc
import marshal
import multiprocessing
import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

__all__ = ["in_copies"]

T = TypeVar("T")

_AHEAD = 64
"""How many pieces may be under way: what waits for its turn takes memory."""
_YOUNG = 100_000
"""So many new objects may there be before somebody looks for garbage among them."""
_NUMBER = 4
_ROOM = 1 << 20
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class _Copy:
    process: ForkProcess
    results: int


def in_copies(work: Callable[[int], T], count: int, copies: int) -> Iterator[T]:
    """``work(0)`` to ``work(count - 1)``, in this order, done by so many processes.

    Only where a process can be forked, from one without threads. ``work`` returns what
    ``marshal`` takes. What fails in a copy is done again here, and raises here.
    """
    tickets, office = os.pipe()
    running: list[_Copy] = []
    try:
        with suppress(OSError):
            # Fewer than asked for, or none at all, will do.
            for _ in range(min(copies, count)):
                running.append(_started(work, tickets, office, [each.results for each in running]))
        os.close(tickets)
        tickets = -1
        yield from _in_order(work, count, office, [each.results for each in running])
    finally:
        for end in (tickets, office, *(each.results for each in running)):
            if end >= 0:
                os.close(end)
        for each in running:
            each.process.join()


def _started(work: Callable[[int], object], tickets: int, office: int, others: list[int]) -> _Copy:
    results, end = os.pipe()
    _widen(end)
    # What a copy keeps open without need, nobody would see closed.
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(work, tickets, end, (office, results, *others)), daemon=True
    )
    # A copy must not do what we do about a signal: not for the moment until it is told so.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    try:
        process.start()
    except OSError:
        os.close(results)
        raise
    finally:
        os.close(end)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return _Copy(process, results)


def _widen(pipe: int) -> None:
    """Make room for some results, so that no copy waits for its reader."""
    import fcntl

    try:
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _ROOM)
    except OSError:
        # The system grants less: it works all the same.
        return


def _serve(
    work: Callable[[int], Any], tickets: int, results: int, foreign: tuple[int, ...]
) -> None:
    for each in _ENDS:
        # A terminal signals all of its processes: a copy has nothing to clean up or to say.
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    for end in foreign:
        os.close(end)
    # What is there already is looked through for garbage in vain, and copied by it.
    gc.freeze()
    # What is made for one piece goes away by itself, for the most part.
    gc.set_threshold(_YOUNG, 50, 1000)
    try:
        while number := os.read(tickets, _NUMBER):
            done = marshal.dumps(work(int.from_bytes(number)))
            _send(results, number + len(done).to_bytes(_NUMBER) + done)
    except Exception:  # noqa: BLE001
        # What is not handed back is done once more where an error can be told.
        return


def _send(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]


def _receive(pipe: int, size: int) -> bytes:
    parts = []
    while size and (part := os.read(pipe, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _in_order(work: Callable[[int], T], count: int, office: int, results: list[int]) -> Iterator[T]:
    waiting: dict[int, bytes] = {}
    asked = 0
    poll = select.poll()
    for pipe in results:
        poll.register(pipe, select.POLLIN)
    working = bool(results)
    for wanted in range(count):
        while working and asked < min(count, wanted + _AHEAD):
            working = _asked(office, asked)
            asked += 1
        while working and wanted not in waiting:
            working = _collect(poll, waiting)
        done = waiting.pop(wanted, None)
        yield work(wanted) if done is None else marshal.loads(done)  # noqa: S302 from our own copies


def _asked(office: int, number: int) -> bool:
    """Ask for a piece of work; false when no copy is left that could hear it."""
    try:
        os.write(office, number.to_bytes(_NUMBER))
    except BrokenPipeError:
        return False
    return True


def _collect(poll: select.poll, waiting: dict[int, bytes]) -> bool:
    """Take what is ready; false when a copy has ended, which none does by itself.

    What it had begun is not known: the rest is done here.
    """
    for pipe, _ in poll.poll():
        head = _receive(pipe, 2 * _NUMBER)
        size = int.from_bytes(head[_NUMBER:])
        done = _receive(pipe, size)
        if len(head) < 2 * _NUMBER or len(done) < size:
            return False
        waiting[int.from_bytes(head[:_NUMBER])] = done
    return True
