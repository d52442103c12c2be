"""Text → ``LogReading``: what a log says, with every line known and nothing lost.

Each name is imported when it is used: who only needs a key or the vocabulary does not pay
for all of reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def __getattr__(name: str) -> object:  # noqa: PLR0911 a place a name
    """A public name, imported now."""
    match name:
        case "outline_again":
            from issues_kb.reading.again import outline_again

            return outline_again
        case "LogMemory":
            from issues_kb.reading.memory import LogMemory

            return LogMemory
        case "read_log":
            from issues_kb.reading.whole import read_log

            return read_log
        case "EntryReading" | "EntrySource" | "read_entry":
            from issues_kb.reading import entry

            return getattr(entry, name)
        case "LogOutline" | "outline_log":
            from issues_kb.reading import outline

            return getattr(outline, name)
        case "find_key" | "find_keys" | "plain_names" | "plain_number" | "resolve_references":
            from issues_kb.reading import references

            return getattr(references, name)
        case "Vocabulary" | "default_vocabulary" | "load_vocabulary":
            from issues_kb.reading import vocabulary

            return getattr(vocabulary, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
