from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import issues_kb
from issues_kb import KnowledgeBase, Rule, Severity, parse_query
from issues_kb.errors import ConfigError, LogError, NotFoundError
from tests.cli.conftest import SECOND_LOG


@pytest.fixture
def kb(two_logs: Path) -> Iterator[KnowledgeBase]:
    """Two logs, three issues."""
    with KnowledgeBase.open(two_logs) as opened:
        yield opened


def test_a_query_is_text_or_a_value(kb: KnowledgeBase) -> None:
    assert [each.key for each in kb.find()] == ["1", "BUG-007", "BUG-008"]
    assert [each.key for each in kb.find("is:open", limit=1)] == ["BUG-007"]
    assert [each.key for each in kb.find(parse_query("is:closed").query)] == ["1"]
    assert [each.issue.severity for each in kb.load("severity:low")] == [Severity.LOW]


def test_answers_are_typed_values(kb: KnowledgeBase) -> None:
    assert kb.issue("backend#bug-7").issue.key == "BUG-007"
    assert next(kb.search("tenant cache")).issue.key == "BUG-007"
    assert [each.learning.line for each in kb.learnings("log:backend", rules=[Rule.DONT])] == [16]
    assert [each.log.name for each in kb.logs()] == ["ISSUES_LOG", "backend"]
    assert next(kb.files("UserBadge.ts")).issues[0].key == "1"
    assert [each.key for each in kb.touching("app/backend/src/models/index.ts:12")] == ["1"]
    assert len(list(kb.prevention(only_open=True))) == 4
    assert kb.stats("log:backend").issues == 2
    assert list(kb.backlinks("1")) == []
    assert next(kb.similar("foreign key constraint on user badges")).issue.key == "1"
    assert all(each.issue.key != "1" for each in kb.similar_to_issue("1"))


def test_a_key_that_is_not_there(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFoundError, match="no such issue"):
        kb.issue("99")


def test_what_changed_is_seen_after_a_refresh(kb: KnowledgeBase, two_logs: Path) -> None:
    log = two_logs / "backend" / "BUG_LOG.md"
    log.write_text(SECOND_LOG.replace("Button is grey", "Button is gone"), encoding="utf-8")
    assert [each.title for each in kb.find("number:8")] == ["Button is grey"]
    kb.refresh()
    assert [each.title for each in kb.find("number:8")] == ["Button is gone"]


def test_a_refresh_that_fails_leaves_the_answers_of_before(
    kb: KnowledgeBase, two_logs: Path
) -> None:
    for log in (two_logs / "ISSUES_LOG.md", two_logs / "backend" / "BUG_LOG.md"):
        log.rename(log.with_suffix(".away"))
    with pytest.raises(LogError):
        kb.refresh()
    assert [each.key for each in kb.find()] == ["1", "BUG-007", "BUG-008"]
    for log in (two_logs / "ISSUES_LOG.md", two_logs / "backend" / "BUG_LOG.md"):
        log.with_suffix(".away").rename(log)
    kb.refresh()
    assert [each.key for each in kb.find("is:open")] == ["BUG-007", "BUG-008"]


def test_a_database_of_ones_own_knows_its_logs(two_logs: Path, tmp_path: Path) -> None:
    database = tmp_path / "kb.db"
    with KnowledgeBase.open(two_logs, database=database) as kb:
        assert len(list(kb.find())) == 3
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with KnowledgeBase.open(elsewhere, database=database) as kb:
        assert len(list(kb.find())) == 3
    assert not (two_logs / ".issues-kb" / "index.db").exists()


def test_a_project_without_a_log(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="no issue log found"):
        KnowledgeBase.open(tmp_path)


def test_a_wrong_configuration(project: Path) -> None:
    (project / "issues-kb.toml").write_text("titel = 1", encoding="utf-8")
    with pytest.raises(ConfigError):
        KnowledgeBase.open(project)


def test_a_damaged_index_is_built_anew_and_answers(two_logs: Path) -> None:
    KnowledgeBase.open(two_logs).close()
    database = two_logs / ".issues-kb" / "index.db"
    data = bytearray(database.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    database.write_bytes(data)
    with KnowledgeBase.open(two_logs) as kb:
        assert len(list(kb.search("tenant"))) >= 1
        assert any("damaged" in note for note in kb.notes)


def test_it_says_nothing_and_ignores_the_environment(
    two_logs: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ISSUES_KB_DB", str(two_logs / "other.db"))
    with KnowledgeBase.open(two_logs) as kb:
        list(kb.search("x" * 1000))
        list(kb.find("severity:hihg"))
    assert not (two_logs / "other.db").exists()
    assert capfd.readouterr() == ("", "")


def test_public_names_are_there_and_import_nothing_before_they_are_used() -> None:
    for name in issues_kb.__all__:
        assert getattr(issues_kb, name) is not None
    assert set(issues_kb.__all__) <= set(dir(issues_kb))
    with pytest.raises(AttributeError):
        _ = issues_kb.nothing
    code = "import sys, issues_kb; print(*[m for m in sys.modules if m.startswith('issues_kb')])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert set(done.stdout.split()) == {"issues_kb", "issues_kb.lazy"}
