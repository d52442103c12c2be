"""Headings that are entries since their siblings are built alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from issues_kb.reading.candidates import DOUBTFUL, LIKELY, SURE, Candidate
from issues_kb.reading.folding import is_wide, plain_text
from issues_kb.reading.subject import is_other_record
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "MIN_SIBLINGS",
    "NO_ENTRY_ROLES",
    "accept_alike",
    "accept_counted",
    "accept_dated",
    "barred_by",
    "inside_entry",
    "is_sentence",
    "siblings_of",
]

NO_ENTRY_ROLES = frozenset({"template", "summary", "guide", "contents", "section"})
MIN_SIBLINGS = 3


def accept_alike(candidates: Sequence[Candidate]) -> None:
    """In a log of issues, siblings of which most say a little are all entries."""
    told = candidates[0].role != "title" and candidates[0].weight > 0
    for group in siblings_of(candidates if told else candidates[1:]):
        if any(c.role == "section" or c.id_weight == SURE for c in group) or inside_entry(group[0]):
            continue
        free = [c for c in group if c.role is None and barred_by(c) is None and c.parts.title]
        telling = [c for c in free if c.weight >= 1]
        if len(telling) < 2 or len(telling) * 3 < len(free) * 2:
            continue
        for candidate in free:
            if candidate.weight >= 1 or (candidate.has_prose and not candidate.children):
                candidate.is_entry = True


def accept_dated(candidates: Sequence[Candidate], vocabulary: Vocabulary) -> None:
    """In a log of issues, siblings with a date before their titles tell of one each, in prose."""
    for group in siblings_of(candidates):
        free = [c for c in group if c.role is None and barred_by(c) is None and c.parts.title]
        dated = [c for c in free if c.id_weight == LIKELY and c.parts.date and c.has_text]
        if len(dated) < 2 or len(dated) * 3 < len(free) * 2 or inside_entry(group[0]):
            continue
        for candidate in dated:
            title, plain = candidate.parts.title, not candidate.children or candidate.child_kinds
            if plain and is_sentence(title) and not is_other_record(title, "", vocabulary):
                candidate.is_entry = True


def accept_counted(candidates: Sequence[Candidate], vocabulary: Vocabulary) -> None:
    """In a log of issues, numbers below ``Root Causes Discovered`` count issues, if most tell."""
    for group in siblings_of(candidates):
        above = group[0].parent
        if above is None or above.role != "section" or inside_entry(group[0]):
            continue
        kind = vocabulary.sections.find(plain_text(above.heading.text))
        counted = [c for c in group if c.id_weight == DOUBTFUL and c.has_text and c.role is None]
        telling = sum(c.weight >= 1 and is_sentence(c.parts.title) for c in counted)
        if kind in ("problem", "root_cause") and MIN_SIBLINGS <= len(counted) <= telling * 2:
            for candidate in counted:
                candidate.is_entry = True


def siblings_of(candidates: Sequence[Candidate]) -> Iterable[list[Candidate]]:
    """The headings of one level below the same heading, together."""
    groups: dict[tuple[int, int], list[Candidate]] = {}
    for candidate in candidates:
        key = (id(candidate.parent), candidate.heading.level)
        groups.setdefault(key, []).append(candidate)
    return groups.values()


def inside_entry(candidate: Candidate) -> bool:
    """Whether a heading above is an entry."""
    above = candidate.parent
    while above is not None:
        if above.is_entry:
            return True
        above = above.parent
    return False


def barred_by(candidate: Candidate) -> str | None:
    """The role of a heading above that holds no entries, as a guide or a template does."""
    above = candidate.parent
    while above is not None:
        if above.role in NO_ENTRY_ROLES and above.id_weight != SURE:
            return above.role
        above = above.parent
    return None


def is_sentence(title: str) -> bool:
    """Whether a title says more than the name of an area: ``Backend``."""
    return len(title.split()) > 1 or is_wide(title)
