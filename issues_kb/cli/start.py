"""What ``issues-kb`` and ``python -m issues_kb`` start.

Loads next to nothing: whoever presses Ctrl-C while the program is loaded sees no traceback.
"""

from __future__ import annotations

import gc
import os
import signal
from types import FrameType

__all__ = ["EndedError", "run"]

_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class EndedError(BaseException):
    """The system or a person asked the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def run() -> None:
    """Run the program; a signal that asks it to end lets it clean up first."""
    # A command lives for a tenth of a second, in which nothing becomes garbage that matters, and
    # looking for it takes a share of that time. `build` and `serve` run long, and look.
    gc.disable()
    interrupts = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if interrupts:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from issues_kb.cli.app import app

    for number in _ENDS:
        # Who started us may want it ignored, as nohup does.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        if interrupts:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        app()
    except EndedError:
        pass
    except KeyboardInterrupt:
        # Before or after the time in which the command hears it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        if interrupts:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        # Python looks for garbage once more before it ends, which takes a tenth of the command's
        # time. What is frozen is not looked at.
        gc.freeze()
        if _asked:
            os.kill(os.getpid(), _asked[0])


_asked: list[int] = []


def _end(number: int, _frame: FrameType | None) -> None:
    # Asked again, we end at once; and so we do when all is cleaned up.
    signal.signal(number, signal.SIG_DFL)
    _asked.append(number)
    raise EndedError(number)
