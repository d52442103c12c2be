from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program

EDITOR = """\
import pathlib, sys
file = pathlib.Path(sys.argv[-1])
file.write_bytes(file.read_bytes().replace({old!r}, {new!r}))
"""


def editor(folder: Path, old: bytes = b"", new: bytes = b"") -> str:
    script = folder.parent / "editor.py"
    script.write_text(EDITOR.format(old=old, new=new), encoding="utf-8")
    return shlex.join([sys.executable, str(script)])


def test_what_an_edit_changed_is_said(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor(project, b"**Severity:** High", b"**Severity:** Low"))
    done = call("edit", "1")
    assert done.code == 0
    assert done.out.startswith("ISSUES_LOG.md:7: 1 Foreign Key Constraint Error")
    assert "note: changed: severity low" in done.err


def test_what_can_no_longer_be_understood_is_said(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(project, b"**Status:** Resolved", b"**Status:** Gone"))
    done = call("edit", "1")
    assert "note: changed: no status, status note Gone" in done.err
    assert "ISSUES_LOG.md:11: IKB203 Status 'Gone' is no status that is known" in done.err


def test_nothing_changed(call: Program, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", editor(project, b"no such text", b""))
    done = call("edit", "1")
    assert (done.code, done.out) == (0, "")
    assert "note: nothing changed" in done.err


def test_an_issue_that_is_gone(
    call: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(project, b"## Issue #1:", b"## Issue #2:"))
    done = call("edit", "1")
    assert (done.code, done.out) == (0, "")
    assert "note: ISSUES_LOG.md has no issue 1 any more" in done.err


def test_no_editor_and_no_terminal(call: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    done = call("edit", "1")
    assert done.code == 2
    assert done.problems[0] == "error: no editor is set and there is no terminal"


def test_no_such_issue(call: Program) -> None:
    assert call("edit", "9").problems == ["error: 9: no such issue"]
