"""Bytes of all kinds are read, and what is odd about them is said once."""

from __future__ import annotations

import pytest

from issues_kb.model import LogReading, Status
from issues_kb.reading import read_log

TEXT = """# Bugs

## BUG-1: Müll bleibt

**Status:** Fixed

## BUG-2: Tür klemmt

**Status:** Open
"""


def seen(reading: LogReading) -> list[tuple[str | None, str, int, int, Status | None]]:
    return [(i.number, i.title, i.line, i.end_line, i.status) for i in reading.log.issues]


EXPECTED = [
    ("BUG-1", "Müll bleibt", 3, 6, Status.RESOLVED),
    ("BUG-2", "Tür klemmt", 7, 9, Status.OPEN),
]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-be", "strict").join([b"\xfe\xff", b""]),
        TEXT.rstrip("\n").encode(),
        TEXT.replace("\n", "  \n").encode(),
    ],
    ids=["plain", "mark", "crlf", "cr", "utf-16", "utf-16-be", "no-end", "blanks"],
)
def test_the_same_log_in_other_bytes_reads_the_same(data: bytes) -> None:
    reading = read_log(data, "log.md")
    assert seen(reading) == EXPECTED
    assert reading.diagnostics == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    assert seen(read_log(TEXT.encode(encoding), "log.md")) == EXPECTED


def test_bytes_of_another_encoding_stay_readable() -> None:
    reading = read_log(TEXT.encode("cp1252"), "log.md")
    assert seen(reading) == EXPECTED
    assert [(d.code, d.line, d.column) for d in reading.diagnostics] == [("IKB001", 3, 12)]


def test_one_broken_byte_spoils_nothing_else() -> None:
    data = TEXT.encode().replace(b"klemmt", b"klem\x80mt\x81")
    reading = read_log(data, "log.md")
    assert [issue.title for issue in reading.log.issues] == ["Müll bleibt", "Tür klem€mt\ufffd"]
    assert [(d.code, d.line) for d in reading.diagnostics] == [("IKB001", 7)]


def test_nul_characters_are_replaced_and_told() -> None:
    reading = read_log(TEXT.replace("klemmt", "kl\0mmt").encode(), "log.md")
    assert [issue.title for issue in reading.log.issues] == ["Müll bleibt", "Tür kl\ufffdmmt"]
    assert [(d.code, d.line, d.column) for d in reading.diagnostics] == [("IKB002", 7, 17)]


def test_mojibake_is_left_alone() -> None:
    reading = read_log(TEXT.replace("ü", "Ã¼").encode(), "log.md")
    assert [issue.title for issue in reading.log.issues] == ["MÃ¼ll bleibt", "TÃ¼r klemmt"]
    assert reading.diagnostics == ()


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\r\n\r\n"])
def test_hardly_anything_is_no_log(data: bytes) -> None:
    assert read_log(data, "log.md").log.issues == ()


@pytest.mark.parametrize("mark", ["little", "big"])
def test_half_a_sign_in_utf_16_is_said(mark: str) -> None:
    encoding = "utf-16-le" if mark == "little" else "utf-16-be"
    broken = TEXT.encode(encoding) + b"\xd8\xd8" + "x\n".encode(encoding)
    reading = read_log(broken, "LOG.md")
    assert [(row.code, row.line) for row in reading.diagnostics] == [("IKB001", 10)]
    assert seen(reading)[0] == EXPECTED[0]
