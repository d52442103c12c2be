"""Error signatures: what an error looks like each time it strikes.

Numbers, paths, addresses and times are blanked, so that the same error from another run
has the same text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from issues_kb.markdown.blocks import Block, BlockType, walk
from issues_kb.model import ErrorKind, ErrorSignature
from issues_kb.reading.folding import fold, fold_name, is_wide
from issues_kb.reading.labels import Label, parse_label
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["find_errors", "normalise_message"]

MAX_LINE = 2_000
MAX_SIGNATURES = 40
MAX_BEFORE_LABEL = 16
"""How far from the beginning of its line a label may stand: bullets, emphasis, signs."""

_EXCEPTION = re.compile(
    r"(?<![\w.])((?:[A-Za-z_$][\w$]*\.)*[A-Z][A-Za-z0-9_]*(?:Error|Exception|Warning|Fault|Panic|Failure|Interrupt|Violation))\b"
    r"(?:\s*(?:\[[^\]]*\])?\s*[:：]\s*(.{3,}))?"
)
_RAISED = re.compile(r"^\s*((?:[a-z_]\w*\.)+[A-Z]\w*[a-z]\w*)\s*:\s+(.{3,})")
"""The last line of a traceback: ``django.core.exceptions.ObjectDoesNotExist: …``."""

_AFTER_WORD = r"\s*[:=#]?\s*[*_`\"']*(?:HTTP\s*)?"
_CODE_SHAPE = r"((?:0x[0-9A-Fa-f]{2,16})|(?:[A-Z]{1,10}[-_]?\d{2,8})|\d{3,6})\b[*_`]*"
_LABELLED_CODE = re.compile(
    rf"\b(?:error|exit|return|sqlstate|errno)\s*(?:code|number|no\.?|status)?{_AFTER_WORD}{_CODE_SHAPE}"
    r"(?!\s+[a-z]{3,})",
    re.I,
)
_NAMED_CODE = re.compile(
    rf"\b(?:error|exit|return|close)\s*(?:code|number|no\.?)\s*(?:was|is|of)?{_AFTER_WORD}{_CODE_SHAPE}",
    re.I,
)
_HTTP_CODE = re.compile(
    r"\b(?:http(?:/[\d.]+)?|status|error)\s*(?:status)?\s*(?:code)?\s*(?:was|is|of)?"
    r"\s*[:=#]?\s*[*_`\"']*([45]\d\d)(?!\w|[.,]\d)"
    r"|(?<![\w.,-])([45]\d\d)\s+(?:Bad Request|Unauthorized|Payment Required|Forbidden|Not Found"
    r"|Method Not Allowed|Conflict|Gone|Payload Too Large|Unprocessable|Too Many Requests"
    r"|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)\b",
    re.I,
)
_KNOWN_CODE = re.compile(
    r"\b(E(?:CONN|NO|ACC|ADDR|PERM|PIPE|TIMED|HOST|NET|RESET|INVAL|EXIST|MFILE|BUSY|AGAIN|AI_"
    r"|ISDIR|NOTDIR|SOCKET|RR_|OPEN|RESOLVE|INTEGRITY|BADENGINE|OTP)[A-Z_]*"
    r"|(?:TS|CS|CA|IDE|MSB|NU|NG|SC|BC|FS|NETSDK|AADSTS|LNK|PLR|PLW|RUF|SQL)\d{3,6}"
    r"|[CE]\d{4}|[FEW]\d{3}(?=\s+[a-z`'])|ORA-\d{5}|PGRST\d{3}|ERR_[A-Z_]{3,}|SQLITE_[A-Z]{3,}"
    r"|P[12]0\d{2}|SQLSTATE\[\w+\]|0x[89A-Fa-f][0-9A-Fa-f]{7}|"
    r"SIG(?:SEGV|KILL|ABRT|TERM|BUS|ILL|FPE))\b"
)
_ERROR_WORDS = (
    r"(?:error|fatal(?: error)?|panic|exception|critical|fehler|erreur|ошибка"
    r"|错误|錯誤|エラー|오류)"
)
_MESSAGE = re.compile(
    r"^\W*(?:<?\d{4}-\d\d-\d\d[T ]\S+\s+)?(?:\[[^\]]{1,40}\]\s*)*"
    r"(?:[\w./\\-]+(?:[(:]\d+(?:[,:]\d+)*\)?)?:\s+)*"
    rf"(?:(?:uncaught|unhandled|npm|php|runtime)\s+)*{_ERROR_WORDS}(?![\w.])"
    r"\s*(?:\[\w+\])?(?:\s+[A-Z]{1,6}\d+)?"
    r"\s*(?:[:：!]|\s(?=\[))\s*(?:\[[^\]]{1,40}\]\s*)*(.{5,})",
    re.I,
)
_SHELL = re.compile(
    r"^\W*[\w./-]+:\s+(?:line \d+:\s+)?((?:[^:]{1,60}:\s+)?(?:command not found|permission denied"
    r"|no such file or directory|connection refused|cannot find|not found)\b.*)",
    re.I,
)
_PANIC = re.compile(r"^\W*thread '[^']*' panicked at\s+(?:'(.{5,})'|(.{5,}))")
_CRASH = re.compile(
    r"\b(Segmentation fault|core dumped|Out of memory|Bus error|Killed process)\b", re.I
)
_PREFIX = re.compile(r"^(?:error|fatal|exception|uncaught \w+)\s*:\s*", re.I)
_SPAN = re.compile(r"(`+)(.+?)\1")
_QUOTED = re.compile(r"^\W*[\"“”„«「]([^\"“”«»「」]{5,})[\"“”»」]\W*$")

_NUMBER_LIKE = re.compile(r"\d\d")
_BEFORE_CODE = re.compile(
    r"[Ee]rr(?:or|no)|ERR|[Ee]xit|EXIT|[Rr]eturn|[Ss]tatus|STATUS|[Hh]ttp|HTTP|[Cc]lose|[Ss]ql|SQL"
    r"|[45]\d\d\s[A-Za-z]"
)
_CODE_LIKE = re.compile(r"[A-Z][A-Z0-9_\[]{2}|[CEFWP]\d|0x|ORA-")
_TELLING = re.compile(r"[A-Z][A-Z0-9_\[]{2}|[CEFWP]\d|0x|\.[A-Z]|Fault|[45]\d\d\s[A-Za-z]")
_NEWLINE = re.compile(r"\n")
_LABEL_LIKE = re.compile(r"[^:：]{0,60}[:：]|\s*[-*+\d.)]*\s*(?:\*\*|__)")
_EXCEPTION_LIKE = re.compile(
    r"[A-Z]\w*(?:Error|Exception|Warning|Fault|Panic|Failure|Interrupt|Violation)\b"
    r"|\b(?:Error|Exception|Warning|Fault|Panic|Failure|Interrupt|Violation)\b"
)

_BLANKS = (
    (
        re.compile(
            r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
        ),
        "<time>",
    ),
    (re.compile(r"\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I), "<id>"),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>)]+", re.I), "<url>"),
    (
        re.compile(
            r"(?<![\w<])(?:[A-Za-z]:)?(?:\.{0,2}[\\/])(?:[\w.@+~-]+[\\/])+[\w.@+~-]*"
            r"|(?<![\w<./\\])\.{0,2}[\\/]?(?:[\w@+~-][\w.@+~-]*[\\/])*[\w@+~-]+\.(?:[cm]?[jt]sx?|py|rb|php|java|go|rs|cs|sh)(?=[:(]\d)"
        ),
        "<path>",
    ),
    (re.compile(r"\b0x[0-9a-f]+\b", re.I), "<n>"),
    (re.compile(r"(?<![A-Za-z_])\d+(?:\.\d+)*"), "<n>"),
)


def normalise_message(text: str) -> str:
    """A message with what changes from run to run blanked, and blanks folded."""
    text = text[:MAX_LINE].strip()
    while len(text) > 1 and text[0] in "`*" and text[-1] == text[0]:
        text = text[1:-1].strip()
    for pattern, blank in _BLANKS:
        text = pattern.sub(blank, text)
    return re.sub(r"\s+", " ", text).strip(" .;,")


def find_errors(
    blocks: Sequence[Block], text: str, vocabulary: Vocabulary
) -> tuple[ErrorSignature, ...]:
    """The error signatures of an entry's blocks and text, each once, in order."""
    finder = _Finder(text, vocabulary)
    for block in walk(blocks):
        if not block.children and block.text:
            finder.block(block)
    return tuple(finder.found.values())


