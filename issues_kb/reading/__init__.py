"""Text → ``LogReading``: what a log says, with every line known and nothing lost."""

from __future__ import annotations

from issues_kb.model import IssueLog, LogReading
from issues_kb.reading.again import outline_again
from issues_kb.reading.entry import EntryReading, EntrySource, read_entry
from issues_kb.reading.memory import LogMemory
from issues_kb.reading.outline import LogOutline, outline_log
from issues_kb.reading.references import find_key, resolve_references
from issues_kb.reading.vocabulary import Vocabulary, default_vocabulary, load_vocabulary

__all__ = [
    "EntryReading",
    "EntrySource",
    "LogMemory",
    "LogOutline",
    "Vocabulary",
    "default_vocabulary",
    "find_key",
    "load_vocabulary",
    "outline_again",
    "outline_log",
    "read_entry",
    "read_log",
    "resolve_references",
]


def read_log(
    data: bytes, path: str, *, name: str = "", vocabulary: Vocabulary | None = None
) -> LogReading:
    """Read a whole log. What it holds never raises; what is odd becomes a diagnostic."""
    outline = outline_log(data, path, vocabulary)
    readings = [read_entry(source, path, vocabulary) for source in outline.entries]
    issues = resolve_references([reading.issue for reading in readings])
    diagnostics = [*outline.diagnostics, *(d for r in readings for d in r.diagnostics)]
    diagnostics.sort(key=lambda d: (d.line, d.column, d.code))
    log = IssueLog(path, name, outline.title, issues, outline.blocks)
    return LogReading(log, tuple(diagnostics))
