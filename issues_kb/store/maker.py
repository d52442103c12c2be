"""What an index was made by: the code and the words that turn logs into rows.

An index made by other code is built anew, so that no change to the reader or to the
search can leave old answers behind.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["maker", "words_of"]

_PACKAGE = Path(__file__).parent.parent
_SOURCES = ("model", "markdown", "query", "reading", "store")
_SUFFIXES = (".py", ".toml")


@lru_cache(maxsize=1)
def maker() -> str:
    """A checksum over the sources that an index depends on, and how long they are.

    Every command asks for it. A checksum tells other code as well as a cryptographic hash
    does, which takes longer to load than all the sources to read.
    """
    checksum, length = 0, 0
    for room in _SOURCES:
        with os.scandir(_PACKAGE / room) as entries:
            files = sorted((each.name, each.path) for each in entries)
        for name, path in files:
            if name.endswith(_SUFFIXES):
                with open(path, "rb") as file:
                    source = file.read()
                checksum = zlib.crc32(source, zlib.crc32(name.encode(), checksum))
                length += len(source)
    return f"{checksum:08x}-{length}"


def words_of(vocabulary: Mapping[str, Any] | None) -> str:
    """A hash over a project's own words; empty without any."""
    if not vocabulary:
        return ""
    import hashlib
    import json

    text = json.dumps(vocabulary, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
