"""Values of a scale (status, severity) said anew inside the text that says them now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from issues_kb.authoring.setting.words import Row, row_in, row_of, rows
from issues_kb.reading import Vocabulary
from issues_kb.reading.folding import fold
from issues_kb.reading.tables import Found, PhraseTable
from issues_kb.reading.values import read_severity, read_status

__all__ = [
    "SCALES",
    "SIGN",
    "Core",
    "Manner",
    "Scale",
    "Wording",
    "find_core",
    "in_case_of",
    "is_prose",
    "say",
    "stands_alone",
    "wordings",
]

SIGN = "[\u2300-\u2793\u27c0-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d]*"
"""One sign, no arrow."""

MAX_BEFORE = 2
"""Words in front of a word of status that go with it: ``now fully resolved``."""

_BEFORE = re.compile(rf"({SIGN})\s*(?=[*_`\[(]*(?:[^\W\d_]+ ){{0,2}}[*_`\[(]*$)")
_AFTER = re.compile(rf"^[*_`\])]*(\s*{SIGN})")
_STRUCK = re.compile(r"~~.*?~~")
_ARROW = re.compile(r"→|➜|⇒|->|=>")
_CODE = re.compile(r"(?:p|sev)[\s-]?\d$")
_JOINT = re.compile(r"\s*(?:[-–—:&/+,]|\band\b|\bund\b|\by\b|\bet\b)?\s*")
_GOES_ON = re.compile(r"^[*_`\]]*\s+([^\W\d_][\w'’-]*)")
_SMALL = frozenset(
    [
        "in",
        "on",
        "by",
        "as",
        "with",
        "via",
        "at",
        "for",
        "since",
        "from",
        "and",
        "but",
        "per",
        "after",
    ]
)
_LETTER_FIRST = re.compile(r"[*_`\s]*[^\W\d_]")
_WORDS = re.compile(r"[^\W_]+")
_DASHES = re.compile(r"\s([—–-])\s")


@dataclass(frozen=True, slots=True)
class Scale:
    """What can be said of an issue in one of a few words."""

    name: str
    meanings: tuple[str, ...]
    """Of the fields that say it."""

    phrases: Callable[[Vocabulary], PhraseTable]
    marks: Callable[[Vocabulary], dict[str, str]]
    read: Callable[[str, Vocabulary], Enum | None]

    @property
    def words(self) -> tuple[Row, ...]:
        """Its words, a row for each language."""
        return rows(self.name)

    @property
    def signs(self) -> tuple[Row, ...]:
        """Its signs that go with each other."""
        return rows(f"{self.name}_signs")


SCALES = {
    "status": Scale(
        "status",
        ("status",),
        lambda vocabulary: vocabulary.status,
        lambda vocabulary: vocabulary.status_marks,
        lambda text, vocabulary: read_status(text, vocabulary).meaning,
    ),
    "severity": Scale(
        "severity",
        ("severity", "priority"),
        lambda vocabulary: vocabulary.severity,
        lambda vocabulary: vocabulary.severity_marks,
        lambda text, vocabulary: read_severity(text, vocabulary).meaning,
    ),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """How a log says a value: a word, and the signs in front of it and behind."""

    word: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a log says things on a scale, the nearest first, and its language."""

    samples: Sequence[Wording]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Core:
    """Where a value stands in a text: its words, and the signs at either side with blanks.

    Spans are of characters; those of signs are empty where there are none.
    """

    start: int
    end: int
    before: tuple[int, int]
    after: tuple[int, int]

    def wording(self, text: str) -> Wording:
        """What it says."""
        return Wording(
            text[self.start : self.end],
            text[slice(*self.before)].strip(),
            text[slice(*self.after)].strip(),
        )


