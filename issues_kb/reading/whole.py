"""A whole log, read at once."""

from __future__ import annotations

from issues_kb.model import IssueLog, LogReading
from issues_kb.reading.entry import read_entry
from issues_kb.reading.outline import outline_log
from issues_kb.reading.references import resolve_references
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["read_log"]


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
