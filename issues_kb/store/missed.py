"""Why an issue was missed, as one of the families that the vocabulary names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from issues_kb.model import Issue, SectionKind

if TYPE_CHECKING:
    from issues_kb.reading import Vocabulary

__all__ = ["OTHER", "missed_family"]

OTHER = "other"
"""What fits no family."""


@lru_cache(maxsize=4)
def _ranks(vocabulary: Vocabulary) -> dict[str, int]:
    """The families in the order of the vocabulary: where several fit, the first counts."""
    table = vocabulary.missed
    found = (table.first(phrase) for phrase in table.phrases)
    families = dict.fromkeys(each.meaning for each in found if each is not None)
    return {family: rank for rank, family in enumerate(families)}


def missed_family(issue: Issue, vocabulary: Vocabulary) -> str | None:
    """The family of the issue's reasons, or none when it gives no reason."""
    sections = (each for each in issue.sections if each.kind is SectionKind.WHY_MISSED)
    texts = [each.text for each in sections if each.text.strip(" \t\n-*_>|")]
    if not texts:
        return None
    ranks = _ranks(vocabulary)
    held: set[str] = set()
    for text in texts:
        for found in vocabulary.missed.finditer(text):
            if ranks.get(found.meaning) == 0:
                # None comes before it.
                return found.meaning
            held.add(found.meaning)
    return next((family for family in ranks if family in held), OTHER)
