from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from issues_kb.authoring.starting import attributes_text, configuration_text, hooks_text
from issues_kb.config import OPTIONS, load_config
from issues_kb.errors import TemplateError
from issues_kb.reading import read_log
from issues_kb.templating import template_folders
from tests.cli.conftest import Program

FOLDERS = template_folders()
NEXT = 'note: next: issues-kb new "What happened", then issues-kb build'
OFFER = "note: where branches add issues: issues-kb init --gitattributes"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.fixture
def repository(empty: Path) -> Path:
    """A git repository without a commit."""
    subprocess.run(["git", "init", "-q", str(empty)], check=True)
    return empty


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".git", ".issues-kb"} & set(path.parts)
    }


def test_an_empty_folder_gets_a_log_and_a_configuration(call: Program, empty: Path) -> None:
    done = call("init", directory=empty)
    assert (done.code, done.out) == (0, "ISSUES_LOG.md\nissues-kb.toml\n")
    assert done.err.splitlines() == [OFFER, NEXT]
    made = files(empty)
    assert set(made) == {"ISSUES_LOG.md", "issues-kb.toml"}
    log = read_log(made["ISSUES_LOG.md"], "ISSUES_LOG.md").log
    assert (log.title, log.issues) == ("Issues Log", ())
    assert load_config(empty).logs == ()


def test_all_that_it_can_make(call: Program, empty: Path) -> None:
    done = call("init", "--gitattributes", "--pre-commit", directory=empty)
    assert done.out.splitlines() == [
        *("ISSUES_LOG.md", "issues-kb.toml", ".gitattributes", ".pre-commit-config.yaml")
    ]
    assert "`issues-kb renumber` mends them" in done.err
    made = files(empty)
    assert made[".gitattributes"].splitlines()[-1] == b"ISSUES_LOG.md merge=union"
    assert b"entry: issues-kb check\n" in made[".pre-commit-config.yaml"]


def test_calling_it_again_changes_nothing(call: Program, empty: Path) -> None:
    options = ("--gitattributes", "--pre-commit")
    call("init", *options, directory=empty)
    before = files(empty)
    again = call("init", *options, directory=empty)
    assert (again.code, again.out) == (0, "")
    assert again.err.splitlines() == [
        "note: ISSUES_LOG.md stays as it is: it is a log of the project",
        "note: issues-kb.toml stays as it is: it configures the project",
        "note: .gitattributes stays as it is: it tells how to merge the logs",
        "note: .pre-commit-config.yaml stays as it is: it has the hook",
        NEXT,
    ]
    assert files(empty) == before


def test_what_it_makes_works(call: Program, empty: Path) -> None:
    call("init", directory=empty)
    assert call("new", "The first fault", directory=empty).code == 0
    assert "1 The first fault" in call("list", directory=empty).out


def test_a_project_with_a_log_gets_no_other(call: Program, project: Path) -> None:
    (project / "docs").mkdir()
    (project / "ISSUES_LOG.md").rename(project / "docs" / "bug-log.md")
    done = call("init", "--gitattributes")
    assert done.out == "issues-kb.toml\n.gitattributes\n"
    assert (project / ".gitattributes").read_text().endswith("\ndocs/bug-log.md merge=union\n")


def test_in_a_folder_of_a_repository_the_projects_root_is_meant(
    call: Program, repository: Path
) -> None:
    (repository / "src").mkdir()
    done = call("init", directory=repository / "src")
    assert done.out == "../ISSUES_LOG.md\n../issues-kb.toml\n"
    assert set(files(repository)) == {"ISSUES_LOG.md", "issues-kb.toml"}


def test_a_folder_that_is_named_is_where_it_begins(call: Program, repository: Path) -> None:
    (repository / "back end").mkdir()
    (repository / "ISSUES_LOG.md").write_text("# Issues Log\n")
    done = call("init", "back end", "--pre-commit", "--gitattributes", directory=repository)
    assert done.out.splitlines() == [
        *("back end/ISSUES_LOG.md", "back end/issues-kb.toml"),
        *("back end/.gitattributes", ".pre-commit-config.yaml"),
    ]
    hooks = (repository / ".pre-commit-config.yaml").read_text()
    assert "entry: \"issues-kb -C 'back end' check\"\n" in hooks


