"""The headings of a log as candidates for entries, with what speaks for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_letters
from types import MappingProxyType

from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold_name, is_wide, plain_text
from issues_kb.reading.groups import value_of_level
from issues_kb.reading.headings import HeadingParts, parse_heading
from issues_kb.reading.ids import SURE_KINDS, IdKind
from issues_kb.reading.labels import LabelStyle, parse_dotted, parse_label, split_segments
from issues_kb.reading.slots import is_template_heading
from issues_kb.reading.splitting import HeadingLine
from issues_kb.reading.values import is_placeholder
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "CORE_FIELDS",
    "CORE_KINDS",
    "DOUBTFUL",
    "LIKELY",
    "MAIN_KINDS",
    "NO_ID",
    "SURE",
    "Candidate",
    "collect_candidates",
    "let_go",
]

CORE_FIELDS = frozenset({"date", "severity", "priority", "status"})
MAIN_KINDS = frozenset(
    {
        "problem",
        "root_cause",
        "resolution",
        "learnings",
        "prevention",
        "why_missed",
        "files_changed",
    }
)

CORE_KINDS = frozenset({"problem", "root_cause", "resolution"})

MAX_BODY_LINES = 80
"""How many lines below a heading are searched for labels."""

MIN_ALIKE = 2
_NEVER = frozenset({"template", "summary", "guide", "contents"})

SURE, LIKELY, DOUBTFUL, NO_ID = 3, 2, 1, 0

"""How sure an id is."""

_WORD = pattern(r"[^\W\d_]+")
_LABELLED = pattern(
    r"^\s{0,3}(?:[>|]\s*)?(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?(?=\S{0,3}[*_]{1,3}\S|[^\W\d_])(.*)$"
)
_FENCE = pattern(r"^\s*(?:[-*+>]\s+)?(`{3,}|~{3,})")
_TABLE_ROW = pattern(r"^\s*\|([^|]+)\|([^|]+)\|\s*$")
_CODE = pattern(r"`*\d{3}\b")
"""A value such as ``404 Not Found`` is the answer of a server, not the status of an issue."""

_WHOLE_BRACKET = pattern(r"[(（\[]([^()（）\[\]]+)[)）\]]")
_LETTERS = frozenset(ascii_letters)
_NO_PROSE = pattern(r"\s*(?:[-*+]\s|\d{1,9}[.)]\s|[|`~<>]|-{3,}|_{3,})")
_PLACEHOLDER = pattern(r"YYYY|\[[^\[\]]{2,}\]$|<[^<>]{2,}>$|\{[^{}]{2,}\}$")


_NO_PARTS = HeadingParts()
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Candidate:
    """A heading and all that speaks for and against its being an entry."""

    heading: HeadingLine
    end: int
    """The last line before the next heading of any level."""

    parts: HeadingParts = field(default_factory=lambda: _NO_PARTS)
    role: str | None = None
    parent: Candidate | None = None
    children: list[Candidate] = field(default_factory=list)
    fields: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    child_kinds: frozenset[str] = frozenset()
    stated: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """The first value of each core field right below the heading."""

    labels: frozenset[str] = frozenset()
    repeats: bool = False
    """Whether a label of a main section comes twice: the text tells of several issues."""

    placeholders: int = 0
    has_text: bool = False
    has_prose: bool = False
    """Whether the text below the heading begins with a paragraph."""

    id_weight: int = NO_ID
    is_entry: bool = False

    @property
    def direct(self) -> int:
        """How much the lines right below the heading speak for an entry."""
        return len(self.fields) + min(3, len(self.kinds))

    @property
    def weight(self) -> int:
        """How much the heading's whole content speaks for an entry."""
        state = 1 if self.parts.stated else 0
        return self.direct + min(3, len(self.child_kinds - self.kinds)) + state

    @property
    def rank(self) -> int:
        """Which of two nested candidates is the entry: the one with the better id."""
        return self.id_weight * 2 + (1 if self.direct else 0)


def collect_candidates(
    headings: Sequence[HeadingLine], lines: Sequence[str], vocabulary: Vocabulary
) -> list[Candidate]:
    """Take each heading of a log apart, and look at what stands below it."""
    candidates: list[Candidate] = []
    stack: list[Candidate] = []
    for index, heading in enumerate(headings):
        end = headings[index + 1].line - 1 if index + 1 < len(headings) else len(lines)
        candidate = Candidate(heading, end)
        while stack and stack[-1].heading.level >= heading.level:
            stack.pop()
        candidate.parent = stack[-1] if stack else None
        if candidate.parent is not None:
            candidate.parent.children.append(candidate)
        stack.append(candidate)
        candidate.role = _role(heading.text, vocabulary)
        if candidate.role != "section" or index == 0:
            candidate.parts = parse_heading(heading.text, vocabulary)
            if index == 0 or not _is_settled(candidate):
                _read_body(candidate, lines, vocabulary)
        candidates.append(candidate)
    for candidate in candidates:
        if candidate.children:
            _read_children(candidate, vocabulary)
            if _tells_an_issue(candidate):
                candidate.role = None
                _read_body(candidate, lines, vocabulary)
    _free_numbered(candidates, lines, vocabulary)
    first = candidates[0] if candidates else None
    if first is not None and len(candidates) > 1 and first.heading.level == 1:
        alone = sum(c.heading.level == 1 for c in candidates) == 1
        if alone and first.role not in ("template", "summary", "guide"):
            first.role = "title"
    return candidates


