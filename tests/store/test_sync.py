"""Sync: what it reads, what it drops, what it reports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from issues_kb.errors import ConfigError
from issues_kb.model import LogFile
from issues_kb.reading import read_log
from issues_kb.store import Index, files, known_logs, sync, update
from tests.store.conftest import Project, dump, entry, log_text

TWO = log_text(
    entry(1, "Login fails", "### Root Cause\n\nAn old token.", status="Open"),
    entry(2, "Cache is stale", "### Root Cause\n\nNo expiry. See #1.", status="Resolved"),
)


def test_an_index_gives_back_what_the_reader_reads(project: Project, seed_bytes: bytes) -> None:
    project.sync(project.write("seed.md", seed_bytes), project.write("two.md", TWO))
    with project.open() as index:
        readings = list(index.readings())
    assert readings == [
        read_log(seed_bytes, "seed.md", name="seed"),
        read_log(TWO.encode(), "two.md", name="two"),
    ]


def test_the_first_sync_reads_everything_and_the_second_nothing(project: Project) -> None:
    log = project.write("two.md", TWO)
    first, second = project.sync(log), project.sync(log)
    assert [(each.issues, each.parsed, each.changed) for each in first.logs] == [(2, 2, True)]
    assert [(each.issues, each.parsed, each.changed) for each in second.logs] == [(2, 0, False)]
    assert not second.changed


def test_a_touched_file_with_the_same_bytes_is_not_read_again(project: Project) -> None:
    log = project.write("two.md", TWO)
    project.sync(log)
    log.file.unlink()
    project.write("two.md", TWO)
    report = project.sync(log)
    assert [(each.parsed, each.changed) for each in report.logs] == [(0, False)]


def test_a_log_that_changed_in_the_tick_in_which_it_is_read_is_looked_at_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project.write("log.md", log_text(entry(1, "Red")))
    # A clock that stands still: what is written now gets the time that the log has already.
    monkeypatch.setattr(files, "_stamp", lambda status: f"{status.st_size}")
    monkeypatch.setattr(update, "moment", lambda _: log.file.stat().st_ctime_ns)
    project.sync(log)
    project.write("log.md", log_text(entry(1, "Low")))
    project.sync(log)
    assert [each.title for each in project.open().issues()] == ["Low"]


def test_a_log_of_another_tick_is_known_by_its_stamp(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = project.write("log.md", log_text(entry(1, "Red")))
    monkeypatch.setattr(update, "moment", lambda _: log.file.stat().st_ctime_ns + 1)
    project.sync(log)
    monkeypatch.setattr(update, "read_bytes", None)
    assert not project.sync(log).logs[0].changed


def test_only_the_changed_entry_is_read_again(project: Project) -> None:
    project.sync(project.write("two.md", TWO))
    report = project.sync(project.write("two.md", TWO.replace("old token", "new token")))
    assert [each.parsed for each in report.logs] == [1]
    assert project.keys('"new token"') == ["1"]
    assert project.keys('"old token"') == []


def test_entries_that_moved_keep_their_rows_and_know_their_new_lines(project: Project) -> None:
    project.sync(project.write("two.md", TWO))
    moved = TWO.replace("What went wrong.", "What went wrong.\n\nAnd why.\n\nAnd when.")
    report = project.sync(project.write("two.md", moved))
    assert [each.parsed for each in report.logs] == [0]
    with project.open() as index:
        assert list(index.readings()) == [read_log(moved.encode(), "two.md", name="two")]


def test_an_edit_within_an_entry_is_found_without_a_new_outline(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [entry(n, f"Title {n}", "### Root Cause\n\nA cause.") for n in range(1, 5)]
    text = log_text(*entries).replace("A cause.", "See #4.", 1)
    project.sync(project.write("log.md", text))
    changed = text.replace("See #4.", "It is as in #3.\n\nSee #9.")
    with monkeypatch.context() as patch:
        patch.setattr("issues_kb.reading.outline_log", None)
        report = project.sync(project.write("log.md", changed))
    assert [each.parsed for each in report.logs] == [1]
    with project.open() as index:
        assert list(index.readings()) == [read_log(changed.encode(), "log.md", name="log")]


def test_a_removed_entry_goes_with_its_words_and_references_to_it_lose_their_target(
    project: Project,
) -> None:
    project.sync(project.write("two.md", TWO))
    with project.open() as index:
        assert index.issue("2").issue.references[0].target == "1"
    left = log_text(TWO[TWO.index("## Issue #2") :])
    project.sync(project.write("two.md", left))
    assert project.keys("") == ["2"]
    assert project.keys("token") == []
    with project.open() as index:
        assert index.issue("2").issue.references[0].target is None


def test_two_entries_that_swap_their_places_and_keys(project: Project) -> None:
    one = entry(1, "Twin", "### Root Cause\n\nFirst.")
    other = entry(1, "Twin", "### Root Cause\n\nSecond.")
    project.sync(project.write("log.md", log_text(one, other)))
    project.sync(project.write("log.md", log_text(other, one)))
    with project.open() as index:
        assert list(index.readings()) == [
            read_log(log_text(other, one).encode(), "log.md", name="log")
        ]


def test_a_project_covers_exactly_the_logs_given(project: Project) -> None:
    one, two = project.write("one.md", TWO), project.write("two.md", TWO)
    project.sync(one, two)
    report = project.sync(two)
    assert report.removed == ("one.md",)
    assert [each.path for each in report.logs] == ["two.md"]


def test_logs_are_added_to_a_database_of_ones_own(project: Project) -> None:
    project.sync(project.write("one.md", TWO), exact=False)
    project.sync(project.write("two.md", TWO), exact=False)
    assert [each.path for each in project.sync(exact=False).logs] == ["one.md", "two.md"]


def test_a_forgotten_log_goes(project: Project) -> None:
    one, two = project.write("one.md", TWO), project.write("two.md", TWO)
    project.sync(one, two, exact=False)
    report = project.sync(exact=False, forget=[one.file])
    assert report.removed == ("one.md",)
    assert known_logs(project.database) == (two,)


def test_logs_added_at_different_times_get_names_that_differ(project: Project) -> None:
    for folder in ("backend", "frontend"):
        log = project.write(f"{folder}/ISSUES_LOG.md", TWO)
        project.sync(log, exact=False)
    with project.open() as index:
        assert [each.log.name for each in index.logs()] == ["backend", "frontend"]


def test_a_known_log_that_vanished_is_reported_and_its_issues_go(project: Project) -> None:
    log = project.write("two.md", TWO)
    project.sync(log, exact=False)
    log.file.unlink()
    for _ in range(2):
        report = project.sync(exact=False)
        assert [str(failure) for failure in report.failures] == ["two.md: no such file"]
        assert project.keys("") == []
    project.write("two.md", TWO)
    assert project.sync(exact=False).failures == ()
    assert project.keys("") == ["1", "2"]


def test_unusable_logs_are_reported_and_the_others_processed(project: Project) -> None:
    good = project.write("good.md", TWO)
    image = project.write("image.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8)
    folder = project.root / "folder.md"
    folder.mkdir()
    for _ in range(2):
        report = project.sync(project.log("missing.md"), image, project.log("folder.md"), good)
        assert [(each.subject, each.reason) for each in report.failures] == [
            ("missing.md", "no such file"),
            ("image.md", "is a binary file, not a log"),
            ("folder.md", "is a folder, not a log"),
        ]
        assert [each.path for each in report.logs] == ["good.md"]


@pytest.mark.parametrize("content", [b"", b"# Notes\n\nNothing here.\n"])
def test_a_log_without_issues_is_no_failure(project: Project, content: bytes) -> None:
    report = project.sync(project.write("log.md", content))
    assert report.failures == ()
    assert [each.issues for each in report.logs] == [0]


def test_a_stray_nul_in_a_text_is_read_with_a_diagnostic(project: Project) -> None:
    report = project.sync(project.write("log.md", TWO.replace("expiry", "ex\0piry")))
    assert report.failures == ()
    with project.open() as index:
        assert [each.code for each in index.diagnostics()] == ["IKB002"]


def test_what_is_not_understood_is_kept_with_its_place(project: Project) -> None:
    project.sync(project.write("log.md", log_text(entry(1, "Slow", severity="Won't start"))))
    with project.open() as index:
        (found,) = index.diagnostics()
    assert (found.column, found.value) == (15, "Won't start")


def test_words_of_the_project_change_what_is_read(project: Project) -> None:
    log = project.write("log.md", log_text(entry(1, "Slow", severity="Gruesome")))
    project.sync(log)
    words = {"severity": {"critical": ["gruesome"]}}
    report = project.sync(log, vocabulary=words)
    assert report.notes == ("the vocabulary changed: all logs are read again",)
    assert project.keys("severity:critical") == ["1"]
    assert project.sync(log, vocabulary=words).notes == ()


def test_a_wrong_vocabulary_is_refused_and_nothing_is_lost(project: Project) -> None:
    log = project.write("two.md", TWO)
    project.sync(log)
    with pytest.raises(ConfigError):
        project.sync(log, vocabulary={"severty": {}})
    assert project.keys("") == ["1", "2"]


def test_progress_hears_each_entry(project: Project) -> None:
    heard: list[tuple[str, int, int]] = []
    project.sync(
        project.write("two.md", TWO),
        progress=lambda path, done, total: heard.append((path, done, total)),
    )
    assert heard == [("two.md", 1, 2), ("two.md", 2, 2)]


def test_many_entries_are_read_on_all_cores_as_on_one(project: Project) -> None:
    text = log_text(*(entry(n, f"Trouble {n}", f"See #{n - 1}.") for n in range(1, 301)))
    project.sync(project.write("log.md", text))
    with project.open() as index:
        assert list(index.readings()) == [read_log(text.encode(), "log.md", name="log")]


def test_logs_written_one_after_the_other_are_indexed_as_at_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        log_text(*(entry(n, f"Trouble {n}", f"See #{n - 1}.") for n in range(1, count)))
        for count in (30, 4, 2)
    ]
    logs = [project.write(f"part{number}.md", text) for number, text in enumerate(texts)]
    project.sync(*logs)
    at_once = dump(project.database)
    heard: list[tuple[str, int, int]] = []
    monkeypatch.setattr(update, "_TEXT_AT_ONCE", 1)
    report = project.sync(
        *logs, rebuild=True, progress=lambda path, done, total: heard.append((path, done, total))
    )
    assert dump(project.database) == at_once
    assert [log.issues for log in report.logs] == [29, 3, 1]
    assert heard[-4:] == [
        *(("part1.md", done, 32) for done in (30, 31, 32)),
        ("part2.md", 33, 33),
    ]


def test_only_the_log_that_changed_is_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = project.write("one.md", TWO), project.write("two.md", TWO)
    project.sync(one, two)
    project.sync(one, two)
    project.write("two.md", TWO.replace("old token", "stale token"))
    read: list[str] = []

    def read_bytes(log: LogFile) -> files.LogBytes:
        read.append(log.path)
        return files.read_bytes(log)

    monkeypatch.setattr(update, "read_bytes", read_bytes)
    report = project.sync(one, two)
    assert read == ["two.md"]
    assert [(log.path, log.issues) for log in report.logs] == [("one.md", 2), ("two.md", 2)]


def test_the_folder_of_the_index_hides_itself_from_git(project: Project) -> None:
    project.sync()
    assert (project.root / ".issues-kb" / ".gitignore").read_text() == "*\n"


_SYNC_TWICE = """
import sys
from pathlib import Path
from issues_kb.model import LogFile
from issues_kb.store import sync
logs = [LogFile(Path(file), Path(file).name, Path(file).stem) for file in sys.argv[2:]]
for _ in range(3):
    assert not sync(Path(sys.argv[1]), logs).failures
