"""The ends of a large log: what it takes to add an entry, without a look at all of it.

Which headings of a log are entries, and how they are written, shows at its ends. The middle
is only searched for headings, at the speed of a regular expression. Whatever is doubtful
there makes the log be read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from issues_kb.authoring.edit import Edit, Spliced, line_offset
from issues_kb.authoring.logbytes import CHUNK, HeldBytes, LogBytes, chunks
from issues_kb.authoring.numbering import number_shape
from issues_kb.reading import EntrySource, LogOutline, outline_log
from issues_kb.reading.groups import lent_by
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["LARGE", "LogText", "ends_of"]

LARGE = 1_000_000
"""Bytes from which on only the ends of a log are read."""

ENDS = (32_000, 256_000)
"""Bytes of each end: more where these hold too few entries."""

FEW = 3
"""Entries that each end must hold."""

MOST_OTHERS = 200
"""Headings in the middle, other than those of entries, that are looked at."""

LONGEST = 10_000
"""Bytes of a heading that are looked at."""

_ATX = re.compile(r"(#{1,6}) ")
_NUMBER = re.compile(rb"[0-9]{1,9}(?![0-9A-Za-z])")


class LogText(NamedTuple):
    """The bytes of a log that are looked at, and their outline.

    Of a large log these are its ends: ``whole`` without the bytes from ``cut`` to
    ``resume``. In the middle stand entries, one of them with the number ``highest``.
    """

    data: bytes
    outline: LogOutline
    whole: LogBytes | None = None
    cut: int = 0
    resume: int = 0
    highest: str | None = None

    @property
    def numbers(self) -> list[str | None]:
        """Numbers of entries, the highest among them."""
        return [self.highest, *(entry.number for entry in self.outline.entries)]

    @property
    def is_part(self) -> bool:
        """Whether only the ends of a log are looked at."""
        return self.whole is not None

    def placed(self, edit: Edit) -> Edit | None:
        """An edit in its place in the whole log.

        None between the ends, where the middle might belong above it or below.
        """
        if self.whole is None or edit.start < self.cut:
            return edit
        if edit.start == self.cut:
            return None
        away = self.resume - self.cut
        return Edit(edit.start + away, edit.end + away, edit.text)

    def lines_above(self, edit: Edit) -> int:
        """How many more lines stand above an edit in the whole log than in what is looked at."""
        if self.whole is None or edit.start < self.resume:
            return 0
        return sum(chunk.count(b"\n") for chunk in chunks(self.whole, self.cut, self.resume))

    def spliced(self, edit: Edit) -> Spliced:
        """The whole log with an edit in its place carried out."""
        return Spliced(self.whole or HeldBytes(self.data), edit)


def ends_of(log: LogBytes, path: str, vocabulary: Vocabulary) -> LogText | None:
    """The ends of a large log; none of a small one, and of one that must be read as a whole.

    Raises OSError when its bytes cannot be read.
    """
    if log.size < LARGE:
        return None
    head = log.read(0, ENDS[0])
    if b"\r" in head and b"\r\n" not in head:
        return None
    return next(filter(None, (_ends(log, size, path, vocabulary) for size in ENDS)), None)


def _ends(whole: LogBytes, size: int, path: str, vocabulary: Vocabulary) -> LogText | None:
    """The ends of a large log, of about so many bytes each."""
    head = whole.read(0, size)
    first = outline_log(head, path, vocabulary)
    if first.memory is None or len(first.entries) <= FEW:
        return None
    *above, last = first.entries
    shape = _shape(last)
    if shape is None or any(entry.text[: shape.level + 1] != shape.mark for entry in above):
        return None
    cut = line_offset(head, last.line)
    start = max(cut, whole.size - size)
    tail = whole.read(start, whole.size)
    resume = start + tail.find(f"\n{shape.mark}".encode()) + 1
    if resume <= max(cut, start):
        return None
    ends = head[:cut] + tail[resume - start :]
    outline = outline_log(ends, path, vocabulary)
    below = outline.entries[len(above) :]
    apart = len(below) >= FEW and below[0].line == last.line
    if outline.memory is None or not apart:
        return None
    same = [(e.number, e.line) for e in above] == [
        (e.number, e.line) for e in outline.entries[: len(above)]
    ]
    log = LogText(ends, outline, whole, cut, resume)
    return _with_highest(log, shape, vocabulary) if same else None


class _Shape(NamedTuple):
    """How the headings of entries begin: up to the title, and up to the digits of the number."""

    level: int
    mark: str
    lead: bytes
    prefix: str


def _shape(entry: EntrySource) -> _Shape | None:
    """None of an entry without a number, whose title could be taken already."""
    match, number = _ATX.match(entry.text), number_shape(entry.number)
    heading = entry.text.partition("\n")[0]
    if match is None or number is None or str(entry.number) not in heading:
        return None
    digits = heading.index(str(entry.number)) + len(number.prefix)
    return _Shape(len(match[1]), match[0], heading[:digits].encode("utf-8"), number.prefix)


def _with_highest(log: LogText, shape: _Shape, vocabulary: Vocabulary) -> LogText | None:
    """The log with the highest number in its middle; none when that is doubtful."""
    size, highest, best = len(shape.lead), 0, (b"", 0)
    others: list[bytes] = []
    for start, headings in _headings(log, shape.level):
        for heading in headings:
            number = _NUMBER.match(heading, size) if heading.startswith(shape.lead) else None
            if number is None:
                others.append(heading)
            elif int(number[0]) > highest:
                highest, best = int(number[0]), (heading, start)
        if len(others) > MOST_OTHERS:
            return None
    if any(_may_matter(heading, vocabulary) for heading in others):
        return None
    known = [s.value for n in log.numbers if (s := number_shape(n)) and s.prefix == shape.prefix]
    if highest <= max(known, default=0):
        return log
    confirmed = _confirmed(log, *best, shape, vocabulary)
    return log._replace(highest=confirmed) if confirmed else None


def _headings(log: LogText, level: int) -> Iterator[tuple[int, list[bytes]]]:
    """The headings of the middle, as large as ``level`` or larger, and from where on they stand.

    What begins a line and has the form of a heading is one here, also in code.
    """
    assert log.whole is not None
    # Most lines have no such mark, and looking for it alone passes over them at once.
    pattern = re.compile(rb"#(?<=\n#)#{0,%d} [^\r\n]*" % (level - 1))
    held = bytearray(LONGEST + CHUNK)
    view = memoryview(held)
    rest, start = 0, log.cut - 1
    while start < log.resume:
        filled = rest + log.whole.read_into(
            view[rest : rest + min(CHUNK, log.resume - start)], start
        )
        if filled == rest:
            break
        end = held.rfind(b"\n", 0, filled)
        if end > 0:
            yield start - rest, pattern.findall(held, 0, end)
        start += filled - rest
        # Of a line longer than that, its first bytes tell whether it is a heading.
        rest = min(filled - max(end, 0), LONGEST)
        held[:rest] = held[max(end, 0) : max(end, 0) + rest]
    yield start - rest, pattern.findall(held, 0, rest)


def _may_matter(heading: bytes, vocabulary: Vocabulary) -> bool:
    """Whether a heading in the middle may be a group or an entry with a number of its own."""
    text = heading.decode("utf-8", "replace").lstrip("# ")
    lent = lent_by(text, {}, vocabulary, title=False)
    if lent.date or lent.severity or lent.status:
        return True
    return parse_heading(text, vocabulary).number is not None


def _confirmed(
    log: LogText, heading: bytes, start: int, shape: _Shape, vocabulary: Vocabulary
) -> str | None:
    """The number of a heading in the middle, behind ``start``, when it is that of an entry."""
    assert log.whole is not None
    mark = b"\n" + shape.mark.encode()
    first = max(log.cut - 1, start - ENDS[-1])
    data = log.whole.read(first, start + CHUNK + ENDS[-1])
    place = data.find(b"\n" + heading, start - first)
    if place < 0:
        return None
    above, below = place, place + 1
    for _ in range(FEW):
        above = data.rfind(mark, 0, above) if above > 0 else above
        below = data.find(mark, below + 1)
        if below < 0:
            return None
    above = max(above, 0)
    line = data.count(b"\n", above, place) + 2
    entries = outline_log(data[above:below], "", vocabulary).entries
    return next((entry.number for entry in entries if entry.line == line), None)
