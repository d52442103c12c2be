"""Columns of text that fit the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["clip", "display_width", "render_table"]

_GAP = "  "
_LEAST = 20
_NARROWEST = 6


def display_width(text: str) -> int:
    """Columns that ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    import unicodedata

    if unicodedata.combining(character) or character in "\u200b\u200c\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clip(text: str, width: int) -> str:
    """``text`` in at most ``width`` columns, with an ellipsis where something is missing."""
    if display_width(text) <= width:
        return text
    kept: list[str] = []
    left = width - 1
    for character in text:
        left -= _width(character)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def render_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    paint: Callable[[str, int, Sequence[str]], str] | None = None,
) -> list[str]:
    """Lines of a table whose last column takes what is left of ``width``.

    Where little is left, the widest of the others give way.

    ``paint`` may dress a cell: it gets the padded text, the number of its column and the
    row; the headings are no row.
    """
    columns = list(zip(headings, *rows, strict=True))
    widths = [max(map(display_width, column)) for column in columns]
    gaps = len(_GAP) * (len(widths) - 1)
    least = max(_LEAST, width * 2 // 5)
    while sum(widths[:-1]) + gaps + min(widths[-1], least) > width:
        widest = max(range(len(widths) - 1), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    widths[-1] = max(_LEAST, width - sum(widths[:-1]) - gaps)
    lines = [_line(headings, widths, None)]
    lines += [_line(row, widths, paint) for row in rows]
    return lines


def _line(
    row: Sequence[str],
    widths: Sequence[int],
    paint: Callable[[str, int, Sequence[str]], str] | None,
) -> str:
    cells = []
    for number, (text, width) in enumerate(zip(row, widths, strict=True)):
        last = number == len(row) - 1
        shown = clip(text, width)
        padded = shown if last else shown + " " * (width - display_width(shown))
        cells.append(paint(padded, number, row) if paint else padded)
    return _GAP.join(cells).rstrip()
