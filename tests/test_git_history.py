"""What git remembers: a file as it was, and every path that ever was."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from issues_kb.errors import GitError, UsageError
from issues_kb.git import Repository, open_repository


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A file that was renamed, one that is on another branch only, and one that is gone."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    for name in ("old.py", "gone.py"):
        (root / name).write_bytes(b"one\r\n\xff")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "side")
    (root / "ä b.py").write_text("side")
    git(root, "add", ".")
    git(root, "commit", "-qm", "side")
    git(root, "checkout", "-q", "main")
    git(root, "mv", "old.py", "new.py")
    git(root, "rm", "-q", "gone.py")
    git(root, "commit", "-qm", "two")
    return open_repository(root)


def test_a_file_comes_back_as_it_was(repository: Repository) -> None:
    assert repository.file_at("HEAD~1", "old.py") == b"one\r\n\xff"
    assert repository.file_at("side", "ä b.py") == b"side"


def test_a_file_that_was_not_there_is_none(repository: Repository) -> None:
    assert repository.file_at("HEAD", "old.py") is None
    assert repository.file_at("HEAD", "../outside") is None
    (repository.root / "new").mkdir()
    git(repository.root, "mv", "new.py", "new/new.py")
    git(repository.root, "commit", "-qm", "three")
    assert repository.file_at("HEAD", "new") is None


def test_a_file_whose_content_is_not_in_this_copy_is_not_taken_for_none(
    repository: Repository,
) -> None:
    name = git(repository.root, "rev-parse", "HEAD:new.py").strip()
    (repository.root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(GitError):
        repository.file_at("HEAD", "new.py")


@pytest.mark.parametrize("rev", ["--output=x", "", "nowhere"])
def test_a_name_that_is_no_commit_is_refused(repository: Repository, rev: str) -> None:
    with pytest.raises(UsageError):
        repository.file_at(rev, "new.py")
    assert sorted(path.name for path in repository.root.glob("*.py")) == ["new.py"]


def test_every_path_of_every_branch_is_known(repository: Repository) -> None:
    assert repository.known_files() == {"old.py", "new.py", "gone.py", "ä b.py"}


def test_a_copy_without_its_history_knows_nothing(repository: Repository, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", repository.root.as_uri(), str(shallow))
    assert open_repository(shallow).known_files() == frozenset()


def test_nothing_that_the_repository_names_is_started(repository: Repository) -> None:
    mark = repository.root / "started"
    script = repository.root / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    script.chmod(0o755)
    (repository.root / ".gitattributes").write_text("*.py diff=x filter=x\n")
    for key in ("diff.external", "diff.x.textconv", "diff.x.command", "filter.x.smudge"):
        git(repository.root, "config", key, str(script))
    git(repository.root, "config", "core.fsmonitor", str(script))
    assert repository.file_at("HEAD", "new.py") == b"one\r\n\xff"
    assert "old.py" in repository.known_files()
    assert not mark.exists()
