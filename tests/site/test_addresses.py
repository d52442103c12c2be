"""A page's address is made of log and key, and is a safe file name on every system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.site.addresses import file_name, file_names, folder_names, relative


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("1", "1"),
        ("BUG-012", "bug-012"),
        ("1-foreign-key", "1-foreign-key"),
        ("3.1", "3.1"),
        ("FFS_7", "ffs_7"),
    ],
)
def test_a_plain_key_is_its_own_name(key: str, name: str) -> None:
    assert file_name(key) == name


@pytest.mark.parametrize(
    ("key", "start"),
    [
        ("../../etc/passwd", "etc-passwd--"),
        ("..", "x--"),
        ("", "x--"),
        ("/root", "root--"),
        ("C:\\x", "c-x--"),
        ("a\x00b", "a-b--"),
        ("a b", "a-b--"),
        ("a--b", "a-b--"),
        ("-a", "a--"),
        ("a.", "a--"),
        (".hidden", "hidden--"),
        ("con", "con--"),
        ("NUL", "nul--"),
        ("com1", "com1--"),
        ("lpt9.txt", "lpt9-txt--"),
        ("index", "index--"),
        ("根因", "x--"),
        ("é", "e--"),
        ("\u212a", "k--"),
        ("\ud800", "x--"),
        ("a" * 10_000, "a" * 80 + "--"),
        ("<script>", "script--"),
        ("a?b#c%2e", "a-b-c-2e--"),
    ],
)
def test_any_other_key_gets_digits_of_its_own(key: str, start: str) -> None:
    assert re.fullmatch(re.escape(start) + "[0-9a-f]{10}", file_name(key))


def test_keys_that_differ_in_case_are_different_files() -> None:
    names = file_names(["BUG-1", "bug-1", "Bug-1"])
    assert names["bug-1"] == "bug-1"
    assert len({name.lower() for name in names.values()}) == 3


def test_a_name_depends_on_no_other_key_without_a_collision() -> None:
    assert file_names(["A", "b"])["A"] == file_names(["A"])["A"] == "a"


@given(st.lists(st.text(), unique=True))
def test_names_are_safe_and_unique(keys: list[str]) -> None:
    names = file_names(keys)
    assert set(names) == set(keys)
    assert len({name.lower() for name in names.values()}) == len(keys)
    for name in names.values():
        assert re.fullmatch(r"[a-z0-9]+(?:(?:[-._]|--)[a-z0-9]+)*", name)
        assert len(name) <= 92


@given(st.lists(st.text(st.sampled_from([*"aA/.-_ \\é"])), max_size=5))
def test_folders_are_safe_and_unique_for_logs_of_different_paths(names: list[str]) -> None:
    folders = folder_names((name, f"{number}.md") for number, name in enumerate(names))
    assert len(set(folders)) == len(names)
    for folder in folders:
        assert re.fullmatch(r"[a-z0-9_-]+(?:/[a-z0-9_-]+){0,3}", folder)


def test_the_folder_of_a_log_is_its_name() -> None:
    assert folder_names([("backend", "backend/ISSUES_LOG.md")]) == ["backend"]
    assert folder_names([("docs/api", "docs/api/BUGS.md")]) == ["docs/api"]
    assert folder_names([("ISSUES_LOG", "ISSUES_LOG.md")]) == ["issues_log"]
    assert folder_names([("", "x.md")]) == ["log"]


def test_a_link_is_relative_to_the_page_it_stands_on() -> None:
    assert relative("issues/a/2.html", "issues/a/1.html") == "2.html"
    assert relative("index.html", "issues/a/1.html") == "../../index.html"
    assert relative("issues/a/2.html#x", "index.html") == "issues/a/2.html#x"
