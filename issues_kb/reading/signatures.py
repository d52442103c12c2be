"""Error signatures: what an error looks like each time it strikes.

Numbers, paths, addresses and times are blanked, so that the same error from another run
has the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from issues_kb.markdown.blocks import Block, BlockType, walk
from issues_kb.model import ErrorKind, ErrorSignature

__all__ = ["find_errors", "normalise_message"]

MAX_LINE = 2_000
MAX_SIGNATURES = 40

_EXCEPTION = re.compile(
    r"(?<![\w.])((?:[A-Za-z_$][\w$]*\.)*[A-Z][A-Za-z0-9_]*(?:Error|Exception|Warning|Fault|Panic|Failure|Interrupt|Violation))\b"
    r"(?:\s*(?:\[[^\]]*\])?\s*[:：]\s*(.{3,}))?"
)
_LABELLED_CODE = re.compile(
    r"\b(?:error|status|exit|http|sqlstate|errno|return)\s*(?:status\s+)?(?:code|number|no\.?|status)?\s*[:=#]?\s*"
    r"[*_`]*(?:HTTP\s*)?((?:0x[0-9A-Fa-f]{2,16})|(?:[A-Z]{1,10}[-_]?\d{2,8})|\d{3,6})\b[*_`]*",
    re.I,
)
_KNOWN_CODE = re.compile(
    r"\b(E(?:CONN|NO|ACC|ADDR|PERM|PIPE|TIMED|HOST|NET|RESET|INVAL|EXIST|MFILE|NOENT|BUSY|AGAIN|AI_|ISDIR|NOTDIR|SOCKET|RR_|OPEN)[A-Z_]*|TS\d{4,5}|CS\d{4}|C\d{4}|LNK\d{4}|E\d{4}|ORA-\d{5}|PGRST\d{3}|ERR_[A-Z_]{3,}|SQLITE_[A-Z]{3,}|"
    r"P\d{4}|SQLSTATE\[\w+\]|0x[89A-Fa-f][0-9A-Fa-f]{7}|[A-Z]{2,6}\d{3,5})\b"
)
_MESSAGE = re.compile(
    r"^\W*(?:\[[^\]]{1,40}\]\s*)*(?:\w+:\s+)?(?:error|fatal|panic|exception|fehler|erreur|错误|エラー|오류)\b\s*[:：]\s*(.{5,})",
    re.I,
)
_PREFIX = re.compile(r"^(?:error|fatal|exception)\s*:\s*", re.I)
_SPAN = re.compile(r"(`+)(.+?)\1")

_BLANKS = (
    (
        re.compile(
            r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
        ),
        "<time>",
    ),
    (re.compile(r"\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I), "<id>"),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>)]+", re.I), "<url>"),
    (
        re.compile(r"(?<![\w<])(?:[A-Za-z]:)?(?:\.{0,2}[\\/])(?:[\w.@+~-]+[\\/])+[\w.@+~-]*"),
        "<path>",
    ),
    (re.compile(r"\b0x[0-9a-f]+\b", re.I), "<n>"),
    (re.compile(r"(?<![A-Za-z_])\d+(?:\.\d+)*"), "<n>"),
)


def normalise_message(text: str) -> str:
    """A message with what changes from run to run blanked, and blanks folded."""
    text = text[:MAX_LINE].strip().strip("`*")
    for pattern, blank in _BLANKS:
        text = pattern.sub(blank, text)
    return re.sub(r"\s+", " ", text).strip(" .;,")


def find_errors(blocks: Sequence[Block]) -> tuple[ErrorSignature, ...]:
    """The error signatures of an entry's blocks, each once, in order."""
    found: dict[tuple[ErrorKind, str], ErrorSignature] = {}
    for text, line, code in _lines(blocks):
        for kind, value in _signatures(text, code=code):
            if value and len(found) < MAX_SIGNATURES:
                found.setdefault((kind, value), ErrorSignature(kind, value, line))
    return tuple(found.values())


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[str, int, bool]]:
    for block in walk(blocks):
        if block.children or not block.text:
            continue
        code = block.type is BlockType.CODE
        first = block.line
        if code and block.end_line - block.line > block.text.count("\n"):
            first += 1
        for offset, line in enumerate(block.text.split("\n")):
            if line.strip():
                yield line[:MAX_LINE], first + offset, code


def _signatures(text: str, *, code: bool) -> Iterator[tuple[ErrorKind, str]]:
    for match in _LABELLED_CODE.finditer(text):
        yield ErrorKind.CODE, match.group(1)
    for match in _KNOWN_CODE.finditer(text):
        yield ErrorKind.CODE, match.group(1)
    for match in _EXCEPTION.finditer(text):
        yield ErrorKind.EXCEPTION, match.group(1)
        if match.group(2):
            message = _PREFIX.sub("", match.group(2).split("`")[0])
            yield ErrorKind.MESSAGE, normalise_message(message)
    pieces = [text] if code else [match.group(2) for match in _SPAN.finditer(text)]
    for piece in pieces:
        message_match = _MESSAGE.match(piece)
        if message_match:
            yield ErrorKind.MESSAGE, normalise_message(message_match.group(1))
