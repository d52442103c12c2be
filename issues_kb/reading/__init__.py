"""Text → ``LogReading``: what a log says, with every line known and nothing lost.

Each name is imported when it is used: who only needs a key or the vocabulary does not pay
for all of reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issues_kb.lazy import lazily

if TYPE_CHECKING:
    from issues_kb.reading.again import outline_again
    from issues_kb.reading.entry import EntryReading, EntrySource, read_entry
    from issues_kb.reading.memory import LogMemory
    from issues_kb.reading.outline import LogOutline, outline_log
    from issues_kb.reading.references import (
        find_key,
        find_keys,
        plain_names,
        plain_number,
        resolve_references,
    )
    from issues_kb.reading.vocabulary import Vocabulary, default_vocabulary, load_vocabulary
    from issues_kb.reading.whole import read_log

__all__ = [
    "EntryReading",
    "EntrySource",
    "LogMemory",
    "LogOutline",
    "Vocabulary",
    "default_vocabulary",
    "find_key",
    "find_keys",
    "load_vocabulary",
    "outline_again",
    "outline_log",
    "plain_names",
    "plain_number",
    "read_entry",
    "read_log",
    "resolve_references",
]

__getattr__ = lazily(
    __name__,
    {
        "again": ("outline_again",),
        "entry": ("EntryReading", "EntrySource", "read_entry"),
        "memory": ("LogMemory",),
        "outline": ("LogOutline", "outline_log"),
        "references": (
            "find_key",
            "find_keys",
            "plain_names",
            "plain_number",
            "resolve_references",
        ),
        "vocabulary": ("Vocabulary", "default_vocabulary", "load_vocabulary"),
        "whole": ("read_log",),
    },
)