class _Finder:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.found: dict[tuple[ErrorKind, str], ErrorSignature] = {}
        self.labels = vocabulary.error_labels
        self.telling = _telling_lines(text, vocabulary)
        self.below = False
        """Whether a label for errors stands right above, and its message is still to come."""

    def block(self, block: Block) -> None:
        """Look through a block, closer only at lines where a sign of an error is seen."""
        code = block.type is BlockType.CODE
        awaited = self.below and code
        place = bisect_left(self.telling, block.line)
        if not awaited and (place == len(self.telling) or self.telling[place] > block.end_line):
            self.below = False
            return
        telling = set(self.telling[place : bisect_right(self.telling, block.end_line)])
        for text, line in _lines(block, code=code):
            if line in telling or (code and self.below):
                self._line(text, line, code=code)
            else:
                self.below = False

    def _line(self, text: str, line: int, *, code: bool) -> None:
        label = self._label(text) if not code else None
        signatures = list(_codes(text))
        pieces = [text] if code else [match.group(2) for match in _SPAN.finditer(text)]
        for piece in pieces:
            signatures += _messages(piece)
        if label is not None:
            signatures += _labelled(label)
        elif code and self.below and not signatures and not _is_trace(text):
            signatures.append((ErrorKind.MESSAGE, normalise_message(text)))
        goes_on = self.below and code and not signatures
        self.below = goes_on or (label is not None and not label.value)
        for kind, value in signatures:
            if _tells(kind, value) and len(self.found) < MAX_SIGNATURES:
                self.found.setdefault((kind, value), ErrorSignature(kind, value, line))

    def _label(self, text: str) -> Label | None:
        """The label that a line begins with, when it is one for errors."""
        if not _LABEL_LIKE.match(text):
            return None
        label = parse_label(text)
        return label if label is not None and fold_name(label.name) in self.labels else None


