"""Which headings of a log are entries: decided over the whole log, by evidence.

An id, the fields and sections under a heading, and the shape of its siblings speak for an
entry. A heading that names a section, a group, a summary, a guide or a template is none.
One small function weighs each kind of evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from issues_kb.reading.alike import (
    MIN_SIBLINGS,
    NO_ENTRY_ROLES,
    accept_alike,
    accept_counted,
    accept_dated,
    barred_by,
    inside_entry,
    is_sentence,
    siblings_of,
)
from issues_kb.reading.candidates import (
    CORE_KINDS,
    DOUBTFUL,
    LIKELY,
    NO_ID,
    SURE,
    Candidate,
    collect_candidates,
)
from issues_kb.reading.folding import fold, plain_text
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.ids import SHARED_KINDS, SURE_KINDS, IdKind
from issues_kb.reading.splitting import HeadingLine
from issues_kb.reading.subject import Subject, is_other_record, subject_of
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["find_entries"]

MAX_FOLLOW_UP_WORDS = 3
MIN_FIELDS = 2


def find_entries(
    headings: Sequence[HeadingLine], lines: Sequence[str], vocabulary: Vocabulary
) -> list[Candidate]:
    """Weigh all headings of a log; ``is_entry`` tells which are entries."""
    candidates = collect_candidates(headings, lines, vocabulary)
    _weigh_ids(candidates, vocabulary)
    subject = _subject(candidates, vocabulary)
    _name_days(candidates)
    numbered = sum(c.id_weight == SURE for c in candidates) > 1
    plausible = [c for c in candidates if _is_plausible(c)]
    if subject is Subject.ISSUES:
        plausible += [c for c in candidates if _is_lettered(c) and not _is_plausible(c)]
    if not numbered:
        plausible += [c for c in candidates if _is_grouped(c, subject) and not _is_plausible(c)]
    if subject is not Subject.ISSUES:
        plausible = [c for c in plausible if not _is_other(c, subject, vocabulary)]
    _mark_templates(plausible)
    plausible = [c for c in plausible if c.role != "template"]
    for candidate in plausible:
        candidate.is_entry = True
    if subject is Subject.ISSUES and not numbered:
        accept_alike(candidates)
        accept_dated(candidates, vocabulary)
    if subject is Subject.ISSUES:
        accept_counted(candidates, vocabulary)
    else:
        _drop_odd(candidates)
    _settle_nesting(candidates)
    _join_siblings(candidates)
    _drop_repeats(candidates, vocabulary)
    _take_whole_report(candidates, subject)
    return candidates


# Weighing


def _weigh_ids(candidates: Sequence[Candidate], vocabulary: Vocabulary) -> None:
    """How sure an id is; a bare prefix such as ``TS2304`` only when its siblings share it."""
    shared = _shared_ids(candidates)
    for candidate in candidates:
        parts = candidate.parts
        if parts.id_kind in SURE_KINDS:
            candidate.id_weight = SURE
        elif parts.id_kind in SHARED_KINDS:
            if (parts.id_kind, parts.prefix, candidate.heading.level) in shared:
                candidate.id_weight = LIKELY
            else:
                candidate.parts = parse_heading(candidate.heading.text, vocabulary, shared=False)
        parts = candidate.parts
        if parts.id_kind is IdKind.ORDINAL:
            candidate.id_weight = DOUBTFUL
        elif parts.id_kind is None and parts.date is not None and parts.title:
            lead = plain_text(candidate.heading.text).lstrip("[(【*# ")
            candidate.id_weight = LIKELY if lead[:1].isdigit() else NO_ID
        if parts.noun_led:
            candidate.id_weight = max(candidate.id_weight, LIKELY)
        if not parts.title and parts.number is None:
            candidate.id_weight = NO_ID


def _shared_ids(candidates: Sequence[Candidate]) -> set[tuple[IdKind, str, int]]:
    """Prefixes of half of a level's headings, and nouns with numbers in a row."""
    compact = [c for c in candidates if c.parts.id_kind is IdKind.COMPACT]
    prefixes = Counter((c.parts.prefix, c.heading.level) for c in compact)
    # Groups may have a letter each: O1 and O2 are open, F1 to F9 fixed.
    lettered = Counter(c.heading.level for c in compact)
    levels = Counter(c.heading.level for c in candidates)
    repeated = {level for (_, level), count in prefixes.items() if count > 1}
    shared = {
        (IdKind.COMPACT, prefix, level)
        for prefix, level in prefixes
        if level in repeated and lettered[level] * 2 >= levels[level]
    }
    numbers: dict[tuple[str, int], set[int]] = {}
    for candidate in candidates:
        parts = candidate.parts
        if parts.id_kind in (IdKind.LOOSE, IdKind.NOUN) and str(parts.number).isdecimal():
            key = (parts.prefix, candidate.heading.level)
            numbers.setdefault(key, set()).add(int(str(parts.number)))
    shared |= {
        (IdKind.LOOSE, prefix, level)
        for (prefix, level), known in numbers.items()
        if any(number + 1 in known for number in known)
    }
    return shared


