r"""Where an issue's page lies: ``issues/<log>/<key>.html``, made of log and key alone.

A name is the key in lower case when that is a safe file name everywhere: ASCII letters and
digits with single ``-``, ``.`` or ``_`` between them, at most 80 characters, no name that
Windows keeps for devices. Any other key gives what is left of it under that rule, ``--``
and ten hexadecimal digits of its SHA-256. A safe name never holds ``--``, so the two can
not meet. Keys that differ in case alone (``BUG-1``, ``bug-1``) would be one file on many
disks: there all but the one that is written like its name get the digits too.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["file_name", "file_names", "folder_names", "relative"]

_LONGEST = 80
_DEEPEST = 4
_SAFE = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_SAFE_FOLDER = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_UNSAFE = re.compile(r"[^a-z0-9]+")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "index"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)


def file_name(key: str) -> str:
    """The name for one key that stands alone, without ending."""
    folded = key.lower()
    return folded if _is_safe(folded, _SAFE) and key.isascii() else _digested(key)


def file_names(keys: Sequence[str]) -> dict[str, str]:
    """The name of each key of one log; equal only for equal keys."""
    return _without_collisions(keys, {key: file_name(key) for key in keys})


def folder_names(logs: Iterable[tuple[str, str]]) -> list[str]:
    """A folder for each log of (name, path), in the same order.

    A name such as ``docs/backend`` gives a folder in a folder. Logs that share a name are
    told apart by their paths.
    """
    given = list(logs)
    folders = [_folder_path(name or "log") for name, _ in given]
    counts = Counter(folders)
    return [
        folder if counts[folder] == 1 else f"{folder}--{_digits(path or name)}"
        for folder, (name, path) in zip(folders, given, strict=True)
    ]


def relative(target: str, page: str) -> str:
    """The link from ``page`` to ``target``, both paths in the site; works from any folder."""
    path, mark, anchor = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + anchor


def _without_collisions(keys: Sequence[str], names: dict[str, str]) -> dict[str, str]:
    counts = Counter(names[key] for key in set(keys))
    return {
        key: name if counts[name] == 1 or key == name else _digested(key)
        for key, name in names.items()
    }


def _folder_path(name: str) -> str:
    parts = name.split("/")
    if len(parts) > _DEEPEST:
        return _digested(name)
    return "/".join(_folder(part) for part in parts)


def _folder(name: str) -> str:
    folded = name.lower()
    return folded if _is_safe(folded, _SAFE_FOLDER) and name.isascii() else _digested(name)


def _is_safe(name: str, shape: re.Pattern[str]) -> bool:
    # A device is reserved with any ending: ``con.txt`` is one too.
    stem = name.partition(".")[0]
    return len(name) <= _LONGEST and shape.fullmatch(name) is not None and stem not in _DEVICES


def _digested(key: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", key[:400].lower()).encode("ascii", "ignore").decode()
    kept = _UNSAFE.sub("-", ascii_only)[:_LONGEST].strip("-")
    return f"{kept or 'x'}--{_digits(key)}"


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