def _free_numbered(
    candidates: Sequence[Candidate], lines: Sequence[str], vocabulary: Vocabulary
) -> None:
    """Among numbered issues one whose title sounds like a guide's or a section's is an issue."""
    groups: dict[tuple[int, int], list[Candidate]] = {}
    for candidate in candidates:
        key = (id(candidate.parent), candidate.heading.level)
        groups.setdefault(key, []).append(candidate)
    for group in groups.values():
        alike = [c for c in group if c.role is None and c.parts.id_kind is IdKind.ORDINAL]
        if sum(map(_tells_core, alike)) < MIN_ALIKE:
            continue
        for candidate in group:
            if candidate.role not in ("section", "guide", "summary"):
                continue
            numbered = Candidate(candidate.heading, candidate.end)
            numbered.parts = parse_heading(candidate.heading.text, vocabulary)
            numbered.child_kinds = candidate.child_kinds
            if numbered.parts.id_kind is not IdKind.ORDINAL:
                continue
            _read_body(numbered, lines, vocabulary)
            if _tells_core(numbered):
                candidate.role, candidate.parts = None, numbered.parts
                _read_body(candidate, lines, vocabulary)


def _tells_core(candidate: Candidate) -> bool:
    return len(CORE_KINDS & (candidate.kinds | candidate.child_kinds)) > 1


def _is_settled(candidate: Candidate) -> bool:
    """Whether a heading is no entry's, whatever stands below it."""
    parts = candidate.parts
    return candidate.role in _NEVER and bool(parts.title) and parts.id_kind not in SURE_KINDS


def _tells_an_issue(candidate: Candidate) -> bool:
    """Whether a dated title that sounds like a summary's or a guide's has an issue's sections."""
    dated = candidate.role in ("summary", "guide") and candidate.parts.date is not None
    return dated and bool(candidate.parts.title) and len(CORE_KINDS & candidate.child_kinds) > 1


@lru_cache(maxsize=8192)
def _role(text: str, vocabulary: Vocabulary) -> str | None:
    """What a heading is by its words alone."""
    parts = parse_heading(text, vocabulary)
    inner = _WHOLE_BRACKET.fullmatch(parts.title)
    if is_template_heading(text) or (inner and vocabulary.headings.find(inner[1]) == "template"):
        return "template"
    if parts.noun_led:
        return None
    sure = parts.id_kind in SURE_KINDS
    titled = sure and bool(parts.title)
    plain = plain_text(text)
    if not titled and (_is_group(plain, vocabulary) or _names_a_time(plain, vocabulary)):
        return "group"
    role = vocabulary.headings.find(plain)
    bare = sure and not titled and (parts.id_kind is IdKind.PREFIX or "#" in text)
    if bare or (sure and role == "template"):
        return None
    if role == "template" or (titled and vocabulary.sections.exact(parts.title) is None):
        return role
    return _section_role(text, role, vocabulary)


def _section_role(text: str, role: str | None, vocabulary: Vocabulary) -> str | None:
    """The role of a heading that may name a section of an entry, or a field with its value."""
    plain = plain_text(text)
    section = vocabulary.sections.find(plain)
    label = parse_label(text)
    if section is None and label is not None and label.value:
        name = vocabulary.fields.exact(label.name)
        if name == "date":
            return "date"
        section = name or vocabulary.sections.exact(label.name)
    if role is not None:
        return role
    if section in (None, "other") and fold_name(plain).startswith(vocabulary.follow_up):
        return "follow_up"
    return None if section is None else "section"


