"""What a heading says of its issue, said anew: ``[FIXED]``, a sign, a struck title, a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from issues_kb.authoring.setting.entry import heading_parts, heading_text
from issues_kb.authoring.setting.wording import SIGN, Manner, Scale, Wording, in_case_of, wordings
from issues_kb.authoring.setting.words import row_of
from issues_kb.reading import Vocabulary
from issues_kb.reading.folding import plain_text
from issues_kb.reading.headings import HeadingParts
from issues_kb.reading.tables import Found

__all__ = ["heading_wording", "restated_heading", "retitled", "same_heading", "state_affixes"]

MAX_PIECES = 4
MAX_TITLE_TEXT = 600
"""Characters of a heading in which every stretch is tried for its title."""

MAX_TITLE_SPANS = 400

_LETTERS = {"critical": "C", "high": "H", "medium": "M", "low": "L"}
_LETTER = re.compile(r"(?<=[·|])(\s+)([CHML])(?=\s+[·|]|\s*$)")
_APART = r"\s*(?:\[{0}\]|\({0}\)|【{0}】)\s*|\s*[-–—|·:]\s*{0}$|^{0}\s*[-–—|·:]\s*"
"""A word in brackets, or set off at an end."""

_STRIKE = re.compile(r"~~")


def same_heading(one: HeadingParts, other: HeadingParts, but: str) -> bool:
    """Whether two headings say the same, but for one value."""
    names = [
        n
        for n in ("title", "number", "prefix", "id_kind", "date", "severity", "status")
        if n != but
    ]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def restated_heading(
    line: str, wanted: str, scale: Scale, samples: Sequence[Wording], vocabulary: Vocabulary
) -> Iterator[str]:
    """The line of a heading with another status or severity, all else in it as it was.

    Words and signs are changed; failing that, taken away, which leaves nothing said.
    """
    parts = heading_parts(line, vocabulary)
    start, end = heading_text(line)
    text = line[start:end]
    tries = (
        *_changed(text, wanted, scale, samples, vocabulary),
        *_taken_away(text, scale, vocabulary),
    )
    silent: list[str] = []
    for trial in tries:
        changed = line[:start] + trial + line[end:]
        now = heading_parts(changed, vocabulary)
        if not same_heading(parts, now, scale.name):
            continue
        value = getattr(now, scale.name)
        if value is not None and value.value == wanted:
            yield changed
        elif value is None:
            silent.append(changed)
    yield from silent


def _changed(
    text: str, wanted: str, scale: Scale, samples: Sequence[Wording], vocabulary: Vocabulary
) -> Iterator[str]:
    words = _state_words(text, scale, vocabulary)
    signs = _state_signs(text, scale, vocabulary)
    for bare in _unstruck(text):
        moved = bare != text
        if moved:
            words, signs = (
                _state_words(bare, scale, vocabulary),
                _state_signs(bare, scale, vocabulary),
            )
        choices = [_choices(bare, word, wanted, scale, samples) for word in words]
        choices += [_sign_choices(bare, sign, wanted, scale, samples) for sign in signs]
        spans = [(word.start, word.end) for word in words] + signs
        if 0 < len(spans) <= MAX_PIECES:
            for chosen in product(*choices):
                yield _put(bare, list(zip(spans, chosen, strict=True)))
    if scale.name == "severity":
        yield _LETTER.sub(lambda match: match[1] + _LETTERS[wanted], text, count=1)


def _unstruck(text: str) -> Iterator[str]:
    yield text
    if "~~" in text:
        yield _STRIKE.sub("", text)


def _choices(
    text: str, word: Found, wanted: str, scale: Scale, samples: Sequence[Wording]
) -> list[str]:
    if word.meaning == wanted:
        return [text[word.start : word.end]]
    old = text[word.start : word.end]
    found = [w.word for w in wordings(wanted, old, None, scale, Manner(samples))]
    return list(dict.fromkeys([*(w for w in found[:-1]), in_case_of(old, found[-1])]))


def _sign_choices(
    text: str, sign: tuple[int, int], wanted: str, scale: Scale, samples: Sequence[Wording]
) -> list[str]:
    old = text[slice(*sign)].strip().rstrip("\ufe0f\u200d")
    blank = text[slice(*sign)][len(text[slice(*sign)].rstrip()) :]
    used = [s.before or s.after for s in samples if s.before or s.after]
    row = row_of(scale.signs, old) or scale.signs[-1]
    if row[wanted][0] == old or old in row[wanted]:
        return [text[slice(*sign)]]
    return [*(each + blank for each in used[:1]), row[wanted][0] + blank, ""]


def _put(text: str, changes: Sequence[tuple[tuple[int, int], str]]) -> str:
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text.strip()


def _state_words(text: str, scale: Scale, vocabulary: Vocabulary) -> list[Found]:
    """The words that say the state of the issue; others belong to its title."""
    title = _parts(text, vocabulary).title
    found = []
    for word in scale.phrases(vocabulary).finditer(text):
        inside = text[word.start : word.end]
        for other in ("resolved", "open") if scale.name == "status" else ("high", "low"):
            if word.meaning == other:
                continue
            trial = text[: word.start] + in_case_of(inside, other) + text[word.end :]
            parts = _parts(trial, vocabulary)
            value = getattr(parts, scale.name)
            if parts.title == title and value is not None and value.value == other:
                found.append(word)
                break
    return found


def _state_signs(text: str, scale: Scale, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Signs that say the state, with the blanks behind them."""
    title = _parts(text, vocabulary).title
    found = []
    for match in re.finditer(rf"{SIGN}\s*", text):
        if match[0][0] in scale.marks(vocabulary):
            trial = text[: match.start()] + text[match.end() :]
            if _parts(trial, vocabulary).title == title:
                found.append(match.span())
    return found


