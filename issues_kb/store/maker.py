"""What an index was made by: the code and the words that turn logs into rows.

An index made by other code is built anew, so that no change to the reader or to the
search can leave old answers behind.
"""

from __future__ import annotations

import hashlib
import json
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
    """A hash over the sources that an index depends on."""
    digest = hashlib.blake2b(digest_size=12)
    for name in _SOURCES:
        source = _PACKAGE / name
        files = [source] if source.is_file() else sorted(source.iterdir())
        for file in files:
            if file.suffix in _SUFFIXES:
                digest.update(file.name.encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def words_of(vocabulary: Mapping[str, Any] | None) -> str:
    """A hash over a project's own words; empty without any."""
    if not vocabulary:
        return ""
    text = json.dumps(vocabulary, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
