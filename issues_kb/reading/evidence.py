"""Which headings of a log are entries: decided over the whole log, by evidence.

An id, the fields and sections under a heading, and the shape of its siblings speak for an
entry. A heading that names a section, a group, a summary, a guide or a template is none.
One small function weighs each kind of evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from issues_kb.reading.folding import fold, fold_name, plain_text
from issues_kb.reading.headings import HeadingParts, IdKind, is_template_heading, parse_heading
from issues_kb.reading.labels import parse_label, split_segments
from issues_kb.reading.splitting import HeadingLine
from issues_kb.reading.values import is_placeholder
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["Candidate", "find_entries"]

CORE_FIELDS = frozenset({"date", "severity", "priority", "status"})
MAIN_KINDS = frozenset(
    {"problem", "root_cause", "resolution", "learnings", "prevention", "why_missed", "files_changed"}
)
NO_ENTRY_ROLES = frozenset({"template", "summary", "guide", "contents", "section"})

MAX_BODY_LINES = 80
"""How many lines below a heading are searched for labels."""

SURE, LIKELY, DOUBTFUL, NO_ID = 3, 2, 1, 0

_LABELLED = re.compile(r"^\s{0,3}(?:[>|]\s*)?(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?(?=\S{0,3}[*_]{1,3}\S|[^\W\d_])(.*)$")
_FENCE = re.compile(r"^\s*(?:[-*+>]\s+)?(`{3,}|~{3,})")
_TABLE_ROW = re.compile(r"^\s*\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|\s*$")
_PLACEHOLDER = re.compile(r"YYYY|\[[^\[\]]{2,}\]$|<[^<>]{2,}>$|\{[^{}]{2,}\}$")


@dataclass(slots=True)
class Candidate:
    """A heading and all that speaks for and against its being an entry."""

    heading: HeadingLine
    end: int
    """The last line before the next heading of any level."""

    parts: HeadingParts = field(default_factory=HeadingParts)
    role: str | None = None
    parent: Candidate | None = None
    children: list[Candidate] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    child_kinds: set[str] = field(default_factory=set)
    placeholders: int = 0
    has_text: bool = False
    id_weight: int = NO_ID
    is_entry: bool = False

    @property
    def direct(self) -> int:
        """How much the lines right below the heading speak for an entry."""
        return len(self.fields) + min(3, len(self.kinds))

    @property
    def weight(self) -> int:
        """How much the heading's whole content speaks for an entry."""
        return self.direct + min(3, len(self.child_kinds - self.kinds))

    @property
    def rank(self) -> int:
        """Which of two nested candidates is the entry: the one with the better id."""
        return self.id_weight * 2 + (1 if self.direct else 0)


def find_entries(
    headings: Sequence[HeadingLine], lines: Sequence[str], vocabulary: Vocabulary
) -> list[Candidate]:
    """Weigh all headings of a log; ``is_entry`` tells which are entries."""
    candidates = _collect(headings, lines, vocabulary)
    _weigh_ids(candidates)
    plausible = [c for c in candidates if _is_plausible(c)]
    _mark_templates(plausible)
    plausible = [c for c in plausible if c.role != "template"]
    for candidate in plausible:
        candidate.is_entry = True
    _settle_nesting(candidates)
    _join_siblings(candidates)
    _drop_repeats(candidates, vocabulary)
    return candidates


# Collecting


def _collect(
    headings: Sequence[HeadingLine], lines: Sequence[str], vocabulary: Vocabulary
) -> list[Candidate]:
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
            _read_body(candidate, lines, vocabulary)
        candidates.append(candidate)
    for candidate in candidates:
        _read_children(candidate, vocabulary)
    if candidates and candidates[0].heading.level == 1:
        if sum(c.heading.level == 1 for c in candidates) == 1 and len(candidates) > 1:
            candidates[0].role = candidates[0].role or "title"
            candidates[0].is_entry = False
    return candidates


