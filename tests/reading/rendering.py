"""A reading as lines of text, so that a case file can say what it expects."""

from __future__ import annotations

from collections.abc import Iterator

from issues_kb.model import Issue, LogReading

KINDS = (
    "entry",
    "date",
    "severity",
    "status",
    "field",
    "section",
    "learning",
    "measure",
    "file",
    "error",
    "reference",
    "block",
    "diagnostic",
)


def render(reading: LogReading) -> list[str]:
    """All that was read, a line each; the first word of a line is its kind."""
    lines = [line for issue in reading.log.issues for line in _issue(issue)]
    lines += [
        f"block {block.kind.value} {block.line}-{block.end_line} {block.heading or ''}".rstrip()
        for block in reading.log.blocks
    ]
    lines += [f"diagnostic {d.code} {d.line}" for d in reading.diagnostics]
    return lines


def expected_lines(text: str) -> tuple[set[str], list[str]]:
    """The kinds that an expectation speaks of, and its lines; ``none KIND`` adds only a kind."""
    lines = [line for line in text.splitlines() if line]
    kinds = {line.split()[1] if line.startswith("none ") else line.split()[0] for line in lines}
    return kinds, [line for line in lines if not line.startswith("none ")]


def _issue(issue: Issue) -> Iterator[str]:
    number = issue.number or "-"
    yield f"entry {issue.line}-{issue.end_line} {number} | {issue.key} | {issue.title}".rstrip()
    if issue.date:
        yield f"date {issue.date}"
    if issue.severity or issue.severity_note:
        yield _value("severity", issue.severity and issue.severity.value, issue.severity_note)
    if issue.status or issue.status_note:
        yield _value("status", issue.status and issue.status.value, issue.status_note)
    for field in issue.fields:
        yield f"field {field.line} {field.name} = {field.value}"
    for section in issue.sections:
        within = f" in {section.parent}" if section.parent else ""
        yield f"section {section.line} {section.kind.value}{within} | {_flat(section.text)}"
    for learning in issue.learnings:
        rule = f" [{learning.rule.value}]" if learning.rule else ""
        yield f"learning {learning.line}{rule}{_topic(learning.topic)} | {_flat(learning.text)}"
    for measure in issue.measures:
        box = " checklist" if measure.checklist else ""
        place = f"{measure.id} {measure.line} {measure.state.value}{box}{_topic(measure.topic)}"
        yield f"measure {place} | {_flat(measure.text)}"
    for change in issue.files:
        yield f"file {change.line} {change.path}" + (f" | {change.note}" if change.note else "")
    for error in issue.errors:
        yield f"error {error.line} {error.kind.value} {error.text}"
    for reference in issue.references:
        target = f" -> {reference.target}" if reference.target else ""
        yield f"reference {reference.line} {reference.text}{target}"


def _value(kind: str, value: str | None, note: str | None) -> str:
    return f"{kind} {value or '?'}" + (f" | {note}" if note else "")


def _topic(topic: str | None) -> str:
    return f" ({topic})" if topic else ""


def _flat(text: str) -> str:
    return text.replace("\n", "⏎")
