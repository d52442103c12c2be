"""Why each rule matters, with a bad and a good example: what ``reasons.toml`` tells."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from issues_kb.check.rules import RULES

__all__ = ["Reason", "reason_of"]


@dataclass(frozen=True, slots=True)
class Reason:
    """``bad`` is a log that a rule speaks about, ``good`` the same log mended."""

    rationale: str
    bad: str
    good: str


def reason_of(code: str) -> Reason:
    """What is told about a rule. Raises KeyError for a code that is none."""
    return _reasons()[code]


@cache
def _reasons() -> dict[str, Reason]:
    text = files("issues_kb.check").joinpath("reasons.toml").read_text("utf-8")
    told = {
        code: Reason(row["rationale"], row["bad"].lstrip("\n"), row["good"].lstrip("\n"))
        for code, row in tomllib.loads(text).items()
    }
    assert list(told) == list(RULES)
    return told
