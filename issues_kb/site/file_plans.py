"""Which pages of files there are, and what goes on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from issues_kb.model import Status
from issues_kb.site.catalogue import SEVERITIES, Catalogue, digest_of, kept_with
from issues_kb.site.file_pages import NODES, Facts, address, file_node, files_page
from issues_kb.site.file_tree import Node, Tree, make_tree, path_of
from issues_kb.site.gathering import file_facts
from issues_kb.site.models import FileNode, IssueRow
from issues_kb.site.options import SiteOptions
from issues_kb.site.paging import cut, pagers
from issues_kb.site.plan import Plan, Stage

__all__ = ["file_facts_of", "file_links", "file_plans", "file_tree", "troubled"]

_MOST_PAGES = 2000
# A safe name has no ``--`` before a number: ``readme--2`` is no file's page.
_PAGE_MARK = "--"
_WEIGHTS = {"critical": 8, "high": 4, "medium": 2}


@kept_with
def file_tree(catalogue: Catalogue) -> Tree:
    """The tree of all files."""
    return make_tree(file_facts(catalogue), _MOST_PAGES)


@kept_with
def file_links(catalogue: Catalogue) -> Mapping[int, tuple[tuple[str, str], ...]]:
    """The paths of files that have pages, and these pages, by the row of each issue."""
    tree = file_tree(catalogue)
    found: dict[int, dict[str, str]] = {}
    for path, place in file_facts(catalogue):
        node = tree.files.get(path_of(path))
        where = address(node) if node else None
        if where is not None:
            found.setdefault(catalogue.entries[place].id, {})[path] = f"{where}.html"
    return {issue: tuple(links.items()) for issue, links in found.items()}


def file_facts_of(catalogue: Catalogue) -> Facts:
    """What the numbers in the tree stand for."""
    return Facts(
        rows=[entry.row for entry in catalogue.entries],
        ranks={value: -place for place, value in enumerate(SEVERITIES)},
        open_statuses=frozenset(status.value for status in Status if status.is_open),
    )


def file_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The tree, and a page for each file and folder that several issues touched."""
    facts = file_facts_of(catalogue)
    tree = file_tree(catalogue)
    known = dict(_digests(tree.root, catalogue))
    for node in tree.pages():
        nodes = cut(node.children, NODES)
        # All issues that touched any file are no page of their own.
        held = node.issues if node.above else []
        rows = cut([facts.rows[issue] for issue in held], options.issues_per_page)
        pages = max(len(nodes), len(rows))
        for pager in pagers(address(node) or "", pages, _PAGE_MARK):
            place = pager.number - 1
            own_nodes: Sequence[Node] = nodes[place] if place < len(nodes) else ()
            own_rows: Sequence[IssueRow] = rows[place] if place < len(rows) else ()
            yield Plan(
                pager.path,
                Stage.PAGE if node.above else Stage.LIST,
                partial(files_page, node, facts, own_nodes, own_rows, pager),
                digest_of(pager.shown, known[node], [above.page for above in _above(node)]),
            )


def _digests(node: Node, catalogue: Catalogue) -> Iterator[tuple[Node, str]]:
    """For each node what is shown of it and of all that is below."""
    below = []
    for child in node.children:
        for each, known in _digests(child, catalogue):
            yield each, known
            if each is child:
                below.append(known)
    entries = [catalogue.entries[issue] for issue in node.issues]
    yield node, digest_of(node.path, node.name, node.page, below, *entries)


def _above(node: Node) -> Iterator[Node]:
    while node.above is not None:
        node = node.above
        yield node


def troubled(tree: Tree, facts: Facts, most: int) -> tuple[FileNode, ...]:
    """The files of the most and the worst issues, the worst first."""
    weights = {
        path: sum(_WEIGHTS.get(facts.rows[issue].severity.value, 1) for issue in node.issues)
        for path, node in tree.files.items()
    }
    worst = sorted(
        tree.files, key=lambda path: (-weights[path], -len(tree.files[path].issues), path)
    )
    return tuple(file_node(tree.files[path], facts, whole=True) for path in worst[:most])
