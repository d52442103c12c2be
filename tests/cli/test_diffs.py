from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.cli import diffs
from issues_kb.cli.diffs import diff_lines, show_diff
from issues_kb.cli.screen import set_color

LOG = b"# Bugs\n\n## 1: Old\n\nText.\n\n---\n\n## Template\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def diff(before: bytes | None, after: bytes) -> str:
    return b"".join(diff_lines(before, after, "LOG.md")).decode()


def test_a_changed_line_stands_among_its_neighbours() -> None:
    assert diff(LOG, LOG.replace(b"Text.", b"Words.")) == (
        "--- a/LOG.md\n+++ b/LOG.md\n@@ -2,7 +2,7 @@\n"
        " \n ## 1: Old\n \n-Text.\n+Words.\n \n ---\n \n"
    )


def test_what_is_the_same_has_no_diff() -> None:
    assert diff(LOG, LOG) == ""
    assert diff(b"", b"") == ""


def test_a_new_file() -> None:
    assert diff(None, b"one\ntwo") == (
        "--- /dev/null\n+++ b/LOG.md\n@@ -0,0 +1,2 @@\n+one\n+two\n\\ No newline at end of file\n"
    )


LINE = st.sampled_from([b"", b"a", b"b", b"---", b"\xff\xfe", b"a\r", b"- a", b"@@ -1 +1 @@"])
FILE = st.lists(LINE, max_size=12).map(lambda lines: b"\n".join(lines).removesuffix(b"\r"))


def patched(before: bytes, patch: list[bytes]) -> bytes:
    """``before`` with a unified diff applied, as any tool would do it."""
    old = before.splitlines(keepends=True)
    new: list[bytes] = []
    place = 0
    for line, following in zip(patch, [*patch[1:], b""], strict=False):
        text = line[1:].removesuffix(b"\n") if following.startswith(b"\\") else line[1:]
        if line.startswith(b"@@"):
            found = re.match(rb"@@ -(\d+)(?:,(\d+))?", line)
            assert found is not None
            start = int(found[1]) - (found[2] != b"0")
            new += old[place:start]
            place = start
        elif line[:1] in b" -":
            assert old[place] == text
            new += [text] if line.startswith(b" ") else []
            place += 1
        elif line.startswith(b"+"):
            new.append(text)
    return b"".join(new + old[place:])


@given(before=FILE, after=FILE)
def test_the_diff_leads_from_one_to_the_other(before: bytes, after: bytes) -> None:
    lines = list(diff_lines(before, after, "LOG.md"))
    assert patched(before, lines[2:]) == after


def test_a_diff_is_a_patch(tmp_path: Path) -> None:
    before = b"\xef\xbb\xbf# Bugs\r\n\r\n## 1: One\r\n\r\nA\xff\r\nend"
    after = before.replace(b"## 1", b"## 2") + b"ing\r\n"
    (tmp_path / "LOG.md").write_bytes(before)
    patch = b"".join(diff_lines(before, after, "LOG.md"))
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    assert (tmp_path / "LOG.md").read_bytes() == after


def test_many_lines_changed_where_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    before = b"".join(b"line %d\n" % number for number in range(100))
    after = before.replace(b"line 20\n", b"LINE 20\n").replace(b"line 70\n", b"LINE 70\n")
    expected = diff(before, after)
    monkeypatch.setattr(diffs, "_MANY", 10)
    assert diff(before, after) == expected
    assert expected.count("@@ -") == 2
    assert "@@ -68,7 +68,7 @@\n line 67\n" in expected


def test_a_terminal_is_shown_what_it_must_not_obey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Terminal()
    show_diff(b"a\x1b[2J\xff\n", b"b\r\n", "LOG.md", stream=screen)
    assert screen.getvalue().splitlines()[2:] == [
        "@@ -1 +1 @@",
        "-a\ufffd[2J\\xff",
        "+b\u240d",
    ]


def test_line_ends_that_are_all_the_same_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Terminal()
    show_diff(b"a\r\nb\r\n", b"a\r\nc\r\n", "LOG.md", stream=screen)
    assert screen.getvalue().split("\n")[2:] == ["@@ -1,2 +1,2 @@", " a", "-b", "+c", ""]


def test_colours_are_those_that_were_asked_for() -> None:
    set_color("always")
    try:
        shown = io.StringIO()
        show_diff(b"a\n", b"b\n", "LOG.md", stream=shown)
    finally:
        set_color("auto")
    assert "\x1b[31m-a\x1b[0m\n\x1b[32m+b\x1b[0m\n" in shown.getvalue()


def test_a_pipe_gets_the_bytes_of_the_log() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors="backslashreplace")
    show_diff(b"\xff\n", b"\xfe\r\n", "LOG.md", stream=stream)
    assert raw.getvalue().endswith(b"-\xff\n+\xfe\r\n")
