"""Shows what changes in a log, as a unified diff."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from issues_kb.cli.screen import clean, has_color, is_terminal, one_line, paint

if TYPE_CHECKING:
    from difflib import SequenceMatcher

__all__ = ["diff_lines", "show_diff"]

_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTEXT = 3
_MANY = 4000
_STYLES = {"+": "added", "-": "removed", "@": "match"}


def show_diff(
    before: bytes | None, after: bytes, path: str, *, stream: TextIO | None = None
) -> None:
    """Write how ``after`` differs from ``before`` to ``stream``, by default stdout.

    ``before`` is none for a file that is new. In a pipe the bytes are those of the log, so
    that the diff is a patch; on a terminal a line end that is not shown otherwise, control
    characters and colours are made visible.
    """
    stream = stream or sys.stdout
    lines = list(diff_lines(before, after, path))
    if is_terminal(stream) or has_color(stream):
        ends = {line.endswith(b"\r\n") for line in lines[2:] if line[:1] in b"+- "}
        shown = [_shown(line, stream, several_ends=len(ends) > 1) for line in lines]
        stream.write("".join(f"{line}\n" for line in shown))
        return
    data = b"".join(lines)
    stream.flush()
    raw = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(data.decode("utf-8", "replace"))
    else:
        raw.write(data)
        raw.flush()


def diff_lines(before: bytes | None, after: bytes, path: str) -> Iterator[bytes]:
    """The lines of a unified diff, each with its line end; none when nothing differs."""
    if before == after:
        return
    name = one_line(path).encode("utf-8", "replace")
    yield b"--- /dev/null\n" if before is None else b"--- a/" + name + b"\n"
    yield b"+++ b/" + name + b"\n"
    yield from _hunks(before or b"", after)


def _hunks(before: bytes, after: bytes) -> Iterator[bytes]:
    old, new = _LINES.findall(before), _LINES.findall(after)
    first, last = _same(old, new)
    # Only what lies between is compared, with the lines around it.
    shift = max(first - _CONTEXT, 0)
    kept = max(last - _CONTEXT, 0)
    old, new = old[shift : len(old) - kept], new[shift : len(new) - kept]
    for group in _matcher(old, new).get_grouped_opcodes(_CONTEXT):
        (_, old_start, _, new_start, _), (_, _, old_end, _, new_end) = group[0], group[-1]
        yield (
            f"@@ -{_range(old_start + shift, old_end + shift)}"
            f" +{_range(new_start + shift, new_end + shift)} @@\n"
        ).encode()
        for kind, *places in group:
            if kind == "equal":
                yield from _marked(b" ", old[places[0] : places[1]])
            else:
                yield from _marked(b"-", old[places[0] : places[1]])
                yield from _marked(b"+", new[places[2] : places[3]])


def _same(old: Sequence[bytes], new: Sequence[bytes]) -> tuple[int, int]:
    """How many lines are the same at the start, and how many of the others at the end."""
    most = min(len(old), len(new))
    first = 0
    while first < most and old[first] == new[first]:
        first += 1
    last = 0
    while last < most - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return first, last


def _matcher(old: Sequence[bytes], new: Sequence[bytes]) -> SequenceMatcher[bytes]:
    from difflib import SequenceMatcher

    many = len(old) > _MANY
    if many and len(old) == len(new):
        # Lines were changed where they stand; a search for moved ones would take very long.
        matcher = SequenceMatcher[bytes](None, (), ())
        matcher.opcodes = _by_place(old, new)  # type: ignore[attr-defined]
        return matcher
    return SequenceMatcher(None, old, new, autojunk=many)


def _by_place(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[str, int, int, int, int]]:
    codes: list[tuple[str, int, int, int, int]] = []
    for place, (before, after) in enumerate(zip(old, new, strict=True)):
        kind = "equal" if before == after else "replace"
        if codes and codes[-1][0] == kind:
            start = codes[-1][1]
            codes[-1] = (kind, start, place + 1, start, place + 1)
        else:
            codes.append((kind, place, place + 1, place, place + 1))
    return codes


def _range(start: int, end: int) -> str:
    """Line and number of lines; one that is empty is named by the line before it."""
    count = end - start
    if count == 1:
        return f"{start + 1}"
    return f"{start + 1 if count else start},{count}"


def _marked(mark: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line.endswith(b"\n"):
            yield mark + line
        elif line.endswith(b"\r"):
            yield mark + line + b"\n"
        else:
            yield mark + line + b"\n"
            yield b"\\ No newline at end of file\n"


def _shown(line: bytes, stream: TextIO, *, several_ends: bool) -> str:
    text = line.removesuffix(b"\n")
    if not several_ends:
        text = text.removesuffix(b"\r")
    shown = clean(text.decode("utf-8", "backslashreplace").replace("\r", "\u240d"))
    return paint(shown, _STYLES.get(shown[:1], ""), stream=stream)
