"""Which mentions of a number that several entries have mean which of them.

A mention is certain when something beside it tells: a link to the entry's heading, its
title, its key with the title; or where it stands: in the entry itself, or in an entry
that was written together with it. All others are for a person to look at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from issues_kb.authoring.edit import Edit
from issues_kb.authoring.renumbering.text import (
    Prose,
    SourceText,
    heading_anchor,
    links_in,
    prose_of,
    title_pattern,
    without_addresses,
)
from issues_kb.authoring.renumbering.twins import (
    Span,
    Twin,
    heading_text,
    last_digits,
    number_in_heading,
)
from issues_kb.markdown.blocks import BlockType
from issues_kb.reading import LogOutline, Vocabulary
from issues_kb.reading.folding import fold
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.references import mentions, names_of, plain_number, slug

__all__ = ["Mention", "find_mentions"]

_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"(?:(?!\n)[\W_]){0,12}")
_GOES_ON = re.compile(r"\.\d")
_ANCHOR = re.compile(r"(?<=[(<\"'\s])#([\w-]+)")
_BY_HAND = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([\w-]+)")
_KEY = re.compile(r"(?<![\w/-])(?<!\w#)#?(\w[\w-]*)")
_WORD = re.compile(r"(?<![\w.#/-])\w(?:[\w.-]*\w)?")
_LIST_MARK = re.compile(r"[\s>]*(?:[-+*]\s+)*\d{1,9}[.)]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of a number that several entries have.

    ``meant`` is the one that is certainly meant, or none. ``edit`` makes it right.
    """

    line: int
    column: int
    text: str
    plain: str
    meant: Twin | None
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Digits in a stretch of text, what is said there, and the number that it names."""

    prose: Prose
    span: Span
    said: str
    plain: str

    @property
    def whole(self) -> Span:
        """The place of all that is said; it ends with the digits."""
        return self.span[1] - len(self.said), self.span[1]

    @property
    def in_log(self) -> tuple[int, int, int]:
        """The line, and where the digits begin and end in it."""
        line, column = self.prose.place(self.span[0])
        return line, column, column + self.span[1] - self.span[0]


def find_mentions(
    twins: Sequence[Twin], outline: LogOutline, source: SourceText, vocabulary: Vocabulary
) -> Iterator[Mention]:
    """Every mention of a number that several entries have; none inside code."""
    finder = _Finder(twins, outline, source, vocabulary)
    for first, last in sorted(
        [(entry.line, entry.end_line) for entry in outline.entries]
        + [(block.line, block.end_line) for block in outline.blocks]
    ):
        if not finder.may_hold(first, last):
            continue
        for prose in prose_of(source, first, last, vocabulary):
            yield from finder.find(prose)


def _grouped(pairs: Iterable[tuple[str, Twin]]) -> dict[str, list[Twin]]:
    found: dict[str, list[Twin]] = {}
    for name, twin in pairs:
        found.setdefault(name, []).append(twin)
    return found


class _Finder:
    def __init__(
        self,
        twins: Sequence[Twin],
        outline: LogOutline,
        source: SourceText,
        vocabulary: Vocabulary,
    ) -> None:
        self.twins = twins
        self.source = source
        self.vocabulary = vocabulary
        self.by_plain = _grouped((twin.plain, twin) for twin in twins)
        self.by_old = _grouped((fold(twin.old), twin) for twin in twins)
        self.in_order = sorted(twins, key=lambda twin: twin.line)
        self.starts = [twin.line for twin in self.in_order]
        self.known = {plain_number(e.number) for e in outline.entries if e.number}
        self.titles = {twin.place: title_pattern(twin.title) for twin in twins}
        self.spots = {(twin.line, *twin.spot) for twin in twins}
        self.anchors = self._anchors()
        self.keys = self._keys()
        self.digits = {last_digits(twin.old).lstrip("0") or "0" for twin in twins}

    def may_hold(self, first: int, last: int) -> bool:
        """Whether some number in these lines is one of those that are there twice."""
        text = "\n".join(self.source.lines[first - 1 : last])
        return any((n.lstrip("0") or "0") in self.digits for n in _DIGITS.findall(text))

    def find(self, prose: Prose) -> Iterator[Mention]:
        """The mentions in a stretch of text."""
        taken: set[int] = set()
        for place, twin, new in self._links(prose):
            taken.add(place.span[0])
            yield self._mention(place, twin, new)
        text = without_addresses(prose.text)
        for place in (*self._numbers(prose, text), *self._in_titles(prose, text)):
            if place.span[0] not in taken and place.in_log not in self.spots:
                taken.add(place.span[0])
                meant = self._meant(place)
                width = place.span[1] - place.span[0]
                new = str(int(last_digits(meant.new))).zfill(width) if meant else ""
                yield self._mention(place, meant, new)

    def _mention(self, place: _Place, meant: Twin | None, new: str) -> Mention:
        line, start, end = place.in_log
        moves = meant is not None and meant.moves
        edit = self.source.edit(line, start, end, new) if moves else None
        return Mention(line, start + 1, place.said, place.plain, meant, edit)

    # Links and keys, which say what they mean

    def _anchors(self) -> dict[str, Twin]:
        """Anchors of headings that lead to one entry alone, and that nobody set by hand."""
        found = _grouped((fold(heading_anchor(twin.heading)), twin) for twin in self.twins)
        by_hand = {fold(name) for name in _BY_HAND.findall("\n".join(self.source.lines))}
        return {
            anchor: twins[0]
            for anchor, twins in found.items()
            if len(twins) == 1 and self.titles[twins[0].place] and anchor not in by_hand
        }

    def _keys(self) -> dict[str, Twin]:
        found = _grouped((fold(f"{twin.old}-{slug(twin.title)}"), twin) for twin in self.twins)
        return {key: twins[0] for key, twins in found.items() if len(twins) == 1}

    def _links(self, prose: Prose) -> Iterator[tuple[_Place, Twin, str]]:
        """Anchors and keys that name one entry, with what they become."""
        text = fold(prose.text)
        for match in _ANCHOR.finditer(text):
            twin = self.anchors.get(match[1])
            if twin is not None:
                old, new = heading_anchor(twin.heading), heading_anchor(self._new_heading(twin))
                first, last, changed = _difference(old, new)
                start = match.start(1)
                place = _Place(prose, (start + first, start + last), match.group(), twin.plain)
                yield place, twin, changed
        for match in _KEY.finditer(text):
            twin = self.keys.get(match[1])
            if twin is not None:
                start = match.start(1)
                digits = list(_DIGITS.finditer(text, start, start + len(twin.old)))[-1]
                place = _Place(prose, digits.span(), match.group(), twin.plain)
                yield place, twin, last_digits(twin.new)

    def _new_heading(self, twin: Twin) -> str:
        line = self.source.lines[twin.line - 1]
        return heading_text(line[: twin.spot[0]] + last_digits(twin.new) + line[twin.spot[1] :])

    # Numbers

    def _numbers(self, prose: Prose, text: str) -> Iterator[_Place]:
        """The mentions, as the reader finds them, of numbers that are there twice."""
        for start, said, _ in mentions(text, self.vocabulary):
            end = start + len(said)
            named = next((name for name in names_of(said) if name in self.known), "")
            if named in self.by_plain and not _GOES_ON.match(text, end):
                yield _Place(prose, (end - len(last_digits(said)), end), said, named)

    def _in_titles(self, prose: Prose, text: str) -> Iterator[_Place]:
        """Numbers that no noun or sign makes mentions, right at a title or in its row."""
        folded = fold(text)
        for match in _WORD.finditer(folded):
            twins = self.by_old.get(match.group())
            before = folded[folded.rfind("\n", 0, match.start()) + 1 : match.end() + 1]
            if twins is None or _LIST_MARK.fullmatch(before.rstrip()):
                continue
            span = match.end() - len(last_digits(match.group())), match.end()
            place = _Place(prose, span, match.group(), twins[0].plain)
            if self._titled(place, twins) is not None:
                yield place

    # Which one is meant

    def _meant(self, place: _Place) -> Twin | None:
        """The entry that a mention certainly means, by what stands beside it or by its place."""
        same = self.by_plain[place.plain]
        for link in links_in(place.prose.whole):
            if link.start <= place.span[0] < link.end and link.address:
                leads_to = self.anchors.get(fold(link.address).removeprefix("#"))
                return leads_to if leads_to in same and link.address.startswith("#") else None
        titled = self._titled(place, same)
        if titled is not None or place.prose.type is BlockType.HTML:
            return titled
        line, _, _ = place.in_log
        index = bisect_right(self.starts, line) - 1
        here = self.in_order[index] if index >= 0 else None
        if here is None or line > here.end_line:
            return None
        return self._meant_in(here, place, same)

    def _meant_in(self, here: Twin, place: _Place, same: Sequence[Twin]) -> Twin | None:
        """What a mention in an entry means that shares its own number with others."""
        own = here.plain == place.plain
        if own and self._leads(here, place):
            return here
        if place.said.startswith("#") and not here.bare:
            return None
        if own:
            line, _, _ = place.in_log
            return None if any(a <= line <= b for a, b in here.related) else here
        together = [twin for twin in same if twin.run == here.run]
        return together[0] if len(together) == 1 else None

    def _leads(self, here: Twin, place: _Place) -> bool:
        """Whether a heading goes on with its entry and begins with the entry's number."""
        if place.prose.type is not BlockType.HEADING:
            return False
        line = place.prose.whole.partition("\n")[0]
        parts = parse_heading(heading_text(line), self.vocabulary)
        if not parts.number or plain_number(parts.number) != here.plain:
            return False
        spot = number_in_heading(line, parts.number, parts.number, parts.title, self.vocabulary)
        return spot == place.in_log[1:]

    def _titled(self, place: _Place, same: Sequence[Twin]) -> Twin | None:
        """The one whose title stands right beside a mention, or in another cell of its row."""
        # A title may hold code, which is blank in the text.
        folded = fold(place.prose.whole)
        in_row = place.prose.type is BlockType.ROW and _fills_cell(folded, place.whole)
        found = {
            twin.place: (match.end() - match.start(), twin)
            for twin in same
            for match in self._title_in(twin, folded)
            if _adjoin(folded, place.whole, match.span())
            or (in_row and _fills_cell(folded, match.span()))
        }
        longest = max((length for length, _ in found.values()), default=0)
        best = [twin for length, twin in found.values() if length == longest]
        return best[0] if len(best) == 1 else None

    def _title_in(self, twin: Twin, folded: str) -> Iterator[re.Match[str]]:
        title = self.titles[twin.place]
        return title.finditer(folded) if title is not None else iter(())


def _difference(old: str, new: str) -> tuple[int, int, str]:
    """Where ``old`` differs from ``new``, and what stands there in ``new``."""
    first = _alike(old, new)
    rest = _alike(old[first:][::-1], new[first:][::-1])
    return first, len(old) - rest, new[first : len(new) - rest]


def _alike(one: str, other: str) -> int:
    """How many letters are the same at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _adjoin(text: str, one: Span, other: Span) -> bool:
    """Whether two places in a line have nothing but signs between them."""
    first, second = sorted((one, other))
    return first[1] <= second[0] and bool(_BETWEEN.fullmatch(text, first[1], second[0]))


def _fills_cell(text: str, span: Span) -> bool:
    """Whether nothing else is said in the cell of a table that holds a place."""
    start, end = text.rfind("|", 0, span[0]) + 1, text.find("|", span[1])
    rest = text[start : span[0]] + text[span[1] : end if end >= 0 else len(text)]
    return not any(letter.isalnum() for letter in rest)
