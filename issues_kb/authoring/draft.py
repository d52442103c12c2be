"""What a person says about a new issue, before it is an entry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from issues_kb.errors import UsageError
from issues_kb.model import Severity, Status

__all__ = ["Draft", "clean_line", "clean_text", "severity_label", "status_label"]

SEVERITY_LABELS = {
    Severity.LOW: "Low",
    Severity.MEDIUM: "Medium",
    Severity.HIGH: "High",
    Severity.CRITICAL: "Critical",
}

STATUS_LABELS = {
    Status.OPEN: "Open",
    Status.IN_PROGRESS: "In Progress",
    Status.RESOLVED: "Resolved",
    Status.WONT_FIX: "Won't Fix",
}

# C0 but tab and line feed, DEL and C1: nothing that a log needs, and a terminal may obey them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of a new issue. Texts are Markdown; an empty one says nothing.

    ``date`` is an ISO day, ``files`` are pairs of path and note.
    """

    title: str
    date: str
    severity: Severity | None = None
    status: Status = Status.OPEN
    problem: str = ""
    root_cause: str = ""
    resolution: str = ""
    files: tuple[tuple[str, str], ...] = ()
    why_missed: str = ""
    learnings: tuple[str, ...] = ()
    prevention: tuple[str, ...] = ()
    related: str = ""

    def cleaned(self) -> Draft:
        """The same in what a log can hold: no control characters, one-line titles and paths.

        Raises UsageError when the title or a path is empty then.
        """
        title = clean_line(self.title)
        if not title:
            raise UsageError("the title is empty", hint='write one: issues-kb new "What happened"')
        files = tuple((clean_line(path), clean_text(note)) for path, note in self.files)
        if not all(path for path, _ in files):
            raise UsageError("a file has no path", hint="write --file PATH or --file PATH=NOTE")
        return Draft(
            title=title,
            date=clean_line(self.date),
            severity=self.severity,
            status=self.status,
            problem=clean_text(self.problem),
            root_cause=clean_text(self.root_cause),
            resolution=clean_text(self.resolution),
            files=files,
            why_missed=clean_text(self.why_missed),
            learnings=tuple(filter(None, map(clean_text, self.learnings))),
            prevention=tuple(filter(None, map(clean_text, self.prevention))),
            related=clean_text(self.related),
        )


def severity_label(severity: Severity) -> str:
    """The word that an entry is written with."""
    return SEVERITY_LABELS[severity]


def status_label(status: Status) -> str:
    """The word that an entry is written with."""
    return STATUS_LABELS[status]


def clean_text(text: str) -> str:
    r"""Text with ``\n`` line ends, without control characters, blank first and last lines."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.rstrip() if not line.strip() else line for line in text.split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return "\n".join(lines).rstrip()


def clean_line(text: str) -> str:
    """Text on one line, with single blanks."""
    return " ".join(clean_text(text).split())
