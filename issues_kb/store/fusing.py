"""Several rankings → one, by the places that they give and not by their scores."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

__all__ = ["fused"]

_Item = TypeVar("_Item", bound=Hashable)

_CALM = 60
"""How little the first places stand out (the usual constant of reciprocal rank fusion)."""


def fused(rankings: Sequence[Sequence[_Item]]) -> dict[_Item, float]:
    """Each item with the sum of ``1 / (60 + place)`` over the rankings, best first."""
    scores: dict[_Item, float] = {}
    for ranking in rankings:
        for place, item in enumerate(dict.fromkeys(ranking), start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (_CALM + place)
    # The sort is stable: of two alike the one that an earlier ranking named first.
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))
