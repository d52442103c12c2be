from __future__ import annotations

import signal
from pathlib import Path

import pytest
import typer

from issues_kb.cli.editor import editor_command, open_editor
from issues_kb.errors import UsageError
from tests.programs import write_program

FILE = Path("/a folder/LOG.md")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that do nothing, the only one that is searched."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return folder


def program(folder: Path, name: str, text: str = "") -> Path:
    file = folder / name
    write_program(file, text)
    return file


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        ("vim", ["vim", "+7", "/a folder/LOG.md"]),
        ("nano -w", ["nano", "-w", "+7", "/a folder/LOG.md"]),
        ("code", ["code", "--wait", "--goto", "/a folder/LOG.md:7"]),
        ("code -w -n", ["code", "-w", "-n", "--goto", "/a folder/LOG.md:7"]),
        ("subl", ["subl", "--wait", "/a folder/LOG.md:7"]),
        ("hx", ["hx", "/a folder/LOG.md:7"]),
        ("gvim", ["gvim", "-f", "+7", "/a folder/LOG.md"]),
        ("my-editor '--two words'", ["my-editor", "--two words", "/a folder/LOG.md"]),
    ],
)
def test_editors_are_told_the_line(
    programs: Path, monkeypatch: pytest.MonkeyPatch, editor: str, expected: list[str]
) -> None:
    program(programs, expected[0])
    monkeypatch.setenv("EDITOR", editor)
    assert editor_command(FILE, 7) == (expected, "EDITOR")


def test_visual_comes_before_editor(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(programs, "first")
    monkeypatch.setenv("VISUAL", str(programs / "first"))
    monkeypatch.setenv("EDITOR", "second")
    assert editor_command(FILE) == ([str(programs / "first"), str(FILE)], "VISUAL")
    monkeypatch.setenv("VISUAL", "  ")
    with pytest.raises(UsageError, match="there is no program second"):
        editor_command(FILE)


def test_without_a_terminal_an_editor_must_be_named(programs: Path) -> None:
    program(programs, "vi")
    with pytest.raises(UsageError, match="no editor is set and there is no terminal"):
        editor_command(FILE)


def test_an_editor_that_cannot_be_understood(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "vim 'a")
    with pytest.raises(UsageError, match="cannot be understood"):
        editor_command(FILE)


def test_the_file_is_what_the_editor_makes_of_it(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = "import sys; open(sys.argv[-1], 'a').write('more')"
    monkeypatch.setenv("EDITOR", str(program(programs, "change", change)))
    file = tmp_path / "- a file"
    file.write_text("text ", encoding="utf-8")
    open_editor(file)
    assert file.read_text(encoding="utf-8") == "text more"


def test_an_editor_that_fails(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = program(programs, "fails", "import sys; sys.exit(3)")
    monkeypatch.setenv("EDITOR", str(fails))
    with pytest.raises(UsageError, match="ended with exit code 3"):
        open_editor(tmp_path / "a")
    fails.write_text("#!/no/such/program\n", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot start"):
        open_editor(tmp_path / "a")


def test_an_interrupt_belongs_to_the_editor(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = "import os, signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    both += "os.kill(os.getppid(), signal.SIGINT)"
    monkeypatch.setenv("EDITOR", str(program(programs, "survives", both)))
    open_editor(tmp_path / "a")
    alone = "import os, signal; signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
    alone += "os.kill(os.getpid(), signal.SIGINT)"
    monkeypatch.setenv("EDITOR", str(program(programs, "dies", alone)))
    with pytest.raises(typer.Abort):
        open_editor(tmp_path / "a")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_an_editor_prints_is_no_data_of_ours(
    programs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("EDITOR", str(program(programs, "speaks", "print('hello')")))
    open_editor(tmp_path / "a")
    assert capfd.readouterr().out == ""
