"""Files that are none, names that are odd, and folders that lead in circles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from issues_kb.authoring.setting import Wishes, change_issue
from issues_kb.authoring.writing import read_file, splice_file, update_file
from issues_kb.config import load_config
from issues_kb.discovery import discover_logs, log_files
from issues_kb.discovery.memory import Memory
from issues_kb.errors import ConfigError, DatabaseError, IssuesKbError, LogError
from issues_kb.knowledge import KnowledgeBase
from issues_kb.model import LogFile
from issues_kb.store import sync
from issues_kb.store.files import read_bytes

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
