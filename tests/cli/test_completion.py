from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Program

VARIABLE = "_ISSUES_KB_COMPLETE"
Complete = Callable[..., list[str]]


@pytest.fixture
def complete(
    call: Program, two_logs: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], list[str]]:
    """What bash is offered at the end of a line."""
    call("index")
    monkeypatch.chdir(two_logs)

    def offered(line: str) -> list[str]:
        words = f"issues-kb {line}".split(" ")
        monkeypatch.setenv(VARIABLE, "complete_bash")
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        done = call()
        assert (done.code, done.err) == (0, "")
        return done.out.split("\n")[:-1]

    return offered


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("se", ["serve", "search", "set"]),
        ("--dir", ["--directory"]),
        ("--color ", ["auto", "always", "never"]),
        ("list --s", ["--severity", "--status"]),
        ("list --severity ", ["low", "medium", "high", "critical"]),
        ("list --severity high,l", ["high,low"]),
        ("list --status in", ["in-progress"]),
        ("list --format j", ["json"]),
        ("list --format=j", ["--format=json"]),
        ("list --log ", ["ISSUES_LOG", "backend"]),
        ("list sev", ["severity:low", "severity:medium", "severity:high", "severity:critical"]),
        ("list st", ["status:open", "status:in-progress", "status:resolved", "status:wont-fix"]),
        ("list s", ["severity:", "status:", "sort:"]),
        ("search x no:why", ["no:why_missed"]),
        ("search in:title,pro", ["in:title,problem"]),
        ("learnings log:b", ["log:backend"]),
        ("learnings --rule d", ["do", "dont"]),
        ("learnings --by ", ["issue", "topic"]),
        ("prevention --f", ["--fail-if-open", "--format"]),
        ("stats is:", ["is:open", "is:closed"]),
        ("files severity:cr", ["severity:critical"]),
        ("checklist --for ", []),
        ("show ", ["1", "BUG-007", "BUG-008"]),
        ("show bug", ["BUG-007", "BUG-008"]),
        ("show backend#", ["backend#BUG-007", "backend#BUG-008"]),
        ("show 1 ", []),
        ("build ", []),
        ("nonsense ", []),
        ("show -- ", ["1", "BUG-007", "BUG-008"]),
    ],
)
def test_what_is_offered(complete: Complete, line: str, offered: list[str]) -> None:
    assert complete(line) == offered


def test_every_command_is_offered(complete: Complete) -> None:
    assert {"build", "list", "search", "show", "new"} <= set(complete(""))