def find_core(text: str, scale: Scale, vocabulary: Vocabulary) -> Core | None:
    """What says the value in a text, as reading understands it; none if nothing does."""
    visible = _STRUCK.sub(lambda match: "\0" * len(match[0]), text)
    visible = visible if visible.strip("\0 ") else text
    found = list(scale.phrases(vocabulary).finditer(visible))
    if scale.name == "severity":
        found = [each for each in found if not _negated(visible, each, vocabulary)]
    arrows = [match.end() for match in _ARROW.finditer(visible)]
    current = [each for each in found if not arrows or each.start >= arrows[-1]] or found
    words = [each for each in current if not _is_code(visible, each)]
    chosen = next(iter(words if scale.name == "severity" and words else current), None)
    if chosen is not None:
        core = _around(text, *_joined(text, chosen, current))
        alone = _around(text, chosen.start, chosen.end)
        return alone if is_prose(text, core) and not is_prose(text, alone) else core
    for match in re.finditer(SIGN, visible):
        if match[0][0] in scale.marks(vocabulary):
            end = match.end() + len(visible[match.end() :]) - len(visible[match.end() :].lstrip())
            return Core(end, end, (match.start(), end), (end, end))
    return None


def _is_code(text: str, found: Found) -> bool:
    return _CODE.match(fold(text[found.start : found.end])) is not None


def _negated(text: str, found: Found, vocabulary: Vocabulary) -> bool:
    before = fold(text[: found.start]).replace("-", " ").split()
    return bool(before) and before[-1] in vocabulary.negations


def _joined(text: str, chosen: Found, found: Sequence[Found]) -> tuple[int, int]:
    """From the first to the last word of those that say the same, side by side."""
    start, end = chosen.start, chosen.end
    for each in reversed([f for f in found if f.end <= start]):
        if each.meaning == chosen.meaning and _JOINT.fullmatch(text, each.end, start):
            start = each.start
    for each in [f for f in found if f.start >= end]:
        if each.meaning == chosen.meaning and _JOINT.fullmatch(text, end, each.start):
            end = each.end
    return start, end


def _around(text: str, start: int, end: int) -> Core:
    before = _BEFORE.search(text, 0, start)
    after = _AFTER.match(text[end:])
    return Core(
        start,
        end,
        before.span() if before else (start, start),
        (end + after.start(1), end + after.end(1)) if after else (end, end),
    )


def is_prose(text: str, core: Core) -> bool:
    """Whether the words go on in a sentence, so that another word in their place makes none."""
    rest = text[max(core.end, core.after[1]) :]
    if core.start == core.end:
        return _LETTER_FIRST.match(rest) is not None
    behind = _GOES_ON.match(rest)
    if behind is not None:
        known = row_of((*rows("status"), *rows("severity")), text[core.start : core.end])
        if known is None or fold(behind[1]) not in _SMALL:
            return True
    return len(_leading_words(text, core)) > MAX_BEFORE


def stands_alone(text: str, core: Core) -> bool:
    """Whether a text begins with the value, so that it may stand without the rest."""
    before = any(c.isalnum() for c in text[: core.start])
    return core.start < core.end and not before and not is_prose(text, core)


def _leading_words(text: str, core: Core) -> list[re.Match[str]]:
    """The words right in front, up to a sign or a mark of punctuation."""
    start = min(core.before[0], core.start) if core.before[0] < core.before[1] else core.start
    words: list[re.Match[str]] = []
    for match in reversed(list(_WORDS.finditer(text, 0, start))):
        if text[match.end() : words[-1].start() if words else start].strip("*_ `\t"):
            break
        words.append(match)
    return words


def wordings(
    wanted: str,
    text: str,
    core: Core | None,
    scale: Scale,
    manner: Manner,
) -> list[Wording]:
    """How to say a value instead of what stands in a text, the log's own way first."""
    samples = manner.samples
    old = core.wording(text) if core is not None else Wording("")
    coded = bool(old.word) and _has_code(old.word)
    said = [each for each in samples if _says(each, wanted, scale)]
    alike = [each for each in said if _has_code(each.word) == coded]
    counted = Counter(alike or said).most_common()
    found = [wording for wording, _ in counted if wording.word]
    return [*found[:2], _default(wanted, old, scale, manner)]


def _has_code(word: str) -> bool:
    return any(row_of(rows("codes"), piece) for piece in re.split(r"\s[-–—:]\s|[()/]", word))


def _says(wording: Wording, wanted: str, scale: Scale) -> bool:
    """Whether a wording says just this, and no more."""
    pieces = [piece for piece in re.split(r"\s[-–—:]\s", wording.word) if piece]
    known = (*scale.words, *(rows("codes") if scale.name == "severity" else ()))
    return bool(pieces) and all(row_of(known, piece, wanted) for piece in pieces)


