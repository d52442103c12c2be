"""From bytes to lines: encodings, line ends, front matter."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from issues_kb.diagnostics import CODES, Diagnostic

__all__ = ["FRONT_MATTER", "DecodedText", "decode", "front_matter_end"]

FRONT_MATTER = ("---", "+++")
"""The lines that front matter begins with."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PROBE = 400
MIN_PROBE = 16
"""How many bytes are looked at to know an encoding, and how many it takes at least."""

_CP1252_HOLES = "\ufffd"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read undecodable bytes as the letters that they most often are, one for one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_cp1252(byte) for byte in bad), error.end


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return _CP1252_HOLES


codecs.register_error("issues_kb_cp1252", _as_cp1252)


@dataclass(frozen=True, slots=True)
class DecodedText:
    r"""A log's text with ``\n`` line ends and no byte order mark."""

    text: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def lines(self) -> list[str]:
        """The lines of the text, split anew each time."""
        lines = self.text.split("\n")
        if not lines[-1]:
            lines.pop()
        return lines


def decode(data: bytes, path: str) -> DecodedText:
    """Read a file's bytes, whatever they are; what is odd becomes a diagnostic."""
    diagnostics: list[Diagnostic] = []
    wide = "utf-16" if data.startswith(_UTF16) else _wide_encoding(data)
    if wide:
        text = data.decode(wide, errors="replace")
        diagnostics += _damage(data, wide, path)
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            text = data.decode("utf-8", errors="issues_kb_cp1252")
            diagnostics.append(_diagnostic(path, line, column, "IKB001", "save the file as UTF-8"))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        column = nul - (text.rfind("\n", 0, nul) + 1) + 1
        diagnostics.append(_diagnostic(path, line, column, "IKB002", "remove them"))
        text = text.replace("\0", "\ufffd")
    return DecodedText(text, tuple(diagnostics))


def _damage(data: bytes, encoding: str, path: str) -> list[Diagnostic]:
    """Where UTF-16 breaks off or holds half a sign."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        return [_diagnostic(path, line, column, "IKB001", "save the file as UTF-8")]
    return []


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is zero."""
    head = data[:PROBE]
    if len(head) < MIN_PROBE or b"\0" not in head:
        return None
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.1 else None


def front_matter_end(lines: list[str]) -> int:
    """How many lines the front matter takes, its fences included; 0 without one."""
    if not lines or lines[0].rstrip() not in FRONT_MATTER:
        return 0
    mark = lines[0].rstrip()
    for index in range(1, min(len(lines), 200)):
        line = lines[index].rstrip()
        if line == mark or (mark == "---" and line == "..."):
            return index + 1 if index > 1 and ":" in "".join(lines[1:index]) else 0
        if line.startswith("#") and mark == "---" and not line.startswith("#!"):
            return 0
        if mark == "---" and line and ":" not in line and line[0] not in " -\t":
            return 0
    return 0


def _diagnostic(path: str, line: int, column: int, code: str, hint: str) -> Diagnostic:
    row = CODES[code]
    return Diagnostic(path, line, column, code, row.level, row.summary.rstrip("."), hint)
