"""The owner's log, byte for byte: everything that the design states about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from issues_kb.model import Issue, LogReading, MeasureState, Rule, SectionKind, Severity, Status
from issues_kb.reading import read_log

SEED = Path(__file__).parent.parent / "data" / "seed.md"
SYNC_ORDER = "**Documentation**: Documented the sync order in code comments"
CHECKLIST = "Code Review Checklist"


@pytest.fixture(scope="module")
def reading() -> LogReading:
    return read_log(SEED.read_bytes(), "docs/ISSUES_LOG.md", name="docs")


@pytest.fixture(scope="module")
def issue(reading: LogReading) -> Issue:
    (issue,) = reading.log.issues
    return issue


def test_one_issue_two_blocks_and_no_diagnostics(reading: LogReading) -> None:
    assert reading.diagnostics == ()
    assert reading.log.title == "Issues Log"
    blocks = [(b.kind.value, b.heading, b.line, b.end_line) for b in reading.log.blocks]
    assert blocks == [
        ("preamble", "Issues Log", 1, 6),
        ("template", "Template for Future Issues", 159, 187),
    ]


def test_the_header(issue: Issue) -> None:
    assert (issue.key, issue.number, issue.line, issue.end_line) == ("1", "1", 7, 158)
    assert issue.title == "Foreign Key Constraint Error on UserBadge Table Creation"
    assert issue.date == "2024-12-19"
    assert issue.severity is Severity.HIGH
    assert issue.severity_note == "Blocking - Server won't start"
    assert issue.status is Status.RESOLVED
    assert issue.status_note is None
    assert issue.fields == ()


def test_sections_of_headings(issue: Issue) -> None:
    top = [(s.kind.value, s.heading, s.line) for s in issue.sections if s.parent is None]
    assert top == [
        ("problem", "Problem Description", 13),
        ("root_cause", "Root Cause", 28),
        ("resolution", "Resolution", 42),
        ("files_changed", "Files Changed", 76),
        ("why_missed", "Why This Was Missed During Testing", 83),
        ("learnings", "Key Learnings", 105),
        ("prevention", "Prevention Measures", 133),
        ("related", "Related Issues", 153),
    ]


def test_labels_inside_a_section_do_not_end_it(issue: Issue) -> None:
    inside = [(s.kind.value, s.heading, s.line, s.parent) for s in issue.sections if s.parent]
    assert inside == [
        ("problem", "Error Details", 23, 13),
        ("problem", "Primary Issue", 30, 28),
        ("root_cause", "Contributing Factors", 32, 28),
        ("root_cause", "Root Cause Identified", 44, 42),
        ("resolution", "Fix Applied", 46, 42),
        ("other", "Why This Works", 74, 42),
    ]
    resolution = next(s for s in issue.sections if s.heading == "Resolution")
    assert resolution.text.startswith("**Root Cause Identified**: The `users` table existed")
    assert resolution.text.endswith("avoiding timing issues.")


def test_sixteen_learnings_under_five_topics(issue: Issue) -> None:
    places = [(learning.topic, learning.line) for learning in issue.learnings]
    assert places == [
        ("Foreign Key Definition Best Practice", 108),
        ("Foreign Key Definition Best Practice", 109),
        ("Foreign Key Definition Best Practice", 110),
        ("Database Sync Strategy", 113),
        ("Database Sync Strategy", 114),
        ("Database Sync Strategy", 115),
        ("Testing Strategy", 118),
        ("Testing Strategy", 119),
        ("Testing Strategy", 120),
        ("Testing Strategy", 121),
        ("Test Environment vs Production", 124),
        ("Test Environment vs Production", 125),
        ("Test Environment vs Production", 126),
        ("Error Prevention", 129),
        ("Error Prevention", 130),
        ("Error Prevention", 131),
    ]
    rules = {learning.line: learning.rule for learning in issue.learnings if learning.rule}
    assert rules == {
        108: Rule.DO,
        109: Rule.DONT,
        110: Rule.WHEN,
        115: Rule.CONSIDER,
        125: Rule.DO,
        126: Rule.CONSIDER,
    }
    first = issue.learnings[0]
    assert first.text == (
        "Define foreign keys through Sequelize associations (`hasMany`, `belongsTo`)"
    )


def test_five_measures(issue: Issue) -> None:
    rows = [
        (m.id, m.line, m.topic, m.state, m.checklist, m.text.split("\n")[0]) for m in issue.measures
    ]
    todo, unknown = MeasureState.TODO, MeasureState.UNKNOWN
    assert rows == [
        (1, 135, None, todo, False, "Added Schema Validation Test"),
        (2, 146, None, unknown, False, SYNC_ORDER),
        (
            3,
            149,
            CHECKLIST,
            todo,
            True,
            "Foreign keys defined only in associations OR model, not both",
        ),
        (4, 150, CHECKLIST, todo, True, "Table sync order respects dependencies"),
        (5, 151, CHECKLIST, todo, True, "Schema tested against production database type"),
    ]
    assert "await initDatabase();" in issue.measures[0].text


def test_four_files(issue: Issue) -> None:
    assert [(change.path, change.line) for change in issue.files] == [
        ("backend/src/models/UserBadge.ts", 78),
        ("backend/src/models/index.ts", 79),
        ("backend/fix-users-primary-key.js", 80),
        ("backend/check-users-table.js", 81),
    ]
    notes = [change.note for change in issue.files]
    assert notes[0] == "Removed explicit references from userId and badgeId fields"
    assert notes[3] == "Diagnostic script to check table constraints"


def test_errors_and_references(issue: Issue) -> None:
    assert [(error.kind.value, error.text, error.line) for error in issue.errors] == [
        ("exception", "SequelizeDatabaseError", 18),
        (
            "message",
            'there is no unique constraint matching given keys for referenced table "users"',
            18,
        ),
        ("code", "42830", 24),
    ]
    assert issue.references == ()


def test_related_none_yet_is_kept_as_text(issue: Issue) -> None:
    assert issue.sections[-1].kind is SectionKind.RELATED
    assert issue.sections[-1].text == "None yet."
