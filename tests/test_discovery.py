from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from issues_kb.discovery import Discovery, Memory, discover_logs, is_log_name, log_files, names_for
from issues_kb.errors import LogError


def has_entry(data: bytes, path: str) -> bool:
    return b"## Issue" in data


def write(root: Path, *paths: str, text: str = "## Issue 1\n") -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def find(
    root: Path,
    patterns: Sequence[str] = (),
    exclude: Sequence[str] = (),
    is_log: Callable[[bytes, str], bool] = has_entry,
    memory: Memory | None = None,
) -> Discovery:
    kept = memory or Memory.load(root / ".issues-kb" / "discovery.json")
    return discover_logs(root, patterns=patterns, exclude=exclude, is_log=is_log, memory=kept)


def paths(found: Discovery) -> list[str]:
    return [log.path for log in found.logs]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize(
    "path",
    [
        "ISSUES_LOG.md",
        "ISSUE_LOG.md",
        "docs/issues-log.md",
        "Docs/Issue Log.md",
        "BUG_LOG.md",
        "INCIDENTS.md",
        "KNOWN_ISSUES.md",
        "LESSONS_LEARNED.md",
        "docs/TROUBLESHOOTING_LOG.md",
        "defect-log.md",
        "issues.markdown",
        "ISSUES_AND_RESOLUTIONS.md",
        "FRONTEND_ISSUES_LOG.md",
        "BUGS.MD",
        "踩坑记录.md",
    ],
)
def test_names_that_people_use(path: str) -> None:
    assert is_log_name(path)


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "issues.py",
        "issue_template.md",
        "tissues.md",
        "debug.md",
        "catalog.md",
        "log.md",
    ],
)
def test_other_names(path: str) -> None:
    assert not is_log_name(path)


def test_a_walk_finds_logs_and_leaves_out_hidden_and_foreign_folders(tmp_path: Path) -> None:
    write(tmp_path, "ISSUES_LOG.md", "docs/bug_log.md", "README.md")
    write(tmp_path, ".hidden/ISSUES.md", "node_modules/x/ISSUES.md", "target/ISSUES.md")
    assert paths(find(tmp_path)) == ["ISSUES_LOG.md", "docs/bug_log.md"]


def test_a_walk_that_ends_before_all_files_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "ISSUES.md", "a/b.md", "a/c.md", "d/ISSUES.md")
    monkeypatch.setattr("issues_kb.discovery.files._MOST_FILES", 4)
    found = find(tmp_path)
    assert paths(found) == ["ISSUES.md"]
    assert found.notes == ("looked at the names of 5 files and no more: are you in your project?",)
    monkeypatch.setattr("issues_kb.discovery.files._MOST_FILES", 6)
    assert (paths(find(tmp_path)), find(tmp_path).notes) == (["ISSUES.md", "d/ISSUES.md"], ())


def test_git_decides_what_belongs_to_the_project(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "ISSUES.md", "new/ISSUES.md", "cache/ISSUES.md", "vendor/ISSUES.md")
    write(tmp_path, ".notes/ISSUES.md", "gone/ISSUES.md")
    write(tmp_path, ".gitignore", text="cache/\n")
    git(tmp_path, "add", "ISSUES.md", "gone")
    (tmp_path / "gone/ISSUES.md").unlink()
    assert paths(find(tmp_path)) == [".notes/ISSUES.md", "ISSUES.md", "new/ISSUES.md"]


def test_a_folder_of_a_repository_is_a_project_of_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "ISSUES.md", "part/docs/Bug Log.md")
    assert paths(find(tmp_path / "part")) == ["docs/Bug Log.md"]


def test_names_beyond_ascii_are_found_with_git(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "doküman/ISSUES.md")
    assert paths(find(tmp_path)) == ["doküman/ISSUES.md"]


def test_a_broken_repository_is_walked(tmp_path: Path) -> None:
    write(tmp_path, "ISSUES.md")
    (tmp_path / ".git").write_text("gitdir: nowhere", encoding="utf-8")
    assert paths(find(tmp_path)) == ["ISSUES.md"]


