"""The export contract: the documented schema describes what is really printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from issues_kb.cli.screen import json_pieces
from issues_kb.contract import SCHEMA_VERSION, export_document, export_stream
from issues_kb.model import Issue
from issues_kb.reading import read_log
from tests.reading.logs import log_texts

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "docs" / "export.schema.json").read_text("utf-8")
)
PUBLISHED = jsonschema.Draft202012Validator(SCHEMA)


def strict(schema: Any) -> Any:  # noqa: ANN401 any part of a schema
    """The same schema for our own outputs, which may have no name that it does not tell of."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
    return {**closed, **{name: strict(part) for name, part in schema.items()}}


VALIDATOR = jsonschema.Draft202012Validator(strict(SCHEMA))


def test_the_schema_is_sound() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_the_seed_follows_the_schema(seed_bytes: bytes) -> None:
    document = export_document([read_log(seed_bytes, "docs/ISSUES_LOG.md", name="docs")])
    VALIDATOR.validate(json.loads(json.dumps(document)))


@given(log_texts)
def test_any_log_follows_the_schema(text: str) -> None:
    VALIDATOR.validate(export_document([read_log(text.encode(), "log.md")]))


@given(log_texts)
def test_a_document_in_pieces_is_the_same(text: str) -> None:
    reading = read_log(text.encode(), "log.md")
    stream = export_stream([(reading, iter(reading.log.issues))])
    assert json.loads("".join(json_pieces(stream))) == export_document([reading])


def test_an_issue_is_written_before_the_next_is_asked_for(seed_bytes: bytes) -> None:
    reading = read_log(seed_bytes, "log.md")
    asked = []

    def issues() -> Iterator[Issue]:
        for number in range(2):
            asked.append(number)
            yield reading.log.issues[0]

    pieces = json_pieces(export_stream([(reading, issues())]))
    assert next(piece for piece in pieces if piece.startswith('{"key"'))
    assert asked == [0]


def test_a_missing_name_is_noticed(seed_bytes: bytes) -> None:
    document = export_document([read_log(seed_bytes, "log.md")])
    del document["logs"][0]["issues"][0]["key"]
    with pytest.raises(jsonschema.ValidationError, match="'key' is a required property"):
        VALIDATOR.validate(document)
    with pytest.raises(jsonschema.ValidationError, match="'key' is a required property"):
        PUBLISHED.validate(document)


def test_a_name_that_the_schema_does_not_tell_of_is_noticed(seed_bytes: bytes) -> None:
    document = export_document([read_log(seed_bytes, "log.md")])
    document["logs"][0]["issues"][0]["learnings"][0]["new"] = 1
    with pytest.raises(jsonschema.ValidationError, match="'new' was unexpected"):
        VALIDATOR.validate(document)


def test_a_new_name_breaks_nobody_who_asks_the_published_schema(seed_bytes: bytes) -> None:
    document = export_document([read_log(seed_bytes, "log.md")])
    objects: list[Any] = [document]
    for each in objects:
        parts = each.values() if isinstance(each, dict) else each
        objects += [part for part in parts if isinstance(part, dict | list)]
    named = [each for each in objects if isinstance(each, dict) and "line" in each]
    assert len(named) > 10
    for each in (document, document["logs"][0], *named):
        each["new"] = 1
    PUBLISHED.validate(document)


def test_the_seed_as_the_contract_shows_it(seed_bytes: bytes) -> None:
    (log,) = export_document([read_log(seed_bytes, "docs/ISSUES_LOG.md", name="docs")])["logs"]
    assert (log["path"], log["name"], log["title"]) == ("docs/ISSUES_LOG.md", "docs", "Issues Log")
    (issue,) = log["issues"]
    assert issue["key"] == issue["number"] == "1"
    assert (issue["line"], issue["end_line"], issue["date"]) == (7, 158, "2024-12-19")
    assert (issue["severity"], issue["severity_note"]) == (
        "high",
        "Blocking - Server won't start",
    )
    assert (issue["status"], issue["status_note"], issue["fields"]) == ("resolved", None, {})
    assert issue["errors"][-1] == {"kind": "code", "text": "42830", "line": 24}
    assert log["blocks"][-1] == {
        "kind": "template",
        "heading": "Template for Future Issues",
        "line": 159,
        "end_line": 187,
    }
    assert log["diagnostics"] == []
