"""The files of a search: bounded, steady, and nothing but data."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.model import Issue, Learning, Section, SectionKind
from issues_kb.reading import read_log
from issues_kb.site import SiteOptions
from issues_kb.site.search.documents import make_document
from issues_kb.site.search.shards import divided, script
from tests.site.conftest import build_site, plain_issue, reading, sample_issue

NAMES = st.lists(st.tuples(st.text(max_size=5), st.integers(0, 60)), unique_by=lambda x: x[0])


def groups(items: list[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    found = divided(items, name=lambda item: item[0], weight=lambda item: item[1], limit=100)
    return dict(found)


@given(NAMES)
def test_groups_hold_everything_once_and_are_bounded(items: list[tuple[str, int]]) -> None:
    found = groups(items)
    assert sorted(item for group in found.values() for item in group) == sorted(items)
    for group in found.values():
        assert sum(weight for _, weight in group) <= 100
        assert group == sorted(group)
    assert groups(items[::-1]) == found


@given(NAMES, st.text(min_size=6, max_size=8), st.integers(0, 60))
def test_one_more_item_touches_one_group(
    items: list[tuple[str, int]], name: str, weight: int
) -> None:
    before, after = groups(items), groups([*items, (name, weight)])
    changed = [bits for bits, group in before.items() if after.get(bits) != group]
    assert len(changed) <= 1


def test_an_item_that_is_too_large_stands_alone() -> None:
    assert groups([("a", 500)]) == {"": [("a", 500)]}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_script_is_one_string_on_one_line(text: str) -> None:
    made = script("search/x.js", text).decode()
    match = re.fullmatch(r"issuesKb\.take\('search/x\.js',('.*')\);\n", made)
    assert match is not None
    assert ast.literal_eval(match[1]) == text
    assert "<" not in made
    assert not re.search("[\u2028\u2029\r]", made)


def held(path: Path) -> Any:  # noqa: ANN401
    """What a file of data hands over."""
    text = path.read_text(encoding="utf-8")
    return json.loads(ast.literal_eval(text[text.index(",") + 1 : -3]))


def files(folder: Path, kind: str) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob(f"search/{kind}*.js")}


def long_issue(number: int, words: str) -> Issue:
    text = words * (12_000 // len(words))
    section = Section(SectionKind.PROBLEM, "Problem", 51, text)
    return plain_issue(
        str(number), text=f"## Issue {number}\n### Problem\n{text}", sections=(section,)
    )


@pytest.mark.parametrize("unique", ["word{} ", "あ語{}か"])
def test_no_file_passes_a_megabyte_and_an_edit_rewrites_one(tmp_path: Path, unique: str) -> None:
    words = "".join(unique.format(chr(0x4E00 + n) if "語" in unique else n) for n in range(1_000))
    issues = [long_issue(number, words) for number in range(1, 150)]
    options = SiteOptions(cache=tmp_path / "cache")
    site = tmp_path / "site"
    build_site([reading(*issues)], site, options)
    before = files(site, "index")
    assert len(before) > 2
    assert max(map(len, before.values())) < 1_000_000
    issues[77] = replace(issues[77], learnings=(Learning("Look twice", 52),))
    report = build_site([reading(*issues)], site, options)
    written = [path for path in report.written if path.startswith("search/")]
    after = files(site, "index")
    changed = [f"search/{name}" for name, data in after.items() if before.get(name) != data]
    assert len(changed) == 1
    assert sorted(written) == sorted([*changed, "search/manifest.js"])


def test_the_same_log_gives_the_same_files(tmp_path: Path) -> None:
    for name in "ab":
        build_site([reading(sample_issue(), plain_issue("2"))], tmp_path / name)
    assert files(tmp_path / "a", "") == files(tmp_path / "b", "")


def test_a_site_without_search_has_nothing_of_it(tmp_path: Path) -> None:
    build_site([reading(sample_issue())], tmp_path / "s", SiteOptions(search="none"))
    assert not (tmp_path / "s" / "search").exists()
    assert not (tmp_path / "s" / "search.html").exists()
    assert not list((tmp_path / "s").glob("assets/*search*"))
    assert "search.js" not in (tmp_path / "s" / "index.html").read_text(encoding="utf-8")


def test_the_manifest_names_the_files_and_counts(tmp_path: Path) -> None:
    issues = (sample_issue(), plain_issue("2", date="2023-01"), plain_issue("3"))
    build_site([reading(*issues)], tmp_path / "s")
    manifest = held(tmp_path / "s" / "search" / "manifest.js")
    named = [path.partition("?")[0] for path in [*manifest["rows"], *manifest["index"]]]
    assert named == ["search/rows.js", "search/index.js"]
    assert manifest["counts"]["year"] == {"2024": 1, "2023": 1, "none": 1}
    assert manifest["counts"]["severity"] == {"high": 1, "none": 2}
    assert held(tmp_path / "s" / "search" / "rows.js")[0] == [
        *("docs/1.html", "#1", "Key missing on users", "high", "resolved", "2024-12-19", "docs"),
    ]


def test_an_issue_is_shown_by_short_plain_texts() -> None:
    document = make_document(sample_issue())
    assert document.passages == (
        (
            "problem",
            "See #2, and #2 in code. ALTER TABLE users ADD PRIMARY KEY (id); Details More.",
        ),
        ("root_cause", "no primary key"),
        ("learnings", "Define them once"),
        ("learnings", "Define them twice"),
        ("prevention", "Review the schema"),
        ("prevention", "Test it"),
    )
    assert document.parts[:3] == ("other", "problem", "root_cause")


def test_the_learnings_of_a_long_entry_can_be_shown() -> None:
    seed = read_log((Path(__file__).parents[2] / "data" / "seed.md").read_bytes(), "seed.md")
    passages = make_document(seed.log.issues[0]).passages
    assert len([text for part, text in passages if part == "learnings"]) == 16
    assert ("learnings", "Add pre-commit hooks to test database initialization") in passages