def test_content_decides_once(tmp_path: Path) -> None:
    write(tmp_path, "ISSUES.md")
    write(tmp_path, "docs/ISSUES.md", text="How to report issues\n")
    looked: list[str] = []

    def judge(data: bytes, path: str) -> bool:
        looked.append(path)
        return has_entry(data, path)

    file = tmp_path / ".issues-kb" / "discovery.json"
    for _ in range(2):
        memory = Memory.load(file, "a")
        assert paths(find(tmp_path, is_log=judge, memory=memory)) == ["ISSUES.md"]
        memory.save()
    assert looked == ["ISSUES.md", "docs/ISSUES.md"]
    assert (file.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"

    write(tmp_path, "docs/ISSUES.md", text="Now it is one:\n\n## Issue 1\n")
    memory = Memory.load(file, "a")
    assert paths(find(tmp_path, is_log=judge, memory=memory)) == ["ISSUES.md", "docs/ISSUES.md"]
    assert looked == ["ISSUES.md", "docs/ISSUES.md", "docs/ISSUES.md"]

    find(tmp_path, is_log=judge, memory=Memory.load(file, "another reader"))
    assert looked[3:] == ["ISSUES.md", "docs/ISSUES.md"]


def test_where_no_content_convinces_a_sure_name_does(tmp_path: Path) -> None:
    write(tmp_path, "BUGS.md", "docs/ISSUES_LOG.md", text="Nothing here yet.\n")
    found = find(tmp_path)
    assert (paths(found), found.refused) == (["docs/ISSUES_LOG.md"], ("BUGS.md",))
    write(tmp_path, "BUGS.md")
    found = find(tmp_path)
    assert (paths(found), found.refused) == (["BUGS.md"], ("docs/ISSUES_LOG.md",))


def test_what_two_add_at_once_is_kept_of_both(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "discovery.json"
    first = Memory(file)
    first.added = {"gone.md"}
    first.left_out = {"back.md"}
    first.save()
    one, other = Memory.load(file), Memory.load(file)
    one.added |= {"one.md"}
    one.left_out -= {"back.md"}
    one.save()
    other.added = (other.added - {"gone.md"}) | {"other.md"}
    other.left_out |= {"out.md"}
    other.save()
    now = Memory.load(file)
    assert (now.added, now.left_out) == ({"one.md", "other.md"}, {"out.md"})


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".discovery-4711").write_text("half")
    memory = Memory(tmp_path / "discovery.json")
    memory.added = {"a.md"}
    memory.save()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"discovery.json", ".gitignore"}


def test_a_broken_memory_is_forgotten(tmp_path: Path) -> None:
    write(tmp_path, "ISSUES.md")
    file = tmp_path / ".issues-kb" / "discovery.json"
    write(tmp_path, ".issues-kb/discovery.json", text="{")
    assert paths(find(tmp_path, memory=Memory.load(file))) == ["ISSUES.md"]


def test_a_log_that_cannot_be_looked_at_is_kept_for_the_reader_to_complain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "ISSUES.md")

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr("issues_kb.discovery.find.read_ordinary", refuse)
    memory = Memory(tmp_path / "m.json")
    assert paths(find(tmp_path, memory=memory)) == ["ISSUES.md"]
    assert memory.verdicts == {}


def test_links_out_of_the_project_are_left_out_and_others_count_once(tmp_path: Path) -> None:
    root = tmp_path / "project"
    write(tmp_path, "outside/ISSUES.md", "project/docs/ISSUES.md")
    (root / "BUGS.md").symlink_to("docs/ISSUES.md")
    (root / "INCIDENTS.md").symlink_to("../outside/ISSUES.md")
    (root / "PROBLEMS.md").symlink_to("nowhere.md")
    (root / "more").symlink_to("../outside")
    assert paths(find(root)) == ["docs/ISSUES.md"]


