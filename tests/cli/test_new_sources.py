"""Where ``new`` takes values from: files, standard input, JSON, git, an editor."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from issues_kb.cli.app import app
from tests.cli.conftest import Program, Run


def fed(project: Path, data: str | bytes, *arguments: str) -> Run:
    """Call the program with something on standard input."""
    result = CliRunner().invoke(app, ["-C", str(project), *arguments], input=data)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Run(result.exit_code, result.stdout, result.stderr)


def last(call: Program) -> Any:  # noqa: ANN401
    """The second issue as the export has it."""
    return call("show", "2", "--format", "json").json["issue"]


def texts(issue: Any) -> dict[str, str]:  # noqa: ANN401
    return {section["kind"]: section["text"] for section in issue["sections"]}


def git(folder: Path, *arguments: str) -> None:
    who = {
        f"GIT_{role}_{what}": "a@b"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    call = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
    subprocess.run(call, cwd=folder, check=True, env={**os.environ, **who}, capture_output=True)


@pytest.fixture
def repository(project: Path) -> Path:
    git(project, "init", "-q")
    (project / "src").mkdir()
    (project / "src" / "a.py").write_text("one\n", encoding="utf-8")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "Lock the cache\n\nTwo writers.")
    return project


def test_texts_stand_in_files_and_on_standard_input(call: Program, project: Path) -> None:
    (project / "problem.md").write_bytes(b"\xef\xbb\xbfIt breaks.\r\n\r\nTwice.\r\n")
    done = fed(
        project,
        "A race.\n",
        *("new", "Two writers", "--problem", "@problem.md", "--root-cause", "-"),
        *("--learning", "@@Transactional first", "--learning", "@problem.md"),
    )
    assert done.code == 0
    issue = last(call)
    assert texts(issue)["problem"] == "It breaks.\n\nTwice."
    assert texts(issue)["root_cause"] == "A race."
    assert issue["learnings"][0]["text"] == "@Transactional first"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["x", "--problem", "@no.md"], 3, "--problem @no.md: No such file or directory"),
        (["x", "--problem", "@."], 3, "--problem @.: Is a directory"),
        (["x", "--problem", "@bytes"], 3, "--problem @bytes: is not UTF-8: byte 2 is 0xff"),
        (["x", "--impact", "@zero"], 3, "--impact @zero: is no text: it holds zero bytes"),
        (["x", "--impact", "@big"], 3, "--impact @big: is longer than 4 MB"),
        (
            ["x", "--problem", "-", "--learning", "-"],
            2,
            "--learning: standard input is read by --problem",
        ),
        (["x", "--field", "Owner"], 2, "--field: 'Owner' is no field with a value"),
        (["x", "--field", "=me"], 2, "--field: '=me' is no field with a value"),
        (["x", "--from-json", "no.json"], 3, "--from-json no.json: No such file or directory"),
        (["x", "--draft", "a.md"], 2, "--draft: takes no other values"),
        (["--draft", "a.md", "--from-git"], 2, "--draft: takes no other values"),
        (["--draft", "no.md"], 3, "--draft no.md: No such file or directory"),
        ([], 2, "the title is missing"),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(
    call: Program, project: Path, arguments: list[str], code: int, message: str
) -> None:
    (project / "bytes").write_bytes(b"a\xff")
    (project / "zero").write_bytes(b"a\0")
    (project / "big").write_bytes(b"a" * 4_000_001)
    before = (project / "ISSUES_LOG.md").read_bytes()
    done = fed(project, "text", "new", *arguments)
    assert (done.code, done.out) == (code, "")
    assert done.problems[0] == f"error: {message}"
    assert (project / "ISSUES_LOG.md").read_bytes() == before


def test_fields_verification_and_impact(call: Program) -> None:
    extra = ("--field", "Time Lost=2 hours = long", "--verification", "Ran.", "--impact", "All.")
    assert call("new", "Two writers", *extra).code == 0
    issue = last(call)
    assert issue["fields"] == {"Time Lost": "2 hours = long"}
    assert texts(issue) == {"verification": "Ran.", "impact": "All."}


JSON = {
    "title": "Two writers",
    "date": "2025-01-31",
    "severity": "high",
    "status": "resolved",
    "problem": "It breaks.",
    "files": ["src/a.py"],
    "learnings": ["Always lock"],
}


def test_an_issue_as_json(call: Program, project: Path) -> None:
    assert fed(project, json.dumps(JSON), "new", "--from-json", "-").code == 0
    issue = last(call)
    assert (issue["title"], issue["date"], issue["severity"]) == (
        *("Two writers", "2025-01-31", "high"),
    )
    assert texts(issue)["problem"] == "It breaks."
    assert [item["path"] for item in issue["files"]] == ["src/a.py"]


def test_options_win_over_json(call: Program, project: Path) -> None:
    (project / "issue.json").write_text(json.dumps(JSON), encoding="utf-8")
    call("new", "Other", "--from-json", "issue.json", "--severity", "low", "--learning", "Never")
    issue = last(call)
    assert (issue["title"], issue["severity"], issue["status"]) == ("Other", "low", "resolved")
    assert [item["text"] for item in issue["learnings"]] == ["Never"]


def test_null_leaves_a_value_out(call: Program, project: Path) -> None:
    given = json.dumps({"title": "Bare", "date": None, "status": None, "problem": "x"})
    assert fed(project, given, "new", "--from-json", "-").code == 0
    assert (last(call)["date"], last(call)["status"]) == (None, None)


def test_all_that_is_wrong_with_json_is_said(project: Path) -> None:
    before = (project / "ISSUES_LOG.md").read_bytes()
    done = fed(project, '{"titel": 1, "files": [{}], "date": "today"}', "new", "--from-json", "-")
    assert (done.code, done.out) == (2, "")
    assert done.problems == [
        "error: standard input: titel: is not known",
        "hint: did you mean title?",
        "error: standard input: files[0]: is without path",
        'error: standard input: date: is "today", no date',
        "hint: write 2024-12-19 or 2024-12",
    ]
    assert (project / "ISSUES_LOG.md").read_bytes() == before


def test_json_that_a_log_cannot_keep_is_refused_by_its_place(project: Path) -> None:
    given = {"title": "x", "sections": [{"kind": "problem", "text": "a\n\n# b"}]}
    done = fed(project, json.dumps(given), "new", "--from-json", "-")
    assert done.code == 2
    assert done.problems[0] == (
        "error: standard input: sections[0].text: line 3 is a heading that would end the section"
    )
    measure = {"title": "x", "measures": ["fine", "bell \x07"]}
    done = fed(project, json.dumps(measure), "new", "--from-json", "-")
    assert done.problems[0].startswith("error: standard input: measures[1].text: line 1 holds")


def test_what_is_shown_can_be_given_again(call: Program, project: Path) -> None:
    shown = call("show", "1", "--format", "json").out
    given = json.loads(shown)["issue"]
    for name in ("sections", "learnings", "measures"):
        given[name] = []
    done = fed(project, json.dumps({"issue": given}), "new", "--from-json", "-", "--no-similar")
    assert done.code == 0
    assert last(call)["title"] == given["title"]


def test_git_proposes_the_files_of_the_working_tree(call: Program, repository: Path) -> None:
    (repository / "src" / "a.py").write_text("two\n", encoding="utf-8")
    (repository / "new.py").write_text("x\n", encoding="utf-8")
    (repository / "odd\nname.py").write_text("x\n", encoding="utf-8")
    with open(repository / "ISSUES_LOG.md", "a", encoding="utf-8") as log:
        log.write("\n")
    done = call("new", "Two writers", "--file", "src/a.py=lock", "--from-git")
    assert done.code == 0
    assert "note: 1 file is left out: odd characters in its name" in done.err
    assert [(each["path"], each["note"]) for each in last(call)["files"]] == [
        ("src/a.py", "lock"),
        ("new.py", None),
    ]


def test_the_pages_of_a_site_are_no_change(call: Program, repository: Path) -> None:
    before = call("new", "Two writers", "--from-git", "--dry-run").out
    call("build", "--output", "docs/public")
    assert (repository / "docs" / "public" / "index.html").is_file()
    assert call("new", "Two writers", "--from-git", "--dry-run").out == before


@pytest.mark.parametrize("words", [("--from-git", "HEAD"), ("--from-git=HEAD",)])
def test_git_proposes_files_and_title_of_a_commit(
    call: Program, repository: Path, words: tuple[str, ...]
) -> None:
    assert call("new", *words).out == "ISSUES_LOG.md:159: 2 Lock the cache\n"
    assert [each["path"] for each in last(call)["files"]] == ["src/a.py"]
    assert call("new", *words, "A better title").out.endswith(": 3 A better title\n")


def test_a_title_behind_from_git_is_no_commit(call: Program, repository: Path) -> None:
    done = call("new", "--from-git", "Two writers")
    assert done.out == "ISSUES_LOG.md:159: 2 Two writers\n"
    assert "note: git knows no file that the working tree changes" in done.err
    assert call("new", "--from-git", "typo").problems[0] == "error: there is no commit typo"


def test_there_is_no_git(call: Program, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    done = call("new", "x", "--from-git")
    assert (done.code, done.out) == (3, "")
    assert "is in no git repository" in done.problems[0]


def editor(folder: Path, text: str) -> str:
    """An editor that does what ``text`` says to ``file``."""
    script = folder / "editor.py"
    start = "import pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n"
    script.write_text(f"{start}{text}\n", encoding="utf-8")
    return shlex.join([sys.executable, str(script)])


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for drafts."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.delenv("VISUAL", raising=False)
    return folder


def test_the_entry_is_edited_before_it_is_written(
    call: Program, project: Path, tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = "file.write_text(file.read_text().replace('Two', 'Three').replace('None.', 'More.'))"
    monkeypatch.setenv("EDITOR", editor(tmp_path, change))
    done = call("new", "Two writers", "--edit", "--related", "None.")
    assert done.out == "ISSUES_LOG.md:159: 2 Three writers\n"
    text = (project / "ISSUES_LOG.md").read_text(encoding="utf-8")
    assert "### Related Issues\n\nMore.\n\n---\n\n## Template" in text
    assert "Save and close" not in text
    assert list(drafts.iterdir()) == []


def test_an_emptied_draft_is_given_up(
    call: Program, project: Path, tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (project / "ISSUES_LOG.md").read_bytes()
    for emptied in ("file.write_text('')", "file.write_text(file.read_text().split('\\n')[-2])"):
        monkeypatch.setenv("EDITOR", editor(tmp_path, emptied))
        done = call("new", "Two writers", "--edit")
        assert (done.code, done.out) == (1, "")
        assert "note: nothing is written" in done.err
        assert list(drafts.iterdir()) == []
    assert (project / "ISSUES_LOG.md").read_bytes() == before


def test_a_draft_that_is_refused_is_kept(
    call: Program, project: Path, tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (project / "ISSUES_LOG.md").read_bytes()
    monkeypatch.setenv("EDITOR", editor(tmp_path, "file.write_text('Just a text.')"))
    done = call("new", "Two writers", "--edit")
    (kept,) = drafts.iterdir()
    assert (done.code, done.out) == (2, "")
    assert done.problems[0] == "error: the draft: would not be read as an issue"
    assert "note: the draft is kept; go on with: issues-kb new --log ISSUES_LOG.md" in done.err
    assert (project / "ISSUES_LOG.md").read_bytes() == before
    entry = "## Issue #2: Mended\n\n**Status:** Open\n"
    monkeypatch.setenv("EDITOR", editor(tmp_path, f"file.write_text({entry!r})"))
    assert call("new", "--edit", "--draft", kept).out == "ISSUES_LOG.md:159: 2 Mended\n"
    assert kept.exists()


def test_an_editor_that_fails_keeps_what_was_typed(
    call: Program, tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, "sys.exit(1)"))
    assert call("new", "Two writers", "--edit").code == 2
    assert list(drafts.iterdir()) == []
    monkeypatch.setenv("EDITOR", editor(tmp_path, "file.write_text('typed'); sys.exit(1)"))
    assert call("new", "Two writers", "--edit").code == 2
    assert [file.read_text(encoding="utf-8") for file in drafts.iterdir()] == ["typed"]


def test_a_draft_is_written_as_it_is(call: Program, project: Path) -> None:
    entry = "## Issue #1: By hand\r\n\r\n**Status:** Open\r\n\r\n### Notes\r\n\r\n* odd  \r\n"
    done = fed(project, entry, "new", "--draft", "-")
    assert done.out == "ISSUES_LOG.md:159: 2 By hand\n"
    text = (project / "ISSUES_LOG.md").read_text(encoding="utf-8")
    assert "## Issue #2: By hand\n\n**Status:** Open\n\n### Notes\n\n* odd  \n\n---\n" in text


def test_an_equal_title_is_similar_whatever_its_words_are(call: Program, project: Path) -> None:
    call("new", "A title")
    assert "note: similar: ISSUES_LOG.md:159: 2 A title [open]" in call("new", "a Title").err
    assert "similar" not in call("new", "A title of its own").err


def test_similar_issues_are_a_note(call: Program, project: Path) -> None:
    title = "Schema sync fails: foreign key constraint on another table"
    done = call("new", title)
    assert done.code == 0
    assert (
        "note: similar: ISSUES_LOG.md:7: 1 Foreign Key Constraint Error on UserBadge Table"
        " Creation [high, resolved]"
    ) in done.err
    assert "similar" not in call("new", title, "--no-similar").err
    assert "similar" not in call("new", "Button is grey").err


def test_an_index_that_cannot_be_used_is_no_matter(call: Program, project: Path) -> None:
    (project / ".issues-kb").mkdir()
    (project / ".issues-kb" / "index.db").write_text("not ours", encoding="utf-8")
    done = call("new", "Foreign key constraint")
    assert (done.code, done.out) == (0, "ISSUES_LOG.md:159: 2 Foreign key constraint\n")
    assert done.problems == []


def test_a_dry_run_shows_entry_and_diff(call: Program, project: Path) -> None:
    before = (project / "ISSUES_LOG.md").read_bytes()
    done = call("new", "Two writers", "--dry-run", "--problem", "It breaks.", "--no-similar")
    assert done.out.startswith("## Issue #2: Two writers\n")
    assert done.out.endswith("It breaks.\n")
    patch = done.err[done.err.index("--- a/ISSUES_LOG.md") :]
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=project, check=True)
    changed = (project / "ISSUES_LOG.md").read_bytes()
    (project / "ISSUES_LOG.md").write_bytes(before)
    call("new", "Two writers", "--problem", "It breaks.", "--no-similar")
    assert (project / "ISSUES_LOG.md").read_bytes() == changed


def test_the_help_shows_options_in_groups(call: Program) -> None:
    text = call("new", "--help").out
    headings = [line for line in text.splitlines() if line.endswith(":") and line[0] != " "]
    assert [heading.partition(" (")[0].rstrip(":") for heading in headings] == [
        *("Arguments", "Fields", "Texts", "Where values come from", "How it is written", "Options"),
    ]


def test_the_example_of_the_document(call: Program, project: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    given, _, printed = text.partition("<<'JSON'\n")[2].partition("\nJSON\n")
    run = fed(project, given, "new", "--from-json", "-")
    assert run.err + run.out == printed.partition("```")[0]
    assert last(call)["measures"][0]["state"] == "todo"
