"""Findings that are known: only new ones count. For logs that were there before the rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from issues_kb.check.running import Checked
from issues_kb.errors import ConfigError

__all__ = ["new_findings", "read_baseline", "write_baseline"]

_VERSION = 1


def write_baseline(
    found: Iterable[Checked], others: Mapping[str, Iterable[str]] | None = None
) -> str:
    """A baseline that holds all of ``found``, the same for the same findings.

    ``others`` are the marks, by path, of logs that were not looked at, as read before.
    """
    paths = {path: list(marks) for path, marks in (others or {}).items()}
    for each in found:
        mark = f"{each.rule.code} {each.fingerprint}"
        paths.setdefault(each.diagnostic.path, []).append(mark)
    table = {path: sorted(paths[path]) for path in sorted(paths)}
    return json.dumps({"schema_version": _VERSION, "known": table}, indent=1) + "\n"


def read_baseline(text: str, source: str) -> Mapping[str, Counter[str]]:
    """The marks of known findings by path. Raises ConfigError for any other file."""
    hint = "write it anew: issues-kb check --write-baseline"
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError("is no baseline", subject=source, hint=hint) from error
    known = document.get("known") if isinstance(document, dict) else None
    if not isinstance(known, dict) or document.get("schema_version") != _VERSION:
        raise ConfigError("is no baseline of this version", subject=source, hint=hint)
    if not all(isinstance(marks, list) for marks in known.values()):
        raise ConfigError("is damaged", subject=source, hint=hint)
    return {path: Counter(map(str, marks)) for path, marks in known.items()}


def new_findings(
    found: Iterable[Checked], known: Mapping[str, Counter[str]]
) -> tuple[list[Checked], int]:
    """The findings that a baseline does not know, and how many it knows."""
    left = {path: Counter(marks) for path, marks in known.items()}
    new: list[Checked] = []
    count = 0
    for each in found:
        marks = left.get(each.diagnostic.path)
        mark = f"{each.rule.code} {each.fingerprint}"
        if marks is not None and marks[mark] > 0:
            marks[mark] -= 1
            count += 1
        else:
            new.append(each)
    return new, count
