"""Keys that say which issue is meant only with the name of a log."""

from __future__ import annotations

import re
import sqlite3

__all__ = ["shared_keys"]

_REPEATED = re.compile(r"([^\d]*\d[\d.]*)-")
"""A key that begins with a number, which its log may have more than once."""

_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def shared_keys(connection: sqlite3.Connection) -> frozenset[str]:
    """The keys of several logs, in small letters and without zeros in front."""
    owners: dict[str, int] = {}
    shared: set[str] = set()
    for log_id, key in connection.execute("SELECT log_id, key FROM issues"):
        folded = _ZEROS.sub("", key.lower())
        repeated = _REPEATED.match(folded)
        for name in (folded, repeated[1]) if repeated else (folded,):
            if owners.setdefault(name, log_id) != log_id:
                shared.add(name)
    return frozenset(shared)
