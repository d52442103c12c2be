"""The export contract: model values as plain objects for JSON.

Every JSON output uses these objects or a subset with the same names. The shape is
documented in ``docs/export.schema.json`` and versioned by ``SCHEMA_VERSION``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import starmap
from typing import Any

from issues_kb.diagnostics import Diagnostic
from issues_kb.model import (
    ErrorSignature,
    FileChange,
    Issue,
    Learning,
    LogBlock,
    LogReading,
    Measure,
    Reference,
    Section,
)

__all__ = [
    "SCHEMA_VERSION",
    "block_object",
    "diagnostic_object",
    "error_object",
    "export_document",
    "export_stream",
    "file_object",
    "issue_object",
    "learning_object",
    "log_object",
    "measure_object",
    "reference_object",
    "section_object",
]

SCHEMA_VERSION = 1

JsonObject = dict[str, Any]


def section_object(section: Section) -> JsonObject:
    """``parent`` is the line of the section that this one is in, or null."""
    return {
        "kind": section.kind.value,
        "heading": section.heading,
        "line": section.line,
        "parent": section.parent,
        "text": section.text,
    }


def learning_object(learning: Learning) -> JsonObject:
    """One item of the learnings."""
    return {
        "topic": learning.topic,
        "rule": learning.rule.value if learning.rule else None,
        "text": learning.text,
        "line": learning.line,
    }


def measure_object(measure: Measure) -> JsonObject:
    """One prevention measure."""
    return {
        "id": measure.id,
        "topic": measure.topic,
        "text": measure.text,
        "state": measure.state.value,
        "checklist": measure.checklist,
        "line": measure.line,
    }


def file_object(change: FileChange) -> JsonObject:
    """One touched file."""
    return {"path": change.path, "note": change.note, "line": change.line}


def error_object(error: ErrorSignature) -> JsonObject:
    """One error signature."""
    return {"kind": error.kind.value, "text": error.text, "line": error.line}


def reference_object(reference: Reference) -> JsonObject:
    """One mention of another issue."""
    return {"text": reference.text, "target": reference.target, "line": reference.line}


def fields_object(issue: Issue) -> dict[str, str]:
    """Names and values as written; the values of a repeated name stand on lines of their own."""
    fields: dict[str, str] = {}
    for field in issue.fields:
        known = fields.get(field.name)
        fields[field.name] = field.value if known is None else f"{known}\n{field.value}"
    return fields


def issue_object(issue: Issue) -> JsonObject:
    """The one issue object that every JSON output uses."""
    return {
        "key": issue.key,
        "number": issue.number,
        "title": issue.title,
        "line": issue.line,
        "end_line": issue.end_line,
        "date": issue.date,
        "severity": issue.severity.value if issue.severity else None,
        "severity_note": issue.severity_note,
        "status": issue.status.value if issue.status else None,
        "status_note": issue.status_note,
        "fields": fields_object(issue),
        "sections": [section_object(section) for section in issue.sections],
        "learnings": [learning_object(learning) for learning in issue.learnings],
        "measures": [measure_object(measure) for measure in issue.measures],
        "files": [file_object(change) for change in issue.files],
        "errors": [error_object(error) for error in issue.errors],
        "references": [reference_object(reference) for reference in issue.references],
    }


def block_object(block: LogBlock) -> JsonObject:
    """A part of a log that is no entry."""
    return {
        "kind": block.kind.value,
        "heading": block.heading,
        "line": block.line,
        "end_line": block.end_line,
    }


def diagnostic_object(diagnostic: Diagnostic) -> JsonObject:
    """One finding."""
    return {
        "path": diagnostic.path,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "code": diagnostic.code,
        "level": diagnostic.level.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def log_object(reading: LogReading, issues: Iterator[Issue] | None = None) -> JsonObject:
    """One log with all that was read in it.

    With ``issues``, its own are left aside, and these stay an iterator of objects.
    """
    log = reading.log
    return {
        "path": log.path,
        "name": log.name,
        "title": log.title,
        "issues": (
            [issue_object(issue) for issue in log.issues]
            if issues is None
            else map(issue_object, issues)
        ),
        "blocks": [block_object(block) for block in log.blocks],
        "diagnostics": [diagnostic_object(diagnostic) for diagnostic in reading.diagnostics],
    }


def export_document(readings: Iterable[LogReading]) -> JsonObject:
    """The document that ``issues-kb export --format json`` prints."""
    return {"schema_version": SCHEMA_VERSION, "logs": [log_object(reading) for reading in readings]}


def export_stream(logs: Iterable[tuple[LogReading, Iterator[Issue]]]) -> JsonObject:
    """The same document of logs and their issues, with iterators where it has long lists."""
    return {"schema_version": SCHEMA_VERSION, "logs": starmap(log_object, logs)}
