"""Mentions of other issues, and the keys that issues are called by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import Issue, Reference
from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "find_key",
    "find_keys",
    "find_references",
    "make_keys",
    "mentions",
    "names_of",
    "plain_names",
    "plain_number",
    "resolve_references",
    "slug",
]

MAX_SLUG = 60

MAX_WORD = 48
"""How far in front of a number its noun is looked for, and the letters of an id."""

MAX_DIGITS = 5
"""Digits of a number behind a bare ``#``: six are a colour."""

_CODE_SPAN = pattern(r"(`+)(.+?)\1", re.S)
_LINK_TARGET = pattern(r"\]\([^()\s]*\)|\bhttps?://\S+")
_ID = pattern(r"(?<![\w/#&.-])(?P<id>[A-Z][A-Z0-9]*(?:[-_][A-Z][A-Z0-9]*)*[-_]\d+)(?![\w-])")
_BEFORE_NUMBER = r"(?:(?<=[#\s>].)|(?<=[A-Z0-9][-_].))"
_MAY_BE_NUMBER = pattern(rf"\d{_BEFORE_NUMBER}")
"""Where the number of an issue may begin: each begins so, and most texts have few."""

_MAY_BE_PLAIN_NUMBER = pattern(rf"[0-9]{_BEFORE_NUMBER}")
"""The same for ASCII, where it is searched faster."""

_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_BETWEEN = " \t\n\r\v\f\u00a0\u3000>"
"""Between a word and its number, also where a quote goes on with another line."""

_NO_ID = ("/", "#", "&", ".")
"""What stands before a word that is no id: part of a path or an address."""

_JOINED = pattern(r"[\s,&/–-]{1,3}(?:\w{1,3}\s)?")
_NUMBERED = pattern(r"#?(\d+)")
_NUMBER = pattern(r"\d+")
_NOUN_NUMBER = pattern(r"(\w+)\s?#?\s?(\d+)")
_NOT_SLUG = pattern(r"[^\w]+")


def find_references(
    blocks: Sequence[Block], text: str, number: str | None, vocabulary: Vocabulary
) -> tuple[Reference, ...]:
    """The mentions of issues in an entry, each once; none inside code, none of itself.

    ``blocks`` are those that hold text, the entry's title first; ``text`` is its source.
    """
    own = _plain(number) if number else None
    found: dict[str, Reference] = {}
    for block in _worth_a_look(blocks, text, vocabulary):
        prose = _without_code(block.text)
        line, before = block.line, 0
        for start, mention, named in mentions(prose, vocabulary):
            line += prose.count("\n", before, start)
            before = start
            itself = own is not None and own in (_plain(named), _joined(mention))
            if mention not in found and not itself:
                found[mention] = Reference(mention, line)
    return tuple(found.values())


def _worth_a_look(blocks: Sequence[Block], text: str, vocabulary: Vocabulary) -> Iterator[Block]:
    """The blocks with what may be the number of an issue: one pass over the text finds few."""
    nouns = _words_before_numbers(vocabulary)
    title, *below = blocks
    if next(_places(title.text, 0, nouns), None) is not None:
        yield title
    lines = _line_numbers(text, _places(text, text.find("\n") + 1, nouns))
    wanted = next(lines, None)
    for block in below:
        while wanted is not None and wanted < block.line:
            wanted = next(lines, None)
        if wanted is None:
            break
        if wanted <= block.end_line and block.type is not BlockType.CODE:
            yield block


def _line_numbers(text: str, places: Iterable[int]) -> Iterator[int]:
    line, counted = 1, 0
    for place in places:
        line += text.count("\n", counted, place)
        counted = place
        yield line


def _places(text: str, start: int, nouns: tuple[str, ...]) -> Iterator[int]:
    """Where something may be the number of an issue, by what stands before it."""
    pattern = _MAY_BE_PLAIN_NUMBER if text.isascii() else _MAY_BE_NUMBER
    for match in pattern.finditer(text, start):
        place = match.start()
        if _ends_like_mention(text[max(0, place - MAX_WORD) : place], nouns):
            yield place


