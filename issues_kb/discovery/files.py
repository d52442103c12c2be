"""Lists the files of a project: what git knows, else a walk that leaves out what is not ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["project_files"]

_MOST_FILES = 200_000

# Folders of other people's code, in small letters: not ours even when they are tracked.
DEPENDENCY_FOLDERS = frozenset(
    (
        *("node_modules", "bower_components", "jspm_packages", "vendor", "third_party"),
        *("site-packages", "elm-stuff", "pods", "carthage"),
    )
)

# Folders of what tools make, which git ignores where there is git.
GENERATED_FOLDERS = frozenset(
    (
        *("venv", "env", "virtualenv", "__pycache__", "__pypackages__", "deps"),
        *("target", "dist", "build", "out", "obj", "_build", "coverage", "htmlcov"),
        *("bazel-bin", "bazel-out", "deriveddata"),
    )
)


def project_files(
    root: Path, wanted: Callable[[str], bool], *, shape: str = "*", notes: list[str] | None = None
) -> list[str]:
    """Files under ``root`` whose relative path, with ``/``, is ``wanted``, in order.

    In a git repository those that git tracks or could track, else all but hidden,
    generated and dependency folders. Links that lead out of the project are left out.
    ``shape`` is a glob in any letter case that lets git leave out most of the rest. Folders
    that cannot be looked into, and that there are too many files, are added to ``notes``.
    """
    listed = _git_files(root, shape)
    paths = _walk(root, [] if notes is None else notes) if listed is None else listed
    found = sorted({path for path in paths if wanted(path)})
    return [path for path in found if _is_inside(root, path)]


def _git_files(root: Path, shape: str) -> list[str] | None:
    """What git lists, or none where it is no repository or git cannot be asked."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    from issues_kb.git import listed_files

    listed = listed_files(root, shape)
    return None if listed is None else [path for path in listed if not _in_dependencies(path)]


def _in_dependencies(path: str) -> bool:
    return any(part.lower() in DEPENDENCY_FOLDERS for part in path.split("/")[:-1])


def _walk(root: Path, notes: list[str]) -> Iterator[str]:
    """Files below ``root``; stops after so many that it is no project but a whole disk."""
    seen = 0
    skipped = DEPENDENCY_FOLDERS | GENERATED_FOLDERS

    def unseen(error: OSError) -> None:
        place = os.path.relpath(error.filename, root).replace(os.sep, "/")
        notes.append(f"{place!a} cannot be looked into: {error.strerror}")

    for folder, folders, files in os.walk(root, onerror=unseen):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name.lower() not in skipped
        )
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        yield from (prefix + name for name in files)
        seen += len(files) + len(folders)
        if seen > _MOST_FILES:
            notes.append(
                f"looked at the names of {seen:,} files and no more: are you in your project?"
            )
            return


def _is_inside(root: Path, path: str) -> bool:
    file = root / path
    try:
        if not file.is_file():
            return False
    except OSError:
        # Whoever reads it says why it cannot be read.
        return True
    # Most files and their folders are no links, and asking once for the real path settles it.
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))
