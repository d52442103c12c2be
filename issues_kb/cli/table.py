"""Columns of text that fit the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
    spare: Sequence[int] = (),
) -> list[str]:
    """Lines of a table whose last column takes what is left of ``width``.

    Where little is left, the columns ``spare`` are left out, the first of them first, and
    then the widest of the others give way. A spare column that says nothing is left out
    in any case.

    ``paint`` may dress a cell: it gets the padded text, the number of its column and the
    row; the headings are no row.
    """
    columns = list(zip(headings, *rows, strict=True))
    widths = {number: max(map(display_width, column)) for number, column in enumerate(columns)}
    last = len(columns) - 1
    least = min(widths[last], max(_LEAST, width * 2 // 5))

    def too_wide() -> bool:
        return sum(widths.values()) - widths[last] + least + len(_GAP) * (len(widths) - 1) > width

    for number in spare:
        if too_wide() or not any(columns[number][1:]):
            del widths[number]
    while too_wide() and len(widths) > 1:
        widest = max((n for n in widths if n != last), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    taken = sum(widths.values()) - widths[last] + len(_GAP) * (len(widths) - 1)
    widths[last] = max(_LEAST, width - taken)
    lines = [_line(headings, widths, None)]
    lines += [_line(row, widths, paint) for row in rows]
    return lines


def _line(
    row: Sequence[str],
    widths: Mapping[int, int],
    paint: Callable[[str, int, Sequence[str]], str] | None,
) -> str:
    cells = []
    for number, width in widths.items():
        shown = clip(row[number], width)
        last = number == len(row) - 1
        padded = shown if last else shown + " " * (width - display_width(shown))
        cells.append(paint(padded, number, row) if paint else padded)
    return _GAP.join(cells).rstrip()