def test_a_folder_that_is_not_there(call: Program, empty: Path) -> None:
    done = call("init", "nowhere", directory=empty)
    assert done.code == 2
    assert done.problems == ["error: nowhere: is no folder", "hint: make it first"]


def test_a_log_of_another_name_is_named_in_the_configuration(call: Program, empty: Path) -> None:
    (empty / "docs").mkdir()
    done = call("init", "--log", 'docs/what "went" wrong.md', "--gitattributes", directory=empty)
    assert done.out.splitlines()[0] == 'docs/what "went" wrong.md'
    assert load_config(empty).logs == ('docs/what "went" wrong.md',)
    assert '"docs/what \\"went\\" wrong.md" merge=union' in (empty / ".gitattributes").read_text()
    assert call("new", "The first fault", directory=empty).code == 0


def test_a_log_that_the_configuration_names_is_made(call: Program, empty: Path) -> None:
    (empty / "issues-kb.toml").write_text('logs = ["errors.md"]\n')
    done = call("init", directory=empty)
    assert done.out == "errors.md\n"
    assert (empty / "issues-kb.toml").read_text() == 'logs = ["errors.md"]\n'


def test_a_table_of_pyproject_is_configuration_enough(call: Program, empty: Path) -> None:
    (empty / "pyproject.toml").write_text('[tool.issues-kb]\ntitle = "Mine"\n')
    done = call("init", "--log", "mine.md", directory=empty)
    assert done.out == "mine.md\n"
    assert done.err.splitlines()[:2] == [
        "note: mine.md is not found by itself: add it to `logs` in pyproject.toml",
        "note: pyproject.toml stays as it is: its table [tool.issues-kb] configures the project",
    ]


