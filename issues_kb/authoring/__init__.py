"""Adds entries to logs by the smallest edit of their bytes.

A ``Draft`` becomes an entry's text (``entry``), the text an ``Edit`` of the log
(``placement``, ``addition``: all pure), and the edit a safely replaced file (``writing``).
"""

from __future__ import annotations

from issues_kb.authoring.addition import Addition, Manner, add_entry
from issues_kb.authoring.draft import (
    Draft,
    DraftLearning,
    DraftMeasure,
    severity_label,
    status_label,
)
from issues_kb.authoring.edit import Edit, apply_edits
from issues_kb.authoring.new import NewIssue, new_issue
from issues_kb.authoring.verbatim import EntryText
from issues_kb.authoring.writing import create_file, update_file

__all__ = [
    "Addition",
    "Draft",
    "DraftLearning",
    "DraftMeasure",
    "Edit",
    "EntryText",
    "Manner",
    "NewIssue",
    "add_entry",
    "apply_edits",
    "create_file",
    "new_issue",
    "severity_label",
    "status_label",
    "update_file",
]
