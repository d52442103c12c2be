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
def _families(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The families in the order of the vocabulary: where several fit, the first counts."""
    table = vocabulary.missed
    found = (table.first(phrase) for phrase in table.phrases)
    return tuple(dict.fromkeys(each.meaning for each in found if each is not None))


def missed_family(issue: Issue, vocabulary: Vocabulary) -> str | None:
    """The family of the issue's reasons, or none when it gives no reason."""
    texts = [each.text for each in issue.sections if each.kind is SectionKind.WHY_MISSED]
    if not texts:
        return None
    held = {found.meaning for text in texts for found in vocabulary.missed.finditer(text)}
    return next((family for family in _families(vocabulary) if family in held), OTHER)
