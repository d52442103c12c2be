"""Typed text → ``Query``. Nothing that is typed is an error."""

from __future__ import annotations

from issues_kb.query.model import ParsedQuery

__all__ = ["parse_query"]


def parse_query(text: str) -> ParsedQuery:
    """Understand ``text`` as a query. Never raises; what is not understood gives a hint."""
    raise NotImplementedError
