"""Keeps the structure of a value from becoming structure of the log.

A heading in a value is text in the entry: its mark gets a backslash, which CommonMark
does not show. What a value leaves open is closed. ``labels`` tells of the names in front of a
colon which of them lose their meaning too, such as that of ``Status: Open``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold_name
from issues_kb.reading.splitting import Scan, scan_lines
from issues_kb.reading.vocabulary import default_vocabulary

__all__ = ["guard", "guard_item", "guard_title", "is_any", "is_known", "leaves_open"]

Labels = Callable[[str], bool]

_HTML_START = pattern(r"^( {0,3})<(?=[!?]|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
_MARKER = pattern(
    r"^(\s*)(?:([-+*](?=\s|$)|\#(?=\#{0,5}(?:\s|$))|[>|]|~(?=~~)"
    r"|[-*_](?=(?:[ \t]*[-*_]){2,}[ \t]*$))|(\d{1,9})([.)])(?=\s|$))"
)
"""How a text begins that would be a list, a heading, a quote, a table, a fence or a rule."""

_LABEL = pattern(
    r"^(?P<lead>[\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)?)"
    r"(?P<marks>[*_~|\[]*)(?P<name>[^\n:：]{0,60})(?P<colon>[:：])"
)
_ROW = pattern(r"^\s*\|")
_CLOSING_HASHES = pattern(r"(#+)\s*$")


def is_any(_name: str) -> bool:
    """Every name is a label."""
    return True


def is_known(name: str) -> bool:
    """Whether logs give a name to a field, a section or a rule."""
    words = default_vocabulary()
    return (
        words.fields.exact(name) is not None
        or words.sections.find(name) is not None
        or fold_name(name) in words.title_fields
    )


def guard(text: str, *, labels: Labels | None = None) -> str:
    """``text`` such that whatever follows it in a log stands on its own."""
    lines = text.split("\n")
    # Each step can bring another thing to light: what was in a comment becomes a fence.
    for _ in range(len(lines) + 2):
        before = lines
        lines = _closed(_without_headings(lines))
        if lines == before:
            break
    return "\n".join(_without_labels(lines, labels) if labels else lines)


def guard_item(text: str, *, labels: Labels | None = None) -> str:
    """``guard`` for the text of one list item: a mark at its beginning is text too."""
    first, *rest = guard(text, labels=labels).lstrip().split("\n")
    if not first.startswith("```"):
        first = _MARKER.sub(_escape_marker, first)
    return "\n".join([first, *rest])


def leaves_open(text: str) -> bool:
    """Whether what follows a text in a log would belong to it: to a fence, or a comment."""
    lines = text.split("\n")
    return not _ends(_probe(lines), lines)


def guard_title(title: str) -> str:
    """A title whose last ``#`` is not taken for the closing mark of the heading."""
    return _CLOSING_HASHES.sub(lambda match: "\\#" * len(match[1]), title)


def _escape_marker(match: re.Match[str]) -> str:
    blank, sign, number, dot = match.groups()
    return f"{blank}\\{sign}" if sign else f"{blank}{number}\\{dot}"


def _without_headings(lines: list[str]) -> list[str]:
    """Escape until no line is a heading: what an escape does can make another one appear."""
    for _ in range(len(lines) + 1):
        headings = scan_lines(lines).headings
        if not headings:
            break
        lines = list(lines)
        for heading in headings:
            index = heading.line if heading.setext else heading.line - 1
            lines[index] = _escape_first(lines[index])
    return lines


def _escape_first(line: str) -> str:
    text = line.lstrip()
    return f"{line[: len(line) - len(text)]}\\{text}"


def _closed(lines: list[str]) -> list[str]:
    """End what would go on behind the value: a fence is closed, other openings are escaped."""
    scan = _probe(lines)
    if _ends(scan, lines):
        return lines
    open_fence = next((f for f in scan.fences if f.top and f.close is None), None)
    if open_fence is not None:
        mark = lines[open_fence.line - 1].strip()
        sign = mark[0]
        return [*lines, sign * (len(mark) - len(mark.lstrip(sign)))]
    return [_HTML_START.sub(r"\1\\<", line) for line in lines]


def _probe(lines: list[str]) -> Scan:
    return scan_lines([*lines, "", "# probe"])


def _ends(scan: Scan, lines: list[str]) -> bool:
    """Whether a heading behind the value is seen as one."""
    return bool(scan.headings) and scan.headings[-1].line == len(lines) + 2


def _without_labels(lines: list[str], labels: Labels) -> list[str]:
    inside = {
        number
        for fence in scan_lines(lines).fences
        for number in range(fence.line, (fence.close or len(lines)) + 1)
    }
    return [
        line if number in inside else _plain_label(line, labels)
        for number, line in enumerate(lines, 1)
    ]


def _plain_label(line: str, labels: Labels) -> str:
    if _ROW.match(line):
        return _escape_first(line)
    match = _LABEL.match(line)
    if match is None or not labels(match["name"]):
        return line
    colon = match.start("colon")
    marks = "\\" if match["marks"] else ""
    return (
        f"{match['lead']}{marks}{line[match.start('marks') : colon]}\\:{line[colon + 1 :]}"
        if match["colon"] == ":"
        else f"{match['lead']}{marks}{line[match.start('marks') : colon]} {line[colon:]}"
    )