def _subject(candidates: Sequence[Candidate], vocabulary: Vocabulary) -> Subject:
    title = candidates[0].heading if candidates else None
    return subject_of(title.text if title and title.level == 1 else None, vocabulary)


def _is_other(candidate: Candidate, subject: Subject, vocabulary: Vocabulary) -> bool:
    """Whether a heading is a record of another kind, in a document that is not about issues."""
    if is_other_record(plain_text(candidate.heading.text), candidate.parts.prefix, vocabulary):
        return True
    return subject is Subject.OTHER and candidate.id_weight < SURE and not candidate.parts.noun_led


def _name_days(candidates: Sequence[Candidate]) -> None:
    """A heading that is but a date names an entry when one issue is told right below it."""
    for candidate in candidates:
        parts = candidate.parts
        told = len(candidate.kinds) >= MIN_FIELDS and not candidate.repeats
        if told and parts.date and not parts.title and parts.number is None:
            candidate.parts = replace(parts, title=plain_text(candidate.heading.text))


def _is_plausible(candidate: Candidate) -> bool:
    sure = candidate.id_weight == SURE
    if not _may_be_entry(candidate, sure=sure):
        return False
    barred = barred_by(candidate)
    if candidate.role == "section" and not sure:
        return barred is None and len(candidate.fields) > 1
    if barred is not None and barred != "section":
        return sure and candidate.weight > 0 and barred != "template"
    if sure:
        return True
    doubtful = barred == "section" or candidate.id_weight == NO_ID
    return candidate.weight >= (2 if doubtful else 1)


def _may_be_entry(candidate: Candidate, *, sure: bool) -> bool:
    """Whether the words of a heading leave it open that it is an entry's."""
    role = candidate.role
    if role in ("template", "title", "date") or (role == "follow_up" and not candidate.direct):
        return False
    if role in NO_ENTRY_ROLES | {"follow_up"} and not sure and role != "section":
        return False
    if role == "group" and not (sure or candidate.fields):
        return False
    return bool(candidate.parts.title) or candidate.parts.number is not None


def _is_grouped(candidate: Candidate, subject: Subject) -> bool:
    """Whether the group above, ``Open Bugs``, makes up for the little that an entry says."""
    above, title = candidate.parent, candidate.parts.title
    if above is None or above.role != "group" or candidate.role is not None or not title:
        return False
    numbered = candidate.id_weight == DOUBTFUL and candidate.has_text
    told = subject is Subject.ISSUES and (candidate.has_prose or numbered) and is_sentence(title)
    return (candidate.weight >= 1 or told) and barred_by(candidate) is None


def _is_lettered(candidate: Candidate) -> bool:
    """Whether an id that siblings share, ``B7 — Title``, stands above a text."""
    lettered = candidate.id_weight == LIKELY and candidate.parts.id_kind is IdKind.COMPACT
    told = lettered and candidate.has_text and candidate.role is None
    return told and bool(candidate.parts.title) and barred_by(candidate) is None


def _mark_templates(plausible: Sequence[Candidate]) -> None:
    for candidate in plausible:
        if candidate.placeholders >= 2 and candidate.placeholders >= candidate.direct // 2:
            candidate.role = "template"


def _drop_odd(candidates: Sequence[Candidate]) -> None:
    """One topic among many that has a problem and a solution makes no log of issues."""
    for group in siblings_of(candidates):
        free = [c for c in group if c.role is None and c.parts.title]
        accepted = [c for c in free if c.is_entry]
        odd = len(accepted) == 1 and len(free) >= MIN_SIBLINGS
        if odd and accepted[0].id_weight == NO_ID and not accepted[0].fields:
            accepted[0].is_entry = False


# Settling


def _settle_nesting(candidates: Sequence[Candidate]) -> None:
    """Of nested candidates one is the entry: the outer, unless the inner ones are better."""
    numbers = Counter(fold(c.parts.number) for c in candidates if c.is_entry and c.parts.number)
    for candidate in reversed(candidates):
        if not candidate.is_entry:
            continue
        below = _entries_below(candidate)
        inner = [c for c in below if not _stands_beside(c, candidate, numbers)]
        if not inner:
            continue
        if len(inner) < len(below) and _begins_with(candidate, inner):
            candidate.is_entry = False
            continue
        if _tells_of_parts(candidate, inner):
            for other in inner:
                other.is_entry = False
            continue
        best = max(c.rank for c in inner)
        bare = candidate.direct == 0 and candidate.id_weight < SURE
        if candidate.rank < best or (bare and (len(inner) > 1 or _among_groups(candidate))):
            candidate.is_entry = False
        else:
            for other in inner:
                other.is_entry = False