"""


def test_processes_that_sync_at_once_all_succeed(project: Project, tmp_path: Path) -> None:
    logs = [project.write(f"log{number}.md", TWO) for number in range(3)]
    files = [str(log.file) for log in logs]
    running = [
        subprocess.Popen([sys.executable, "-c", _SYNC_TWICE, project.database, *files])
        for _ in range(4)
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    other = tmp_path / "other.db"
    sync(other, logs)
    assert dump(project.database) == dump(other)


def test_a_reader_keeps_its_answers_while_a_sync_goes_on(project: Project) -> None:
    project.sync(project.write("two.md", TWO))
    with project.open() as index:
        issues = index.load()
        first = next(issues)
        project.sync(project.write("two.md", log_text()))
        assert [first.issue.key, *(each.issue.key for each in issues)] == ["1", "2"]


def test_nothing_is_imported_when_nothing_changed(project: Project) -> None:
    log = project.write("two.md", TWO)
    project.sync(log)
    script = (
        "import sys; from pathlib import Path; from issues_kb.model import LogFile;"
        "from issues_kb.store import Index, sync;"
        f"sync(Path({str(project.database)!r}),"
        f" [LogFile(Path({str(log.file)!r}), {log.path!r}, {log.name!r})]);"
        "heavy = {'sqlite_utils', 'markdown_it', 'tomllib', 'concurrent.futures.process'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_the_index_can_be_asked_for_its_logs(project: Project) -> None:
    log = project.write("two.md", TWO)
    project.sync(log)
    with Index.open(project.database) as index:
        (known,) = index.logs()
    assert (known.log, known.title, known.issues) == (log, "Issues Log", 2)
