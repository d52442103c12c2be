"""The globs that a project's configuration holds: which paths they cover."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

__all__ = ["has_wildcard", "matches"]


def has_wildcard(pattern: str) -> bool:
    """Whether ``pattern`` is a glob and not simply a path."""
    return any(sign in pattern for sign in "*?[")


def matches(path: str, patterns: Sequence[str], *, folders: bool = False) -> bool:
    """Whether one of the globs covers ``path``; with ``folders`` also by a folder around it.

    ``*`` and ``?`` stay in one folder, ``**`` crosses folders.
    """
    candidates = [path]
    if folders:
        parts = path.split("/")
        candidates += ["/".join(parts[:count]) for count in range(1, len(parts))]
    return any(
        _expression(pattern.rstrip("/")).fullmatch(candidate)
        for pattern in patterns
        for candidate in candidates
    )


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]/]+\])", pattern)
    try:
        return re.compile("".join(_translate(piece) for piece in pieces), re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))


def _translate(piece: str) -> str:
    known = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece in known:
        return known[piece]
    if piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
        inner = piece[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        return f"[^{inner[1:]}]" if inner[0] in "!^" and len(inner) > 1 else f"[{inner}]"
    return re.escape(piece)
