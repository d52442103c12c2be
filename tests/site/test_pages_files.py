"""The tree of files and the pages that it has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from issues_kb.site.file_tree import Node, make_tree, opened, path_of


def drawn(node: Node) -> list[str]:
    """The tree as lines, each with its issues and a star for a page."""
    lines = []
    for child in node.children:
        page = "*" if child.page else ""
        lines.append(f"{child.name}{'/' * child.folder} {child.issues}{page}")
        lines += [f"  {line}" for line in drawn(child)]
    return lines


def test_folders_come_first_and_gather_the_issues_below() -> None:
    tree = make_tree([("README.md", 0), ("src/b.ts", 1), ("src/a.ts", 0), ("src/a.ts", 2)], 99)
    assert drawn(tree.root) == [
        "src/ [0, 1, 2]*",
        "  a.ts [0, 2]*",
        "  b.ts [1]",
        "README.md [0]",
    ]
    assert (tree.root.issues, tree.root.files) == ([0, 1, 2], 3)


def test_a_folder_with_nothing_but_a_folder_is_one_line() -> None:
    tree = make_tree([("a/b/c/x.py", 0), ("a/b/c/y.py", 0), ("a/b/c/d/z.py", 1)], 99)
    assert drawn(tree.root) == [
        *["a/b/c/ [0, 1]*", "  d/ [1]", "    z.py [1]", "  x.py [0]", "  y.py [0]"]
    ]


def test_only_so_many_have_pages_those_of_most_issues_first() -> None:
    touched = [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("b", 2)]
    assert drawn(make_tree(touched, 1).root) == ["a [0, 1]", "b [0, 1, 2]*"]


def test_a_file_and_a_folder_of_one_name_are_two() -> None:
    tree = make_tree(
        [("src", 0), ("src", 1), ("src/a", 0), ("src/a", 1), ("index", 0), ("index", 1)], 99
    )
    pages = [node.page for node in tree.pages()]
    assert len(set(pages)) == len(pages) == 5


def test_paths_are_known_however_they_are_written() -> None:
    assert path_of("src\\a.ts") == path_of("./src//a.ts") == "src/a.ts"
    assert path_of("/etc/x") == "/etc/x"
    assert path_of(" . ") == path_of("/") == path_of("") == ""


def test_very_deep_paths_end_in_a_long_name() -> None:
    tree = make_tree([("/".join("abcdefghijklmnopqrst"), 0)], 99)
    assert drawn(tree.root) == ["a/b/c/d/e/f/g/h/i/j/k/l/ [0]", "  m/n/o/p/q/r/s/t [0]"]


def test_a_level_of_folders_is_opened_while_there_is_room_for_all_of_it() -> None:
    touched = [(f"{folder}/{number}", 0) for folder in "ab" for number in range(3)]
    touched += [("c/d/1", 0), ("c/2", 0)]
    tree = make_tree(touched, 99)
    assert {node.name for node in opened(tree.root.children, 9)} == {"a", "b", "c", "d"}
    assert {node.name for node in opened(tree.root.children, 8)} == {"a", "b", "c"}
    assert opened(tree.root.children, 7) == set()
    assert {node.name for node in opened(tree.root.children, 2)} == {"c"}


@given(
    st.lists(
        st.tuples(st.text(st.sampled_from("aAb/\\. -<"), max_size=12), st.integers(0, 5)),
        max_size=40,
    ),
    st.integers(0, 10),
)
def test_pages_have_names_of_their_own(touched: list[tuple[str, int]], most: int) -> None:
    tree = make_tree(touched, most)
    pages = [node.page or "" for node in tree.pages()]
    assert len(pages) <= most + 1
    assert len({page.lower() for page in pages}) == len(pages)
    assert all("/" not in page and page[:1] != "." for page in pages)
    named = {path_of(path) for path, _ in touched} - {""}
    assert set(tree.files) == named
    assert tree.root.files == len(named)
    assert tree.root.issues == sorted({issue for path, issue in touched if path_of(path)})