def _ends_like_mention(before: str, nouns: tuple[str, ...]) -> bool:
    """Whether what stands before a number may make it the number of an issue."""
    if before[-1] in "-_":
        rest = before[:-1].rstrip(_ID_LETTERS)
        return not (before[len(rest) : -1].isdigit() or rest[-1:].isalnum() or rest[-1:] in _NO_ID)
    if before[-1] == "#":
        return True
    before = before.rstrip(_BETWEEN)
    return before.endswith("#") or before.lower().endswith(nouns)


@lru_cache(maxsize=4)
def _words_before_numbers(vocabulary: Vocabulary) -> tuple[str, ...]:
    nouns = {noun.lower() for noun in vocabulary.sure_nouns}
    return tuple(nouns | {f"{noun}s" for noun in nouns})


def _without_code(text: str) -> str:
    """A text with blanks for code and for the addresses of links."""
    if "`" in text:
        text = _CODE_SPAN.sub(lambda match: " " * len(match.group()), text)
    if "](" in text or "://" in text:
        text = _LINK_TARGET.sub(lambda match: "]" + " " * (len(match.group()) - 1), text)
    return text


def mentions(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, str, str]]:
    """The mentions in a text without code: offset, mention as written, and its number or id.

    A mention ends with its number.

    ``PR #12`` and ``step #3`` are none, nor is what goes on with them: ``PRs #3 and #4``.
    """
    foreign = -1
    for match in _mentions(vocabulary).finditer(text):
        kind, start = match.lastgroup, match.start()
        if kind == "foreign":
            foreign = match.end()
        elif kind == "id":
            if fold(re.split(r"[-_]", match["id"])[0]) not in vocabulary.not_prefixes:
                yield start, match["id"], match["id"]
        elif kind == "row":
            first, *others = _NUMBERED.finditer(match.group())
            yield start, match.group()[: first.end()], first[1]
            for other in others:
                yield start + other.start(), other.group(), other[1]
        elif kind == "bare":
            goes_on = foreign >= 0 and _JOINED.fullmatch(text, foreign, start)
            if goes_on:
                foreign = match.end()
            elif len(match["bare"]) <= MAX_DIGITS and int(match["bare"]):
                yield start, match.group(), match["bare"]
        else:
            yield start, match.group().strip(), match[kind or 0]