def _role(text: str, vocabulary: Vocabulary) -> str | None:
    """What a heading is by its words alone."""
    if is_template_heading(text):
        return "template"
    plain = plain_text(text)
    role = vocabulary.headings.find(plain)
    if role == "template":
        return role
    label = parse_label(text)
    section = vocabulary.sections.find(plain)
    if section is None and label is not None and label.value:
        name = vocabulary.fields.exact(label.name)
        section = name or vocabulary.sections.exact(label.name)
        if name == "date":
            return "date"
    if section is not None and (role is None or section != "other"):
        return "section" if role is None else role
    if role is None and fold_name(plain).startswith(vocabulary.follow_up):
        return "follow_up"
    if role is None and section is not None:
        return "section"
    return role


def _read_body(candidate: Candidate, lines: Sequence[str], vocabulary: Vocabulary) -> None:
    """Look for labelled lines right below the heading, outside of code."""
    fence = ""
    last = min(candidate.end, candidate.heading.line + MAX_BODY_LINES)
    for line in lines[candidate.heading.line : last]:
        if fence:
            if line.strip().startswith(fence):
                fence = ""
            continue
        if not line or line.isspace():
            continue
        candidate.has_text = True
        opened = _FENCE.match(line)
        if opened:
            fence = opened.group(1)
            continue
        row = _TABLE_ROW.match(line) if "|" in line else None
        if row:
            _note_label(candidate, plain_text(row.group(1)), row.group(2), vocabulary, sure=True)
            continue
        match = _LABELLED.match(line)
        if match is None or not (":" in line or "：" in line or "**" in line):
            continue
        for segment in split_segments(match.group(1)):
            label = parse_label(segment)
            if label is not None:
                sure = label.style.value != "plain"
                _note_label(candidate, label.name, label.value, vocabulary, sure=sure)


def _note_label(
    candidate: Candidate, name: str, value: str, vocabulary: Vocabulary, *, sure: bool
) -> None:
    meaning = vocabulary.fields.exact(name)
    if meaning in CORE_FIELDS and value:
        if _PLACEHOLDER.search(value) or is_placeholder(value, vocabulary.severity):
            candidate.placeholders += 1
        candidate.fields.add("severity" if meaning == "priority" else str(meaning))
        return
    kind = vocabulary.sections.find(name) if sure else vocabulary.sections.exact(name)
    if kind in MAIN_KINDS:
        candidate.kinds.add(str(kind))
        if value and _PLACEHOLDER.match(value):
            candidate.placeholders += 1


def _read_children(candidate: Candidate, vocabulary: Vocabulary) -> None:
    for child in candidate.children:
        text = plain_text(child.heading.text)
        kind = vocabulary.sections.find(text)
        if kind is None:
            label = parse_label(child.heading.text)
            if label is not None:
                kind = vocabulary.sections.exact(label.name)
                if vocabulary.fields.exact(label.name) in CORE_FIELDS and label.value:
                    candidate.fields.add(str(vocabulary.fields.exact(label.name)))
        if kind in MAIN_KINDS:
            candidate.child_kinds.add(str(kind))


# Weighing


def _weigh_ids(candidates: Sequence[Candidate]) -> None:
    """How sure an id is; a bare prefix such as ``TS2304`` only when its siblings share it."""
    prefixes = Counter(
        (c.parts.prefix, c.heading.level) for c in candidates if c.parts.id_kind is IdKind.COMPACT
    )
    levels = Counter(c.heading.level for c in candidates)
    for candidate in candidates:
        parts = candidate.parts
        if parts.id_kind in (IdKind.PREFIX, IdKind.NOUN, IdKind.HASH):
            candidate.id_weight = SURE
        elif parts.id_kind is IdKind.COMPACT:
            count = prefixes[(parts.prefix, candidate.heading.level)]
            if count > 1 and count * 2 >= levels[candidate.heading.level]:
                candidate.id_weight = LIKELY
            else:
                parts.title = plain_text(candidate.heading.text)
                parts.number, parts.id_kind = None, None
        elif parts.id_kind is IdKind.ORDINAL:
            candidate.id_weight = DOUBTFUL
        elif parts.date is not None and parts.title:
            lead = plain_text(candidate.heading.text).lstrip("[(【*# ")
            candidate.id_weight = LIKELY if lead[:1].isdigit() else NO_ID
        if not parts.title and parts.number is None:
            candidate.id_weight = NO_ID


