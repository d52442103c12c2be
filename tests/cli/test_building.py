from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program


def test_build_prints_the_page_to_open(call: Program, project: Path) -> None:
    done = call("build")
    assert (done.code, done.out) == (0, "site/index.html\n")
    assert "using ISSUES_LOG.md" in done.err
    page = (project / "site" / "index.html").read_text(encoding="utf-8")
    assert "Foreign Key Constraint Error" in page
    again = call("build")
    assert "0 files written" in again.err


def test_build_elsewhere_with_other_logs(call: Program, two_logs: Path, tmp_path: Path) -> None:
    done = call("build", "backend/BUG_LOG.md", "--output", tmp_path / "public")
    assert (done.code, done.out) == (0, f"{tmp_path}/public/index.html\n")
    text = "".join(file.read_text("utf-8") for file in (tmp_path / "public").rglob("*.html"))
    assert "Cache forgets the tenant" in text
    assert "Foreign Key" not in text
    assert not (two_logs / ".issues-kb" / "index.db").exists()


def test_the_configuration_names_folder_and_title(call: Program, project: Path) -> None:
    (project / "issues-kb.toml").write_text('output = "public"\ntitle = "Our mistakes"\n')
    assert call("build").out == "public/index.html\n"
    assert "Our mistakes" in (project / "public" / "index.html").read_text(encoding="utf-8")


def test_foreign_files_are_not_written_over(call: Program, project: Path) -> None:
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("mine", encoding="utf-8")
    done = call("build")
    assert (done.code, done.out) == (3, "")
    assert (project / "site" / "index.html").read_text(encoding="utf-8") == "mine"
    assert call("build", "--force").code == 0


@pytest.mark.parametrize("name", ["gone", "file"])
def test_a_folder_of_templates_that_is_none(call: Program, project: Path, name: str) -> None:
    (project / "file").write_text("", encoding="utf-8")
    (project / "issues-kb.toml").write_text(f'templates = "{name}"', encoding="utf-8")
    assert call("build").code == 3


def test_a_broken_template_names_file_and_line(call: Program, project: Path) -> None:
    folder = project / "tpl"
    folder.mkdir()
    (project / "issues-kb.toml").write_text('templates = "tpl"', encoding="utf-8")
    (folder / "issue.md.j2").write_text("## {{ number }}\n{% if %}\n", encoding="utf-8")
    done = call("new", "x")
    assert done.code == 3
    assert "issue.md.j2:2: " in done.problems[0]
