from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.authoring.edit import Edit, apply_edits, line_offset, newline_of


def test_edits_change_only_their_places() -> None:
    edits = [Edit(6, 6, b"brave "), Edit(0, 5, b"HELLO")]
    assert apply_edits(b"hello new world", edits) == b"HELLO brave new world"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits(b"hello", [Edit(0, 3, b""), Edit(2, 4, b"")])


@pytest.mark.parametrize(
    ("data", "line", "offset"),
    [
        (b"", 1, 0),
        (b"a\nb\nc", 1, 0),
        (b"a\nb\nc", 2, 2),
        (b"a\r\nb\rc", 2, 3),
        (b"a\r\nb\rc", 3, 5),
        (b"a\n", 2, 2),
        (b"a\n", 9, 2),
    ],
)
def test_where_a_line_begins(data: bytes, line: int, offset: int) -> None:
    assert line_offset(data, line) == offset


@given(st.lists(st.text(alphabet="ab ", max_size=3), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_offsets_and_lines_agree(lines: list[str], newline: str) -> None:
    data = newline.join(lines).encode()
    for number, line in enumerate(lines, 1):
        start = line_offset(data, number)
        assert data[start : start + len(line)] == line.encode()


@pytest.mark.parametrize(
    ("data", "newline"),
    [
        (b"", b"\n"),
        (b"a\nb\n", b"\n"),
        (b"a\r\nb\r\n", b"\r\n"),
        (b"a\r\nb\r\nc\n", b"\r\n"),
        (b"a\r\nb\n", b"\n"),
        (b"a\rb\r", b"\r"),
    ],
)
def test_the_line_end_of_a_log(data: bytes, newline: bytes) -> None:
    assert newline_of(data) == newline
