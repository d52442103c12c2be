from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from issues_kb.authoring import writing
from issues_kb.authoring.writing import create_file, read_file, update_file
from issues_kb.errors import LogError


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "LOG.md"
    file.write_bytes(b"old\r\n")
    return file


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "LOG.md")


def test_a_file_is_replaced_and_nothing_is_left_behind(log: Path) -> None:
    update_file(log, lambda data: data + b"new\n", "LOG.md")
    assert log.read_bytes() == b"old\r\nnew\n"
    assert leftovers(log.parent) == []


def test_the_same_bytes_are_not_written(log: Path) -> None:
    before = log.stat()
    update_file(log, lambda data: data, "LOG.md")
    assert (log.stat().st_ino, log.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_mode_is_kept(log: Path) -> None:
    log.chmod(0o640)
    update_file(log, lambda _: b"new", "LOG.md")
    assert stat.S_IMODE(log.stat().st_mode) == 0o640


def test_a_link_stays_and_its_target_is_written(log: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to("LOG.md")
    update_file(link, lambda _: b"new", "link.md")
    assert link.is_symlink()
    assert log.read_bytes() == b"new"


def test_a_read_only_file_is_refused(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(LogError, match=r"^LOG\.md: is read-only"):
        update_file(log, lambda _: b"new", "LOG.md")
    assert log.read_bytes() == b"old\r\n"


def test_a_change_in_between_is_noticed_and_taken_along(log: Path) -> None:
    seen: list[bytes] = []

    def change(data: bytes) -> bytes:
        seen.append(data)
        if len(seen) == 1:
            log.write_bytes(b"edited meanwhile\n")
        return data + b"new\n"

    update_file(log, change, "LOG.md")
    assert log.read_bytes() == b"edited meanwhile\nnew\n"
    assert leftovers(log.parent) == []


def test_a_file_that_never_rests_is_refused(log: Path) -> None:
    def change(data: bytes) -> bytes:
        log.write_bytes(data + b"x")
        return data + b"new\n"

    with pytest.raises(LogError, match="changed by another program"):
        update_file(log, change, "LOG.md")
    assert leftovers(log.parent) == []


def test_what_a_killed_writer_left_is_swept_away(log: Path) -> None:
    for name in (".LOG.md.ab3_9xyz.tmp", ".LOG.md.tmp", ".OTHER.md.ab3_9xyz.tmp"):
        (log.parent / name).write_bytes(b"")
    update_file(log, lambda data: data, "LOG.md")
    assert leftovers(log.parent) == [".LOG.md.tmp", ".OTHER.md.ab3_9xyz.tmp"]


def test_a_new_file_that_a_writer_sweeps_away_is_there_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "LOG.md"

    def link(name: str, _target: Path) -> None:
        os.unlink(name)
        file.write_bytes(b"another")
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "link", link)
    assert not create_file(file, b"ours", "LOG.md")
    assert file.read_bytes() == b"another"


def test_an_exception_leaves_the_file(log: Path) -> None:
    def change(data: bytes) -> bytes:
        raise LogError("no")

    with pytest.raises(LogError, match="no"):
        update_file(log, change, "LOG.md")
    assert log.read_bytes() == b"old\r\n"


def test_a_full_disk_leaves_the_file(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LogError, match="No space left"):
        update_file(log, lambda _: b"new", "LOG.md")
    assert log.read_bytes() == b"old\r\n"
    assert leftovers(log.parent) == []


def test_writers_in_other_processes_wait_for_each_other(log: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from issues_kb.authoring.writing import update_file\n"
        "for _ in range(5): update_file(Path(sys.argv[1]), lambda data: data + b'x', 'LOG.md')"
    )
    log.write_bytes(b"")
    running = [subprocess.Popen([sys.executable, "-c", script, str(log)]) for _ in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    assert log.read_bytes() == b"x" * 20


@pytest.mark.skipif(sys.platform == "win32", reason="another kind of lock")
def test_a_lock_that_is_never_let_go_is_an_error(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(writing, "LOCK_SECONDS", 0.04)
    with log.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(LogError, match="has been locked"):
            update_file(log, lambda _: b"new", "LOG.md")


def test_a_new_file_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "LOG.md"
    assert create_file(file, b"first", "LOG.md")
    assert not create_file(file, b"second", "LOG.md")
    assert file.read_bytes() == b"first"
    assert leftovers(tmp_path) == []


def test_a_new_file_is_made_once_where_there_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    test_a_new_file_is_made_once(tmp_path)


def test_a_new_file_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="its folder does not exist"):
        create_file(tmp_path / "no" / "LOG.md", b"", "no/LOG.md")


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.md", "no such file"), (".", "is a folder, not a log")]
)
def test_what_is_no_file_is_named(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(LogError, match=reason):
        read_file(tmp_path / name, name)
    with pytest.raises(LogError, match=reason):
        update_file(tmp_path / name, lambda data: data, name)
