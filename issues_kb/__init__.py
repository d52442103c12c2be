"""issues-kb: an issue-log knowledge base.

    from issues_kb import KnowledgeBase

Public names are imported when they are asked for, so that ``import issues_kb`` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def __getattr__(name: str) -> object:
    """A public name, imported now."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from issues_kb import errors, knowledge, model, query

    for module in (errors, knowledge, model, query):
        if hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(name)


def __dir__() -> list[str]:
    """What a person may ask for."""
    return sorted(__all__)
