from __future__ import annotations

from pathlib import Path

import pytest

from issues_kb.config import OPTIONS, Config, load_config
from issues_kb.errors import ConfigError


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_without_a_file_every_key_has_its_default(project: Path) -> None:
    assert load_config(project) == Config(root=project, output=project / "site")


def test_all_keys_are_read(project: Path) -> None:
    file = write(
        project / "issues-kb.toml",
        """
logs = ["ISSUES_LOG.md", "./docs/*.md"]
exclude = ["old"]
database = "var/kb.db"
output = "public"
templates = "tpl"
title = "What went wrong"
repository = "https://example.org/team/project"
base_url = "http://issues.example.org/"
[vocabulary.severity]
critical = ["showstopper"]
""",
    )
    assert load_config(project) == Config(
        root=project,
        file=file,
        logs=("ISSUES_LOG.md", "docs/*.md"),
        exclude=("old",),
        database=project / "var/kb.db",
        output=project / "public",
        templates=project / "tpl",
        title="What went wrong",
        repository="https://example.org/team/project",
        base_url="http://issues.example.org/",
        vocabulary={"severity": {"critical": ["showstopper"]}},
    )


def test_it_is_searched_upwards_and_its_folder_is_the_root(project: Path) -> None:
    file = write(project / "services" / "issues-kb.toml", 'title = "Services"')
    (project / "services" / "a" / "b").mkdir(parents=True)
    config = load_config(project / "services" / "a" / "b")
    assert (config.root, config.file) == (project / "services", file)


def test_the_search_stops_at_the_root_of_the_repository(project: Path) -> None:
    write(project / "issues-kb.toml", 'title = "outer"')
    inner = project / "inner"
    (inner / ".git").mkdir(parents=True)
    assert load_config(inner).title is None


def test_a_table_of_pyproject_counts(project: Path) -> None:
    write(project / "pyproject.toml", '[tool.issues-kb]\ntitle = "Mine"')
    assert load_config(project).title == "Mine"


def test_a_pyproject_without_our_table_is_passed_over(project: Path) -> None:
    write(project / "issues-kb.toml", 'title = "outer"')
    write(project / "sub" / "pyproject.toml", '[project]\nname = "x"\n')
    config = load_config(project / "sub")
    assert (config.title, config.root) == ("outer", project)


def test_our_own_file_comes_before_pyproject(project: Path) -> None:
    write(project / "issues-kb.toml", 'title = "own"')
    write(project / "pyproject.toml", '[tool.issues-kb]\ntitle = "table"')
    assert load_config(project).title == "own"


def test_a_broken_pyproject_that_is_not_about_us_is_passed_over(project: Path) -> None:
    write(project / "pyproject.toml", "[[[")
    assert load_config(project).file is None


def test_a_given_file_is_read_alone_and_the_root_stays(project: Path) -> None:
    write(project / "issues-kb.toml", 'title = "found"')
    write(project / "ci" / "kb.toml", 'output = "out"')
    config = load_config(project, Path("ci/kb.toml"))
    assert (config.title, config.root, config.output) == (None, project, project / "out")


def test_a_byte_order_mark_is_no_error(project: Path) -> None:
    write(project / "issues-kb.toml", '\ufefftitle = "x"')
    assert load_config(project).title == "x"


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ('outptu = "x"', "`outptu` is no key", "did you mean `output`?"),
        ('base-url = "x"', "`base-url` is no key", "did you mean `base_url`?"),
        ("zzz = 1", "`zzz` is no key", "the keys are logs, exclude"),
        ('logs = "ISSUES.md"', "`logs` is not a list of texts", "logs = ["),
        ("logs = [1]", "`logs` is not a list of texts", "logs = ["),
        ('logs = [""]', "`logs` is empty", "logs = ["),
        ('logs = ["/etc/x.md"]', "not relative to the project's root", "logs = ["),
        ('logs = ["../x.md"]', "leaves the project", "logs = ["),
        ("output = 3", "`output` is not a text", 'output = "public/issues"'),
        ('title = " "', "`title` is empty", "title ="),
        ('repository = "github.com/x"', "is not a web address", "repository ="),
        ('base_url = "https://a b"', "is not a web address", "base_url ="),
        ("vocabulary = []", "`vocabulary` is not a table", "critical"),
        ("title = ", "is not valid TOML", ""),
    ],
)
def test_a_wrong_value_names_file_key_and_reason(
    project: Path, text: str, reason: str, hint: str
) -> None:
    write(project / "issues-kb.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_config(project)
    assert caught.value.subject == "issues-kb.toml"
    assert reason in caught.value.reason
    assert hint in (caught.value.hint or "")


def test_a_file_that_cannot_be_read_is_named(project: Path) -> None:
    (project / "issues-kb.toml").mkdir()
    with pytest.raises(ConfigError, match=r"^issues-kb\.toml: Is a directory"):
        load_config(project)


def test_bytes_that_are_no_text_are_an_error(project: Path) -> None:
    (project / "issues-kb.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(ConfigError, match="not valid UTF-8"):
        load_config(project)


def test_a_given_file_has_to_exist(project: Path) -> None:
    with pytest.raises(ConfigError, match=r"^kb\.toml: no such file"):
        load_config(project, Path("kb.toml"))


def test_a_table_of_another_type_is_an_error(project: Path) -> None:
    write(project / "pyproject.toml", "[tool]\nissues-kb = 3")
    with pytest.raises(ConfigError, match=r"`tool\.issues-kb` is not a table"):
        load_config(project)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_example_is_valid(project: Path, option: object) -> None:
    write(project / "issues-kb.toml", option.example)  # type: ignore[attr-defined]
    assert getattr(load_config(project), option.name)  # type: ignore[attr-defined]


def test_the_table_of_options_and_the_value_agree() -> None:
    names = {option.name for option in OPTIONS}
    assert names == set(Config.__dataclass_fields__) - {"root", "file"}


def test_the_documentation_shows_every_key() -> None:
    text = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
    for option in OPTIONS:
        assert f"## `{option.name}`" in text
        assert option.example in text
        assert option.help in " ".join(text.split())
