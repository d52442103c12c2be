"""``docs/site.md`` names the files there are, and its recipes run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from issues_kb.model import LogReading
from issues_kb.site import SiteOptions
from issues_kb.site.theme import VARIABLES, read_theme
from tests.site.conftest import build_site

DOC = (Path(__file__).parents[2] / "docs" / "site.md").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).with_name("issues-kb")
PUBLISHED = "https://example.org/log"


def part(heading: str) -> str:
    return DOC.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)


def test_every_page_and_file_that_is_named_is_there(sample: LogReading, output: Path) -> None:
    build_site([sample], output, SiteOptions(base_url=f"{PUBLISHED}/"))
    rows = re.findall(r"^\| (`\S+`(?:, `\S+`)*) \|", part("Pages and addresses"), re.MULTILINE)
    rows += re.findall(r"^\| (`\S+`) \|", part("For machines"), re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`([^`#]+)`", row)]
    values = {"log": "docs", "key": "1", "severity": "high", "status": "resolved"}
    files = [re.sub(r"<(\w+)>", lambda match: values[match[1]], name) for name in names]
    assert len(files) > 15
    assert [file for file in files if not (output / file).is_file()] == []


def test_the_front_of_a_twin_has_the_names_that_are_given(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    front = (output / "issues/docs/1.md").read_text().split("---\n")[1]
    row = next(line for line in DOC.splitlines() if line.startswith("| `issues/<log>/<key>.md`"))
    named = re.findall(r"`(\w+)`", row)
    assert [line.partition(":")[0] for line in front.splitlines()] == [
        name for name in named if name != "status_note"
    ]


def test_the_anchors_are_there(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    page = (output / "issues/docs/1.html").read_text()
    for anchor in re.findall(r"^\| `#(\S+)` \|", DOC, re.MULTILINE):
        assert f'id="{anchor}"' in page


def test_the_program_in_python_reads_all_issues(
    sample: LogReading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_site([sample], tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    names: dict[str, list[object]] = {}
    exec(blocks("python")[0], names)
    assert len(names["issues"]) == 2


def test_a_learning_has_the_names_that_are_given(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    learning = json.loads((output / "learnings.json").read_bytes())["learnings"][0]
    for name in learning:
        assert f"`{name}`" in part("For machines")


def test_the_theme_is_one_and_every_variable_is_named() -> None:
    theme = tomllib.loads(blocks("toml")[0])["theme"]
    assert read_theme(theme, "issues-kb.toml")
    steps = {f"space-{step}" for step in range(2, 8)}
    missing = {name for name in VARIABLES if f"`{name}`" not in part("Theming")}
    assert missing == steps


@pytest.mark.parametrize("recipe", blocks("yaml"), ids=["github", "gitlab"])
def test_recipes_build_a_site_with_its_address(recipe: str, tmp_path: Path) -> None:
    (tmp_path / "ISSUES_LOG.md").write_text(
        "## Issue #1: Lost\n\n**Date:** 2026-01-10\n**Status:** Open\n", "utf-8"
    )
    found = re.search(r"issues-kb build (?:.*\n)(?:\s+--.*\n)+", recipe)
    assert found is not None
    command = re.sub(r"\$\{\{ steps\.pages.*?\}\}|\$CI_PAGES_URL", PUBLISHED, found[0])
    command = re.sub(r"\$\{\{ github\.server_url \}\}", "https://example.org", command)
    command = re.sub(r"\$\{\{ github\.repository \}\}", "team/project", command)
    command = re.sub(r"\$CI_PROJECT_URL", "https://example.org/team/project", command)
    command = re.sub(r"\$\{\{.*?\}\}|\$\w+", "main", command)
    arguments = command.replace('"', "").split()[1:]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        [PROGRAM, *arguments], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"<loc>{PUBLISHED}/index.html</loc>" in (tmp_path / "public/sitemap.xml").read_text()
    page = next((tmp_path / "public/issues").glob("*/1.html")).read_text()
    assert re.search(r'data-form="https://example\.org/[^"]*/main/ISSUES_LOG\.md#L\{line\}', page)
