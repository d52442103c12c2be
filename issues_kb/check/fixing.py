"""Mends what is certain, and nothing else: some columns of some lines of a log's bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from issues_kb.authoring.edit import Edit, apply_edits
from issues_kb.check.rule import Fix
from issues_kb.model import Issue
from issues_kb.reading import Vocabulary, read_log

__all__ = ["fix_log"]

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


def fix_log(
    data: bytes, path: str, fixes: Sequence[Fix], vocabulary: Vocabulary
) -> tuple[bytes, int]:
    """``data`` with ``fixes`` carried out, and how many of them were.

    A fix that would change what is read of any issue, or that does not fit the bytes that are
    there now, is left out.
    """
    before = _facts(data, path, vocabulary)
    bounds = _bounds(data)
    lines: dict[int, list[Edit]] = {}
    for fix in fixes:
        edit = _edit(data, bounds, fix)
        kept = lines.setdefault(fix.line, [])
        if edit and not any(edit.start < each.end and each.start < edit.end for each in kept):
            kept.append(edit)

    def is_sound(edits: Sequence[Edit]) -> bool:
        return _facts(apply_edits(data, edits), path, vocabulary) == before

    sound = _sound([edit for kept in lines.values() for edit in kept], is_sound)
    return apply_edits(data, sound), len(sound)


def _sound(edits: Sequence[Edit], is_sound: Callable[[Sequence[Edit]], bool]) -> list[Edit]:
    """The edits that change nothing else, together with those before them.

    Halves are tried before single ones: reading the whole log once for each edit would take
    the longer the more there are.
    """
    sound: list[Edit] = []
    waiting = [edits]
    while waiting:
        some = waiting.pop()
        if is_sound([*sound, *some]):
            sound += some
        elif len(some) > 1:
            middle = len(some) // 2
            waiting += [some[middle:], some[:middle]]
    return sound


def _facts(data: bytes, path: str, vocabulary: Vocabulary) -> list[tuple[object, ...]]:
    return [_values(issue) for issue in read_log(data, path, vocabulary=vocabulary).log.issues]


def _values(issue: Issue) -> tuple[object, ...]:
    return (
        *(issue.key, issue.title, issue.line, issue.end_line, issue.date),
        *(issue.severity, issue.status, issue.learnings, issue.measures, issue.files),
        tuple((s.kind, s.line) for s in issue.sections),
    )


def _bounds(data: bytes) -> list[tuple[int, int]]:
    start = len(_BOM) if data.startswith(_BOM) else 0
    bounds = []
    for match in _LINE_END.finditer(data, start):
        bounds.append((start, match.start()))
        start = match.end()
    return [*bounds, (start, len(data))]


def _edit(data: bytes, bounds: Sequence[tuple[int, int]], fix: Fix) -> Edit | None:
    if not 0 < fix.line <= len(bounds):
        return None
    start, end = bounds[fix.line - 1]
    try:
        text = data[start:end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not 0 < fix.start <= fix.end <= len(text) + 1:
        return None
    first = start + len(text[: fix.start - 1].encode("utf-8"))
    last = start + len(text[: fix.end - 1].encode("utf-8"))
    return Edit(first, last, fix.text.encode("utf-8"))
