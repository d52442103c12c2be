"""Files and folders, and the issues that touched them."""

from __future__ import annotations

from dataclasses import dataclass

from issues_kb.site.models.shared import Badge, IssueLink, IssueRow, Page, Pager

__all__ = ["Crumb", "FileNode", "FilesPage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A folder above; ``path`` is its page, if it has one."""

    word: str
    path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNode:
    """A file or folder in the tree, as ``name`` seen from the one above.

    ``issues`` and ``open`` are numbers, ``worst`` the highest severity. ``path`` is its
    page, if it has one; ``only`` is its issue where it has one alone. ``children`` of a
    folder are none where they are on its own page.
    """

    name: str
    folder: bool
    issues: int
    open: int
    worst: Badge
    path: str | None
    only: IssueLink | None
    children: tuple[FileNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPage(Page):
    """All files, a folder or a file: what is below it, and its issues.

    ``name`` is the path in the project, empty for all files; ``files`` counts those below.
    """

    name: str
    folder: bool
    crumbs: tuple[Crumb, ...]
    files: int
    total: int
    open: int
    nodes: tuple[FileNode, ...]
    rows: tuple[IssueRow, ...]
    pager: Pager
