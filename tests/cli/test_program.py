from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from issues_kb import __version__
from issues_kb.cli import failure
from issues_kb.cli.app import app
from issues_kb.cli.commands import EXAMPLES
from issues_kb.errors import UsageError
from tests.cli.conftest import Program

COMMANDS = list(EXAMPLES)


def test_version(call: Program) -> None:
    assert call("--version").out == f"issues-kb {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_an_example(call: Program, command: str) -> None:
    done = call(command, "--help")
    assert done.code == 0
    assert f"Example: issues-kb {command}" in done.out


def test_the_list_of_commands_cuts_nothing_off(call: Program) -> None:
    listed = call("--help").out.partition("\nCommands:\n")[2].partition("\n\n")[0]
    assert [line for line in listed.splitlines() if not line.endswith(".") or "..." in line] == []


def test_without_a_command_help_goes_to_stderr(call: Program) -> None:
    done = call()
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["lits"], "error: no such command 'lits'. Did you mean 'list'?", "issues-kb --help"),
        (["list", "--frmat", "json"], "error: no such option: --frmat", "issues-kb list --help"),
        (
            ["build", "-q"],
            "error: no such option: -q",
            "-q belongs before the command: issues-kb -q",
        ),
        (["list", "--db", "x"], "error: no such option: --db", "issues-kb --db FILE list"),
        (["list", "--limit", "0"], "error: --limit: 0 is below 1", "issues-kb list --help"),
        (["list", "--limit", "a"], "error: --limit: 'a' is no whole number", "list --help"),
        (["serve", "--port", "-1"], "error: --port: -1 is not from 0 to 65535", "serve --help"),
        (["list", "--limit"], "error: --limit needs a value", "hint: see issues-kb list --help"),
        (["list", "--format", "xml"], "error: --format: there is no 'xml'", "list --help"),
        (["search"], "error: QUERY... is missing", "issues-kb search --help"),
        (["list", "--json"], "error: no such option: --json", "write --format json"),
        (["list", "--open"], "error: no such option: --open", "write is:open"),
        (["list", "-n", "5"], "error: no such option: -n", "write --limit N"),
        (["new", "It", "broke"], "error: there is no place for: broke", "the title in quotes"),
        (["show", "1", "2"], "error: there is no place for: 2", "one issue at a time"),
        (
            ["list", "--limit", "5", "-status:resolved"],
            "error: no such option: -s",
            "goes after --: issues-kb -C",
        ),
        (["new", "-x fails"], "error: no such option: -x", "new -- '-x fails'"),
        (["list", "--severity", "hihg"], "error: --severity: there is no severity hihg", "high"),
        (["list", "--status", "opne,open"], "error: --status: there is no status opne", "open"),
        (["list", "--status", ""], "error: --status: is empty", "open"),
        (["index", "A.md", "--forget", "B.md"], "error: logs are either", "call index twice"),
    ],
)
def test_wrong_usage_is_two_lines_and_exit_2(
    call: Program, arguments: list[str], message: str, hint: str
) -> None:
    done = call(*arguments)
    first, second = done.err.splitlines()
    assert (done.code, done.out) == (2, "")
    assert first.startswith(message)
    assert second.startswith("hint: ")
    assert hint in second


def test_a_folder_that_is_none(call: Program, tmp_path: Path) -> None:
    done = call("-C", tmp_path / "nowhere", "list")
    assert done.code == 2
    assert "is no folder" in done.err


def test_a_wrong_configuration_names_file_and_key(call: Program, project: Path) -> None:
    (project / "issues-kb.toml").write_text('titel = "x"', encoding="utf-8")
    done = call("list")
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines() == [
        "error: issues-kb.toml: `titel` is no key of issues-kb",
        "hint: did you mean `title`?",
    ]


def test_an_unexpected_exception_is_two_lines_and_exit_3(
    call: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("thing")

    monkeypatch.setattr("issues_kb.knowledge.load_config", fail)
    done = call("list")
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[0] == "error: unexpected KeyError: 'thing'"
    assert "--traceback" in done.err.splitlines()[1]
    with pytest.raises(KeyError):
        call("--traceback", "list")


def test_an_interrupt_ends_with_130(call: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("issues_kb.knowledge.load_config", interrupt)
    assert call("list").code == 130


def test_messages_hold_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    failure.say_error(UsageError("a\x1b[31mb\nc", subject="x\x07", hint="\x9by"))
    assert capsys.readouterr().err == "error: x\ufffd: a\ufffd[31mb c\nhint: \ufffdy\n"


def process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "issues_kb", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are closed in another way")
def test_a_reader_that_stops_reading_is_no_error(project: Path) -> None:
    command = f'"{sys.executable}" -m issues_kb export | head -c 1'
    done = subprocess.run(["sh", "-c", command], cwd=project, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"{")
    assert done.stderr == b"note: using ISSUES_LOG.md\n"


def test_output_in_a_poor_encoding_is_readable(project: Path) -> None:
    (project / "ISSUES_LOG.md").write_text(
        "## Issue 1: Prüfung 検索\n\n**Status:** Open\n", "utf-8"
    )
    listed = process("list", cwd=project, PYTHONIOENCODING="ascii")
    assert (listed.returncode, listed.stdout.rstrip()) == (
        0,
        b"ISSUES_LOG.md:1: 1 Pr\\xfcfung \\u691c\\u7d22",
    )
    exported = process("export", cwd=project, PYTHONIOENCODING="ascii")
    assert b'"title": "Pr\\u00fcfung \\u691c\\u7d22"' in exported.stdout


def test_it_works_from_a_folder_below(project: Path) -> None:
    (project / ".git").mkdir()
    (project / "src").mkdir()
    done = process("list", cwd=project / "src")
    assert done.stdout.startswith(b"../ISSUES_LOG.md:7: 1 Foreign Key")


def test_paths_count_from_where_the_person_stands(call: Program, two_logs: Path) -> None:
    (two_logs / ".git").mkdir()
    below = two_logs / "backend"
    assert call("list", directory=below).out.splitlines()[-1].startswith("BUG_LOG.md:18: BUG-008 ")
    found = call("search", "foreign", "key", directory=below).out
    assert found.startswith("../ISSUES_LOG.md:7: 1 ")
    assert "\n../ISSUES_LOG.md:7\n" in call("show", "1", directory=below).out
    assert "\nBUG_LOG.md:3:1: IKB" in call("check", directory=below).out
    assert call("index", directory=below).out == "../ISSUES_LOG.md: 1 issue\nBUG_LOG.md: 2 issues\n"
    assert call("build", directory=below).out == "../site/index.html\n"
    listed = call("list", "--format", "json", directory=below).json["issues"]
    assert {issue["path"] for issue in listed} == {"ISSUES_LOG.md", "backend/BUG_LOG.md"}


def test_completion_takes_no_value() -> None:
    result = CliRunner().invoke(app, ["--install-completion", "nosuch"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: --install-completion: takes no value and no other option\n"
        "hint: the shell is found out by itself\n"
    )
