"""The logs' files: whether one can be used, whether it changed, and its bytes."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from pathlib import Path
from typing import NamedTuple

from issues_kb.errors import LogError
from issues_kb.model import LogFile
from issues_kb.ordinary import open_ordinary, read_all

__all__ = ["LogBytes", "moment", "probe", "read_bytes", "stamp"]

_HEAD = 8192
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = bytes(set(range(32)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B})
_BINARY_SHARE = 0.05


class LogBytes(NamedTuple):
    """A file's content, the stamp it had when reading began, and when it had changed.

    ``changed`` counts nanoseconds of the system's clock.
    """

    data: bytes
    stamp: str
    changed: int


def _stamp(status: os.stat_result) -> str:
    # Besides size and time of change: the inode tells a replaced file, ctime a time set back.
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def stamp(file: Path) -> str | None:
    """What changes whenever the file does, without reading it; none when there is no file."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return _stamp(status) if stat.S_ISREG(status.st_mode) else None


def moment(file: str) -> int:
    """The time that a change to a file gets now, in nanoseconds; ``file`` is touched for it.

    Most systems count it in ticks of some milliseconds. 0 when it cannot be found out.
    """
    try:
        os.utime(file)
        return os.stat(file).st_mtime_ns
    except OSError:
        return 0


def _is_binary(head: bytes) -> bool:
    """NUL alone may be a slip in a text; NUL among many bytes of no text is not."""
    if b"\0" not in head or head.startswith(_UTF16):
        return False
    decoded = head.decode("utf-8", errors="replace")
    odd = decoded.count("\ufffd") + len(head) - len(head.translate(None, _CONTROL))
    return odd > _BINARY_SHARE * len(head)


def _checked(log: LogFile) -> os.stat_result:
    try:
        status = os.stat(log.file)
    except FileNotFoundError:
        raise LogError("no such file", subject=log.path) from None
    if stat.S_ISDIR(status.st_mode):
        raise LogError("is a folder, not a log", subject=log.path, hint="name the file in it")
    if not stat.S_ISREG(status.st_mode):
        raise LogError("is no regular file", subject=log.path)
    return status


def _read(log: LogFile, *, whole: bool) -> LogBytes:
    try:
        _checked(log)
        with open_ordinary(log.file) as file:
            before = os.fstat(file.fileno())
            # Before the rest: what is no text may be of any size.
            data = file.read(_HEAD)
            if _is_binary(data):
                raise LogError("is a binary file, not a log", subject=log.path)
            if whole:
                file.seek(0)
                data = read_all(file)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise LogError(reason, subject=log.path) from error
    except ValueError as error:
        raise LogError("no such file", subject=log.path) from error
    # Elsewhere ctime is the time when the file was made.
    changed = before.st_mtime_ns if sys.platform == "win32" else before.st_ctime_ns
    return LogBytes(data, _stamp(before), changed)


def read_bytes(log: LogFile) -> LogBytes:
    """The log's bytes. Raises LogError when it is missing, a folder, binary or unreadable."""
    return _read(log, whole=True)


def probe(log: LogFile) -> None:
    """Raise the LogError that ``read_bytes`` would, at the cost of a few kilobytes."""
    _read(log, whole=False)
