"""Error signatures: what an error looks like each time it strikes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import ErrorKind, ErrorSignature
from issues_kb.reading.error_lines import (
    ALL,
    CRASH,
    LABEL,
    MESSAGE,
    NAME,
    NUMBER,
    PANIC,
    RAISED,
    SHELL,
    ErrorLines,
    error_lines,
)
from issues_kb.reading.folding import fold_name, is_wide
from issues_kb.reading.labels import Label, parse_label
from issues_kb.reading.messages import MAX_LINE, normalise_message
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["find_errors"]

MAX_SIGNATURES = 40

_SPOKEN = RAISED | MESSAGE | PANIC | SHELL | CRASH
"""The kinds that count in code alone: in prose they are but words."""

_SPAN = re.compile(r"(`+)(.+?)\1")
_QUOTED = re.compile(r"^\W*[\"“”„«「]([^\"“”«»「」]{5,})[\"“”»」]\W*$")
_LABEL_LIKE = re.compile(r"[^:：]{0,60}[:：]|\s*[-*+\d.)]*\s*(?:\*\*|__)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")


def find_errors(
    blocks: Sequence[Block], text: str, vocabulary: Vocabulary
) -> tuple[ErrorSignature, ...]:
    """The error signatures of an entry, each once, in order.

    ``blocks`` are those that hold text, the entry's title first; ``text`` is its source.
    """
    search = error_lines(vocabulary)
    kinds = search.find(text)
    if not kinds:
        return ()
    if 1 in kinds:
        # The title is not written as its line is: id, state and emphasis are gone.
        kinds[1] = ALL
    finder = _Finder(search, kinds)
    telling = [*kinds, 0]
    place = 0
    for block in blocks:
        while telling[place] and telling[place] < block.line:
            place += 1
        code = block.type is BlockType.CODE
        if 0 < telling[place] <= block.end_line or (code and finder.below):
            finder.block(block, code=code)
        elif telling[place]:
            finder.below = False
        else:
            break
    return tuple(finder.found.values())


class _Finder:
    def __init__(self, search: ErrorLines, kinds: dict[int, int]) -> None:
        self.found: dict[tuple[ErrorKind, str], ErrorSignature] = {}
        self.labels = search.labels
        self.shapes = search.shapes
        self.kinds = kinds
        self.below = False
        """Whether a label for errors stands right above, and its message is still to come."""

    def block(self, block: Block, *, code: bool) -> None:
        """Look through a block, closer only at lines where a sign of an error is seen."""
        for text, line in _lines(block, code=code):
            kind = self.kinds.get(line, 0)
            if kind or (code and self.below):
                self._line(text, line, kind, code=code)
            else:
                self.below = False

    def _line(self, text: str, line: int, kind: int, *, code: bool) -> None:
        label = self._label(text) if kind & LABEL and not code else None
        signatures = list(self._codes(text, kind))
        if kind & _SPOKEN:
            for piece in (text,) if code else _spans(text):
                signatures += self._messages(piece, kind)
        if label is not None:
            signatures += self._labelled(label)
        elif code and self.below and not signatures and not _is_trace(text):
            signatures.append((ErrorKind.MESSAGE, normalise_message(text)))
        goes_on = self.below and code and not signatures
        self.below = goes_on or (label is not None and not label.value)
        for sort, value in signatures:
            if _tells(sort, value) and len(self.found) < MAX_SIGNATURES:
                self.found.setdefault((sort, value), ErrorSignature(sort, value, line))

    def _label(self, text: str) -> Label | None:
        """The label that a line begins with, when it is one for errors."""
        if not _LABEL_LIKE.match(text):
            return None
        label = parse_label(text)
        return label if label is not None and fold_name(label.name) in self.labels else None

    def _codes(self, text: str, kind: int) -> Iterator[tuple[ErrorKind, str]]:
        """Codes and exceptions of a line."""
        if kind & NUMBER:
            for pattern in self.shapes.numbers:
                for match in pattern.finditer(text):
                    yield ErrorKind.CODE, next(group for group in match.groups() if group)
        if kind & NAME:
            for match in self.shapes.code.finditer(text):
                yield ErrorKind.CODE, match.group(1)
            for match in self.shapes.exception.finditer(text):
                yield ErrorKind.EXCEPTION, match.group(1)
                if match.group(2):
                    yield self._message(match.group(2).split("`")[0])

    def _messages(self, piece: str, kind: int) -> Iterator[tuple[ErrorKind, str]]:
        """What a line of code says: the first of the shapes that it may have."""
        shapes = self.shapes
        if kind & RAISED:
            raised = shapes.raised.match(piece)
            if raised and not shapes.exception.match(raised.group(1)):
                yield ErrorKind.EXCEPTION, raised.group(1)
                yield ErrorKind.MESSAGE, normalise_message(raised.group(2))
                return
        match = (
            (kind & MESSAGE and shapes.message.match(piece))
            or (kind & PANIC and shapes.panic.match(piece))
            or (kind & SHELL and shapes.shell.match(piece))
            or (kind & CRASH and shapes.crash.search(piece))
        )
        if match:
            message = next(group for group in match.groups() if group)
            if not shapes.exception.match(message):
                yield self._message(message)

    def _labelled(self, label: Label) -> Iterator[tuple[ErrorKind, str]]:
        """What is quoted behind ``**Error message**:``, as code or in quotation marks."""
        spans = _spans(label.value)
        if spans:
            outside = _SPAN.sub("", label.value).split(" (")[0]
            if not _LONG_WORD.search(outside):
                yield self._message(spans[0])
        elif quoted := _QUOTED.match(label.value):
            yield self._message(quoted.group(1))

    def _message(self, text: str) -> tuple[ErrorKind, str]:
        return ErrorKind.MESSAGE, normalise_message(self.shapes.prefix.sub("", text))


def _spans(text: str) -> list[str]:
    """The pieces of code in a line of prose."""
    return [match.group(2) for match in _SPAN.finditer(text)] if "`" in text else []


def _is_trace(text: str) -> bool:
    """Whether a line of code only leads to the message: where it was, or what was typed."""
    return text[:1] in " \t$>#" or text.lstrip().startswith(("at ", "File ", "Traceback"))


def _tells(kind: ErrorKind, value: str) -> bool:
    """A message needs more than a word: ``'rows'`` is found in every log."""
    if kind is not ErrorKind.MESSAGE:
        return bool(value)
    return is_wide(value) or len(_WORD.findall(value)) > 1


def _lines(block: Block, *, code: bool) -> Iterator[tuple[str, int]]:
    """The lines of a block that are not blank, and where each stands in the entry."""
    first = block.line
    if code and block.end_line - block.line > block.text.count("\n"):
        first += 1
    for offset, line in enumerate(block.text.split("\n")):
        if line.strip():
            yield line[:MAX_LINE], first + offset
