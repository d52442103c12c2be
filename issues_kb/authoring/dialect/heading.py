"""Headings of entries: their shape, and a new one of that shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from issues_kb.authoring.dialect.shapes import (
    DATE,
    NUMBER,
    SEVERITY,
    STATUS,
    HeadingShape,
    Words,
)
from issues_kb.authoring.dialect.values import (
    date_form,
    severity_words,
    status_words,
)
from issues_kb.model import Severity, Status
from issues_kb.patterns import pattern
from issues_kb.reading.dates import find_date
from issues_kb.reading.folding import fold
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "Looker",
    "SeenHeading",
    "choose_heading",
    "heading_words",
    "plainer",
    "see_heading",
    "without",
]

T = TypeVar("T", Severity, Status)

_ATX = pattern(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_SIGNS = pattern("[\u2190-\u2bff\u3030\U0001f000-\U0001faff\ufe0f\u200d\u20e3]+ *")
_ORDINAL = pattern(r"^\d{1,3}[.)]\s+")
_WORD = pattern(r"[^\W\d_]+")
_OPENING = "`\"'“‘([{<「『"
_BEFORE = r"[\[(（【]?\s*{}\s*[\])）】]?\s*(?:[-–—:：|·]\s*)?"
_BEHIND = r"\s*(?:[-–—:：|·]\s*)?[\[(（【]?\s*{}\s*[\])）】]?"


class SeenHeading(NamedTuple):
    """The shape of one heading, the values that stood in its slots, and its entry's status."""

    shape: HeadingShape
    status: Status | None
    dates: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()


class Looker:
    """Puts slots in the place of the values that a heading holds."""

    def __init__(
        self, status: Status | None, severity: Severity | None, vocabulary: Vocabulary
    ) -> None:
        self.status, self.severity = status, severity
        self.vocabulary = vocabulary
        self.dates: list[str] = []
        self.statuses: list[str] = []
        self.severities: list[str] = []

    def look(self, text: str, number: str | None) -> str:
        """The text with slots."""
        if number and NUMBER not in text:
            text = _with_number(text, number)
        date = find_date(text, self.vocabulary)
        if date is not None:
            self.dates.append(text[date.start : date.end])
            text = text[: date.start] + DATE + text[date.end :]
        text = self._state(text)
        return self._signs(text)

    def _state(self, text: str) -> str:
        """The text without the words of status and severity that the entry has."""
        status = self.vocabulary.status.first(text)
        if status is not None and (self.status is None or status.meaning == self.status.value):
            self.statuses.append(text[status.start : status.end])
            text = text[: status.start] + STATUS + text[status.end :]
        severity = self.vocabulary.severity.first(text)
        if severity is not None and self._is_own(severity.meaning):
            self.severities.append(text[severity.start : severity.end])
            text = text[: severity.start] + SEVERITY + text[severity.end :]
        return text

    def _signs(self, text: str) -> str:
        """The text without the signs of status and severity that the entry has."""
        for sign in dict.fromkeys(text):
            whole = sign + "\ufe0f" if sign + "\ufe0f" in text else sign
            meaning = self.vocabulary.status_marks.get(sign)
            if meaning and self.status is not None and meaning == self.status.value:
                joined = re.search(rf"{whole}\s*{STATUS}", text)
                if joined:
                    self.statuses[-1] = joined[0].replace(STATUS, self.statuses[-1])
                    text = text.replace(joined[0], STATUS)
                elif STATUS not in text:
                    self.statuses.append(whole)
                    text = text.replace(whole, STATUS, 1)
            elif self._is_own(self.vocabulary.severity_marks.get(sign)) and SEVERITY not in text:
                self.severities.append(whole)
                text = text.replace(whole, SEVERITY, 1)
        return text

    def _is_own(self, meaning: str | None) -> bool:
        return self.severity is not None and meaning == self.severity.value


def see_heading(
    lines: Sequence[str], number: str | None, title: str, looker: Looker
) -> SeenHeading | None:
    """The shape of an entry's heading; none when the title is not found in it."""
    match = _ATX.match(lines[0])
    if match is None:
        return None
    text, below = match[2], None
    span = _span(text, title)
    if span is None:
        below = _title_below(lines, title)
        if below is None:
            return None
        span = (len(text), len(text))
    before = looker.look(text[: span[0]], number)
    after = looker.look(text[span[1] :], number if NUMBER not in before else None)
    before = _ORDINAL.sub("", before)
    if any(c.isdigit() for c in before) or (number and NUMBER not in before + after):
        return None
    if any(c.isalnum() for c in after):
        after = ""
    after = _closing(before, after)
    level, gap = below or (0, ())
    shape = HeadingShape(len(match[1]), before, after, level, gap)
    return SeenHeading(
        shape, looker.status, tuple(looker.dates), tuple(looker.statuses), tuple(looker.severities)
    )


