"""Readings made by hand: the site needs values, not a reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from issues_kb.model import (
    Field,
    Issue,
    IssueLog,
    Learning,
    LogReading,
    Measure,
    MeasureState,
    Reference,
    Rule,
    Section,
    SectionKind,
    Severity,
    Status,
)

MakeIssue = Callable[..., Issue]

SAMPLE = """\
## Issue #1: Key missing on `users`

**Date:** 2024-12-19
**Severity:** High (blocks the start)
**Status:** Resolved
**Reporter:** Ada

The server does not start.

### Problem Description

See #2, and `#2` in code.

```sql
ALTER TABLE users ADD PRIMARY KEY (id);
```

#### Details

More.

**Root Cause:** no primary key

### Key Learnings

1. **Foreign keys**:
   - **DO**: Define them once
   - **DON'T**: Define them twice

### Prevention

- [ ] Review the schema
- [x] Test it"""


def sample_issue() -> Issue:
    """An entry with every kind of content, whose lines are counted by hand from 7."""
    return Issue(
        key="1",
        number="1",
        title="Key missing on `users`",
        line=7,
        end_line=39,
        text=SAMPLE,
        date="2024-12-19",
        severity=Severity.HIGH,
        severity_note="blocks the start",
        status=Status.RESOLVED,
        fields=(Field("Reporter", "Ada", 12),),
        sections=(
            Section(SectionKind.OTHER, None, 14, "The server does not start."),
            Section(
                SectionKind.PROBLEM,
                "Problem Description",
                16,
                "See #2, and `#2` in code.\n\n```sql\n"
                "ALTER TABLE users ADD PRIMARY KEY (id);\n```\n\n#### Details\n\nMore.",
            ),
            Section(SectionKind.OTHER, "Details", 24, "More.", parent=16),
            Section(SectionKind.ROOT_CAUSE, "Root Cause", 28, "no primary key"),
            Section(
                SectionKind.LEARNINGS,
                "Key Learnings",
                30,
                "1. **Foreign keys**:\n   - **DO**: Define them once\n"
                "   - **DON'T**: Define them twice",
            ),
            Section(
                SectionKind.PREVENTION,
                "Prevention",
                36,
                "- [ ] Review the schema\n- [x] Test it",
            ),
        ),
        learnings=(
            Learning("Define them once", 33, "Foreign keys", Rule.DO),
            Learning("Define them twice", 34, "Foreign keys", Rule.DONT),
        ),
        measures=(
            Measure(1, "Review the schema", 38, None, MeasureState.TODO, checklist=True),
            Measure(2, "Test it", 39, None, MeasureState.DONE, checklist=True),
        ),
        references=(Reference("#2", 18, "2"),),
    )


def plain_issue(key: str, **values: object) -> Issue:
    """An issue of one line."""
    given: dict[str, object] = {
        "number": key,
        "title": f"Issue {key}",
        "line": 50,
        "end_line": 50,
        "text": f"## Issue {key}",
    }
    return Issue(key=key, **{**given, **values})  # type: ignore[arg-type]


def reading(*issues: Issue, name: str = "docs", path: str = "docs/ISSUES_LOG.md") -> LogReading:
    """A log of these issues."""
    return LogReading(IssueLog(path=path, name=name, title="Issues Log", issues=issues))


@pytest.fixture
def sample() -> LogReading:
    """The sample entry and one that it mentions."""
    return reading(sample_issue(), plain_issue("2", status=Status.OPEN, severity=Severity.LOW))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "site"
