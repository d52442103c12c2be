"""issues-kb: an issue-log knowledge base.

    from issues_kb import KnowledgeBase

Public names are imported when they are asked for, so that ``import issues_kb`` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issues_kb.lazy import lazily

if TYPE_CHECKING:
    from issues_kb.errors import IssuesKbError
    from issues_kb.knowledge import KnowledgeBase
    from issues_kb.model import Issue, Rule, Severity, Status
    from issues_kb.query import Query, parse_query

__version__ = "0.1.0"

__all__ = [
    "Issue",
    "IssuesKbError",
    "KnowledgeBase",
    "Query",
    "Rule",
    "Severity",
    "Status",
    "__version__",
    "parse_query",
]

__getattr__ = lazily(
    __name__,
    {
        "errors": ("IssuesKbError",),
        "knowledge": ("KnowledgeBase",),
        "model": ("Issue", "Rule", "Severity", "Status"),
        "query": ("Query", "parse_query"),
    },
)


def __dir__() -> list[str]:
    """What a person may ask for."""
    return sorted(__all__)
