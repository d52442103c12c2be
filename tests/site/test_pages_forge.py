"""Links from an entry to its lines on the web."""

from __future__ import annotations

import pytest

from issues_kb.site.forge import edit_link, line_link

LOG = "docs/ISSUES LOG.md"


@pytest.mark.parametrize(
    ("repository", "link"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/blob/HEAD/docs/ISSUES%20LOG.md#L7-L9"),
        (
            "https://github.com/a/b.git/",
            "https://github.com/a/b/blob/HEAD/docs/ISSUES%20LOG.md#L7-L9",
        ),
        (
            "https://github.com/a/b/tree/release/1",
            "https://github.com/a/b/blob/release/1/docs/ISSUES%20LOG.md#L7-L9",
        ),
        (
            "https://gitlab.example.org/a/b/c/-/tree/main",
            "https://gitlab.example.org/a/b/c/-/blob/main/docs/ISSUES%20LOG.md#L7-9",
        ),
        (
            "https://codeberg.org/a/b",
            "https://codeberg.org/a/b/src/branch/main/docs/ISSUES%20LOG.md#L7-L9",
        ),
        (
            "https://codeberg.org/a/b/src/branch/dev",
            "https://codeberg.org/a/b/src/branch/dev/docs/ISSUES%20LOG.md#L7-L9",
        ),
        (
            "https://bitbucket.org/a/b",
            "https://bitbucket.org/a/b/src/HEAD/docs/ISSUES%20LOG.md#lines-7:9",
        ),
        (
            "https://git.sr.ht/~a/b",
            "https://git.sr.ht/~a/b/tree/HEAD/item/docs/ISSUES%20LOG.md#L7-9",
        ),
        (
            "https://git.example.org/a/b",
            "https://git.example.org/a/b/blob/HEAD/docs/ISSUES%20LOG.md#L7-L9",
        ),
        (
            "https://git.example.org/a/b/src/branch/dev",
            "https://git.example.org/a/b/src/branch/dev/docs/ISSUES%20LOG.md#L7-L9",
        ),
        (
            "https://git.example.org/a/b/-/tree/dev",
            "https://git.example.org/a/b/-/blob/dev/docs/ISSUES%20LOG.md#L7-9",
        ),
        (
            "https://x.org/show?f={path}&l={line}-{end_line}",
            "https://x.org/show?f=docs/ISSUES%20LOG.md&l=7-9",
        ),
        ("https://x.org/{other}/{path}", "https://x.org/{other}/docs/ISSUES%20LOG.md"),
    ],
)
def test_each_forge_has_its_own_addresses(repository: str, link: str) -> None:
    assert line_link(repository, LOG, 7, 9) == link


@pytest.mark.parametrize(
    ("repository", "place"),
    [
        ("https://github.com/src/project", "/blob/HEAD"),
        ("https://github.com/tree/project", "/blob/HEAD"),
        ("https://github.com/a/tree", "/blob/HEAD"),
        ("https://gitlab.com/group/src/project", "/-/blob/HEAD"),
        ("https://gitlab.com/tree/group/project", "/-/blob/HEAD"),
        ("https://codeberg.org/src/branch", "/src/branch/main"),
        ("https://codeberg.org/a/src", "/src/branch/main"),
        ("https://bitbucket.org/src/project", "/src/HEAD"),
        ("https://bitbucket.org/src/src", "/src/HEAD"),
        ("https://git.example.org/src/project", "/blob/HEAD"),
        ("https://git.example.org/group/src/project", "/blob/HEAD"),
    ],
)
def test_owners_and_projects_may_be_called_as_forges_call_a_branch(
    repository: str, place: str
) -> None:
    link = line_link(repository, "a.md", 7, 9) or ""
    assert link.partition("/a.md")[0] == f"{repository}{place}"


@pytest.mark.parametrize(
    ("repository", "edit"),
    [
        (
            "https://github.com/tree/tree/tree/main",
            "https://github.com/tree/tree/edit/main/a.md#L7",
        ),
        ("https://gitlab.com/a/src/b/-/tree/x/y", "https://gitlab.com/a/src/b/-/edit/x/y/a.md"),
        ("https://gitlab.com/a/b/tree/main", "https://gitlab.com/a/b/-/edit/main/a.md"),
        ("https://codeberg.org/src/b/src/branch/x", "https://codeberg.org/src/b/_edit/x/a.md"),
    ],
)
def test_a_branch_behind_such_names_is_known(repository: str, edit: str) -> None:
    assert edit_link(repository, "a.md", 7) == edit


@pytest.mark.parametrize(
    ("repository", "path"),
    [
        (None, "a.md"),
        ("", "a.md"),
        ("javascript:alert(1)//{path}", "a.md"),
        ("ftp://example.org/a", "a.md"),
        ("https://[", "a.md"),
        ("https://github.com/a/b", "/srv/somebody/a.md"),
        ("https://github.com/a/b", "../a.md"),
        ("https://github.com/a/b", "C:/a.md"),
        ("https://github.com/a/b", ""),
    ],
)
def test_what_cannot_be_reached_has_no_link(repository: str | None, path: str) -> None:
    assert line_link(repository, path, 1, 1) is None
    assert edit_link(repository, path, 1) is None


def test_braces_in_a_path_are_no_places_to_fill() -> None:
    assert line_link("https://x.org/{path}", "{line}.md", 3, 4) == "https://x.org/%7Bline%7D.md"


def test_a_file_can_be_edited_where_the_branch_is_known() -> None:
    assert edit_link("https://github.com/a/b/tree/main", "a.md", 7) == (
        "https://github.com/a/b/edit/main/a.md#L7"
    )
    assert edit_link("https://github.com/a/b", "a.md", 7) is None
    assert edit_link("https://x.org/{path}", "a.md", 7) is None
    assert edit_link("https://bitbucket.org/a/b/src/main", "a.md", 7) is None
