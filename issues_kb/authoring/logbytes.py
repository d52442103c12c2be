"""The bytes of a log, held in memory or left in its file until they are looked at."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from io import BufferedReader
from typing import BinaryIO, Protocol

__all__ = ["CHUNK", "FileBytes", "HeldBytes", "LogBytes", "ShorterError", "chunks"]

CHUNK = 1 << 18
"""Bytes that are read at once where all of a log is passed over: few enough for a cache."""


class ShorterError(OSError):
    """A file became shorter while it was read."""


class LogBytes(Protocol):
    """Bytes that can be read in parts."""

    size: int

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end``, as far as there are any."""

    def read_into(self, buffer: memoryview, start: int) -> int:
        """Fill a buffer with the bytes from ``start`` on; how many there were."""

    def copy_to(self, target: BinaryIO, start: int, end: int) -> None:
        """Append the bytes from ``start`` up to ``end`` to a file."""


class HeldBytes:
    """Bytes in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = len(data)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end``, as far as there are any."""
        return self.data[start:end]

    def read_into(self, buffer: memoryview, start: int) -> int:
        """Fill a buffer with the bytes from ``start`` on; how many there were."""
        part = self.data[start : start + len(buffer)]
        buffer[: len(part)] = part
        return len(part)

    def copy_to(self, target: BinaryIO, start: int, end: int) -> None:
        """Append the bytes from ``start`` up to ``end`` to a file. Raises OSError."""
        target.write(memoryview(self.data)[start:end])


class FileBytes:
    """The bytes of an open file. Raises OSError."""

    def __init__(self, file: BufferedReader) -> None:
        self.file = file
        self.size = os.fstat(file.fileno()).st_size

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end``, as far as there are any."""
        self.file.seek(start)
        return self.file.read(max(0, end - start))

    def read_into(self, buffer: memoryview, start: int) -> int:
        """Fill a buffer with the bytes from ``start`` on; how many there were."""
        self.file.seek(start)
        return self.file.readinto(buffer)

    def copy_to(self, target: BinaryIO, start: int, end: int) -> None:
        """Append the bytes from ``start`` up to ``end`` to a file, by the system where it can.

        Raises OSError, as ShorterError where there are not so many bytes any more.
        """
        target.flush()
        start += self._copied_by_system(target, start, end)
        while start < end:
            data = self.read(start, min(start + CHUNK, end))
            if not data:
                raise ShorterError("became shorter while it was copied")
            target.write(data)
            start += len(data)

    def _copied_by_system(self, target: BinaryIO, start: int, end: int) -> int:
        """How many bytes the system copied; none where it cannot, as between file systems."""
        done = 0
        if hasattr(os, "copy_file_range"):
            with contextlib.suppress(OSError):
                source, sink = self.file.fileno(), target.fileno()
                while start + done < end:
                    count = os.copy_file_range(source, sink, end - start - done, start + done)
                    if not count:
                        break
                    done += count
        return done


def chunks(data: LogBytes, start: int, end: int) -> Iterator[bytes]:
    """The bytes from ``start`` up to ``end``, some at a time."""
    while start < end:
        chunk = data.read(start, min(start + CHUNK, end))
        if not chunk:
            return
        yield chunk
        start += len(chunk)