@lru_cache(maxsize=4)
def _mentions(vocabulary: Vocabulary) -> re.Pattern[str]:
    nouns, sure = _any_of(vocabulary.nouns), _any_of(vocabulary.sure_nouns)
    others, joiners = _any_of(vocabulary.numbered_others), _any_of(vocabulary.joining_words)
    return re.compile(
        rf"{_ID.pattern}"
        rf"|(?P<foreign>(?<!\w)(?i:{others})s?[\s.:*_]{{0,5}}#?\s?\d+)"
        rf"|(?P<row>(?<!\w)(?i:{sure})s\s#?\d{{1,4}}(?:(?:,\s*(?:(?i:{joiners})\s)?|\s(?i:{joiners})\s|\s?[–/-]\s?)"
        rf"#?\d{{1,4}}(?![\w%]|\.\d))+)"
        rf"|(?<!\w)(?i:{nouns})s?\s?#\s?(?P<noun>\d+)(?!\w)"
        rf"|(?<![\w&/#\]])#(?P<bare>\d+)(?!\w|-\w)"
        rf"|(?<!\w)(?i:{sure})\s(?P<plain>\d{{1,4}})(?![\w%]|[.-]\w)"
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


def _plain(number: str) -> str:
    return fold(number).lstrip("#").strip()


def slug(title: str) -> str:
    """A title as it stands in a key: letters and digits of any script, joined by hyphens."""
    words = _NOT_SLUG.sub("-", fold(title)).replace("_", "-").strip("-")
    words = re.sub("-{2,}", "-", words)
    if len(words) > MAX_SLUG:
        words = words[:MAX_SLUG].rsplit("-", 1)[0] if "-" in words[:MAX_SLUG] else words[:MAX_SLUG]
    return words.strip("-") or "untitled"


def make_keys(entries: Sequence[tuple[str | None, str]]) -> list[str]:
    """Keys for (number, title) pairs, unique in their log whatever the letter case.

    The number where it is unique, else the number and the title; without a number the title.
    What is still the same gets a count behind it.
    """
    numbers: dict[str, int] = {}
    for number, _ in entries:
        if number:
            numbers[_plain(number)] = numbers.get(_plain(number), 0) + 1
    keys: list[str] = []
    taken: set[str] = {plain for plain, count in numbers.items() if count == 1}
    for number, title in entries:
        if number and numbers[_plain(number)] == 1:
            keys.append(number)
            continue
        base = f"{number}-{slug(title)}" if number else slug(title)
        key, count = base, 1
        while fold(key) in taken:
            count += 1
            key = f"{base}-{count}"
        taken.add(fold(key))
        keys.append(key)
    return keys


def plain_number(number: str) -> str:
    """A number as it is compared: without ``#``, letter case and zeros in front."""
    return _zeros(_plain(number))


def plain_names(key: str, number: str | None) -> tuple[str, str | None]:
    """Key and number as they are compared.

    ``find_keys`` finds no issue with neither of them equal to ``plain_number`` of what is wanted.
    """
    return _zeros(fold(key)), plain_number(number) if number else None


def _zeros(text: str) -> str:
    return _NUMBER.sub(lambda match: match.group().lstrip("0") or "0", text)


def find_key(keys: Iterable[tuple[str, str | None]], wanted: str) -> str | None:
    """The key that is meant by ``12``, ``#12``, any letter case, zeros where unambiguous.

    ``keys`` are (key, number) pairs of one log. None when there is none, or more than one.
    """
    found = find_keys(keys, wanted)
    return found[0] if len(found) == 1 else None


def find_keys(keys: Iterable[tuple[str, str | None]], wanted: str) -> list[str]:
    """The keys that may be meant, as for ``find_key``: several where a number is there twice."""
    pairs = list(keys)
    plain = _plain(wanted)
    exact = [key for key, _ in pairs if fold(key) == plain]
    if exact:
        return exact[:1]
    numbered = [key for key, number in pairs if number and _plain(number) == plain]
    if not numbered:
        loose = _zeros(plain)
        numbered = [key for key, number in pairs if number and _zeros(_plain(number)) == loose]
        numbered = numbered or [key for key, _ in pairs if _zeros(fold(key)) == loose]
    return numbered


def resolve_references(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """The issues of one log with the target of each reference that names one of them."""
    targets: dict[str, list[str]] = {}
    for issue in issues:
        names = {_zeros(_plain(issue.number or issue.key)), _zeros(fold(issue.key))}
        for name in names:
            targets.setdefault(name, []).append(issue.key)
    return tuple(
        replace(issue, references=tuple(_resolved(r, targets) for r in issue.references))
        if issue.references
        else issue
        for issue in issues
    )


def _resolved(reference: Reference, targets: dict[str, list[str]]) -> Reference:
    for name in names_of(reference.text):
        keys = targets.get(name, [])
        if len(keys) == 1:
            return replace(reference, target=keys[0])
    return replace(reference, target=None)


def names_of(mention: str) -> tuple[str, ...]:
    """What a mention may name, the likeliest first, each as ``plain_number`` has it."""
    names = (_plain(mention), _last_number(mention), _joined(mention))
    return tuple(_zeros(name) for name in names if name)


def _joined(text: str) -> str | None:
    """``bug-12`` of ``Bug #12``, for logs whose ids begin with the noun."""
    named = _NOUN_NUMBER.fullmatch(text)
    return f"{fold(named[1]).removesuffix('s')}-{named[2]}" if named else None


def _last_number(text: str) -> str:
    """``12`` of ``Issue #12``; an id such as ``BUG-012`` stands for itself alone."""
    numbers = _NUMBER.findall(text)
    return numbers[-1] if numbers and not _ID.match(text.strip()) else "\0"
