"""Questions to git about repositories that belong to anybody; nothing of theirs may start."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from issues_kb import git as git_module
from issues_kb.errors import GitError, UsageError
from issues_kb.git import Repository, listed_files, open_repository, repository_of
from tests.programs import write_program


def git(folder: Path, *arguments: str | bytes) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return os.fsdecode(done.stdout).strip()


@pytest.fixture(autouse=True)
def nobody_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one commit of one file."""
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    write(root, "src/a.py", "one\n")
    commit(root, "First\nlines\n\nBody\n\nmore\n")
    return root


def write(root: Path, name: str, text: str = "text\n") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def commit(root: Path, message: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--no-verify", "--cleanup=verbatim", "-m", message)
    return git(root, "rev-parse", "HEAD")


def opened(folder: Path) -> Repository:
    return open_repository(folder)


def test_changed_files_are_those_that_differ_from_the_last_commit(folder: Path) -> None:
    assert opened(folder).changed_files() == ()
    write(folder, "gone.py")
    write(folder, "staged.py")
    write(folder, ".gitignore", "*.log\n")
    commit(folder, "More")
    write(folder, "src/a.py", "two\n")
    write(folder, "staged.py", "changed\n")
    git(folder, "add", "staged.py")
    (folder / "gone.py").unlink()
    git(folder, "mv", ".gitignore", "renamed")
    write(folder, "new/deep/b.py")
    assert opened(folder / "src").changed_files() == (
        *(".gitignore", "gone.py", "new/deep/b.py", "renamed", "src/a.py", "staged.py"),
    )


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.py")
    assert opened(tmp_path).changed_files() == ("a.py",)
    with pytest.raises(UsageError, match="there is no commit HEAD"):
        opened(tmp_path).commit()


def test_a_commit_has_a_title_a_body_and_files(folder: Path) -> None:
    first = opened(folder).commit()
    assert (first.title, first.body, first.files) == ("First lines", "Body\n\nmore", ("src/a.py",))
    write(folder, "src/b.py")
    (folder / "src/a.py").unlink()
    second = commit(folder, "Second")
    found = opened(folder).commit("main")
    assert (found.name, found.files) == (second, ("src/a.py", "src/b.py"))
    assert opened(folder).commit("HEAD~1") == first


def test_a_merge_is_what_it_brought(folder: Path) -> None:
    git(folder, "checkout", "-q", "-b", "side")
    write(folder, "side.py")
    commit(folder, "Side")
    git(folder, "checkout", "-q", "main")
    write(folder, "main.py")
    commit(folder, "Main")
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    assert opened(folder).commit().files == ("side.py",)


def test_names_may_hold_any_byte(folder: Path) -> None:
    names = [b"\xff.py", b"a\nb.py", b" blank .py", "ü.py".encode(), b'"q".py', b"-x.py", b"M x.py"]
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(b"x")
    expected = tuple(sorted(map(os.fsdecode, names)))
    assert opened(folder).changed_files() == expected
    git(folder, "config", "core.quotePath", "true")
    commit(folder, "Names")
    assert opened(folder).commit().files == expected


def test_a_message_in_another_encoding(folder: Path) -> None:
    for encoding, said in (("ISO-8859-1", "ISO-8859-1"), ("utf-8", "no-such-encoding")):
        git(folder, "config", "i18n.commitEncoding", said)
        text = "Grün".encode(encoding)
        git(folder, "commit", "-q", "--allow-empty", "-m", text)
        assert opened(folder).commit().title == "Grün"


@pytest.mark.parametrize("rev", ["", "-p", "--output=pwned", "HEAD\nmain", "a\0b"])
def test_what_cannot_name_a_commit_is_refused(folder: Path, rev: str) -> None:
    with pytest.raises(UsageError, match="is no name of a commit"):
        opened(folder).commit(rev)
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize("rev", ["nothing", "HEAD:src/a.py", "HEAD~9", "main..main", "$(touch x)"])
def test_a_commit_that_does_not_exist(folder: Path, rev: str) -> None:
    with pytest.raises(UsageError, match="there is no commit"):
        opened(folder).commit(rev)


def test_a_branch_that_looks_like_an_option_is_never_one(folder: Path) -> None:
    name = git(folder, "rev-parse", "HEAD")
    git(folder, "update-ref", "refs/heads/--all", name)
    with pytest.raises(UsageError):
        opened(folder).commit("--all")
    assert opened(folder).commit("refs/heads/--all").name == name


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert repository_of(tmp_path) is None
    with pytest.raises(GitError, match="is in no git repository"):
        open_repository(tmp_path)
    assert listed_files(tmp_path, "*") is None
    git(tmp_path, "init", "-q", "--bare", "bare.git")
    with pytest.raises(GitError, match="is a git repository without files"):
        open_repository(tmp_path / "bare.git")
    with pytest.raises(GitError, match="cannot be started"):
        open_repository(tmp_path / "missing")


def test_no_git(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert repository_of(folder) is None
    with pytest.raises(GitError, match="git is not installed"):
        open_repository(folder)


def test_a_git_beside_the_files_is_not_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = folder / "git"
    program.write_text("#!/bin/sh\ntouch pwned\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(GitError, match="git is not installed"):
        open_repository(folder)
    assert not (folder / "pwned").exists()


def test_a_git_that_does_not_answer(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_program(tmp_path / "git", "import signal; signal.pause()")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(git_module, "GIT_SECONDS", 0.05)
    with pytest.raises(GitError, match=r"did not answer within 0\.05 seconds"):
        open_repository(folder)


def test_a_shallow_copy_lacks_the_commit_before(folder: Path, tmp_path: Path) -> None:
    write(folder, "src/b.py")
    commit(folder, "Second")
    git(tmp_path, "clone", "-q", "--depth=1", folder.as_uri(), "copy")
    repository = opened(tmp_path / "copy")
    assert repository.changed_files() == ()
    with pytest.raises(GitError, match="is not in this copy of the repository"):
        repository.commit()


def test_worktrees_and_submodules(folder: Path, tmp_path: Path) -> None:
    git(folder, "worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    write(tmp_path / "tree", "in_tree.py")
    assert opened(tmp_path / "tree").changed_files() == ("in_tree.py",)
    assert opened(tmp_path / "tree").root == tmp_path / "tree"

    other = tmp_path / "outer"
    git(tmp_path, "init", "-q", "outer")
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "-q", folder.as_uri(), "sub")
    git(other, *add)
    commit(other, "Add")
    write(other / "sub", "src/a.py", "changed\n")
    assert opened(other).changed_files() == ()
    assert opened(other / "sub").changed_files() == ("src/a.py",)
    commit(other / "sub", "Inside")
    assert opened(other).changed_files() == ("sub",)


def test_the_environment_leads_to_no_other_repository(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
    assert opened(folder).root == folder
    assert opened(folder).commit().title == "First lines"


def test_a_configuration_with_its_files_elsewhere_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    git(folder, "config", "core.worktree", str(tmp_path / "elsewhere"))
    assert repository_of(folder) is None


@pytest.fixture
def hostile(folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A repository that names a program wherever it can, and the folder the program writes to."""
    traces = tmp_path / "traces"
    traces.mkdir()
    program = tmp_path / "evil"
    program.write_text(
        f'#!/bin/sh\ntouch {traces}/"$(basename "$0")-$$"\nexit 1\n', encoding="utf-8"
    )
    program.chmod(0o755)
    write(folder, ".gitattributes", "* filter=evil diff=evil merge=evil\n*.x filter=other.one\n")
    write(folder, "b.x")
    commit(folder, "Attributes")
    for hook in (
        "post-index-change",
        "fsmonitor-watchman",
        "query-watchman",
        "reference-transaction",
    ):
        (folder / ".git" / "hooks").mkdir(exist_ok=True)
        (folder / ".git" / "hooks" / hook).symlink_to(program)
    for key in (
        *("core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand"),
        *("core.gitProxy", "core.alternateRefsCommand", "credential.helper", "gpg.program"),
        *("diff.external", "diff.evil.command", "diff.evil.textconv", "interactive.diffFilter"),
        *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process"),
        *("filter.other.one.clean", "merge.evil.driver", "pager.status"),
        *("pager.diff-tree", "uploadpack.packObjectsHook", "trailer.x.command", "sequence.editor"),
    ):
        git(folder, "config", key, str(program))
    for name in ("status", "rev-parse", "diff-tree", "cat-file", "config", "ls-files"):
        git(folder, "config", f"alias.{name}", f"!{program}")
    git(folder, "config", "filter.evil.required", "true")
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(folder / ".git" / "hooks"))
    return folder, traces


def test_nothing_that_a_repository_names_is_started(hostile: tuple[Path, Path]) -> None:
    folder, traces = hostile
    for name in ("src/a.py", "b.x"):
        write(folder, name, "changed\n")
        os.utime(folder / name, (1, 1))
    repository = opened(folder)
    assert repository.changed_files() == ("b.x", "src/a.py")
    assert repository.commit().files == (".gitattributes", "b.x")
    assert listed_files(folder, "*.x") == ("b.x",)
    assert repository.file_at("HEAD", "src/a.py") == b"one\n"
    assert repository.known_files() == {".gitattributes", "b.x", "src/a.py"}
    assert list(traces.iterdir()) == []
    # The trap is armed: git itself does start it.
    subprocess.run(["git", "status"], cwd=folder, check=False, capture_output=True)
    assert list(traces.iterdir()) != []


def test_a_file_that_was_only_touched_is_compared_without_its_filter(
    hostile: tuple[Path, Path],
) -> None:
    folder, traces = hostile
    os.utime(folder / "src/a.py", (1, 1))
    assert opened(folder).changed_files() == ()
    assert list(traces.iterdir()) == []


def test_a_filter_that_cannot_be_switched_off_is_refused(hostile: tuple[Path, Path]) -> None:
    folder, traces = hostile
    with open(folder / ".git" / "config", "a", encoding="utf-8") as config:
        config.write('[filter "a=b"]\n\tclean = touch pwned\n')
    os.utime(folder / "src/a.py", (1, 1))
    with pytest.raises(GitError, match="a filter that cannot be switched off"):
        opened(folder).changed_files()
    assert list(traces.iterdir()) == []


def test_nothing_is_fetched(hostile: tuple[Path, Path], tmp_path: Path) -> None:
    folder, traces = hostile
    git(tmp_path, "init", "-q", "plain")
    plain = tmp_path / "plain"
    write(plain, "a.py", "one\n")
    commit(plain, "One")
    write(plain, "a.py", "two\n")
    commit(plain, "Two")
    tree = git(plain, "rev-parse", "HEAD~1^{tree}")
    (plain / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for key, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", str(folder)),
        ("remote.origin.uploadpack", str(tmp_path / "evil")),
        ("protocol.file.allow", "always"),
        ("protocol.ext.allow", "always"),
    ):
        git(plain, "config", key, value)
    with pytest.raises(GitError, match="is not in this copy"):
        opened(plain).commit()
    assert list(traces.iterdir()) == []
    subprocess.run(
        ["git", "show", "HEAD~1"],
        cwd=plain,
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    assert list(traces.iterdir()) != []