def _parts(text: str, vocabulary: Vocabulary) -> HeadingParts:
    return heading_parts(f"# {text}", vocabulary)


def _taken_away(text: str, scale: Scale, vocabulary: Vocabulary) -> Iterator[str]:
    for bare in _unstruck(text):
        if bare != text:
            yield bare
        pieces = [(w.start, w.end) for w in scale.phrases(vocabulary).finditer(bare)]
        for fix in vocabulary.fix_words if scale.name == "status" else ():
            pieces += [m.span() for m in re.finditer(rf"\b{re.escape(fix)}\b", bare, re.I)]
        for start, end in pieces:
            word = re.escape(bare[start:end])
            pattern = re.compile(_APART.replace("{0}", word))
            yield pattern.sub(" ", bare, count=1).strip()
            yield (bare[:start].rstrip() + bare[end:]).strip()


def heading_wording(line: str, scale: Scale, vocabulary: Vocabulary) -> Wording | None:
    """How a heading says a value, if it does."""
    start, end = heading_text(line)
    text = line[start:end]
    if getattr(_parts(text, vocabulary), scale.name) is None:
        return None
    words = _state_words(text, scale, vocabulary)
    signs = _state_signs(text, scale, vocabulary)
    word = text[words[0].start : words[0].end] if words else ""
    return (
        Wording(word, text[slice(*signs[0])].strip() if signs else "") if words or signs else None
    )


def state_affixes(line: str, scale: Scale, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """What stands before and behind all else in a heading and says its state, and only that."""
    start, end = heading_text(line)
    text = line[start:end]
    parts = _parts(text, vocabulary)
    place = text.rfind(parts.title) if parts.title else -1
    if getattr(parts, scale.name) is None or place < 0:
        return None
    tail = text[place + len(parts.title) :]
    rest = _parts(text[: place + len(parts.title)], vocabulary)
    if (
        tail.strip()
        and not any(c.isdigit() for c in tail)
        and same_heading(parts, rest, scale.name)
    ):
        return "", tail.rstrip()
    for span in [
        *_state_signs(text, scale, vocabulary),
        *[(w.start, w.end) for w in _state_words(text, scale, vocabulary)],
    ]:
        head = text[: span[1]]
        head += text[len(head) : len(text) - len(text[len(head) :].lstrip("]) \t"))]
        if span[0] <= 1 and same_heading(parts, _parts(text[len(head) :], vocabulary), scale.name):
            return head, ""
    return None


def retitled(line: str, old: str, new: str) -> Iterator[str]:
    """The line of a heading with another title, the rest of it as it was."""
    start, end = heading_text(line)
    text = line[start:end]
    long = len(text) > MAX_TITLE_TEXT
    spans = _as_written(text, old) if long else _by_words(text, old)
    spans.sort(key=lambda span: (not _balanced(text[slice(*span)]), span[1] - span[0]))
    for first, last in spans:
        yield line[: start + first] + new + line[start + last :]


def _as_written(text: str, old: str) -> list[tuple[int, int]]:
    """Where a title stands just so."""
    found = re.finditer(re.escape(old), text) if old else ()
    return [match.span() for match in islice(found, MAX_TITLE_SPANS)]


def _by_words(text: str, old: str) -> list[tuple[int, int]]:
    """Every stretch of a heading that says a title, with Markdown or without."""
    spans: list[tuple[int, int]] = []
    for first in [i for i, c in enumerate(text) if not c.isspace()]:
        for last in range(len(text), first, -1):
            if abs(last - first - len(old)) > len(old) // 2 + 40:
                continue
            piece = text[first:last]
            if piece == piece.strip() and plain_text(piece).strip("*_ ") == old:
                spans.append((first, last))
        if len(spans) > MAX_TITLE_SPANS:
            break
    return spans


def _balanced(text: str) -> bool:
    pairs = all(text.count(mark) % 2 == 0 for mark in ("**", "`", "~~", "_"))
    return pairs and text.count("[") == text.count("]") and text.count("(") == text.count(")")
