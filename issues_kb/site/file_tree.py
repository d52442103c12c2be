"""The tree of all files that issues touched, and which of them have pages.

Issues stand for their place in the list of all issues, newest first, so that the tree
holds numbers alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from issues_kb.site.addresses import file_names

__all__ = ["Node", "Tree", "make_tree", "opened", "path_of"]

_SEPARATORS = re.compile(r"[/\\]+")
_DEEPEST = 12
#: What one issue alone touched leads to that issue.
_ISSUES_FOR_A_PAGE = 2


@dataclass(slots=True, eq=False)
class Node:
    """A file or folder: ``path`` in the project, ``name`` as seen from the node above.

    ``issues`` are in order; ``page`` is its stem in the site's folder ``files``, if any.
    ``files`` counts the files below a folder.
    """

    path: str
    name: str
    folder: bool
    above: Node | None
    issues: list[int] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    page: str | None = None
    files: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """``root`` stands for the whole project; ``files`` are found by their paths."""

    root: Node
    files: dict[str, Node]

    def pages(self) -> Iterator[Node]:
        """Every file and folder that has a page, the root first."""
        return (node for node in _walk(self.root) if node.page is not None)


def make_tree(touched: Iterable[tuple[str, int]], most_pages: int) -> Tree:
    """The tree of pairs of path and issue.

    Files and folders of several issues have pages, as many as ``most_pages``, those of
    most issues first.
    """
    root = Node("", "", folder=True, above=None, page="index")
    files = _planted(root, touched)
    _gather(root)
    _joined(root)
    named = [node for node in _walk(root) if node is not root and _is_shared(node)]
    named.sort(key=lambda node: (-len(node.issues), not node.folder, node.path))
    chosen = named[:most_pages]
    keys = [node.path + "/" * node.folder for node in chosen]
    names = file_names(keys)
    for node, key in zip(chosen, keys, strict=True):
        node.page = names[key]
    return Tree(root, files)


def path_of(text: str) -> str:
    """A path as the tree knows it: ``/`` between its parts, no ``.``; empty without parts."""
    parts = [part for part in _SEPARATORS.split(text.strip()) if part not in ("", ".")]
    path = "/".join(parts)
    return "/" + path if path and text.strip()[:1] == "/" else path


def _planted(root: Node, touched: Iterable[tuple[str, int]]) -> dict[str, Node]:
    folders: dict[str, Node] = {"": root}
    files: dict[str, Node] = {}
    for text, issue in touched:
        path = path_of(text)
        if not path:
            continue
        node = files.get(path)
        if node is None:
            folder, name = _folder_of(folders, path)
            node = files[path] = Node(path, name, folder=False, above=folder)
            folder.children.append(node)
        if issue not in node.issues[-1:]:
            node.issues.append(issue)
    for node in files.values():
        node.issues = sorted(set(node.issues))
    return files


def _folder_of(folders: dict[str, Node], path: str) -> tuple[Node, str]:
    """The folder of a file, made when missing, and what is left of the path."""
    absolute = path.startswith("/")
    parts = path.lstrip("/").split("/")
    depth = min(len(parts) - 1, _DEEPEST)
    above = folders[""]
    for number in range(1, depth + 1):
        here = "/" * absolute + "/".join(parts[:number])
        node = folders.get(here)
        if node is None:
            name = "/" * (absolute and number == 1) + parts[number - 1]
            node = folders[here] = Node(here, name, folder=True, above=above)
            above.children.append(node)
        above = node
    return above, "/" * (absolute and not depth) + "/".join(parts[depth:])


def _gather(node: Node) -> None:
    """Numbers of what is below, and everything in order: folders first, then by name."""
    if not node.folder:
        return
    held: set[int] = set()
    for child in node.children:
        _gather(child)
        held.update(child.issues)
        node.files += child.files if child.folder else 1
    node.issues = sorted(held)
    node.children.sort(key=lambda child: (not child.folder, child.name.lower(), child.name))


def _joined(node: Node) -> None:
    """A folder that holds nothing but a folder is one line with it: ``backend/src``."""
    for place, child in enumerate(node.children):
        below = child
        while len(below.children) == 1 and below.children[0].folder:
            only = below.children[0]
            only.name = f"{below.name}/{only.name}"
            only.above = node
            below = only
        node.children[place] = below
        _joined(below)


def _is_shared(node: Node) -> bool:
    return len(node.issues) >= _ISSUES_FOR_A_PAGE


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def opened(nodes: Sequence[Node], room: int) -> set[Node]:
    """The folders below ``nodes`` whose children fit on the page with them.

    ``room`` is how many more nodes the page may show. A whole level is opened or none of
    it, except for folders that are too large by themselves.
    """
    found: set[Node] = set()
    level = [node for node in nodes if node.folder and len(node.children) <= room]
    while level and (taken := sum(len(node.children) for node in level)) <= room:
        found.update(level)
        room -= taken
        below = (child for node in level for child in node.children if child.folder)
        level = [child for child in below if len(child.children) <= room]
    return found