def _default(wanted: str, old: Wording, scale: Scale, manner: Manner) -> Wording:
    examples = [old.word, *(sample.word for sample in manner.samples)]
    found = (row_of(scale.words, word) for word in examples if word)
    row = next((each for each in found if each), None) or row_in(scale.words, manner.language)
    example = next((word for word in examples if word), "")
    pieces = re.split(r"(\s[-–—:]\s)", old.word)
    codes = [row_of(rows("codes"), piece) for piece in pieces]
    if scale.name == "severity" and any(codes):
        word = "".join(
            codes[index][wanted][0]  # type: ignore[index]
            if codes[index]
            else piece
            if index % 2
            else in_case_of(piece, row[wanted][0])
            for index, piece in enumerate(pieces)
        )
    else:
        word = in_case_of(example, row[wanted][0])
    before, after = (_sign(wanted, sign, scale) for sign in (old.before, old.after))
    return Wording(word, before, after)


def _sign(wanted: str, old: str, scale: Scale) -> str:
    """The sign that goes with the old one; other signs say nothing of the value, and stay."""
    if not old:
        return ""
    row = row_of(scale.signs, old.rstrip("\ufe0f\u200d"))
    return (row or scale.signs[-1])[wanted][0]


def in_case_of(example: str, word: str) -> str:
    """A word in capitals or small letters where an example is written so."""
    letters = [c for c in example if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return word.upper()
    if letters and all(c.islower() for c in letters):
        return word.lower()
    return word


def say(text: str, core: Core | None, wording: Wording, marks: Sequence[str]) -> Iterator[str]:
    """A text with a value said by ``wording``, ``marks`` being signs that would deny it.

    The rest of the text stays. Words that go on in a sentence, or that say nothing known,
    become what is said behind the value.
    """
    if core is None:
        if len(_WORDS.findall(text)) > MAX_BEFORE + 1:
            yield _in_front(text, wording)
        yield _whole(wording)
        return
    lead = text[core.before[1] :] if not text[: core.before[0]].strip("*_ ") else text
    if is_prose(text, core):
        yield _in_front(lead, wording)
    words = _leading_words(text, core)
    start = words[-1].start() if 0 < len(words) <= MAX_BEFORE and core.start < core.end else None
    for begin in (start, core.start) if start is not None else (core.start,):
        said = wording
        if begin < core.start and text[begin].isupper() and wording.word[:1].islower():
            said = replace(wording, word=wording.word[0].upper() + wording.word[1:])
        yield _without(_replaced(text, core, begin, said), said, marks)
    yield _in_front(lead, wording)


def _whole(wording: Wording) -> str:
    return " ".join(part for part in (wording.before, wording.word, wording.after) if part)


def _in_front(text: str, wording: Wording) -> str:
    dash = _DASHES.search(text)
    return f"{_whole(wording)} {dash[1] if dash else '-'} {text.strip()}"


def _replaced(text: str, core: Core, start: int, wording: Wording) -> str:
    first, behind_first = core.before
    old_sign = text[first:behind_first]
    blank = old_sign[len(old_sign.rstrip()) :]
    between = text[behind_first:start] if start >= behind_first else ""
    if first < behind_first:
        lead = wording.before + (blank or " " * bool(wording.word)) if wording.before else ""
        lead = text[:first] + lead + between
    else:
        lead = text[:start] + (f"{wording.before} " if wording.before else "")
    third, last = core.after
    if third < last:
        old = text[third:last]
        blank = old[: len(old) - len(old.lstrip())]
        tail = text[core.end : third] + (blank + wording.after if wording.after else "")
    else:
        tail = f" {wording.after}" if wording.after else ""
    rest = text[max(core.end, last) :]
    gap = " " if core.start == core.end and rest[:1] not in ("", " ") else ""
    return lead + wording.word + tail + gap + rest


def _without(text: str, wording: Wording, marks: Sequence[str]) -> str:
    """A text without other signs that say what no longer holds."""
    kept = wording.before + wording.after
    for mark in marks:
        if mark not in kept and mark in text:
            text = re.sub(rf"\s*{re.escape(mark)}[\ufe0f\u200d]*", "", text).strip()
    return text