def test_the_shell_may_break_words_at_colons(
    complete: Complete, call: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, offered in (
        (["list", "status", ":", "o"], ["open"]),
        (["list", "has", ":"], ["title", "number"]),
        (["list", "--format", "=", "j"], ["json"]),
    ):
        monkeypatch.setenv(VARIABLE, "complete_bash")
        monkeypatch.setenv("COMP_WORDS", "\n".join(["issues-kb", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        assert call().out.split("\n")[: len(offered)] == offered


def test_a_key_that_several_logs_have_is_offered_with_its_log(
    complete: Complete, call: Program, two_logs: Path
) -> None:
    text = (two_logs / "ISSUES_LOG.md").read_text(encoding="utf-8")
    (two_logs / "backend" / "BUG_LOG.md").write_text(text, encoding="utf-8")
    call_directly = Path(two_logs / ".issues-kb" / "index.db").stat().st_mtime_ns
    assert complete("show ") == ["1", "BUG-007", "BUG-008"], "the index is not brought up to date"
    assert Path(two_logs / ".issues-kb" / "index.db").stat().st_mtime_ns == call_directly
    os.environ.pop(VARIABLE)
    call("index")
    assert complete("show ") == ["ISSUES_LOG#1", "backend#1"]


def test_without_an_index_nothing_is_offered_and_none_is_made(
    project: Path, call: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv(VARIABLE, "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "issues-kb show ")
    monkeypatch.setenv("COMP_CWORD", "2")
    done = call()
    assert (done.code, done.out, done.err) == (0, "", "")
    assert not (project / ".issues-kb").exists()


ACTION = "_TYPER_COMPLETE_FISH_ACTION"
WORD = "_TYPER_COMPLETE_WORD_TO_COMPLETE"


@pytest.mark.parametrize(
    ("shell", "line", "more", "answer"),
    [
        ("zsh", "show BUG-008", {}, ("""_arguments '*: :(("BUG-008":"Button is grey"))'\n""", 0)),
        ("zsh", "list no:t", {}, ("""_arguments '*: :(("no\\\\:title"))'\n""", 0)),
        ("zsh", "build ", {}, ("_files\n", 0)),
        ("fish", "show BUG-008", {}, ("BUG-008\tButton is grey\n", 0)),
        ("fish", "show ", {ACTION: "is-args"}, ("", 0)),
        ("fish", "build ", {ACTION: "is-args"}, ("", 1)),
        ("powershell", "show BUG-008", {WORD: "BUG-008"}, ("BUG-008:::Button is grey\n", 0)),
        ("pwsh", "list --format", {}, ("table::: \nplain::: \n", 0)),
        ("tcsh", "show ", {}, ("", 1)),
    ],
)
def test_each_shell_is_answered_in_its_way(  # noqa: PLR0917
    complete: Complete,
    call: Program,
    monkeypatch: pytest.MonkeyPatch,
    shell: str,
    line: str,
    more: dict[str, str],
    answer: tuple[str, int],
) -> None:
    monkeypatch.setenv(VARIABLE, f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"issues-kb {line}")
    for name, value in more.items():
        monkeypatch.setenv(name, value)
    done = call()
    assert (done.out[: len(answer[0])] or done.out, done.code) == answer


HOSTILE = """\
## Issue $(touch${IFS}made): "a\\" ) ; touch made ; ( `touch made` 'x' \\

**Status:** Open

## Issue 2: \\" ) ; touch made ; ( ' $(touch made) `touch made` ::: \\

**Status:** Open
"""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_log_cannot_give_orders_to_the_shell(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    (project / "ISSUES_LOG.md").write_text(HOSTILE, encoding="utf-8")
    call("index")
    monkeypatch.chdir(project)
    monkeypatch.setenv(VARIABLE, f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "issues-kb show ")
    monkeypatch.setenv("COMP_WORDS", "issues-kb show ")
    monkeypatch.setenv("COMP_CWORD", "2")
    out = call().out
    assert "2" in out
    kept = out.removeprefix("_arguments '*: :((").removesuffix("))'\n")
    assert not set(kept) & set("$`'\\();&|<>*?[")


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "run"),
    [
        ("sho\tBUG-008", "show BUG-008"),
        ("show BUG-008", "show BUG-008"),
        ("show bug-008\t", "show BUG-008"),
        ("list status:res\t", "list status:resolved"),
        ("list --format=m\t", "list --format=markdown"),
        ("build iss\t", "build iss"),
        ("build ISS\t", "build ISSUES_LOG.md"),
    ],
)
def test_in_a_real_bash(
    call: Program, two_logs: Path, tmp_path: Path, typed: str, run: str
) -> None:
    call("index")
    program = tmp_path / "bin" / "issues-kb"
    program.parent.mkdir()
    program.write_text(
        f"""#!/bin/sh
if [ -n "${VARIABLE}" ]; then exec "{sys.executable}" -m issues_kb "$@"; fi
printf '%s\\n' "$*" > "{tmp_path}/ran"
""",
        encoding="utf-8",
    )
    program.chmod(0o755)
    script = tmp_path / "completion.bash"
    with script.open("wb") as file:
        environment = {**os.environ, VARIABLE: "source_bash"}
        subprocess.run([program], env=environment, stdout=file, check=True)
    at_a_prompt(
        f"source '{script}'\nissues-kb {typed}\nexit\n",
        two_logs,
        {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "INPUTRC": os.devnull},
    )
    assert (tmp_path / "ran").read_text(encoding="utf-8") == f"{run}\n"


def at_a_prompt(keys: str, folder: Path, environment: dict[str, str]) -> None:
    """Press ``keys`` in a bash that believes in a person."""
    import pty

    ours, theirs = pty.openpty()
    bash = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],
        cwd=folder,
        env={**os.environ, "TERM": "dumb", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    os.write(ours, keys.encode())
    try:
        while os.read(ours, 4096):
            pass
    except OSError:
        pass
    finally:
        os.close(ours)
        bash.wait(timeout=60)
