"""Reports that other programs read."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from issues_kb.check import RULES, github_lines, json_document, reason_of, sarif_document
from tests.check.conftest import Checking
from tests.check.test_rules import EVERYTHING, example

# The schema that OASIS publishes with SARIF 2.1.0.
SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-2.1.0.json").read_text("utf-8"))


@pytest.mark.parametrize("code", RULES)
def test_sarif_keeps_to_the_official_schema(check: Checking, code: str) -> None:
    found = check(example(reason_of(code).bad), EVERYTHING)
    jsonschema.validate(sarif_document(found, "1.2.3"), SCHEMA)


def test_sarif_of_nothing_keeps_to_the_schema() -> None:
    jsonschema.validate(sarif_document([], "1.2.3"), SCHEMA)


def test_a_fingerprint_stays_when_the_entry_moves(check: Checking) -> None:
    text = reason_of("IKB203").bad
    marks = [
        sarif_document(check(log), "1")["runs"][0]["results"][0]["partialFingerprints"]
        for log in (text, text.replace("# Issues", "# Issues\n\nMore.\n\nAnd more."))
    ]
    assert marks[0] == marks[1]


def test_annotations_hold_no_line_end_and_no_comma_in_a_name(check: Checking) -> None:
    (line,) = github_lines(check(reason_of("IKB301").bad))
    assert "\n" not in line
    assert line.startswith("::warning file=log.md,line=3,col=1,title=IKB301 missing-section::")


def test_json_counts_by_level(check: Checking) -> None:
    document = json_document(check(reason_of("IKB501").bad), known=2)
    assert document["counts"] == {"error": 1, "warning": 0, "info": 0}
    assert document["known"] == 2
