"""Files on disk: written only when they change, removed only when they are ours.

A manifest in the output folder names the files that a build wrote. It grows before the
first file is written and shrinks after the last is removed, so that a build which is cut
off still knows its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from issues_kb.errors import IssuesKbError

__all__ = ["MANIFEST", "SiteError", "SiteFolder"]

MANIFEST = ".issues-kb-site.json"
_VERSION = 1
_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_MODE = 0o666


class SiteError(IssuesKbError):
    """An output folder that cannot be written, or that holds files which are not ours."""


@dataclass(slots=True)
class SiteFolder:
    """The output folder while a site is written: ``open``, ``write`` each file, ``close``."""

    root: Path
    known: frozenset[str]
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    _inside: set[Path] = field(default_factory=set)

    @classmethod
    def open(cls, output: Path, paths: Sequence[str], *, force: bool) -> SiteFolder:
        """Claims ``paths`` in the folder, which is made when missing.

        Raises ``SiteError`` for a folder with foreign files (unless ``force``) or one that
        cannot be used, and for a path that leads out of it.
        """
        with _reported(output):
            if output.exists() and not output.is_dir():
                raise SiteError("the output is not a folder", subject=str(output))
            output.mkdir(parents=True, exist_ok=True)
            root = output.resolve()
            known = _read_manifest(root)
            folder = cls(root, frozenset(known or ()))
            for path in paths:
                folder._place(path)
            if not force:
                _refuse_foreign(output, root, paths, known)
            folder._write_manifest(folder.known.union(paths))
            return folder

    def write(self, path: str, data: bytes) -> None:
        """Replaces the file at once, and only when its bytes change."""
        with _reported(self.root / path):
            file = self._place(path)
            if file.is_file() and not file.is_symlink() and file.read_bytes() == data:
                self.unchanged.append(path)
                return
            if file.is_dir() and not file.is_symlink():
                raise SiteError(
                    "a folder is in the place of a page",
                    subject=str(file),
                    hint="remove it and build again",
                )
            file.parent.mkdir(parents=True, exist_ok=True)
            _replace(file, data)
            self.written.append(path)

    def close(self) -> tuple[str, ...]:
        """Removes the files of earlier builds that this one did not write, and names them."""
        made = {*self.written, *self.unchanged}
        removed = tuple(path for path in sorted(self.known - made) if self._remove(path))
        with _reported(self.root):
            self._write_manifest(made)
        return removed

    def _place(self, path: str) -> Path:
        """The file for ``path``, certain to lie in the output folder."""
        if not all(_PART.fullmatch(part) for part in path.split("/")):
            raise SiteError("a page would be written outside the output folder", subject=path)
        file = self.root / path
        if file.parent not in self._inside:
            if not file.parent.resolve().is_relative_to(self.root):
                raise SiteError(
                    "a link leads out of the output folder",
                    subject=str(file.parent),
                    hint="remove the link and build again",
                )
            self._inside.add(file.parent)
        return file

    def _remove(self, path: str) -> bool:
        """Removes one file, and the folders that it leaves empty."""
        try:
            file = self._place(path)
        except SiteError:
            # Somebody replaced one of our folders by a link: what is behind it is not ours.
            return False
        try:
            file.unlink()
        except OSError:
            return False
        for parent in file.relative_to(self.root).parents:
            if parent == Path():
                break
            with contextlib.suppress(OSError):
                (self.root / parent).rmdir()
        return True

    def _write_manifest(self, paths: Iterable[str]) -> None:
        text = json.dumps({"version": _VERSION, "files": sorted(paths)}, indent=0) + "\n"
        file = self.root / MANIFEST
        data = text.encode()
        if file.is_symlink() or not file.is_file() or file.read_bytes() != data:
            _replace(file, data)


def _read_manifest(root: Path) -> list[str] | None:
    """The files that earlier builds wrote; none without a manifest of ours."""
    file = root / MANIFEST
    try:
        content = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        return None
    files = content.get("files") if isinstance(content, Mapping) else None
    if not isinstance(files, list):
        return None
    return [path for path in files if isinstance(path, str) and _is_ours(path)]


def _is_ours(path: str) -> bool:
    return all(_PART.fullmatch(part) for part in path.split("/"))


def _refuse_foreign(
    output: Path, root: Path, paths: Iterable[str], known: Sequence[str] | None
) -> None:
    if known is None:
        foreign = next((entry.name for entry in sorted(root.iterdir())), None)
    else:
        ours = set(known)
        foreign = next(
            (path for path in paths if path not in ours and os.path.lexists(root / path)), None
        )
    if foreign is not None:
        raise SiteError(
            f"the folder holds files that issues-kb did not write, such as {foreign}",
            subject=str(output),
            hint="choose an empty folder, or --force to write into it all the same",
        )


def _replace(file: Path, data: bytes) -> None:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    try:
        with os.fdopen(os.open(part, flags, _MODE), "wb") as stream:
            stream.write(data)
        part.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


@contextlib.contextmanager
def _reported(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SiteError(f"cannot write here: {reason}", subject=str(place)) from error
