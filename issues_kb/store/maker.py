"""What an index was made by: the code and the words that turn logs into rows.

An index made by other code is built anew, so that no change to the reader or to the
search can leave old answers behind.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["maker", "words_of"]

_PACKAGE = Path(__file__).parent.parent
# This room, all below it, and who judges by them which files are logs.
_ROOMS = ("discovery", "markdown", "model", "query", "reading", "store")
_MODULES = (
    *("alone", "config", "contract", "diagnostics", "errors", "git", "globs", "knowledge"),
    *("lazy", "letters", "ordinary", "patterns"),
)
_SUFFIXES = (".py", ".toml")


@lru_cache(maxsize=1)
def maker() -> str:
    """A checksum over the sources that an index depends on, and how long they are.

    Every command asks for it. A checksum tells other code as well as a cryptographic hash
    does, which takes longer to load than all the sources to read.
    """
    checksum, length = 0, 0
    for name, path in _files():
        with open(path, "rb") as file:
            source = file.read()
        checksum = zlib.crc32(source, zlib.crc32(name.encode(), checksum))
        length += len(source)
    return f"{checksum:08x}-{length}"


def _files() -> Iterator[tuple[str, str]]:
    """The name and the path of each source, always in the same order."""
    for module in _MODULES:
        yield module, f"{_PACKAGE}/{module}.py"
    for room in _ROOMS:
        with os.scandir(f"{_PACKAGE}/{room}") as entries:
            files = sorted((each.name, each.path) for each in entries)
        yield from (each for each in files if each[0].endswith(_SUFFIXES))


def words_of(vocabulary: Mapping[str, Any] | None) -> str:
    """A hash over a project's own words; empty without any."""
    if not vocabulary:
        return ""
    import hashlib
    import json

    text = json.dumps(vocabulary, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
