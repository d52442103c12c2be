"""What is large in one place is looked at once, not once for each of its parts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from issues_kb.authoring.setting import Wishes, change_values, headings
from issues_kb.knowledge import KnowledgeBase
from issues_kb.model import Learning
from issues_kb.site import build_site
from issues_kb.store.facts import Facts


def test_an_issue_whose_learnings_fill_many_pages_is_loaded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = "".join(f"- **T{n}**: DO: look {n}\n" for n in range(900))
    log = f"## Issue #1: It broke\n\n**Status:** Open\n\n### Key Learnings\n\n{items}"
    (tmp_path / "ISSUES_LOG.md").write_text(log, encoding="utf-8")
    loads: list[int] = []
    load = Facts.whole_learnings

    def counted(self: Facts, ids: Sequence[int]) -> Iterator[tuple[int, Learning]]:
        loads.extend(ids)
        return load(self, ids)

    monkeypatch.setattr(Facts, "whole_learnings", counted)
    monkeypatch.setattr("issues_kb.site.making.cores", lambda: 1)
    with KnowledgeBase.open(tmp_path) as project:
        build_site(project.index, tmp_path / "site")
    assert len(list((tmp_path / "site" / "learnings").glob("*.html"))) > 4
    assert len(loads) == 1


def test_items_far_down_in_a_long_issue_are_kept_beside_it(tmp_path: Path) -> None:
    # SQLite counts characters from the beginning of the issue for each text that it cuts out.
    items = "".join(f"- DO: look {n}\n" for n in range(6_000))
    log = f"## Issue #1: It broke\n\n**Status:** Open\n\n### Key Learnings\n\n{items}"
    (tmp_path / "ISSUES_LOG.md").write_text(log, encoding="utf-8")
    with KnowledgeBase.open(tmp_path) as project:
        (issue,) = project.load()
        assert [each.text for each in issue.issue.learnings] == [f"look {n}" for n in range(6_000)]
        assert [hit.learning.text for hit in project.learnings()][-1] == "look 5999"
    with closing(sqlite3.connect(tmp_path / ".issues-kb" / "index.db")) as index:
        (last,) = index.execute("SELECT max(start) FROM learnings").fetchone()
    assert last < 60_000 < len(log)


def test_a_long_title_is_changed_where_it_stands_just_so(monkeypatch: pytest.MonkeyPatch) -> None:
    # Trying every stretch of a heading costs the cube of its length.
    monkeypatch.setattr(headings, "_by_words", lambda *_: pytest.fail("every stretch was tried"))
    title = " ".join(["It broke"] * 500)
    log = f"## Issue #1: {title}\n\n**Status:** Open\n".encode()
    done = change_values(log, "LOG.md", "1", Wishes({"title": "It works"}))
    assert done.after == b"## Issue #1: It works\n\n**Status:** Open\n"
