"""Mends a log whose code fences are out of step.

A stray fence turns text into code and code into text: CommonMark reads all that follows
as code, while every reader sees entries there. A fence is suspected when it is never
closed, or when a fence with a language opens inside it; it ends before the first heading
in it that is built like an entry's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from issues_kb.diagnostics import CODES, Diagnostic
from issues_kb.reading.folding import fold, plain_text
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.ids import SURE_KINDS, IdKind
from issues_kb.reading.slots import is_template_heading
from issues_kb.reading.splitting import Fence, HeadingLine, Scan, scan_lines
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["Recovered", "scan_with_recovery", "swallows_nothing"]

MIN_ROUNDS = 24
MAX_LINES = 2_000_000
"""How often a log is mended: at least so often, and as long as so few lines are scanned."""

_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*$")
_LAST_DIGITS = re.compile(r"\d{1,9}$")
_MARKDOWN = ("markdown", "md", "mdx", "text", "txt")


@dataclass(frozen=True, slots=True)
class Recovered:
    """A scan, what was odd, and whether the log was sound: nothing left open, nothing mended."""

    scan: Scan
    diagnostics: tuple[Diagnostic, ...]
    sound: bool


def scan_with_recovery(lines: list[str], path: str, vocabulary: Vocabulary) -> Recovered:
    """Scan a log, mend what a stray fence would swallow, and say so."""
    breaks: set[int] = set()
    plain: set[int] = set()
    diagnostics: dict[int, Diagnostic] = {}
    scan = scan_lines(lines)
    for _ in range(max(MIN_ROUNDS, MAX_LINES // (len(lines) + 1))):
        comment = scan.open_comment
        fresh = comment is not None and comment not in plain
        if fresh and _first_entry(lines, comment or 0, len(lines), scan.headings, vocabulary):
            plain.add(comment or 0)
            scan = scan_lines(lines, frozenset(breaks), frozenset(plain))
            continue
        found = _swallowing(lines, scan, vocabulary, breaks)
        if found is None:
            break
        fence, heading = found
        breaks.add(heading)
        message = f"a code fence would swallow the entry at line {heading}"
        diagnostics[fence.line] = _diagnostic(path, fence.line, "IKB103", message)
        scan = scan_lines(lines, frozenset(breaks), frozenset(plain))
    for fence in scan.fences:
        if fence.top and fence.close is None and fence.line not in diagnostics:
            ended = any(line > fence.line for line in breaks)
            if not ended:
                message = "a code fence is never closed"
                diagnostics[fence.line] = _diagnostic(path, fence.line, "IKB104", message)
    sound = not plain and not diagnostics and scan.open_comment is None
    return Recovered(scan, tuple(diagnostics[line] for line in sorted(diagnostics)), sound)


def swallows_nothing(lines: list[str], scan: Scan, vocabulary: Vocabulary) -> bool:
    """Whether a stretch of a log has nothing to mend, whatever stands around it."""
    if scan.open_comment is not None:
        return False
    for fence in scan.fences:
        if not fence.top:
            continue
        if fence.close is None or fence.inner:
            return False
        if not fence.info and _first_entry(lines, fence.line, fence.close, (), vocabulary):
            return False
    return True


def _diagnostic(path: str, line: int, code: str, message: str) -> Diagnostic:
    hint = "close the fence, or remove it when it is left over"
    return Diagnostic(path, line, 1, code, CODES[code].level, message, hint)


def _swallowing(
    lines: list[str], scan: Scan, vocabulary: Vocabulary, breaks: set[int]
) -> tuple[Fence, int] | None:
    """The first fence that swallows an entry, and the line of that entry's heading."""
    tops = [fence for fence in scan.fences if fence.top]
    odd = bool(tops) and tops[-1].close is None
    for fence in tops:
        last = fence.close or len(lines)
        if any(fence.line < line <= last for line in breaks):
            continue
        nested = bool(fence.inner) and not fence.info.lower().startswith(_MARKDOWN)
        if not (fence.close is None or nested or (odd and not fence.info)):
            heading = None if fence.info else _next_entry(lines, fence, last, scan, vocabulary)
            if heading is not None:
                return fence, heading
            continue
        inner = nested and fence.close is not None and not _closes(lines, fence)
        stop = fence.inner[0] if inner else last
        heading = _first_entry(lines, fence.line, stop, scan.headings, vocabulary)
        if heading is not None:
            return fence, heading
    return None


def _next_entry(
    lines: list[str], fence: Fence, last: int, scan: Scan, vocabulary: Vocabulary
) -> int | None:
    """An entry between two stray fences: its number goes on where the entries before it end."""
    found = _first_entry(lines, fence.line, last, (), vocabulary)
    if found is None or found == fence.line + 1:
        return None
    above = [heading for heading in scan.headings if heading.line < fence.line]
    if not above or vocabulary.headings.find(plain_text(above[-1].text)) is not None:
        return None
    number = _count(lines[found - 1].lstrip("#").strip(), vocabulary)
    known = {_count(heading.text, vocabulary): heading.line for heading in scan.headings}
    if number is None or number in known:
        return None
    before = known.get((number[0], number[1] - 1))
    return found if before is not None and before < fence.line else None


def _count(text: str, vocabulary: Vocabulary) -> tuple[str, int] | None:
    """The prefix and the number of a sure id."""
    parts = parse_heading(text, vocabulary)
    digits = _LAST_DIGITS.search(parts.number or "")
    if parts.id_kind not in SURE_KINDS or digits is None:
        return None
    return fold(parts.prefix), int(digits[0])


def _closes(lines: list[str], fence: Fence) -> bool:
    """Whether the first fence inside repeats the opening line, to close it by mistake."""
    return bool(fence.info) and lines[fence.inner[0] - 1].strip() == lines[fence.line - 1].strip()


def _first_entry(
    lines: list[str],
    after: int,
    last: int,
    headings: Sequence[HeadingLine],
    vocabulary: Vocabulary,
) -> int | None:
    """The first line in a range that is built like the headings of the log's entries."""
    for number in range(after + 1, last + 1):
        line = lines[number - 1]
        match = _HEADING.match(line) if line.startswith("#") else None
        if match is None or is_template_heading(match.group(2)):
            continue
        parts = parse_heading(match.group(2), vocabulary)
        level = len(match.group(1))
        if parts.id_kind in SURE_KINDS:
            return number
        told = level > 1 and (parts.id_kind is not None or parts.date is not None)
        if told and _has_sibling(level, parts.id_kind, headings, vocabulary):
            return number
    return None


def _has_sibling(
    level: int, kind: IdKind | None, headings: Sequence[HeadingLine], vocabulary: Vocabulary
) -> bool:
    for heading in headings:
        if heading.level == level:
            parts = parse_heading(heading.text, vocabulary)
            if parts.id_kind is kind and (kind is not None or parts.date is not None):
                return True
    return False
