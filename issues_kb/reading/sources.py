"""What identifies the entries of a log: a digest of each, and numbers that are taken twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from issues_kb.diagnostics import CODES, Diagnostic
from issues_kb.reading.entry import EntrySource, Lent
from issues_kb.reading.folding import fold

__all__ = ["digest_of", "repeated_numbers"]


def digest_of(text: str, number: str | None, title: str, lent: Lent, fingerprint: str) -> str:
    """A hash of all that the reading of an entry depends on."""
    severity = lent.severity.value if lent.severity else ""
    status = lent.status.value if lent.status else ""
    context = "\0".join((fingerprint, number or "", title, lent.date or "", severity, status))
    whole = f"{context}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=16).hexdigest()


def repeated_numbers(entries: Sequence[EntrySource], path: str) -> list[Diagnostic]:
    """A finding for each entry whose number an earlier one has already."""
    diagnostics: list[Diagnostic] = []
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.number is None:
            continue
        first = seen.setdefault(fold(entry.number), entry.line)
        if first != entry.line:
            message = f"number {entry.number} is taken already by the entry at line {first}"
            hint = f"the keys are made unique: this entry is {entry.key}"
            row = CODES["IKB105"]
            diagnostics.append(Diagnostic(path, entry.line, 1, row.code, row.level, message, hint))
    return diagnostics
