"""Findings as documents: JSON, annotations of GitHub, SARIF 2.1.0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from issues_kb.check.reasons import reason_of
from issues_kb.check.running import Checked
from issues_kb.contract import SCHEMA_VERSION
from issues_kb.diagnostics import Level

__all__ = ["counted", "github_lines", "json_document", "sarif_document"]

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_GITHUB_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}
_FINGERPRINT = "issuesKb/v1"


def counted(found: Sequence[Checked]) -> dict[str, int]:
    """How many findings there are of each level."""
    counts = Counter(each.diagnostic.level for each in found)
    return {level.value: counts[level] for level in Level}


def json_document(found: Sequence[Checked], known: int) -> dict[str, Any]:
    """The findings as ``docs/json.md`` describes them; ``known`` are in the baseline."""
    return {
        "schema_version": SCHEMA_VERSION,
        "findings": [
            {
                "path": each.diagnostic.path,
                "line": each.diagnostic.line,
                "column": each.diagnostic.column,
                "code": each.rule.code,
                "name": each.rule.name,
                "level": each.diagnostic.level.value,
                "message": each.diagnostic.message,
                "hint": each.diagnostic.hint,
                "key": each.key,
                "fixable": each.fix is not None,
                "fingerprint": each.fingerprint,
            }
            for each in found
        ],
        "counts": counted(found),
        "known": known,
    }


def github_lines(found: Sequence[Checked]) -> Iterator[str]:
    """Workflow commands that GitHub Actions shows beside the lines of a change."""
    for each in found:
        row = each.diagnostic
        message = row.message if row.hint is None else f"{row.message}\n{row.hint}"
        properties = {
            "file": row.path,
            "line": str(row.line),
            "col": str(row.column),
            "title": f"{each.rule.code} {each.rule.name}",
        }
        given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        yield f"::{_GITHUB_LEVELS[row.level]} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif_document(found: Sequence[Checked], version: str) -> dict[str, Any]:
    """The findings in SARIF 2.1.0 (OASIS, sections 3.13 to 3.28)."""
    rules = sorted({each.rule.code: each.rule for each in found}.items())
    places = {code: place for place, (code, _) in enumerate(rules)}
    return {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "issues-kb",
                        "semanticVersion": version,
                        "rules": [
                            {
                                "id": code,
                                "name": rule.name,
                                "shortDescription": {"text": rule.summary},
                                "fullDescription": {"text": reason_of(code).rationale},
                                "help": {"text": reason_of(code).rationale},
                                "defaultConfiguration": {"level": _SARIF_LEVELS[rule.level]},
                            }
                            for code, rule in rules
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"ROOT": {"description": {"text": "The project's folder."}}},
                "results": [_sarif_result(each, places[each.rule.code]) for each in found],
            }
        ],
    }


def _sarif_result(each: Checked, place: int) -> dict[str, Any]:
    row = each.diagnostic
    return {
        "ruleId": each.rule.code,
        "ruleIndex": place,
        "level": _SARIF_LEVELS[row.level],
        "message": {"text": row.message if row.hint is None else f"{row.message}: {row.hint}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _location(row.path),
                    "region": {"startLine": row.line, "startColumn": row.column},
                }
            }
        ],
        "partialFingerprints": {_FINGERPRINT: each.fingerprint},
    }


def _location(path: str) -> dict[str, str]:
    """Where a log lies, beside the project's folder or by its whole path."""
    if path.startswith("/"):
        return {"uri": f"file://{quote(path)}"}
    return {"uri": quote(path), "uriBaseId": "ROOT"}
