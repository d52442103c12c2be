"""Gives entries that share a number numbers of their own, and mends the mentions of them.

``numbers`` finds what is there twice and proposes; ``twins`` and ``mentions`` tell which
entry each mention means, on the lines that ``text`` gives; ``plan`` puts it together and
proves it by reading the log again.
"""

from __future__ import annotations

from issues_kb.authoring.renumbering.numbers import Left
from issues_kb.authoring.renumbering.plan import (
    Doubtful,
    Renumbered,
    RenumberPlan,
    plan_for,
    plan_renumbering,
    renumber_log,
)

__all__ = [
    "Doubtful",
    "Left",
    "RenumberPlan",
    "Renumbered",
    "plan_for",
    "plan_renumbering",
    "renumber_log",
]