def _with_number(text: str, number: str) -> str:
    found = list(re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", text))
    if not found:
        return text
    return text[: found[-1].start()] + NUMBER + text[found[-1].end() :]


def _span(text: str, title: str) -> tuple[int, int] | None:
    """Where the title stands in a heading, by its letters and digits."""
    places = [index for index, c in enumerate(text) if c.isalnum()]
    wanted = "".join(c for c in title if c.isalnum())
    found = "".join(text[index] for index in places).rfind(wanted) if wanted else -1
    if found < 0:
        return None
    start, end = places[found], places[found + len(wanted) - 1] + 1
    lead = title[: len(title) - len(title.lstrip(_not_letters(title)))]
    while start and lead and text[start - 1] in lead:
        start -= 1
    while start and text[start - 1] in _OPENING and (text[start - 1] in title or _odd(text, start)):
        start -= 1
    tail = title[len(title.rstrip(_not_letters(title))) :]
    while end < len(text) and (text[end] == "\\" or text[end] in tail or _code(text, start, end)):
        end += 1
    return start, end


def _not_letters(text: str) -> str:
    return "".join(c for c in text if not c.isalnum()) or " "


def _odd(text: str, start: int) -> bool:
    return text[start - 1] == "`" and text.count("`", start) % 2 == 1


def _code(text: str, start: int, end: int) -> bool:
    return text[end] == "`" and text.count("`", start, end) % 2 == 1


def _title_below(lines: Sequence[str], title: str) -> tuple[int, tuple[str, ...]] | None:
    """The level of the heading below that is the title, and the blank lines above it."""
    number = next((n for n, line in enumerate(lines) if n and line.strip()), 0)
    match = _ATX.match(lines[number]) if number else None
    if match is None or _span(match[2], title) is None:
        return None
    return len(match[1]), ("",) * (number - 1)


def _closing(before: str, after: str) -> str:
    """What closes the emphasis that stands open before the title."""
    for mark in ("**", "~~", "__"):
        if before.count(mark) % 2 and mark not in after:
            after = mark + after
    return after


def choose_heading(
    seen: Sequence[SeenHeading], status: Status | None, vocabulary: Vocabulary
) -> HeadingShape | None:
    """The shape that most headings have, nearest first, of entries with this status."""
    alike = [heading for heading in seen if heading.status is status]
    shapes = [heading.shape for heading in alike or seen]
    if not alike and not all(_holds(h.shape, STATUS) for h in seen if h.status is not None):
        shapes = [without(shape, STATUS) for shape in shapes]
    known = [shape for shape in shapes if _is_ours(shape, shapes, vocabulary)]
    if not known:
        return None
    shape, count = Counter(known).most_common(1)[0]
    if count * 2 <= len(shapes):
        bare, more = Counter(map(_without_signs, known)).most_common(1)[0]
        shape = bare if more > count else shape
    return shape


def _is_ours(shape: HeadingShape, shapes: Sequence[HeadingShape], vocabulary: Vocabulary) -> bool:
    """Whether the words of a shape belong to headings, not to one entry."""
    if shapes.count(shape) > 1:
        return True
    words = _WORD.findall(shape.before)
    known = {*vocabulary.nouns, *vocabulary.group_words}
    return all(fold(word) in known or vocabulary.fields.exact(word) is not None for word in words)


def _without_signs(shape: HeadingShape) -> HeadingShape:
    before = _SIGNS.sub("", shape.before)
    return shape._replace(before=before, after=_SIGNS.sub("", shape.after).rstrip())


def _holds(shape: HeadingShape, slot: str) -> bool:
    return slot in shape.before or slot in shape.after


def without(shape: HeadingShape, slot: str) -> HeadingShape:
    """A shape without a slot and what sets it off."""
    before = re.sub(_BEFORE.format(slot), _gap, shape.before, count=1)
    after = re.sub(_BEHIND.format(slot), "", shape.after, count=1)
    return shape._replace(before=before, after=after)


def _gap(cut: re.Match[str]) -> str:
    """The blank that stays between what stood around a slot."""
    above, below = cut.string[: cut.start()], cut.string[cut.end() :]
    inside = above and not above[-1].isspace() and not below[:1].isspace()
    return " " if inside and cut[0][0].isspace() else ""


def plainer(shape: HeadingShape) -> HeadingShape:
    """A shape without words between the number and the title, which may state something."""
    start, number, rest = shape.before.partition(NUMBER)
    if not number or not any(c.isalpha() for c in rest):
        return shape
    return shape._replace(before=f"{start}{number}: ", after=_closing(start, ""))


def heading_words(seen: Sequence[SeenHeading], vocabulary: Vocabulary) -> Words:
    """The words of values in headings; where all are signs, also those that none had yet."""
    forms = Counter(form for heading in seen for date in heading.dates if (form := date_form(date)))
    severities = severity_words((t for heading in seen for t in heading.severities), vocabulary)
    statuses = status_words((t for heading in seen for t in heading.statuses), vocabulary)
    return Words(
        _with_signs(severities, vocabulary.severity_marks, Severity),
        _with_signs(statuses, vocabulary.status_marks, Status),
        forms.most_common(1)[0][0] if forms else "",
    )


def _with_signs(words: dict[T, str], marks: Mapping[str, str], kind: type[T]) -> dict[T, str]:
    if not words or any(c.isalnum() for word in words.values() for c in word):
        return words
    known = {kind(meaning): sign for sign, meaning in reversed([*marks.items()])}
    return known | words
