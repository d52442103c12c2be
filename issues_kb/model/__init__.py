"""The words everyone speaks: frozen values that the whole house passes around.

Standard library only, no input or output. Lines are 1-based and count the lines of
the log's file; an ``end_line`` is the last line that belongs to its value.

Each name is imported when it is asked for: a list of issues needs a few of them, and
making the others takes longer than asking the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issues_kb.lazy import lazily

if TYPE_CHECKING:
    from issues_kb.model.issues import (
        BlockKind,
        ErrorKind,
        ErrorSignature,
        Field,
        FileChange,
        Issue,
        IssueLog,
        Learning,
        LogBlock,
        LogReading,
        Measure,
        MeasureState,
        Reference,
        Rule,
        Section,
        SectionKind,
    )
    from issues_kb.model.places import LogFile
    from issues_kb.model.states import Severity, Status

__all__ = [
    "BlockKind",
    "ErrorKind",
    "ErrorSignature",
    "Field",
    "FileChange",
    "Issue",
    "IssueLog",
    "Learning",
    "LogBlock",
    "LogFile",
    "LogReading",
    "Measure",
    "MeasureState",
    "Reference",
    "Rule",
    "Section",
    "SectionKind",
    "Severity",
    "Status",
]

__getattr__ = lazily(
    __name__,
    {
        "issues": (
            "BlockKind",
            "ErrorKind",
            "ErrorSignature",
            "Field",
            "FileChange",
            "Issue",
            "IssueLog",
            "Learning",
            "LogBlock",
            "LogReading",
            "Measure",
            "MeasureState",
            "Reference",
            "Rule",
            "Section",
            "SectionKind",
        ),
        "places": ("LogFile",),
        "states": ("Severity", "Status"),
    },
)
