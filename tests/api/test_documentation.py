"""``docs/api.md`` runs, and names every public call; ``docs/json.md`` names every key."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from issues_kb import KnowledgeBase
from tests.cli.conftest import Program

DOCS = Path(__file__).parents[2] / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
JSON = (DOCS / "json.md").read_text(encoding="utf-8")


def test_the_examples_run(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    blocks = re.findall(r"^```pycon\n(.*?)^```$", API, flags=re.MULTILINE | re.DOTALL)
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "api.md", None, 0)
    told: list[str] = []
    result = doctest.DocTestRunner().run(example, out=told.append)
    assert result.attempted >= 15
    assert result.failed == 0, "".join(told)


def test_every_call_is_documented_with_its_parameters() -> None:
    documented = {
        match[1]: match[2]
        for match in re.finditer(r"\| `(?:kb|KnowledgeBase)\.(\w+)\((.*?)\)`", API)
    }
    public = {
        name: member
        for name, member in inspect.getmembers(KnowledgeBase, callable)
        if not name.startswith("_")
    }
    assert set(documented) == set(public)
    for name, member in public.items():
        parameters = [
            str(each.replace(annotation=inspect.Parameter.empty))
            for each in inspect.signature(member).parameters.values()
            if each.name != "self"
        ]
        shown = documented[name].replace("'", '"').split(", ")
        given = [part for part in shown if part not in ("", "*")]
        assert given == [each.replace("'", '"') for each in parameters], name


def names(of: str) -> list[str]:
    row = re.search(rf"^\| {of} \| (.*) \|$", JSON, flags=re.MULTILINE)
    assert row is not None, of
    found = re.findall(r"`(\w+)`", row[1])
    return [*names("issue summary"), *found] if "an issue summary" in row[1] else found


@pytest.mark.parametrize(
    ("arguments", "key", "kind"),
    [
        (["list"], "issues", "issue summary"),
        (["search", "foreign"], "hits", "hit"),
        (["learnings"], "learnings", "learning"),
        (["files"], "files", "file"),
        (["prevention"], "measures", "measure"),
        (["checklist"], "items", "item"),
        (["stats"], "stats", "numbers"),
    ],
)
def test_json_objects_are_as_documented(
    call: Program, arguments: list[str], key: str, kind: str
) -> None:
    document: dict[str, Any] = call(*arguments, "--format", "json").json
    outer = re.search(rf"^\| `{arguments[0]}` \| (.*) \|$", JSON, flags=re.MULTILINE)
    assert outer is not None
    assert list(document) == ["schema_version", *re.findall(r"`(\w+)`", outer[1])]
    first = document[key] if isinstance(document[key], dict) else document[key][0]
    assert list(first) == names(kind)


def test_json_of_related_issues_is_as_documented(call: Program, project: Path) -> None:
    (project / "ISSUES_LOG.md").write_text(
        "## Issue 1: Zebra crossing\n\n**Status:** Open\n\nStripes.\n\n"
        "## Issue 2: Zebra stripes\n\n**Status:** Open\n\nSee Issue 1 on the crossing.\n",
        encoding="utf-8",
    )
    document = call("show", "1", "--format", "json").json
    assert list(document) == ["schema_version", "issue", "backlinks", "similar"]
    assert list(document["backlinks"][0]) == names("backlink")
    assert list(document["similar"][0]) == names("similar issue")
