"""Replaces files safely: under a lock, whole or not at all, with mode and links kept."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from issues_kb.authoring.edit import Spliced
from issues_kb.authoring.logbytes import FileBytes, LogBytes, ShorterError
from issues_kb.errors import LogError
from issues_kb.ordinary import open_ordinary, read_ordinary

__all__ = ["create_file", "read_file", "splice_file", "update_file"]

LOCK_SECONDS = 30.0
_PAUSE = 0.02
_TRIES = 5
_NAMES = 100
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)


def read_file(file: Path, path: str) -> bytes:
    """The bytes of a log, which messages call ``path``. Raises LogError."""
    try:
        return read_ordinary(file)
    except OSError as error:
        raise _failure(error, path) from error


def update_file(file: Path, change: Callable[[bytes], bytes], path: str) -> None:
    """Replace the content of ``file`` by what ``change`` makes of it.

    Other writers wait. A link stays and what it points to is written; the mode is kept.
    When somebody else changes the file meanwhile, ``change`` is asked again. Nothing is
    written when the bytes are the same. Raises LogError, with the file as it was, and
    whatever ``change`` raises.
    """

    def changed(content: LogBytes) -> bytes | None:
        data = content.read(0, content.size)
        after = change(data)
        return None if after == data else after

    _update(file, changed, path)


def splice_file(file: Path, change: Callable[[LogBytes], Spliced], path: str) -> None:
    """As ``update_file``, by one edit and without a need to read all of the file."""
    _update(file, change, path)


def _update(file: Path, change: Callable[[LogBytes], bytes | Spliced | None], path: str) -> None:
    target = Path(os.path.realpath(file))
    try:
        with _locked(target, path):
            _sweep(target)
            for _ in range(_TRIES):
                if not os.access(target, os.W_OK):
                    raise LogError("is read-only", subject=path)
                try:
                    with open_ordinary(target) as stream:
                        before = os.fstat(stream.fileno())
                        changed = change(FileBytes(stream))
                        name = None if changed is None else _write_temporary(target, changed)
                except ShorterError:
                    continue
                # Not every system replaces a file that is open.
                if name is None or _replace(name, target, before):
                    return
    except OSError as error:
        raise _failure(error, path) from error
    raise LogError("is being changed by another program", subject=path, hint="try again")


def create_file(file: Path, data: bytes, path: str) -> bool:
    """Make ``file`` with ``data``, whole or not at all; false when it is already there.

    Raises LogError.
    """
    if not file.parent.is_dir():
        raise LogError("its folder does not exist", subject=path, hint="make the folder first")
    try:
        name = _write_temporary(file, data)
        try:
            os.chmod(name, 0o666 & ~_umask())
            _put_new(name, file)
        finally:
            # Whoever writes into the file, which is there then, sweeps ours away.
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
    except FileExistsError:
        return False
    except OSError as error:
        if isinstance(error, FileNotFoundError) and os.path.lexists(file):
            return False
        raise _failure(error, path) from error
    return True


def _put_new(name: str, file: Path) -> None:
    """Let ``file`` be what ``name`` is; raises FileExistsError when it is there already."""
    try:
        os.link(name, file)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Not every disk knows links: an empty file takes the name, and is replaced.
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        os.replace(name, file)


def _sweep(target: Path) -> None:
    """Remove what writers left that were killed; whoever holds the lock is the only one."""
    ours = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.tmp")
    with contextlib.suppress(OSError):
        for name in os.listdir(target.parent):
            if ours.fullmatch(name):
                os.unlink(target.with_name(name))


def _replace(name: str, target: Path, before: os.stat_result) -> bool:
    """Put the file ``name`` in place of ``target`` unless that is not what it was before."""
    try:
        os.chmod(name, stat.S_IMODE(before.st_mode))
        with contextlib.suppress(OSError, AttributeError):
            os.chown(name, before.st_uid, before.st_gid)
        now = target.stat()
        if _state(now) != _state(before):
            os.unlink(name)
            return False
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)
    return True


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _write_temporary(target: Path, data: bytes | Spliced) -> str:
    """A file beside ``target`` that holds ``data`` and is on the disk."""
    handle, name = _make_temporary(target)
    try:
        with os.fdopen(handle, "wb") as stream:
            if isinstance(data, Spliced):
                data.write_to(stream)
            else:
                stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return name


def _make_temporary(target: Path) -> tuple[int, str]:
    """An open file with a name of its own, which nobody else may read yet.

    What the module tempfile does, which is slow to import.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for _ in range(_NAMES):
        name = f"{target.parent}{os.sep}.{target.name}.{os.urandom(4).hex()}.tmp"
        with contextlib.suppress(FileExistsError):
            return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o600), name
    raise FileExistsError(errno.EEXIST, "no free name for a temporary file")


def _sync_folder(folder: Path) -> None:
    """Make the new name last; not every system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def _locked(target: Path, path: str) -> Iterator[None]:
        """Hold a lock file beside the log: an open log could not be replaced here."""
        with open(target.with_name(f".{target.name}.lock"), "ab") as stream:
            stream.seek(0)
            _wait(lambda: msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1), path)
            try:
                yield
            finally:
                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextlib.contextmanager
    def _locked(target: Path, path: str) -> Iterator[None]:
        """Hold the lock of the file that ``target`` names once it is held.

        A writer before us put a new file in place, so the lock may be on one that is gone.
        The system lets go of it when the process ends, however it ends.
        """
        while True:
            stream = open_ordinary(target)
            try:
                handle = stream.fileno()
                _wait(partial(fcntl.flock, handle, fcntl.LOCK_EX | fcntl.LOCK_NB), path)
                if os.path.samestat(os.fstat(handle), target.stat()):
                    yield
                    return
            finally:
                stream.close()


def _wait(take: Callable[[], object], path: str) -> None:
    for _ in range(int(LOCK_SECONDS / _PAUSE)):
        try:
            take()
        except (BlockingIOError, PermissionError):
            time.sleep(_PAUSE)
        else:
            return
    hint = "end the other program, then try again"
    raise LogError(f"has been locked for {LOCK_SECONDS:.0f} seconds", subject=path, hint=hint)


def _failure(error: OSError, path: str) -> LogError:
    if isinstance(error, FileNotFoundError):
        return LogError("no such file", subject=path)
    if isinstance(error, IsADirectoryError):
        return LogError("is a folder, not a log", subject=path)
    return LogError(error.strerror or str(error), subject=path)
