"""What a document is about, by its title: issues, or something that only looks alike.

Plans, decisions, interfaces and tests have records with a status and a priority, too.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from issues_kb.reading.folding import fold, fold_name, plain_text
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["Subject", "is_other_record", "subject_of"]


class Subject(Enum):
    """What a title says of the document below it."""

    ISSUES = "issues"
    OTHER = "other"
    UNKNOWN = "unknown"


def subject_of(title: str | None, vocabulary: Vocabulary) -> Subject:
    """What a document with this title is about; a word for issues outweighs any other."""
    words = fold_name(plain_text(title or ""))
    meanings = {found.meaning for found in vocabulary.subjects.finditer(words)}
    for subject in (Subject.ISSUES, Subject.OTHER):
        if subject.value in meanings:
            return subject
    return Subject.UNKNOWN


def is_other_record(text: str, prefix: str, vocabulary: Vocabulary) -> bool:
    """Whether a heading numbers something that is no issue: ``Task 3``, ``ADR-012``."""
    if prefix and fold(prefix.partition("-")[0]) in vocabulary.other_records:
        return True
    return _numbered(tuple(sorted(vocabulary.other_records))).match(fold_name(text)) is not None


@lru_cache(maxsize=4)
def _numbered(words: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:{names})\s*[-#]?\s*\d+(?:\.\d+)*(?!\w)")
