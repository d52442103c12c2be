"""Pages of files and folders: what is below them, and the issues that touched them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from issues_kb.site.file_tree import Node, opened
from issues_kb.site.models import (
    Badge,
    Crumb,
    FileNode,
    FilesPage,
    IssueLink,
    IssueRow,
    Pager,
)
from issues_kb.site.paging import counted, numbered, root_of

__all__ = ["NODES", "Facts", "address", "file_node", "files_page"]

NODES = 150
"""Files and folders on one page, those in opened folders included."""

_FOLDER = "files"
_LONGEST_TITLE = 120


class Facts(NamedTuple):
    """What the numbers of a tree stand for."""

    rows: Sequence[IssueRow]
    #: By the value of a severity, the higher the worse.
    ranks: dict[str, int]
    #: Values of the statuses of open issues.
    open_statuses: frozenset[str]


def address(node: Node) -> str | None:
    """Where the pages of a node begin, without ending; none when it has no page."""
    return None if node.page is None else f"{_FOLDER}/{node.page}"


def files_page(
    node: Node, facts: Facts, nodes: Sequence[Node], rows: Sequence[IssueRow], pager: Pager
) -> FilesPage:
    """A page of one file or folder, or of all files.

    ``nodes`` and ``rows`` are this page's part of what the node holds.
    """
    path = pager.path
    shown = opened(nodes, NODES - len(nodes))
    name = node.path + "/" * bool(node.folder and node.path)
    total = len(node.issues)
    still = _open(node, facts)
    return FilesPage(
        path=path,
        root=root_of(path),
        title=numbered(_short(name) or "Files", pager.number),
        description=_description(node, total, still),
        section="files",
        name=name,
        folder=node.folder,
        crumbs=_crumbs(node),
        files=node.files,
        total=total,
        open=still,
        nodes=tuple(file_node(child, facts, shown) for child in nodes),
        rows=tuple(rows),
        pager=pager,
    )


def file_node(
    node: Node,
    facts: Facts,
    shown: frozenset[Node] | set[Node] = frozenset(),
    *,
    whole: bool = False,
) -> FileNode:
    """A node as lists show it; ``shown`` are the folders whose children stand below them.

    ``whole`` names it by its whole path.
    """
    where = address(node)
    only = facts.rows[node.issues[0]] if len(node.issues) == 1 and node not in shown else None
    return FileNode(
        name=node.path if whole else node.name,
        folder=node.folder,
        issues=len(node.issues),
        open=_open(node, facts),
        worst=_worst(node, facts),
        path=f"{where}.html" if where else None,
        only=None if only is None else _link(only),
        children=tuple(file_node(child, facts, shown) for child in node.children)
        if node in shown
        else (),
    )


def _worst(node: Node, facts: Facts) -> Badge:
    badges = (facts.rows[issue].severity for issue in node.issues)
    return max(badges, key=lambda badge: facts.ranks[badge.value])


def _open(node: Node, facts: Facts) -> int:
    return sum(1 for issue in node.issues if facts.rows[issue].status.value in facts.open_statuses)


def _link(row: IssueRow) -> IssueLink:
    return IssueLink(label=row.label, title=row.title, path=row.path)


def _crumbs(node: Node) -> tuple[Crumb, ...]:
    found = []
    above = node.above
    while above is not None:
        where = address(above)
        word = f"{above.name}/" if above.above else "Files"
        found.append(Crumb(word=word, path=f"{where}.html" if where else None))
        above = above.above
    return tuple(reversed(found))


def _description(node: Node, total: int, still: int) -> str:
    if not total:
        return "No issue names a file."
    issues = counted(total, "issue", "issues")
    told = f"{issues}, {still} open" if still else issues
    if not node.folder:
        return f"{told}."
    return f"{counted(node.files, 'file', 'files')} touched by {told}."


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_TITLE else f"…{name[-_LONGEST_TITLE:]}"
