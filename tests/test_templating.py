"""Templates are found where they should be and fail with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from jinja2 import Environment

from issues_kb.errors import TemplateError
from issues_kb.templating import (
    html_environment,
    own_templates,
    packaged_folder,
    render,
    template_file,
    template_folders,
    text_environment,
)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_packaged_templates_are_found() -> None:
    assert template_folders() == (packaged_folder(),)
    assert template_file(template_folders(), "site/base.html.j2").is_file()


def test_a_projects_template_comes_before_the_packaged_one(tmp_path: Path) -> None:
    own = write(tmp_path, "site/index.html.j2", "mine")
    folders = template_folders(tmp_path)
    assert template_file(folders, "site/index.html.j2") == own
    assert template_file(folders, "site/list.html.j2") == packaged_folder() / "site/list.html.j2"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("issue.md.j2", "## {{ number }}"),
        ("log.md.j2", ""),
        ("site/index.html.j2", '{% extends "site/base.html.j2" %}'),
        ("site/base.html.j2", '<a href="{{ page.root }}index.html">'),
    ],
)
def test_a_folder_of_the_usual_name_counts_when_it_holds_ours(
    tmp_path: Path, name: str, text: str
) -> None:
    assert own_templates(tmp_path) is None
    write(tmp_path / "templates", name, text)
    assert own_templates(tmp_path) == tmp_path / "templates"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("base.html", "{% block content %}{% endblock %}"),
        ("site/index.html.j2", "server {{ ansible_host }}"),
        ("site/assets/site.css", "body {}"),
        ("gitattributes.j2", "{{ patterns }}"),
        ("issue.md.j2/README", "a folder"),
    ],
)
def test_a_folder_of_another_program_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path / "templates", name, text)
    assert own_templates(tmp_path) is None


def test_the_folder_of_the_package_is_not_a_projects_own() -> None:
    assert own_templates(packaged_folder().parent) is None


def test_a_missing_folder_of_templates_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        template_folders(tmp_path / "nowhere")
    assert caught.value.subject == str(tmp_path / "nowhere")
    assert caught.value.hint is not None


def test_a_missing_template_says_where_was_looked(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        render(text_environment([tmp_path]), "no.md.j2", {})
    assert caught.value.subject == "no.md.j2"
    assert str(tmp_path) in str(caught.value.hint)


def test_a_missing_included_template_is_the_one_that_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.j2", "{% include 'b.j2' %}")
    with pytest.raises(TemplateError) as caught:
        render(text_environment([tmp_path]), "a.j2", {})
    assert caught.value.subject == "b.j2"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("one\n{% if %}\n", 2, "Expected"),
        ("one\ntwo\n{{ title | shout }}\n", 3, "No filter named 'shout'"),
        ("{% for x in y %}\n", 1, "Unexpected end"),
        ("one\n\n{{ nothing }}\n", 3, "'nothing' is undefined"),
        ("{{ title }}\n{{ title.nothing.more }}\n", 2, "has no attribute 'nothing'"),
        ("one\n{{ 1 / 0 }}\n", 2, "division by zero"),
        ("{{ title + 1 }}\n", 1, "str"),
    ],
)
def test_a_broken_template_gives_file_line_and_reason(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    file = write(tmp_path, "broken.j2", text)
    with pytest.raises(TemplateError) as caught:
        render(text_environment([tmp_path]), "broken.j2", {"title": "T"})
    assert caught.value.subject == f"{file}:{line}"
    assert reason in caught.value.reason


def test_the_innermost_template_is_blamed(tmp_path: Path) -> None:
    inner = write(tmp_path, "inner.j2", "a\n{{ missing }}\n")
    write(tmp_path, "outer.j2", "{% include 'inner.j2' %}\n")
    with pytest.raises(TemplateError) as caught:
        render(text_environment([tmp_path]), "outer.j2", {})
    assert caught.value.subject == f"{inner}:2"


def test_a_template_of_other_bytes_than_utf_8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "latin.j2").write_bytes(b"caf\xe9")
    with pytest.raises(TemplateError, match="not valid UTF-8"):
        render(text_environment([tmp_path]), "latin.j2", {})


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "a.md.j2", "{% if on %}\n  {{ title }}\n{% endif %}\nend\n")
    made = render(text_environment([tmp_path]), "a.md.j2", {"on": True, "title": "a <b> & 'c'"})
    assert made == "  a <b> & 'c'\nend\n"


def test_pages_escape_whatever_they_print(tmp_path: Path) -> None:
    write(tmp_path, "a.html.j2", '<p title="{{ title }}">{{ title }}</p>')
    made = render(html_environment([tmp_path]), "a.html.j2", {"title": "<b> & \"c\" 'd'"})
    assert made == (
        '<p title="&lt;b&gt; &amp; &#34;c&#34; &#39;d&#39;">'
        "&lt;b&gt; &amp; &#34;c&#34; &#39;d&#39;</p>"
    )


def test_finalize_sees_each_value_before_it_is_escaped(tmp_path: Path) -> None:
    write(tmp_path, "a.html.j2", "{{ title }}")
    environment = html_environment([tmp_path], finalize=lambda value: f"<{value}>")
    assert render(environment, "a.html.j2", {"title": "x"}) == "&lt;x&gt;"


def test_a_template_cannot_be_read_from_outside_its_folders(tmp_path: Path) -> None:
    write(tmp_path, "secret.txt", "secret")
    inside = tmp_path / "templates"
    write(inside, "a.j2", "{% include '../secret.txt' %}")
    with pytest.raises(TemplateError):
        render(text_environment([inside]), "a.j2", {})


@pytest.mark.parametrize(
    "template",
    [
        "{{ cycler.__init__.__globals__.os.popen('touch ' ~ mark) }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ mark.__init__.__globals__ }}",
        "{{ '{0.__class__.__init__.__globals__}'.format(joiner) }}",
        "{% for i in range(999999999) %}{% endfor %}",
        "{{ words.append(1) }}",
    ],
)
@pytest.mark.parametrize("environment", [text_environment, html_environment])
def test_a_template_of_a_project_reaches_no_python(
    tmp_path: Path, template: str, environment: Callable[[Sequence[Path]], Environment]
) -> None:
    write(tmp_path, "issue.md.j2", template)
    made = environment(template_folders(tmp_path))
    words: list[int] = []
    with pytest.raises(TemplateError):
        render(made, "issue.md.j2", {"mark": tmp_path / "mark", "words": words})
    assert not (tmp_path / "mark").exists()
    assert words == []
