"""``docs/templates.md`` names exactly what templates are handed."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from issues_kb.authoring import Draft
from issues_kb.authoring.entry import render_entry, render_log
from issues_kb.model import LogReading
from issues_kb.site import SiteOptions, models
from issues_kb.site.rendering import ASSETS, TEMPLATES
from issues_kb.site.search.plans import SEARCH_ASSETS
from issues_kb.templating import packaged_folder
from tests.site.conftest import build_site

DOC = Path(__file__).parents[2] / "docs" / "templates.md"
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def documented() -> dict[str, list[str]]:
    """The names of each table, by the heading above it."""
    parts = re.split(r"^### (.+)$", DOC.read_text(encoding="utf-8"), flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {heading: ROW.findall(text.split("\n## ")[0]) for heading, text in pairs}


def variables(model: type) -> list[str]:
    """The fields and properties of a page model, without those that every page has."""
    shared = {field.name for field in dataclasses.fields(models.Page)}
    if not issubclass(model, models.Page) or model is models.Page:
        shared = set()
    names = [field.name for field in dataclasses.fields(model) if field.name not in shared]
    return names + [name for name, value in vars(model).items() if isinstance(value, property)]


def test_every_template_and_asset_is_named() -> None:
    text = DOC.read_text(encoding="utf-8")
    folder = packaged_folder()
    for file in folder.rglob("*"):
        if file.is_file() and not file.name.startswith("."):
            assert f"| `{file.relative_to(folder).as_posix()}` |" in text


def test_every_asset_is_written() -> None:
    folder = packaged_folder() / "site"
    files = {path.relative_to(folder).as_posix() for path in folder.glob("assets/*")}
    assert files | {"assets/highlight.css", ".nojekyll"} == {*ASSETS, *SEARCH_ASSETS}


def test_pages_are_handed_what_is_documented() -> None:
    tables = documented()
    assert tables["`site`"] == variables(models.SiteView)
    assert tables["`page` on every page"] == variables(models.Page)
    for model, template in TEMPLATES.items():
        assert tables[f"`page` in `{template}`"] == variables(model)


def test_every_value_is_documented() -> None:
    tables = documented()
    pages = {models.SiteView, models.Page, *TEMPLATES}
    for name in models.__all__:
        model = getattr(models, name)
        if model not in pages:
            assert tables[name] == variables(model), name


def test_templates_get_no_variable_but_site_and_page(
    sample: LogReading, output: Path, tmp_path: Path
) -> None:
    own = tmp_path / "templates" / "site"
    own.mkdir(parents=True)
    for template in TEMPLATES.values():
        (own / Path(template).name).write_text(
            "{% macro all() %}{{ caller }}{% endmacro %}{{ site.title }} {{ page.path }}"
        )
    build_site([sample], output, SiteOptions(templates=tmp_path / "templates"))
    assert (output / "index.html").read_text() == "Issues Log index.html"


@pytest.mark.parametrize("template", ["issue.md.j2", "log.md.j2"])
def test_an_entry_is_handed_what_is_documented(template: str, tmp_path: Path) -> None:
    names = documented()[f"`{template}`"]
    (tmp_path / template).write_text("".join(f"{name}={{{{ {name} }}}}\n" for name in names))
    draft = Draft(title="T", date="2025-12-19")
    if template == "log.md.j2":
        made = render_log("T", [tmp_path])
    else:
        made = render_entry(draft, "1", [tmp_path])
    assert [line.partition("=")[0] for line in made.splitlines()] == names


@pytest.mark.parametrize("template", ["issue.md.j2", "log.md.j2"])
def test_an_entry_uses_nothing_that_is_not_documented(template: str) -> None:
    text = (packaged_folder() / template).read_text(encoding="utf-8")
    code = " ".join(re.findall(r"\{[{%](.+?)[%}]\}", text))
    code = re.sub(r'"[^"]*"|\.\w+|\|\s*\w+', " ", code)
    words = set(re.findall(r"[a-z_]\w*", code))
    keywords = {"if", "else", "endif", "for", "in", "endfor", "or", "and", "not", "loop"}
    loop_names = set(re.findall(r"for (\w+) in", code))
    assert words - keywords - loop_names <= set(documented()[f"`{template}`"])