def _among_groups(candidate: Candidate) -> bool:
    """Whether most headings that are numbered along with this one hold entries of their own."""
    level, above = candidate.heading.level, candidate.parent
    beside = [
        c
        for c in (above.children if above else ())
        if c is not candidate and c.heading.level == level and c.id_weight == DOUBTFUL
    ]
    groups = [c for c in beside if not c.is_entry and _entries_below(c)]
    return len(groups) * 2 > len(beside)


def _stands_beside(inner: Candidate, outer: Candidate, numbers: Counter[str]) -> bool:
    """Whether an entry at a deeper level goes on with the numbers of the one above it."""
    own, other = inner.parts, outer.parts
    if inner.id_weight != SURE or outer.id_weight != SURE or not (inner.fields and outer.fields):
        return False
    if own.prefix != other.prefix or own.number is None or other.number is None:
        return False
    return numbers[fold(own.number)] == 1 and not own.number.startswith(other.number)


def _begins_with(outer: Candidate, inner: Sequence[Candidate]) -> bool:
    """Whether a heading over several entries, ``BUG-3 ~ BUG-7``, names the first of them."""
    number = outer.parts.number
    return any(c.parts.number == number and c.fields and c.id_weight == SURE for c in inner)


def _tells_of_parts(outer: Candidate, inner: Sequence[Candidate]) -> bool:
    """Whether an entry without an id counts the parts of its problem: ``Problem 1``."""
    if len(outer.fields) < MIN_FIELDS or any(c.fields for c in inner):
        return False
    return bool(outer.child_kinds & {"problem", "root_cause", "resolution"})


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
        if candidate.role in NO_ENTRY_ROLES | {"title", "date", "follow_up", "group"}:
            continue
        if candidate.parts.title and barred_by(candidate) is None:
            key = (id(candidate.parent), candidate.heading.level, candidate.parts.id_kind)
            groups.setdefault(key, []).append(candidate)
    for group in groups.values():
        accepted = sum(c.is_entry for c in group)
        if accepted * 2 < len(group) or accepted < 2:
            continue
        for candidate in group:
            if candidate.is_entry or inside_entry(candidate) or _entries_below(candidate):
                continue
            says = candidate.has_text or bool(candidate.children)
            doubtful = candidate.id_weight == DOUBTFUL and says
            if candidate.id_weight >= LIKELY or doubtful or candidate.weight >= 1:
                candidate.is_entry = True


def _drop_repeats(candidates: Sequence[Candidate], vocabulary: Vocabulary) -> None:
    """A heading that only takes up an earlier entry's number again goes on with that entry."""
    seen: dict[str, Candidate] = {}
    for candidate in candidates:
        number = candidate.parts.number
        if not candidate.is_entry or number is None:
            continue
        if candidate.id_weight == DOUBTFUL and barred_by(candidate) == "section":
            candidate.is_entry = number not in seen
            continue
        if candidate.id_weight == DOUBTFUL:
            seen.setdefault(number, candidate)
            continue
        name = fold(f"{candidate.parts.prefix} {number}")
        earlier = seen.setdefault(name, candidate)
        if earlier is candidate:
            continue
        title = candidate.parts.title
        goes_on = vocabulary.sections.find(title) or vocabulary.headings.find(title)
        goes_on = goes_on if len(title.split()) <= MAX_FOLLOW_UP_WORDS else None
        if goes_on or not title or (candidate.weight == 0 and not candidate.fields):
            candidate.is_entry = False
            candidate.role = "follow_up"


def _take_whole_report(candidates: Sequence[Candidate], subject: Subject) -> None:
    """A report on one incident is one entry: its title, with fields and sections below."""
    if not candidates or any(c.is_entry for c in candidates):
        return
    title = candidates[0]
    kinds = title.child_kinds | title.kinds
    named = title.heading.level == 1 and title.role in ("title", None) and title.parts.title
    # One field is enough where the title speaks of an issue, and its cause and more are told.
    told = subject is Subject.ISSUES and "root_cause" in kinds and len(CORE_KINDS & kinds) > 1
    if named and len(title.fields) >= (1 if told else MIN_FIELDS) and len(kinds) > 1:
        title.is_entry = True
