"""What was learned, which files are trouble, what is still to be done, and the numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Program

LOG = """\
# Bugs

## BUG-001: Import gives up at the first bad row

**Date:** 2025-01-10
**Severity:** Critical
**Status:** Resolved
**Time Lost:** 2 hours

### Files Changed

- `src/import/reader.py`: skips bad rows
- `src/app.py`

### Key Learnings

- **Row handling**:
  - **DO**: count the rows that were skipped
  - **DON'T**: give up at the first one
- Consider a report of all bad rows

### Prevention Measures

- [ ] Test with a broken file
- [x] Warn in the log
- Review Checklist:
  - [ ] Bad input is counted

## BUG-002: Import is slow

**Date:** 2025-02-01
**Severity:** Low
**Status:** Open

Like BUG-001, the import of rows reads a broken file row by row.

### Files Changed

- `src/import/reader.py`

### Prevention Measures

- Review Checklist:
  - [ ] bad input is counted.
"""


@pytest.fixture
def bugs(project: Path) -> Path:
    """The project with one log of two bugs."""
    (project / "ISSUES_LOG.md").write_text(LOG, encoding="utf-8")
    return project


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of March 2025, 12:00 UTC."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740830400")


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["--rule", "do"], [18]),
        (["--rule", "dont"], [19]),
        (["--rule", "do", "--rule", "dont"], [18, 19]),
        (["--rule", "consider"], [20]),
        (["--rule", "when"], []),
        (["severity:low"], []),
        (["skipped"], [18]),
    ],
)
def test_learnings_by_rule(
    call: Program, bugs: Path, arguments: list[str], lines: list[int]
) -> None:
    done = call("learnings", "--format", "json", *arguments)
    assert [each["line"] for each in done.json["learnings"]] == lines
    assert done.code == (0 if lines else 1)


def test_a_learning_is_told_with_its_rule(call: Program, bugs: Path) -> None:
    assert call("learnings").out.splitlines() == [
        "ISSUES_LOG.md:3: BUG-001 Import gives up at the first bad row",
        "  18 Row handling: Do: count the rows that were skipped",
        "  19 Row handling: Don't: give up at the first one",
        "  20 Consider a report of all bad rows",
    ]
    assert call("learnings", "--format", "plain", "--rule", "dont").out == (
        "ISSUES_LOG.md:19: BUG-001 Row handling: Don't: give up at the first one\n"
    )


def test_learnings_by_topic(call: Program, bugs: Path) -> None:
    assert call("learnings", "--by", "topic").out.splitlines() == [
        "Row handling",
        "  ISSUES_LOG.md:18 Do: count the rows that were skipped",
        "  ISSUES_LOG.md:19 Don't: give up at the first one",
        "Without a topic",
        "  ISSUES_LOG.md:20 Consider a report of all bad rows",
    ]
    assert call("learnings", "--by", "topic", "--format", "markdown").out.splitlines() == [
        "## Row handling",
        "",
        "- **Do**: count the rows that were skipped (BUG-001)",
        "- **Don't**: give up at the first one (BUG-001)",
        "",
        "## Without a topic",
        "",
        "- Consider a report of all bad rows (BUG-001)",
    ]


def test_code_in_a_learning_stays_code_in_the_digest(call: Program, project: Path) -> None:
    (project / "ISSUES_LOG.md").write_text(
        "## Issue 1: x\n\n**Status:** Open\n\n### Key Learnings\n\n"
        "- Close it:\n  ```js\n  db.close()\n  ```\n",
        encoding="utf-8",
    )
    digest = call("learnings", "--format", "markdown").out
    assert digest.endswith("- Close it:\n  ```js\n  db.close()\n  ```\n")
    assert call("learnings").out.endswith("  7 Close it: …\n")


def test_files_with_the_most_trouble(call: Program, bugs: Path) -> None:
    assert call("files").out.splitlines() == [
        "WEIGHT  ISSUES  OPEN  FILE",
        "9       2       1     src/import/reader.py",
        "8       1       0     src/app.py",
    ]
    assert call("files", "is:open").out.splitlines()[1:] == [
        "1       1       1     src/import/reader.py"
    ]
    done = call("files", "--limit", "1")
    assert len(done.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["src/import/reader.py"], ["src/import/reader.py"]),
        (["./src/app.py"], ["src/app.py"]),
        (["app.py"], ["src/app.py"]),
        (["src/*.py"], ["src/import/reader.py", "src/app.py"]),
        (["src"], ["src/import/reader.py", "src/app.py"]),
        (["app.py", "reader.py"], ["src/import/reader.py", "src/app.py"]),
        (["src", "severity:low"], ["src/import/reader.py"]),
        (["nothing.py"], []),
    ],
)
def test_issues_that_touched_a_file(
    call: Program, bugs: Path, arguments: list[str], found: list[str]
) -> None:
    done = call("files", "--format", "json", "--", *arguments)
    assert [each["path"] for each in done.json["files"]] == found
    assert done.code == (0 if found else 1)


def test_a_file_with_its_issues(call: Program, bugs: Path) -> None:
    assert call("files", "reader.py").out.splitlines() == [
        "src/import/reader.py",
        "  ISSUES_LOG.md:3: BUG-001 Import gives up at the first bad row  [critical, resolved]",
        "    12 skips bad rows",
        "  ISSUES_LOG.md:29: BUG-002 Import is slow  [low, open]",
    ]
    assert call("files", "app.py", "--format", "plain").out == (
        "ISSUES_LOG.md:13: BUG-001 src/app.py: Import gives up at the first bad row\n"
    )


def test_a_path_is_meant_from_where_the_person_stands(call: Program, bugs: Path) -> None:
    (bugs / ".git").mkdir()
    (bugs / "src" / "import").mkdir(parents=True)
    (bugs / "src" / "import" / "reader.py").touch()
    for name in ("../import/reader.py", bugs / "src" / "import" / "reader.py"):
        assert "src/import/reader.py" in call("files", name, directory=bugs / "src" / "import").out


def test_the_ledger_is_oldest_first_with_ages(call: Program, bugs: Path) -> None:
    assert call("prevention").out.splitlines() == [
        "ISSUE    ID  STATE  AGE      MEASURE",
        "BUG-001  1   todo   50 days  Test with a broken file",
        "BUG-001  2   done   50 days  Warn in the log",
        "BUG-001  3   todo   50 days  Review Checklist: Bad input is counted",
        "BUG-002  1   todo   28 days  Review Checklist: bad input is counted.",
    ]
    assert call("prevention", "--open", "severity:critical", "--format", "plain").out == (
        "ISSUES_LOG.md:24: BUG-001 1, todo: Test with a broken file\n"
        "ISSUES_LOG.md:27: BUG-001 3, todo: Review Checklist: Bad input is counted\n"
    )
    first = call("prevention", "--format", "json", "--limit", "1").json["measures"][0]
    assert (first["id"], first["state"], first["age_days"]) == (1, "todo", 50)
    assert first["issue"]["key"] == "BUG-001"


@pytest.mark.parametrize(
    ("date", "now", "age"),
    [
        ("2025-03-01", "2025-03-01", "0 days"),
        ("2025-02-28", "2025-03-01", "1 day"),
        ("2025-02", "2025-03-01", "28 days"),
        ("2025-01", "2025-07-15", "6 months"),
        ("2020-01-01", "2025-03-01", "5 years"),
        ("2026-01-01", "2025-03-01", "0 days"),
    ],
)
def test_ages(  # noqa: PLR0917
    call: Program, bugs: Path, monkeypatch: pytest.MonkeyPatch, date: str, now: str, age: str
) -> None:
    from datetime import UTC, datetime

    seconds = int(datetime.fromisoformat(now).replace(tzinfo=UTC).timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))
    (bugs / "ISSUES_LOG.md").write_text(LOG.replace("2025-01-10", date), encoding="utf-8")
    assert f"  {age}  " in call("prevention", "Warn").out


def test_open_measures_fail_a_pipeline(call: Program, bugs: Path) -> None:
    done = call("prevention", "--fail-if-open", "--limit", "1")
    assert (done.code, len(done.out.splitlines())) == (1, 2)
    assert "note: 3 measures are still to be done" in done.err
    (bugs / "ISSUES_LOG.md").write_text(LOG.replace("[ ]", "[x]"), encoding="utf-8")
    done = call("prevention", "--open", "--fail-if-open")
    assert (done.code, done.out) == (0, "")
    assert call("prevention", "--open").code == 1


def test_the_checklist_says_each_thing_once(call: Program, bugs: Path) -> None:
    done = call("checklist")
    assert "- [ ] Bad input is counted (BUG-001, BUG-002)" in done.out.splitlines()
    assert sum("input is counted" in line for line in done.out.splitlines()) == 1
    assert "(BUG-001)" in call("checklist", "--for", "src/app.py").out
    assert call("checklist", "--for", "x.py", "src/app.py").out != ""
    assert call("checklist", "--for", "x.py").code == 1
    for nothing in (["--for"], ["--for", ""], ["--for", "--format", "plain"]):
        empty = call("checklist", *nothing)
        assert (empty.code, empty.out) == (1, "")
        assert empty.err == "note: --for names no file, so there is nothing to look at\n"
    item = call("checklist", "--for", "app.py", "--format", "json").json["items"][0]
    assert [issue["key"] for issue in item["issues"]] == ["BUG-001"]
    assert "ISSUES_LOG.md:44: BUG-002 Bad input" in call("checklist", "--format", "plain").out


def test_the_numbers(call: Program, bugs: Path) -> None:
    lines = call("stats").out.splitlines()
    assert lines[0] == "2 issues"
    assert {"  critical  1", "  low       1", "  2025-01  1", "Time lost: 2 h"} <= set(lines)
    numbers = call("stats", "is:open", "--format", "json").json["stats"]
    assert numbers["issues"] == 1
    assert {"severity": "low", "issues": 1} in numbers["severities"]
    assert numbers["months"] == [{"month": "2025-02", "issues": 1}]
    assert numbers["time_lost"] == {"minutes": 0, "issues": []}
    assert call("stats", "number:99").code == 1


def test_why_issues_were_missed(call: Program) -> None:
    assert call("stats", "--format", "json").json["stats"]["missed"][0]["issues"] == 1


def test_show_tells_what_stands_elsewhere(call: Program, bugs: Path) -> None:
    lines = call("show", "BUG-001").out.splitlines()
    at = lines.index("Measures")
    assert lines[at + 1 : at + 4] == [
        "  1  todo     Test with a broken file",
        "  2  done     Warn in the log",
        "  3  todo     Bad input is counted",
    ]
    other = "  ISSUES_LOG.md:29: BUG-002 Import is slow  [low, open]"
    assert lines[lines.index("Mentioned by") + 1] == other
    assert lines[lines.index("Similar issues") + 1] == other
    document = call("show", "BUG-001", "--format", "json").json
    assert [(each["key"], each["text_line"]) for each in document["backlinks"]] == [("BUG-002", 35)]
    assert [each["key"] for each in document["similar"]] == ["BUG-002"]


def test_search_explains_its_scores(call: Program, bugs: Path) -> None:
    assert "score" in call("search", "--explain", "slow").out
    hit = call("search", "--explain", "--format", "json", "slow").json["hits"][0]
    assert {"kind", "text", "value"} == set(hit["explanation"][0])


def test_fields_of_the_logs_are_qualifiers(call: Program, bugs: Path) -> None:
    for command in ("list", "search", "stats", "prevention", "learnings", "files"):
        done = call(command, "--", '"time lost":2')
        assert (done.code, "BUG-002" in done.out) == (0, False), command


def test_a_log_that_is_not_there(call: Program, bugs: Path) -> None:
    done = call("list", "--log", "nowhere")
    assert done.code == 2
    assert done.problems == [
        "error: --log: there is no log nowhere",
        "hint: known are ISSUES_LOG",
    ]


@pytest.mark.parametrize(
    ("arguments", "known"),
    [
        (["learnings", "--rule", "never"], "do, dont, when, consider"),
        (["learnings", "--by", "day"], "issue, topic"),
        (["stats", "--format", "xml"], "table, json"),
        (["checklist", "--format", "table"], "markdown, plain, json"),
    ],
)
def test_a_wrong_value_says_which_exist(call: Program, arguments: list[str], known: str) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert known in done.err


def test_a_damaged_index_is_built_anew_and_answers(call: Program, bugs: Path) -> None:
    call("index")
    database = bugs / ".issues-kb" / "index.db"
    data = bytearray(database.read_bytes())
    # The first pages say which index it is; all that is behind them is lost.
    data[8192:] = b"\xff" * (len(data) - 8192)
    database.write_bytes(data)
    done = call("search", "slow")
    assert (done.code, "BUG-002" in done.out) == (0, True)
    assert "note: the index was damaged and is built anew" in done.err
    assert "damaged" not in call("search", "slow").err


QUERIES = ("list", "search", "learnings", "files", "prevention", "stats", "checklist")
SNIPPETS = st.sampled_from(
    ['"', "-", "*", "(", ")", ":", "NOT ", " OR ", "severity:", "file:", "sort:", "..", "/", "\\"]
)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(SNIPPETS | st.text(max_size=20), max_size=6).map("".join))
def test_no_text_makes_a_query_fail(call: Program, text: str) -> None:
    for command in QUERIES:
        done = call("-q", command, "--", text)
        assert done.code in (0, 1), (command, done.err)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "x" * 100_000, "a " * 20_000, "\n" * 9])
def test_no_strange_text_makes_a_query_fail(call: Program, text: str) -> None:
    for command in QUERIES:
        done = call("-q", command, "--", text)
        assert done.code in (0, 1), (command, done.err)


def test_a_word_nearly_known_is_guessed_alike_everywhere(call: Program) -> None:
    guess = "hint: did you mean fixed?"
    assert guess in call("list", "--status", "fixd").err
    assert guess in call("new", "Sand", "--status", "fixd", "--no-input").err
    assert guess in call("set", "1", "--status", "fixd").err
    assert "did you mean fixed?" in call("list", "status:fixd").err
    assert "status: is empty" in call("set", "1", "status=").err


def test_a_word_that_the_project_adds_for_a_severity_is_taken_everywhere(
    call: Program, project: Path
) -> None:
    words = '[vocabulary.severity]\nhigh = ["ouch"]\n'
    (project / "issues-kb.toml").write_text(words, encoding="utf-8")
    expected = call("list", "severity:high").out
    assert expected
    assert call("list", "severity:ouch").out == expected
    assert call("list", "--severity", "ouch").out == expected
    added = call("new", "Sand", "--severity", "ouch", "--no-input", "--dry-run")
    assert added.code == 0
    assert "**Severity:** High" in added.out
