"""The table of rules: what ``rules.toml`` says of each, and the function that looks for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from issues_kb.check import content, duplicates, fields, links, secrets, structure
from issues_kb.check.facts import Check
from issues_kb.check.rule import Rule
from issues_kb.diagnostics import CODES, Level

__all__ = ["RULES", "UNUSED_IGNORE"]

UNUSED_IGNORE = "IKB901"
"""What suppressing finds about itself."""

_CHECKS: Mapping[str, Check] = {
    **structure.CHECKS,
    **fields.CHECKS,
    **content.CHECKS,
    **links.CHECKS,
    **secrets.CHECKS,
    **duplicates.CHECKS,
}


def _rule(code: str, row: Mapping[str, Any]) -> Rule:
    known = CODES.get(code)
    return Rule(
        code=code,
        name=known.name if known else row["name"],
        level=known.level if known else Level(row["level"]),
        summary=known.summary if known else row["summary"],
        rationale=row["rationale"],
        bad=row["bad"].lstrip("\n"),
        good=row["good"].lstrip("\n"),
        fixable=row.get("fixable", False),
        enabled=row.get("enabled", True),
        check=_CHECKS.get(code),
    )


def _read() -> dict[str, Rule]:
    text = files("issues_kb.check").joinpath("rules.toml").read_text("utf-8")
    return {code: _rule(code, row) for code, row in tomllib.loads(text).items()}


RULES: Mapping[str, Rule] = _read()
"""Every rule by its code, in the order of the codes."""