def _is_plausible(candidate: Candidate) -> bool:
    if candidate.role in ("template", "title", "date"):
        return False
    sure = candidate.id_weight == SURE
    if candidate.role in NO_ENTRY_ROLES and not sure:
        return False
    if candidate.role == "follow_up" and not (sure and candidate.direct):
        return False
    if not candidate.parts.title and candidate.parts.number is None:
        return False
    barred = _barred(candidate)
    if barred is not None:
        return sure and candidate.weight > 0 and barred != "template"
    if sure:
        return True
    if candidate.id_weight in (LIKELY, DOUBTFUL):
        return candidate.weight >= 1
    return candidate.weight >= 2


def _barred(candidate: Candidate) -> str | None:
    """The role of a heading above that holds no entries, as a guide or a template does."""
    above = candidate.parent
    while above is not None:
        if above.role in NO_ENTRY_ROLES and above.id_weight != SURE:
            return above.role
        above = above.parent
    return None


def _mark_templates(plausible: Sequence[Candidate]) -> None:
    for candidate in plausible:
        if candidate.placeholders >= 2 and candidate.placeholders >= candidate.direct // 2:
            candidate.role = "template"


# Settling


def _settle_nesting(candidates: Sequence[Candidate]) -> None:
    """Of nested candidates one is the entry: the outer, unless the inner ones are better."""
    for candidate in reversed(candidates):
        if not candidate.is_entry:
            continue
        inner = _entries_below(candidate)
        if not inner:
            continue
        best = max(c.rank for c in inner)
        bare = candidate.direct == 0 and candidate.id_weight < SURE
        if candidate.rank < best or (bare and len(inner) > 1):
            candidate.is_entry = False
        else:
            for other in inner:
                other.is_entry = False


def _entries_below(candidate: Candidate) -> list[Candidate]:
    found: list[Candidate] = []
    for child in candidate.children:
        if child.is_entry:
            found.append(child)
        else:
            found += _entries_below(child)
    return found


def _join_siblings(candidates: Sequence[Candidate]) -> None:
    """Headings built like accepted siblings are entries too, though they say little."""
    groups: dict[tuple[int, int, object], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.role in NO_ENTRY_ROLES or candidate.role in ("title", "date", "follow_up"):
            continue
        if candidate.parts.title and _barred(candidate) is None:
            key = (id(candidate.parent), candidate.heading.level, candidate.parts.id_kind)
            groups.setdefault(key, []).append(candidate)
    for group in groups.values():
        accepted = sum(c.is_entry for c in group)
        if accepted * 2 < len(group) or accepted < 2:
            continue
        for candidate in group:
            if candidate.is_entry or _inside_entry(candidate) or _entries_below(candidate):
                continue
            doubtful = candidate.id_weight == DOUBTFUL and candidate.has_text
            if candidate.id_weight >= LIKELY or doubtful or candidate.weight >= 1:
                candidate.is_entry = True


def _inside_entry(candidate: Candidate) -> bool:
    above = candidate.parent
    while above is not None:
        if above.is_entry:
            return True
        above = above.parent
    return False


def _drop_repeats(candidates: Sequence[Candidate], vocabulary: Vocabulary) -> None:
    """A heading that only takes up an earlier entry's number again goes on with that entry."""
    seen: dict[str, Candidate] = {}
    for candidate in candidates:
        number = candidate.parts.number
        if not candidate.is_entry or number is None or candidate.id_weight < SURE:
            continue
        name = fold(f"{candidate.parts.prefix} {number}")
        earlier = seen.setdefault(name, candidate)
        if earlier is candidate or candidate.fields:
            continue
        title = candidate.parts.title
        goes_on = vocabulary.sections.find(title) or vocabulary.headings.find(title)
        if candidate.weight == 0 or goes_on or not title:
            candidate.is_entry = False
            candidate.role = "follow_up"
