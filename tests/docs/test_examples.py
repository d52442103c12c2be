"""Every example in the documents is run, read or named as run elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from issues_kb.check import read_settings
from issues_kb.config import load_config
from issues_kb.reading import load_vocabulary, read_log
from issues_kb.site.theme import read_theme
from tests.docs.reading import DOCUMENTS, ROOT, Block, all_blocks, blocks, place
from tests.docs.session import Shell, calls, fits
from tests.reading.rendering import expected_lines, render

SAMPLE = Path(__file__).parent / "sample"

# Where a document begins: an empty folder, the log of reference, or else the sample.
EMPTY = {"docs/tutorial.md", "docs/adopt.md", "docs/several-logs.md"}
SEED = {"docs/json.md"}

# What other programs do, or what does not end by itself. `make` is held by its own test.
NOT_RUN = (
    *("make ", "pip install ", "pipx ", "datasette ", "python3 -m venv ", ". .venv/bin/activate"),
    *("issues-kb serve", "git push", "issues-kb build --search pagefind"),
)

# Commands that end with 1 although the document shows no output of theirs.
FINDS = {"issues-kb check --diff main"}

# Blocks that tests of their own hold, by document and language.
HELD_ELSEWHERE = {
    ("docs/api.md", "pycon"): "tests/api/test_documentation.py",
    ("docs/ci.md", "json"): "tests/check/test_recipes.py",
    ("docs/ci.md", "yaml"): "tests/check/test_recipes.py",
    ("docs/datasette.md", "json"): "tests/store/test_datasette_doc.py",
    ("docs/datasette.md", "sql"): "tests/store/test_datasette_doc.py",
    ("docs/diagnostics.md", "markdown"): "tests/check/test_rules.py",
    ("docs/format.md", "markdown"): "tests/reading/test_format_doc.py",
    ("docs/format.md", "reading"): "tests/reading/test_format_doc.py",
    ("docs/query.md", "markdown"): "tests/store/test_query_doc.py",
    ("docs/site.md", "python"): "tests/site/test_site_doc.py",
    ("docs/site.md", "yaml"): "tests/site/test_site_doc.py",
    ("docs/contributing.md", "text"): "tests/docs/test_examples.py",
}
HELD_HERE = {"console", "toml", "markdown", "json", "jinja"}

# Markdown that is no log: what begins so goes elsewhere.
NO_LOG = ("<!-- issues-kb:", "[![", "## What went wrong before")

# What a page shows to be wrong.
WRONG_LOGS = ("## BUG-1: The cart loses its rows",)


def begin(document: str, folder: Path) -> Path:
    """A project for the document, with a commit and a change that is not committed."""
    project = folder / "project"
    if document in EMPTY:
        project.mkdir()
        return project
    if document in SEED:
        project.mkdir()
        shutil.copy(ROOT / "tests/data/seed.md", project / "ISSUES_LOG.md")
    else:
        shutil.copytree(SAMPLE, project)
    for command in ("init -q -b main", "add .", "commit -q -m Begin"):
        subprocess.run(["git", *command.split()], cwd=project, check=True)
    if document not in SEED:
        with (project / "src/models/index.ts").open("a", encoding="utf-8") as file:
            file.write("// changed\n")
    return project


def follow(document: str, folder: Path) -> list[str]:
    """What somebody sees who does all that the document says, where it is something else."""
    shell = Shell(begin(document, folder), folder / "where")
    wrong = []
    for block in blocks(document):
        if block.file is not None and block.language != "console":
            target = shell.folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        typed = list(calls(block))
        compared = any(call.shown for call in typed)
        for call in typed:
            if call.command.startswith(NOT_RUN):
                continue
            code, printed = shell.run(call.command)
            allowed = {0, 1, 2} if compared else {0, 1} if call.command in FINDS else {0}
            if code not in allowed or (compared and not fits(call.shown, printed)):
                told = "\n".join(printed)
                wrong.append(f"{document}:{call.line}: $ {call.command}\n[{code}]\n{told}")
        # `>` without quotes is for the shell.
        odd = [path.name for path in shell.folder.iterdir() if not path.name[0].isalnum()]
        wrong += [f"{place(block)}: makes {name}" for name in odd if not name.startswith(".")]
    return wrong


@pytest.mark.parametrize(
    "document", [name for name in DOCUMENTS if any(b.language == "console" for b in blocks(name))]
)
def test_commands_do_what_is_shown(document: str, tmp_path: Path) -> None:
    wrong = follow(document, tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_every_make_target_that_is_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        call.command.split()[1]
        for block in all_blocks("console")
        for call in calls(block)
        if call.command.startswith("make ")
    }
    assert named
    assert [name for name in sorted(named) if f"\n{name}: " not in makefile] == []


@pytest.mark.parametrize("block", all_blocks("toml"), ids=place)
def test_configurations_are_valid(block: Block, tmp_path: Path) -> None:
    name = "pyproject.toml" if "[tool.issues-kb" in block.text else "issues-kb.toml"
    (tmp_path / name).write_text(block.text, encoding="utf-8")
    config = load_config(tmp_path)
    assert config.file is not None
    read_settings(config.check, config.source)
    load_vocabulary(config.vocabulary, config.source)
    read_theme(config.theme, config.source)


def logs() -> list[Block]:
    return [
        block
        for block in all_blocks("markdown")
        if (block.document, "markdown") not in HELD_ELSEWHERE
        and not block.text.startswith((*NO_LOG, *WRONG_LOGS))
    ]


@pytest.mark.parametrize("block", logs(), ids=place)
def test_logs_are_read_without_a_word_of_complaint(block: Block) -> None:
    reading = read_log(block.text.encode(), "log.md")
    assert reading.log.issues
    assert reading.diagnostics == ()


@pytest.mark.parametrize("block", all_blocks("json"), ids=place)
def test_json_is_json(block: Block) -> None:
    json.loads(block.text)


def test_every_block_is_held_by_a_test() -> None:
    known = {*HELD_ELSEWHERE, *((name, language) for name in DOCUMENTS for language in HELD_HERE)}
    there = {(block.document, block.language) for name in DOCUMENTS for block in blocks(name)}
    assert sorted(there - known) == []
    assert sorted(set(HELD_ELSEWHERE) - there) == []
    for (document, _), test in HELD_ELSEWHERE.items():
        # A page may be made from what is tested.
        name = Path(document).name
        text = (ROOT / test).read_text(encoding="utf-8")
        assert name in text or Path(document).stem in text or "reasons" in text, (document, test)


def test_a_case_for_the_reader_is_one(tmp_path: Path) -> None:
    (block,) = (each for each in blocks("docs/contributing.md") if each.language == "text")
    _, log, expected = block.text.split("\n.\n")
    kinds, wanted = expected_lines(expected.removesuffix(".\n"))
    lines = render(read_log(log.encode(), "log.md"))
    assert [line for line in lines if line.split()[0] in kinds] == wanted


def test_jinja_is_a_page(tmp_path: Path) -> None:
    (block,) = all_blocks("jinja")
    shutil.copytree(SAMPLE, tmp_path / "project")
    file = tmp_path / "project/templates/site/list.html.j2"
    file.parent.mkdir(parents=True)
    file.write_text(block.text, encoding="utf-8")
    shell = Shell(tmp_path / "project", tmp_path / "where")
    code, printed = shell.run("issues-kb build")
    assert code == 0, printed
    page = (tmp_path / "project/site/issues/index.html").read_text(encoding="utf-8")
    assert "Migrations run twice after a restart" in page
