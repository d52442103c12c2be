"""Files that are none, names that are odd, and folders that lead in circles."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from issues_kb.authoring.setting import Wishes, change_issue
from issues_kb.authoring.writing import read_file, splice_file, update_file
from issues_kb.config import load_config
from issues_kb.discovery import discover_logs
from issues_kb.discovery.memory import Memory
from issues_kb.errors import ConfigError, DatabaseError, LogError
from issues_kb.knowledge import KnowledgeBase
from issues_kb.model import LogFile
from issues_kb.ordinary import MAX_BYTES
from issues_kb.site import build_site
from issues_kb.store import sync
from issues_kb.store.files import probe, read_bytes
from tests.cli.conftest import Program, call, project
from tests.site.soundness import problems_of_site

__all__ = ["call", "project"]

ENTRY = "## Issue #1: It broke\n\n**Status:** Open\n"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe under the name of a log: whoever opens it waits for ever."""
    file = tmp_path / "ISSUES_LOG.md"
    os.mkfifo(file)
    return file


def log_of(file: Path) -> LogFile:
    return LogFile(file=file, path=file.name, name="log")


def found(root: Path) -> list[str]:
    memory = Memory.load(root / ".issues-kb" / "discovery.json")
    discovery = discover_logs(root, is_log=lambda data, _: b"Issue" in data, memory=memory)
    return [log.path for log in discovery.logs]


def test_a_pipe_is_no_log(pipe: Path) -> None:
    assert found(pipe.parent) == []
    with pytest.raises(LogError, match="regular"):
        read_bytes(log_of(pipe))


def test_a_pipe_is_not_written(pipe: Path) -> None:
    for write in (
        lambda: read_file(pipe, "log"),
        lambda: update_file(pipe, lambda data: data + b"x", "log"),
        lambda: splice_file(pipe, lambda _: pytest.fail("it was opened"), "log"),
        lambda: change_issue(log_of(pipe), "1", Wishes({"status": "open"})),
    ):
        with pytest.raises(LogError, match="regular"):
            write()
    assert pipe.is_fifo()


def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    link = tmp_path / "ISSUES_LOG.md"
    link.symlink_to("/dev/zero")
    with pytest.raises(LogError, match="regular"):
        update_file(link, lambda _: pytest.fail("it was read"), "log")
    with pytest.raises(LogError, match="regular"):
        read_bytes(log_of(link))
    assert Path("/dev/zero").is_char_device()


def test_pipes_for_configuration_and_index_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ISSUES_LOG.md").write_text(ENTRY, encoding="utf-8")
    os.mkfifo(tmp_path / "index")
    with pytest.raises(DatabaseError, match="regular"):
        sync(tmp_path / "index", [log_of(tmp_path / "ISSUES_LOG.md")])
    (tmp_path / ".issues-kb").mkdir()
    os.mkfifo(tmp_path / ".issues-kb" / "discovery.json")
    with KnowledgeBase.open(tmp_path) as project:
        assert [issue.key for issue in project.find()] == ["1"]
    os.mkfifo(tmp_path / "issues-kb.toml")
    with pytest.raises(ConfigError, match="regular"):
        load_config(tmp_path)


def test_a_file_of_holes_is_refused_without_being_read(tmp_path: Path) -> None:
    for start, reason in ((b"\0", "binary"), (b"# Log\n" * 2000, "larger than 2 GB")):
        file = tmp_path / "ISSUES_LOG.md"
        with file.open("wb") as stream:
            stream.write(start)
            stream.truncate(MAX_BYTES + 1)
        assert found(tmp_path) == ["ISSUES_LOG.md"]
        with pytest.raises(LogError, match=reason):
            read_bytes(log_of(file))
        with pytest.raises(LogError, match="larger"):
            read_file(file, "log")


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "ISSUES_LOG.md").mkdir()
    assert found(tmp_path) == []
    for use in (read_bytes, probe):
        with pytest.raises(LogError, match="folder"):
            use(log_of(tmp_path / "ISSUES_LOG.md"))


