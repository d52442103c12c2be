"""Files on disk: written only when they change, removed only when they are ours."""

from __future__ import annotations

from issues_kb.errors import IssuesKbError

__all__ = ["SiteError"]


class SiteError(IssuesKbError):
    """An output folder that cannot be written, or that holds files which are not ours."""