def test_files_that_are_there_are_added_to_or_left(call: Program, empty: Path) -> None:
    (empty / ".gitattributes").write_bytes(b"*.png binary\r\n*.md text")
    (empty / ".pre-commit-config.yaml").write_text("repos: []\n")
    (empty / "ISSUES_LOG.md").write_text("")
    done = call("init", "--gitattributes", "--pre-commit", directory=empty)
    assert done.out.splitlines()[:4] == [
        *("issues-kb.toml", ".gitattributes", "  - repo: local", "    hooks:")
    ]
    assert (empty / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert (empty / "ISSUES_LOG.md").read_text() == ""
    attributes = (empty / ".gitattributes").read_bytes()
    assert attributes.startswith(b"*.png binary\r\n*.md text\r\n\r\n# ")
    assert attributes.endswith(b"\r\nISSUES_LOG.md merge=union\r\n")


@pytest.mark.parametrize(
    "line", ["ISSUES_LOG.md merge=union", "/ISSUES_LOG.md  text -merge", '"ISSUES_LOG.md" merge']
)
def test_a_rule_for_merging_that_is_there_counts(call: Program, project: Path, line: str) -> None:
    (project / ".gitattributes").write_text(f"# ISSUES_LOG.md merge=ours\n{line}\n")
    assert call("init", "--gitattributes").out == "issues-kb.toml\n"


def test_git_reads_the_line_as_meant(call: Program, repository: Path) -> None:
    names = ["ISSUES_LOG.md", "a [b] c.md", "d*e.md", "#f.md"]
    (repository / ".gitattributes").write_text(attributes_text(names, FOLDERS))
    asked = subprocess.run(
        ["git", "-C", str(repository), "check-attr", "-z", "merge", "--", *names, "dxe.md"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    values = asked.stdout.split("\0")[2::3]
    assert values == ["union"] * 4 + ["unspecified"]


def test_a_folder_that_cannot_be_written(
    call: Program, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("issues_kb.authoring.writing._make_temporary", refuse)
    done = call("init", directory=empty)
    assert (done.code, done.out) == (3, "")
    assert done.problems == [
        "error: ISSUES_LOG.md: Permission denied",
        "error: issues-kb.toml: Permission denied",
    ]
    assert files(empty) == {}


# The configuration


def uncommented(text: str) -> str:
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


def test_the_configuration_holds_every_key_as_a_comment() -> None:
    text = configuration_text(OPTIONS, FOLDERS)
    assert tomllib.loads(text) == {}
    assert all(len(line) <= 100 for line in text.splitlines())
    for option in OPTIONS:
        assert " ".join(option.help.split()) in " ".join(text.replace("\n# ", " ").split())
        assert f"# Default: {option.default}." in text


def test_every_key_can_be_set_by_taking_the_mark_off(tmp_path: Path) -> None:
    text = uncommented(configuration_text(OPTIONS, FOLDERS))
    assert list(tomllib.loads(text)) == [option.name for option in OPTIONS]
    (tmp_path / "issues-kb.toml").write_text(text, encoding="utf-8")
    assert load_config(tmp_path).base_url == "https://issues.example.org/"


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_key_can_be_set_alone(option: object, tmp_path: Path) -> None:
    text = configuration_text(OPTIONS, FOLDERS)
    name, example = getattr(option, "name", ""), getattr(option, "example", "")
    for line in example.splitlines():
        assert f"\n#{line}\n" in text
        text = text.replace(f"\n#{line}\n", f"\n{line}\n")
    (tmp_path / "issues-kb.toml").write_text(text, encoding="utf-8")
    assert list(tomllib.loads(text)) == [name]
    load_config(tmp_path)


def test_hooks_name_the_folder() -> None:
    assert "entry: issues-kb check\n" in hooks_text("", FOLDERS)
    assert "entry: issues-kb -C services/a check\n" in hooks_text("services/a", FOLDERS)
    odd = re.search(r"entry: (.+)", hooks_text("a: b", FOLDERS))
    assert odd is not None
    assert json.loads(odd[1]) == "issues-kb -C 'a: b' check"


# Templates of the project


def test_templates_of_the_project_are_used(call: Program, empty: Path) -> None:
    own = empty / "templates"
    own.mkdir()
    (own / "log.md.j2").write_text("# {{ title }} of ours\n")
    (own / "issues-kb.toml.j2").write_text('title = "Ours"\n')
    assert call("init", directory=empty).code == 0
    assert (empty / "ISSUES_LOG.md").read_text() == "# Issues Log of ours\n"
    assert load_config(empty).title == "Ours"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("log.md.j2", "a\n{{ tilte }}\n", "log.md.j2:2: 'tilte' is undefined"),
        ("log.md.j2", "{% if %}\n", "log.md.j2:1: Expected"),
        ("issues-kb.toml.j2", "a = \n", "issues-kb.toml.j2: makes no valid TOML"),
    ],
)
def test_a_broken_template_is_named(
    call: Program, empty: Path, name: str, text: str, problem: str
) -> None:
    (empty / "templates").mkdir()
    (empty / "templates" / name).write_text(text)
    done = call("init", directory=empty)
    assert done.code == 3
    assert problem in done.problems[0]
    assert name not in {file for file in files(empty) if "/" not in file}


def test_a_folder_templates_of_another_program_breaks_nothing(call: Program, empty: Path) -> None:
    (empty / "templates" / "site").mkdir(parents=True)
    (empty / "templates" / "base.html").write_text("{% broken")
    (empty / "templates" / "site" / "index.html.j2").write_text("{{ other.program }}")
    assert call("init", directory=empty).code == 0
    assert call("new", "The first fault", directory=empty).code == 0
    assert call("build", directory=empty).code == 0


@pytest.mark.parametrize(
    ("command", "name"),
    [(["new", "A fault"], "issue.md.j2"), (["build"], "site/index.html.j2")],
)
def test_every_command_names_a_broken_template(
    call: Program, project: Path, command: list[str], name: str
) -> None:
    file = project / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text("{# page.root #}\n{{ nothing }}\n")
    (project / "ISSUES_LOG.md").write_text("# Issues Log\n")
    done = call(*command)
    assert done.code == 3
    assert done.problems == [f"error: {file}:2: 'nothing' is undefined"]


def test_a_configuration_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "issues-kb.toml.j2").write_text("a")
    with pytest.raises(TemplateError, match="makes no valid TOML"):
        configuration_text(OPTIONS, [tmp_path])