def test_links_in_circles_are_no_logs(tmp_path: Path) -> None:
    (tmp_path / "ISSUES_LOG.md").symlink_to("ISSUES.md")
    (tmp_path / "ISSUES.md").symlink_to("ISSUES_LOG.md")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "up").symlink_to("..", target_is_directory=True)
    (tmp_path / "docs" / "BUGS.md").write_text(ENTRY, encoding="utf-8")
    assert found(tmp_path) == ["docs/BUGS.md"]
    with pytest.raises(LogError, match="cannot be read"):
        read_bytes(log_of(tmp_path / "ISSUES_LOG.md"))
    with pytest.raises(LogError):
        update_file(tmp_path / "ISSUES_LOG.md", lambda data: data, "log")


def test_a_log_that_goes_while_it_is_read_is_said_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = []
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(ENTRY, encoding="utf-8")
        logs.append(LogFile(tmp_path / f"{name}.md", f"{name}.md", name))
    opened = os.open

    def vanish(path: object, *rest: int) -> int:
        if Path(str(path)).name == "a.md":
            os.unlink(str(path))
        return opened(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", vanish)
    report = sync(tmp_path / "index.db", logs)
    assert [str(each) for each in report.failures] == [
        "a.md: cannot be read: No such file or directory"
    ]
    assert [log.path for log in report.logs] == ["b.md"]


NAMES = (
    "A",
    "a",
    "caf\u00e9",
    "cafe\u0301",
    "con",
    "-x",
    "sp ace",
    "n\new",
    "\u202egpj",
    "x" * 200,
)


def test_names_that_other_disks_hold_for_one_give_pages_of_their_own(tmp_path: Path) -> None:
    for name in NAMES:
        touched = "".join(f"- `{each}/a.py`\n" for each in NAMES if "\n" not in each)
        (tmp_path / name).mkdir()
        (tmp_path / name / "ISSUES_LOG.md").write_text(
            "# Log\n\n## BUG-1: \u202eIt broke\n\n**Status:** Open\n\n"
            f"### Files Changed\n\n{touched}\n"
            "## bug-1: \u05d0 z\u0301\u0302\u0303\n\n**Status:** Open\n",
            encoding="utf-8",
        )
    with KnowledgeBase.open(tmp_path) as project:
        assert len(list(project.find())) == 2 * len(NAMES)
        build_site(project.index, tmp_path / "site")
    files = [str(file.relative_to(tmp_path)) for file in (tmp_path / "site").rglob("*")]
    alike = {unicodedata.normalize("NFC", name).casefold() for name in files}
    assert len(alike) == len(files)
    assert all(file.isascii() for file in files)
    assert problems_of_site(tmp_path / "site") == []


def test_the_name_of_a_file_stays_on_its_line(call: Program, project: Path) -> None:
    (project / "x\nISSUES_LOG.md:1: forged").mkdir()
    (project / "x\nISSUES_LOG.md:1: forged" / "ISSUES_LOG.md").write_text(ENTRY, encoding="utf-8")
    for words in (("list",), ("search", "broke"), ("check",)):
        lines = call(*words).out.splitlines()
        assert not any(line.startswith("ISSUES_LOG.md:1: forged") for line in lines)


def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "ISSUES_LOG.md"
    file.write_text(ENTRY, encoding="utf-8")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("whoever runs this reads everything")
    assert found(tmp_path) == ["ISSUES_LOG.md"]
    with pytest.raises(LogError, match="Permission denied"):
        read_bytes(log_of(file))


@pytest.mark.parametrize("git", [False, True])
def test_a_folder_that_may_not_be_looked_into_is_said_and_the_rest_read(
    tmp_path: Path, git: bool
) -> None:
    for folder in ("docs", "src"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ISSUES_LOG.md").write_text(ENTRY, encoding="utf-8")
    if git:
        for words in (("init", "-q"), ("add", "-A")):
            subprocess.run(["git", *words], cwd=tmp_path, check=True)
    closed = tmp_path / "docs"
    closed.chmod(0)
    try:
        if os.access(closed, os.R_OK):
            pytest.skip("whoever runs this reads everything")
        with KnowledgeBase.open(tmp_path) as project:
            assert [log.log.path for log in project.logs()] == ["src/ISSUES_LOG.md"]
            said = [*project.notes, *map(str, project.failures)]
        assert any("docs" in each and "Permission denied" in each for each in said)
    finally:
        closed.chmod(0o755)
