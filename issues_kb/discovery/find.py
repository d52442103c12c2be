"""From a project, or from paths on a command line, to log files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from issues_kb.discovery.files import project_files
from issues_kb.discovery.memory import Memory
from issues_kb.discovery.names import is_log_name, is_sure_name, names_for
from issues_kb.errors import LogError
from issues_kb.globs import has_wildcard, matches
from issues_kb.model import LogFile
from issues_kb.ordinary import read_ordinary

__all__ = ["Discovery", "discover_logs", "log_files"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """The logs of a project, and what its user should know about how they were found.

    ``refused`` are the paths of files with the name of a log and another content. ``changed``
    says whether they are others than the last time.
    """

    logs: tuple[LogFile, ...]
    notes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    changed: bool = False


def discover_logs(
    root: Path,
    *,
    patterns: Sequence[str] = (),
    exclude: Sequence[str] = (),
    is_log: Callable[[bytes, str], bool],
    memory: Memory,
) -> Discovery:
    """The logs of the project at ``root``, in the order of their paths.

    ``patterns`` and ``exclude`` are globs relative to the root; with ``patterns`` they
    alone decide. Otherwise files with the name of a log are passed to ``is_log`` (bytes
    and path) once, and ``memory`` keeps the answer; it also holds the logs that a person
    added or left out. Where no content convinces, a sure name does. Never raises for a
    file: one that cannot be read counts as a log, so that whoever reads it says why.
    """
    notes: list[str] = []
    refused: tuple[str, ...] = ()
    if patterns:
        paths = _configured(root, patterns, notes)
    else:
        paths, refused = _by_name(root, exclude, is_log, memory, notes)
    gone = {path for path in memory.added if not os.path.isfile(root / path)}
    notes += [
        f"{path} is gone; take it out with: issues-kb index --forget {path}"
        for path in sorted(gone)
    ]
    paths |= memory.added - gone
    paths = {path for path in paths if not matches(path, exclude, folders=True)}
    paths -= memory.left_out
    unnamed = sorted(path for path in paths if not _is_text(path))
    notes += [f"{path!a} is left out: its name is not valid UTF-8" for path in unnamed]
    used = paths - set(unnamed)
    changed = used != memory.used
    memory.used = used
    return Discovery(_logs(root, sorted(used)), tuple(notes), refused, changed)


def log_files(
    paths: Sequence[str], *, root: Path, directory: Path | None = None
) -> tuple[LogFile, ...]:
    """The logs that a person named, in that order, each once.

    ``paths`` are relative to ``directory`` (by default ``root``). A log inside the project
    is called by its path from the root, one outside as it was given. Whether the files
    exist is for the reader to find out. Raises LogError for a name that is not UTF-8.
    """
    base = directory or root
    found: dict[str, tuple[Path, str]] = {}
    for given in paths:
        if not _is_text(given) or "\0" in given:
            raise LogError("the name of the file is not valid UTF-8", subject=ascii(given))
        file = Path(os.path.abspath(base / given))
        inside = file.is_relative_to(root) and file != root
        path = file.relative_to(root).as_posix() if inside else given.replace(os.sep, "/")
        found.setdefault(os.path.realpath(file), (file, path))
    named = names_for([path for _, path in found.values()])
    return tuple(
        LogFile(file=file, path=path, name=name)
        for (file, path), name in zip(found.values(), named, strict=True)
    )


def _configured(root: Path, patterns: Sequence[str], notes: list[str]) -> set[str]:
    globs = [pattern for pattern in patterns if has_wildcard(pattern)]
    found = {pattern.rstrip("/") for pattern in patterns if not has_wildcard(pattern)}
    listed = project_files(root, lambda path: matches(path, globs), notes=notes) if globs else []
    idle = [glob for glob in globs if not any(matches(path, (glob,)) for path in listed)]
    notes += [
        f"`{glob}` matches no file (one that git ignores needs its whole path)" for glob in idle
    ]
    return _without_links(root, found | set(listed))


def _by_name(
    root: Path,
    exclude: Sequence[str],
    is_log: Callable[[bytes, str], bool],
    memory: Memory,
    notes: list[str],
) -> tuple[set[str], tuple[str, ...]]:
    named = project_files(
        root,
        lambda path: is_log_name(path) and not matches(path, exclude, folders=True),
        shape="*.m*",
        notes=notes,
    )
    found = {path for path in named if _is_log(root / path, path, is_log, memory)}
    memory.keep_only(set(named))
    if not found:
        found = {path for path in named if is_sure_name(path)}
    return _without_links(root, found), tuple(path for path in named if path not in found)


def _is_log(file: Path, path: str, is_log: Callable[[bytes, str], bool], memory: Memory) -> bool:
    try:
        status = file.stat()
        known = memory.verdict(path, status)
        if known is not None:
            return known
        answer = is_log(read_ordinary(file), path)
    except OSError:
        return True
    memory.learn(path, status, is_log=answer)
    return answer


def _without_links(root: Path, paths: set[str]) -> set[str]:
    """Of a file and the links to it, one: the file itself where it is among them."""
    chosen: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: (os.path.islink(root / path), path)):
        chosen.setdefault(os.path.realpath(root / path), path)
    return set(chosen.values())


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _logs(root: Path, paths: Sequence[str]) -> tuple[LogFile, ...]:
    return tuple(
        LogFile(file=root / path, path=path, name=name)
        for path, name in zip(paths, names_for(paths), strict=True)
    )