def test_configured_globs_decide_alone(tmp_path: Path) -> None:
    write(tmp_path, "ISSUES.md", "notes/a.md", "notes/deep/b.txt", text="anything\n")
    assert paths(find(tmp_path, ["notes/**"])) == ["notes/a.md", "notes/deep/b.txt"]
    assert paths(find(tmp_path, ["notes/*", "missing.md"])) == ["missing.md", "notes/a.md"]


def test_a_configured_file_counts_once_whatever_it_is_called(tmp_path: Path) -> None:
    write(tmp_path, "docs/ISSUES.md")
    (tmp_path / "LOG.md").symlink_to("docs/ISSUES.md")
    assert paths(find(tmp_path, ["LOG.md", "docs/ISSUES.md"])) == ["docs/ISSUES.md"]
    assert paths(find(tmp_path, ["LOG.md"])) == ["LOG.md"]


def test_a_glob_that_matches_nothing_is_said(tmp_path: Path) -> None:
    assert "`notes/*.md` matches no file" in find(tmp_path, ["notes/*.md"]).notes[0]


def test_excluded_files_and_folders(tmp_path: Path) -> None:
    write(tmp_path, "ISSUES.md", "old/a/ISSUES.md", "x/fixtures/ISSUES.md", "y/BUGS.md")
    assert paths(find(tmp_path, exclude=["old", "**/fixtures/", "y/B*.md"])) == ["ISSUES.md"]


def test_logs_added_and_left_out_by_hand(tmp_path: Path) -> None:
    write(tmp_path, "ISSUES.md", "notes/strange.md", "BUGS.md")
    memory = Memory(tmp_path / "m.json")
    memory.added = {"notes/strange.md", "notes/gone.md"}
    memory.left_out = {"BUGS.md"}
    assert paths(find(tmp_path, memory=memory)) == ["ISSUES.md", "notes/strange.md"]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_left_out_and_said(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff-issues.md")).write_text("## Issue 1\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system allows only UTF-8")
    found = find(tmp_path)
    assert found.logs == ()
    assert "not valid UTF-8" in found.notes[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["ISSUES_LOG.md"], ["ISSUES_LOG"]),
        (["docs/ISSUES_LOG.md"], ["docs"]),
        (["ISSUES_LOG.md", "backend/ISSUES_LOG.md"], ["ISSUES_LOG", "backend"]),
        (["docs/ISSUES_LOG.md", "docs/BUG_LOG.md"], ["ISSUES_LOG", "BUG_LOG"]),
        (["a/docs/LOG.md", "b/docs/LOG.md"], ["a/docs", "b/docs"]),
        (["docs/LOG.md", "a/docs/LOG.md"], ["docs", "a/docs"]),
        (["a/x.md", "a/y.md", "b/x.md"], ["x", "y", "b"]),
        (["Docs/LOG.md", "docs/LOG.md"], ["Docs/LOG.md", "docs/LOG.md"]),
        (["a/LOG.md", "a/LOG.markdown"], ["a/LOG.md", "a/LOG.markdown"]),
        (["../LOG.md"], ["LOG"]),
        (["."], ["."]),
    ],
)
def test_names_are_short_and_unambiguous(given: list[str], expected: list[str]) -> None:
    assert list(names_for(given)) == expected


def test_given_paths_are_shown_from_the_root_or_as_given(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "else"
    found = log_files(
        ["ISSUES.md", "../../else/LOG.md", str(root / "docs/BUGS.md"), "./ISSUES.md"],
        root=root,
        directory=root / "part",
    )
    assert [(log.path, log.name) for log in found] == [
        ("part/ISSUES.md", "part"),
        ("../../else/LOG.md", "else"),
        ("docs/BUGS.md", "docs"),
    ]
    assert [log.file for log in found] == [
        root / "part/ISSUES.md",
        elsewhere / "LOG.md",
        root / "docs/BUGS.md",
    ]


@pytest.mark.parametrize("given", ["a\udcff.md", "a\0b.md"])
def test_a_given_name_that_is_no_text_is_an_error(tmp_path: Path, given: str) -> None:
    with pytest.raises(LogError):
        log_files([given], root=tmp_path)