def _telling_lines(text: str, vocabulary: Vocabulary) -> list[int]:
    """The lines of an entry that are worth a closer look: most speak of no error.

    One pass over the text for each sign costs far less than a look at each line.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = fold(text)
    places = [match.start() for match in _TELLING.finditer(text)]
    for sign in vocabulary.error_signs:
        places += _places(sign, lowered)
    for label in vocabulary.error_labels:
        for place in _places(label, lowered):
            if place - lowered.rfind("\n", 0, place) <= MAX_BEFORE_LABEL:
                places.append(place)
    if not places:
        return []
    ends = [match.start() for match in _NEWLINE.finditer(text)]
    return sorted({bisect_left(ends, place) + 1 for place in places})


def _places(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + len(word))


def _is_trace(text: str) -> bool:
    """Whether a line of code only leads to the message: where it was, or what was typed."""
    return text[:1] in " \t$>#" or text.lstrip().startswith(("at ", "File ", "Traceback"))


def _tells(kind: ErrorKind, value: str) -> bool:
    """A message needs more than a word: ``'rows'`` is found in every log."""
    if kind is not ErrorKind.MESSAGE:
        return bool(value)
    return is_wide(value) or len(re.findall(r"[^\W\d_]{2,}", value)) > 1


def _labelled(label: Label) -> Iterator[tuple[ErrorKind, str]]:
    """What is quoted behind ``**Error message**:``, as code or in quotation marks."""
    spans = [match.group(2) for match in _SPAN.finditer(label.value)]
    outside = _SPAN.sub("", label.value)
    if spans and not re.search(r"[^\W\d_]{3,}", outside.split(" (")[0]):
        yield from ((ErrorKind.MESSAGE, normalise_message(_PREFIX.sub("", s))) for s in spans[:1])
    quoted = _QUOTED.match(label.value)
    if quoted and not spans:
        yield ErrorKind.MESSAGE, normalise_message(_PREFIX.sub("", quoted.group(1)))


def _lines(block: Block, *, code: bool) -> Iterator[tuple[str, int]]:
    first = block.line
    if code and block.end_line - block.line > block.text.count("\n"):
        first += 1
    for offset, line in enumerate(block.text.split("\n")):
        if line.strip():
            yield line[:MAX_LINE], first + offset


def _codes(text: str) -> Iterator[tuple[ErrorKind, str]]:
    """Codes and exceptions of a line. Each pattern runs only where its cheap sign is seen."""
    if _NUMBER_LIKE.search(text) and _BEFORE_CODE.search(text):
        for pattern in (_LABELLED_CODE, _NAMED_CODE, _HTTP_CODE):
            for match in pattern.finditer(text):
                yield ErrorKind.CODE, next(group for group in match.groups() if group)
    if _CODE_LIKE.search(text):
        for match in _KNOWN_CODE.finditer(text):
            yield ErrorKind.CODE, match.group(1)
    if _EXCEPTION_LIKE.search(text):
        for match in _EXCEPTION.finditer(text):
            yield ErrorKind.EXCEPTION, match.group(1)
            if match.group(2):
                message = _PREFIX.sub("", match.group(2).split("`")[0])
                yield ErrorKind.MESSAGE, normalise_message(message)


def _messages(piece: str) -> Iterator[tuple[ErrorKind, str]]:
    raised = _RAISED.match(piece)
    if raised and not _EXCEPTION.match(raised.group(1)):
        yield ErrorKind.EXCEPTION, raised.group(1)
        yield ErrorKind.MESSAGE, normalise_message(raised.group(2))
        return
    for pattern in (_MESSAGE, _PANIC, _SHELL, _CRASH):
        match = pattern.match(piece) if pattern is not _CRASH else pattern.search(piece)
        if match:
            message = next(group for group in match.groups() if group)
            if not _EXCEPTION.match(message):
                yield ErrorKind.MESSAGE, normalise_message(_PREFIX.sub("", message))
            return
