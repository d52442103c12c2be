"""Opens files that a project holds, whatever stands under their names.

A pipe would be waited for without end, a device read without end, and opening some devices
does something already.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

__all__ = ["MAX_BYTES", "open_ordinary", "read_all", "read_ordinary"]

MAX_BYTES = 2 << 30
"""More than any log: a file with holes is of any size and costs nothing on the disk."""

# Whatever takes the file's name after it was looked at: opening it does not wait.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_ordinary(file: Path) -> BufferedReader:
    """The file, open for reading. Raises OSError, also for what is no regular file."""
    _look(os.stat(file), file)
    handle = os.open(file, _FLAGS)
    try:
        _look(os.fstat(handle), file)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_ordinary(file: Path) -> bytes:
    """The bytes of a file. Raises OSError as ``open_ordinary`` does, and for one too large."""
    with open_ordinary(file) as stream:
        return read_all(stream)


def read_all(stream: BinaryIO) -> bytes:
    """All bytes of an open file. Raises OSError for more than ``MAX_BYTES``."""
    if os.fstat(stream.fileno()).st_size > MAX_BYTES:
        raise OSError(errno.EFBIG, f"is larger than {MAX_BYTES >> 30} GB")
    return stream.read()


def _look(status: os.stat_result, file: Path) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "is no regular file", str(file))