def _is_group(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a heading says nothing but a severity or a status, and of what: ``Open Issues``."""
    words = fold_name(value_of_level(text, vocabulary))
    if not is_wide(words) and not vocabulary.state_words.issuperset(_WORD.findall(words)):
        return False
    found = [*vocabulary.severity.finditer(words), *vocabulary.status.finditer(words)]
    if not found:
        return False
    left = words
    for piece in sorted(found, key=lambda piece: -piece.start):
        left = left[: piece.start] + " " + left[piece.end :]
    return all(w in vocabulary.group_words or w.isdigit() for w in left.split())


def _names_a_time(text: str, vocabulary: Vocabulary) -> bool:
    """Whether it says when several issues were met: ``Sprint 8 Issues``, ``Bugs Found in May``."""
    words = fold_name(text).split()
    plural = next((n for n, word in enumerate(words) if word in vocabulary.plurals), None)
    if plural is None:
        return False
    front, behind = words[:plural], words[plural + 1 :]
    if not all(word in vocabulary.group_words or word.isdigit() for word in front):
        return False
    if not behind:
        return any(word.isdigit() for word in front)
    when = len(behind) == 1 or behind[1] in vocabulary.times
    return behind[0] in vocabulary.met_words and when


def _read_body(candidate: Candidate, lines: Sequence[str], vocabulary: Vocabulary) -> None:
    """Look for labelled lines right below the heading, outside of code."""
    fence = ""
    last = min(candidate.end, candidate.heading.line + MAX_BODY_LINES)
    for line in lines[candidate.heading.line : last]:
        if fence:
            if line.strip().startswith(fence):
                fence = ""
            continue
        if not candidate.has_text:
            if not line or line.isspace():
                continue
            candidate.has_prose = _NO_PROSE.match(line) is None
            candidate.has_text = True
        if "```" in line or "~~~" in line:
            opened = _FENCE.match(line)
            if opened:
                fence = opened.group(1)
                continue
        if ":" in line or "|" in line or "：" in line or ("**" in line and not _is_prose(line)):
            for name, value, sure in _labels_in(line):
                _note_label(candidate, name, value, vocabulary, sure=sure)


def _is_prose(line: str) -> bool:
    """Whether a line without a colon plainly begins with a word, and is not divided."""
    return line[0] in _LETTERS and "<" not in line and line.isascii()


def _labels_in(line: str) -> tuple[tuple[str, str, bool], ...]:
    """The labels of a line: name, value, and whether more than a colon says that it is one."""
    row = _TABLE_ROW.match(line) if "|" in line else None
    if row:
        # An empty cell is told: somebody means to fill it.
        name, value = (cell.strip() or " " for cell in row.groups())
        return ((plain_text(name), value, True),)
    match = _LABELLED.match(line)
    if match is None or not (":" in line or "**" in line or "：" in line):
        return ()
    text = match.group(1)
    whole = line.isascii() and not ("|" in line or "<" in line)
    labels = [parse_label(segment) for segment in ((text,) if whole else split_segments(text))]
    if labels == [None] and "**" in text and (dotted := parse_dotted(text)):
        return ((dotted.name, dotted.value, False),)
    return tuple(
        (label.name, label.value, label.style is not LabelStyle.PLAIN)
        for label in labels
        if label is not None
    )


def _note_label(
    candidate: Candidate, name: str, value: str, vocabulary: Vocabulary, *, sure: bool
) -> None:
    folded, meaning, kind = _meaning(name, vocabulary, sure=sure)
    if value and not candidate.parts.title and folded in vocabulary.title_fields:
        candidate.stated = {"title": value, **candidate.stated}
        return
    if meaning is not None and value:
        if _PLACEHOLDER.search(value) or is_placeholder(value, vocabulary.severity):
            candidate.placeholders += 1
        if _CODE.match(value):
            return
        candidate.fields |= {"severity" if meaning == "priority" else meaning}
        candidate.stated = {meaning: value, **candidate.stated}
        return
    if kind is not None:
        candidate.kinds |= {kind}
        candidate.repeats = candidate.repeats or folded in candidate.labels
        candidate.labels |= {folded}
        if value and _PLACEHOLDER.match(value):
            candidate.placeholders += 1


@lru_cache(maxsize=8192)
def _meaning(
    name: str, vocabulary: Vocabulary, *, sure: bool
) -> tuple[str, str | None, str | None]:
    """A label's name made comparable, and the core field or the main section that it names."""
    field_name = vocabulary.fields.exact(name)
    kind = vocabulary.sections.find(name) if sure else vocabulary.sections.exact(name)
    return (
        fold_name(name),
        field_name if field_name in CORE_FIELDS else None,
        kind if kind in MAIN_KINDS else None,
    )


def _read_children(candidate: Candidate, vocabulary: Vocabulary) -> None:
    told = {_told_by(child.heading.text, vocabulary) for child in candidate.children}
    candidate.child_kinds |= {kind for kind, _ in told if kind is not None}
    candidate.fields |= {name for _, name in told if name is not None}


@lru_cache(maxsize=8192)
def _told_by(text: str, vocabulary: Vocabulary) -> tuple[str | None, str | None]:
    """The main section or the core field that a heading below another one is."""
    name = None
    kind = vocabulary.sections.find(plain_text(text))
    label = parse_label(text) if kind is None else None
    if label is not None:
        kind = vocabulary.sections.exact(label.name)
        meaning = vocabulary.fields.exact(label.name)
        name = meaning if meaning in CORE_FIELDS and label.value else None
    return kind if kind in MAIN_KINDS else None, name


def let_go(candidates: Sequence[Candidate]) -> None:
    """Undo what ties candidates that nobody needs any longer to one another.

    Such rings stay in memory, several times the size of the log, until Python looks for them,
    which a command never does.
    """
    for candidate in candidates:
        candidate.children.clear()
