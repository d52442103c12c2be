"""Files on disk: written only when they change, removed only when they are ours.

A manifest in the output folder names the files that a build wrote. It grows before the
first new file is written and shrinks after the last is removed, so that a build which is
cut off still knows its own.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from issues_kb.errors import IssuesKbError
from issues_kb.site.manifest import MANIFEST, Manifest, Record, content_digest, is_safe
from issues_kb.site.plan import Plan

__all__ = ["MANIFEST", "SiteError", "SiteFolder"]

_PARTS = ".issues-kb-part"
"""The folder in which files are written before they take their places."""

_MODE = 0o666
#: One of so many files may be read again at each build.
_MANY = 8


class SiteError(IssuesKbError):
    """An output folder that cannot be written, or that holds files which are not ours."""


@dataclass(slots=True)
class SiteFolder:
    """The output folder while a site is written: ``open``, ``write`` each file, ``close``."""

    root: Path
    base: str
    known: Manifest
    #: When the manifest was written, in nanoseconds; what is older is as it says.
    written_at: int
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    _records: dict[str, Record | None] = field(default_factory=dict)
    _inside: set[str] = field(default_factory=set)
    _reread: int = 0

    @classmethod
    @contextlib.contextmanager
    def open(
        cls,
        output: Path,
        paths: Sequence[str],
        base: str,
        *,
        force: bool,
        waiting: Callable[[], None] | None = None,
    ) -> Iterator[SiteFolder]:
        """Claims ``paths`` in the folder, which is made when missing.

        ``base`` is the digest of what all files depend on. Calls ``waiting``, and waits, while
        another build writes there. Raises ``SiteError`` for a folder with foreign files
        (unless ``force``) or one that cannot be used, and for a path that leads out of it.
        """
        with _reported(output):
            if output.exists() and not output.is_dir():
                raise SiteError("the output is not a folder", subject=str(output))
            _make_sure(paths)
            if not force:
                _refuse_foreign(output, paths)
            output.mkdir(parents=True, exist_ok=True)
            root = output.resolve()
        with _writing_alone(root, waiting) as now:
            with _reported(output):
                known, written_at = _read_manifest(root)
                if written_at > now:
                    # The clock was ahead: what was changed since may look older.
                    written_at = 0
                folder = cls(root, base, known or Manifest(), written_at)
                folder._claim(paths)
            yield folder

    def is_current(self, plan: Plan) -> bool:
        """Whether the file of a plan need not be made: nothing that it depends on changed."""
        record = self.known.files.get(plan.path)
        if record is None or not plan.digest or self.known.base != self.base:
            return False
        return record.made_of == plan.digest and self._is_untouched(plan.path, record)

    def has(self, path: str) -> bool:
        """Whether a file is there, whatever is in it."""
        return os.path.lexists(f"{self.root}/{path}")

    def keep(self, path: str) -> None:
        """A file stays as it is."""
        self._records[path] = self.known.files[path]
        self.unchanged.append(path)

    def write(self, plan: Plan, data: bytes) -> None:
        """Replaces the file at once, and only when its bytes change."""
        path = plan.path
        record = _record(data)._replace(made_of=plan.digest or "")
        with _reported(self.root / path):
            file = self._place(path)
            if self._holds(path, file, record):
                self.unchanged.append(path)
            else:
                self._replace(file, data)
                self.written.append(path)
        self._records[path] = record

    def close(self) -> tuple[str, ...]:
        """Removes the files of earlier builds that this one did not write, and names them."""
        gone = sorted(self.known.files.keys() - self._records.keys())
        removed = tuple(path for path in gone if self._remove(path))
        with _reported(self.root):
            self._write_manifest(Manifest(self.base, self._records))
        return removed

    def _claim(self, paths: Sequence[str]) -> None:
        """Check all places, and remember what may be written before anything is."""
        for path in paths:
            self._place(path)
        if not self.known.files.keys() >= set(paths):
            files = {**dict.fromkeys(paths), **self.known.files}
            # From here on its time tells nothing about the files that it knew before.
            self._write_manifest(Manifest("", dict.fromkeys(files)))

    def _is_untouched(self, path: str, record: Record) -> bool:
        """Whether the file is as the manifest has it: by its times, else by its bytes."""
        try:
            file = self._place(path)
            status = os.lstat(file)
            if not stat.S_ISREG(status.st_mode) or status.st_size != record.size:
                return False
            # What was written in the same tick as the manifest may have been changed in it.
            if max(status.st_mtime_ns, status.st_ctime_ns) < self.written_at:
                return True
            self._reread += 1
            return _matches(file, record)
        except OSError:
            return False

    def _holds(self, path: str, file: str, record: Record) -> bool:
        """Whether the file has the bytes of ``record`` already."""
        old = self.known.files.get(path)
        if old is not None and old[1:] == record[1:]:
            return self._is_untouched(path, old)
        try:
            status = os.lstat(file)
        except FileNotFoundError:
            return False
        if not stat.S_ISREG(status.st_mode) or status.st_size != record.size:
            return False
        return _matches(file, record)

    def _place(self, path: str) -> str:
        """The file for ``path``, certain to lie in the output folder."""
        folder = path.rpartition("/")[0]
        if folder not in self._inside:
            place = self.root / folder
            if not is_safe(path) or not place.resolve().is_relative_to(self.root):
                raise SiteError(
                    "a link leads out of the output folder",
                    subject=str(place),
                    hint="remove the link and build again",
                )
            self._inside.add(folder)
        return f"{self.root}/{path}"

    def _replace(self, file: str, data: bytes) -> None:
        part = f"{self.root}/{_PARTS}/part"
        _write_new(part, data)
        try:
            os.replace(part, file)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            os.replace(part, file)
        except (IsADirectoryError, PermissionError):
            if os.path.isdir(file):
                raise SiteError(
                    "a folder is in the place of a page",
                    subject=file,
                    hint="remove it and build again",
                ) from None
            raise

    def _remove(self, path: str) -> bool:
        """Removes one file that is still as we wrote it, and the folders that it leaves empty."""
        try:
            file = self._place(path)
            record = self.known.files[path]
            if record is not None and not self._is_untouched(path, record):
                return False
            os.unlink(file)
        except (OSError, SiteError):
            # Gone already; or somebody replaced one of our folders by a link: what is
            # behind it is not ours.
            return False
        folder = path.rpartition("/")[0]
        with contextlib.suppress(OSError):
            while folder:
                (self.root / folder).rmdir()
                folder = folder.rpartition("/")[0]
        return True

    def _write_manifest(self, manifest: Manifest) -> None:
        file = f"{self.root}/{MANIFEST}"
        data = manifest.to_bytes()
        same = os.path.isfile(file) and not os.path.islink(file) and _matches(file, _record(data))
        if not same:
            self._replace(file, data)
        elif self.written or self._reread * _MANY > len(manifest.files):
            # The next build need not read again what this one has read.
            os.utime(file)


def _read_manifest(root: Path) -> tuple[Manifest | None, int]:
    """What earlier builds left, and when; none without a manifest of ours."""
    file = root / MANIFEST
    try:
        status = os.lstat(file)
        if not stat.S_ISREG(status.st_mode):
            return None, 0
        return Manifest.from_bytes(file.read_bytes()), status.st_mtime_ns
    except FileNotFoundError:
        return None, 0


def _record(data: bytes) -> Record:
    return Record("", content_digest(data), len(data))


def _matches(file: str, record: Record) -> bool:
    with open(file, "rb") as stream:
        return content_digest(stream.read()) == record.content


def _make_sure(paths: Iterable[str]) -> None:
    for path in paths:
        if not is_safe(path):
            raise SiteError("a page would be written outside the output folder", subject=path)


def _refuse_foreign(output: Path, paths: Iterable[str]) -> None:
    if not output.exists():
        return
    known, _ = _read_manifest(output)
    if known is None:
        names = (entry.name for entry in sorted(output.iterdir()))
        foreign = next((name for name in names if name != _PARTS), None)
    else:
        ours = known.files
        foreign = next(
            (path for path in paths if path not in ours and os.path.lexists(output / path)), None
        )
    if foreign is not None:
        raise SiteError(
            f"the folder holds files that issues-kb did not write, such as {foreign}",
            subject=str(output),
            hint="choose an empty folder, or --force to write into it all the same",
        )


@contextlib.contextmanager
def _writing_alone(root: Path, waiting: Callable[[], None] | None) -> Iterator[int]:
    """A folder for unfinished files, which one build has at a time; its end sweeps it.

    Gives the time that a change gets now, in nanoseconds.
    """
    parts = root / _PARTS
    with _reported(root):
        lock = _locked(parts, waiting)
        _sweep(parts)
        os.utime(parts)
        now = parts.stat().st_mtime_ns
    try:
        yield now
    finally:
        _sweep(parts)
        with contextlib.suppress(OSError):
            parts.rmdir()
        if lock is not None:
            os.close(lock)


def _locked(parts: Path, waiting: Callable[[], None] | None) -> int | None:
    """Make the folder and lock it; none where folders cannot be locked."""
    try:
        import fcntl
    except ImportError:
        parts.mkdir(exist_ok=True)
        return None
    while True:
        parts.mkdir(exist_ok=True)
        try:
            lock = os.open(parts, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is not None:
                waiting()
                waiting = None
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if os.path.samestat(os.fstat(lock), os.lstat(parts)):
                return lock
        except FileNotFoundError:
            # Whoever had it took it away: it is another folder now, or none.
            pass
        os.close(lock)


def _sweep(parts: Path) -> None:
    """Unfinished files that a build left when it was cut off."""
    with contextlib.suppress(OSError):
        (parts / "part").unlink()


def _write_new(file: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(file)
    with open(os.open(file, flags, _MODE), "wb") as stream:
        stream.write(data)


@contextlib.contextmanager
def _reported(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SiteError(f"cannot write here: {reason}", subject=str(place)) from error
