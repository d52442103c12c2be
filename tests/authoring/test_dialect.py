"""An entry is written like its neighbours, by hand-made logs of several dialects."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from issues_kb.authoring import Draft, DraftLearning, DraftMeasure, Manner, add_entry
from issues_kb.authoring.setting.words import rows
from issues_kb.model import MeasureState, Rule, SectionKind, Severity, Status
from issues_kb.reading import read_log
from issues_kb.templating import template_folders
from tests.authoring.drafts import BULLETS, HEADINGS, LABELS, PLAIN, TABLED

MANNER = Manner(template_folders())
DRAFT = Draft(
    title="It broke again",
    date="2025-01-31",
    severity=Severity.HIGH,
    status=Status.RESOLVED,
    problem="It stops.",
    resolution="Started it.",
    learnings=("Look first.", "Look again."),
)


def written(log: str, draft: Draft = DRAFT) -> str:
    return add_entry(log.encode(), "LOG.md", draft, MANNER).entry


@pytest.mark.parametrize(
    ("log", "entry"),
    [
        (
            HEADINGS,
            "## Issue #3: It broke again\n\n"
            "**Date:** 2025-01-31  \n**Severity:** High  \n**Status:** ✅ Resolved\n\n"
            "### Problem\n\nIt stops.\n\n### Resolution\n\nStarted it.\n\n"
            "### Key Learnings\n\n1. Look first.\n2. Look again.\n",
        ),
        (
            BULLETS,
            "### BUG-013 — It broke again [FIXED]\n"
            "- **Reported:** Jan 31, 2025 | **Severity:** high\n"
            "- **Symptom:** It stops.\n- **Fix:** Started it.\n"
            "- **Lesson:**\n  1. Look first.\n  2. Look again.\n",
        ),
        (
            LABELS,
            "## 2025-01-31：It broke again\n\n**严重程度**：高\n**状态**：已修复\n"
            "**现象**：It stops.\n**解决方案**：Started it.\n"
            "**经验教训**：\n1. Look first.\n2. Look again.\n",
        ),
        (
            PLAIN,
            "### 3. It broke again\nDate: 2025-01-31\nSeverity: High\n"
            "Summary: It stops.\nFix: Started it.\n"
            "Key Learnings:\n1. Look first.\n2. Look again.\n",
        ),
    ],
    ids=["headings", "bullets", "labels", "plain"],
)
def test_an_entry_looks_like_its_neighbours(log: str, entry: str) -> None:
    assert written(log) == entry


def test_fields_in_a_table_become_rows() -> None:
    entry = written(TABLED, replace(DRAFT, severity=None, learnings=()))
    assert entry == (
        "## ERR-3: It broke again\n\n| Field | Value |\n|---|---|\n"
        "| Date | 2025-01-31 |\n| Status | Closed |\n\n"
        "### Description\nIt stops.\n\n### Resolution\nStarted it.\n"
    )


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (Status.OPEN, "### BUG-013 — It broke again [OPEN]"),
        (Status.RESOLVED, "### BUG-013 — It broke again [FIXED]"),
        (Status.IN_PROGRESS, "### BUG-013 — It broke again [IN PROGRESS]"),
    ],
)
def test_the_mark_of_a_heading_follows_the_status(status: Status, heading: str) -> None:
    assert written(BULLETS, replace(DRAFT, status=status)).startswith(heading + "\n")


@pytest.mark.parametrize(
    ("headings", "heading"),
    [
        (["## Issue #7: A thing", "## Issue #8: A thing"], "## Issue #9: It broke again"),
        (["## BUG-007: A thing", "## BUG-008: A thing"], "## BUG-009: It broke again"),
        (["## BUG-098: A thing", "## BUG-099: A thing"], "## BUG-100: It broke again"),
        (["### 1. A thing", "### 2. A thing"], "### 3. It broke again"),
        (["### 2.1 A thing", "### 2.2 A thing"], "### 2.3 It broke again"),
        (["## **ERR-1: A thing**", "## **ERR-2: A thing**"], "## **ERR-3: It broke again**"),
        (["## [A-1] A thing", "## [A-2] A thing"], "## [A-3] It broke again"),
        (["## Issue: A thing", "## Issue: A thing"], "## Issue: It broke again"),
        (["## ✅ BUG #1: A thing", "## ✅ BUG #2: A thing"], "## ✅ BUG #3: It broke again"),
        (["## A-1 🟡 A thing", "## A-2 ⚪ A thing"], "## A-3 🟠 It broke again"),
        (["## 1. A thing", "## 2. .NET is a thing"], "## 3. It broke again"),
        (["## 2. .NET is a thing"], "## 3. It broke again"),
        (
            ["## 2025-01-02 - A thing", "## 2025-01-03 - A thing"],
            "## 2025-01-31 - It broke again",
        ),
        (
            ["## [2025-01-02 10:00] A thing", "## [2025-01-03 11:30] A thing"],
            "## [2025-01-31] It broke again",
        ),
    ],
)
def test_headings_have_the_shape_of_the_others(headings: list[str], heading: str) -> None:
    entries = [f"{each}\n\n**Status:** Resolved\n\nBad.\n" for each in headings]
    log = "\n".join(["# Log\n", *entries])
    assert written(log).partition("\n")[0] == heading


def test_a_heading_that_cannot_say_a_severity_leaves_it_to_a_field() -> None:
    headings = ["### A-1 🟡 A thing", "### A-2 🟡 A thing", "### A-3 (low): A thing"]
    log = "\n".join(["# Log\n", *(f"{each}\n\n**Status:** Open\n\nBad.\n" for each in headings)])
    added = add_entry(log.encode(), "LOG.md", DRAFT, MANNER)
    assert added.entry.startswith("### A-4 It broke again\n")
    assert "**Severity:** High" in added.entry
    assert (added.issue.title, added.issue.severity) == ("It broke again", Severity.HIGH)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("### A-1 🟡 A thing", "### A-2 It broke again"),
        ("### A-1: 🟡 A thing", "### A-2: It broke again"),
        ("### 🟡 A-1: A thing", "### A-2: It broke again"),
        ("### A-1 [Medium] - A thing", "### A-2 It broke again"),
        ("### A-1 - [Medium] - A thing", "### A-2 - It broke again"),
        ("### A-1: A thing (Medium)", "### A-2: It broke again"),
    ],
)
def test_a_heading_without_its_severity_keeps_its_blanks(heading: str, expected: str) -> None:
    log = f"# Log\n\n{heading}\n\n**Status:** Open\n\nBad.\n"
    assert written(log, replace(DRAFT, severity=None)).partition("\n")[0] == expected


def test_a_template_of_the_log_gives_names_and_order() -> None:
    log = (
        "# Bugs\n\n## How to write\n\nBe brief.\n\n## Template\n\n```markdown\n"
        "### BUG-XXX: [title]\n- **Status**: Open/Fixed\n- **When**: YYYY-MM-DD\n\n"
        "#### Cause\n[why]\n\n#### What happened\n[what]\n```\n"
    )
    entry = written(log, replace(DRAFT, severity=None, root_cause="A lock.", learnings=()))
    assert "- **Status**: Fixed\n- **When**: 2025-01-31\n" in entry
    assert entry.index("#### Cause\n\nA lock.") < entry.index("#### What happened\n\nIt stops.")


def test_a_bare_draft_shows_the_usual_names() -> None:
    draft = Draft(title="It broke again", date="2025-01-31")
    assert written(BULLETS, draft) == (
        "### BUG-013 — It broke again [OPEN]\n- **Reported:** Jan 31, 2025\n"
        "- **Symptom:**\n- **Fix:**\n"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("### 原因", "### 解决方案"),
        ("### 見逃した理由", "### 解決策"),
        ("### 원인", "### 해결"),
        ("### Problème", "### Solution"),
        ("### Lösung", "### Ursache"),
        ("### Cause", "### Resolution"),
    ],
)
def test_a_section_that_the_log_has_not_had_is_named_in_its_language(
    name: str, expected: str
) -> None:
    log = f"# Log\n\n## Issue #1: A thing\n\n{name}\n\nBad.\n"
    draft = replace(DRAFT, root_cause="It was cold.")
    assert f"\n{expected}\n" in written(log, draft)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, name, id=f"{row['language'][0]}-{name}")
        for row in rows("names")
        for kind, names in row.items()
        if kind in {each.value for each in SectionKind}
        for name in names
    ],
)
def test_the_names_of_sections_are_read_as_what_they_are_written_for(kind: str, name: str) -> None:
    log = f"# Log\n\n## Issue #1: A\n\n### {name}\n\nText `a/b.py`.\n\n"
    log += f"## Issue #2: B\n\n**{name}:** Text `a/b.py`.\n"
    headed, labelled = read_log(log.encode(), "LOG.md").log.issues
    assert [section.kind.value for section in headed.sections if section.heading] == [kind]
    assert [section.kind.value for section in labelled.sections if section.heading] == [kind]


def test_words_of_one_entry_alone_are_not_taken() -> None:
    log = HEADINGS.replace("### Problem", "### The day the parser stopped for good", 1)
    assert "parser" not in written(log)


def test_what_the_log_has_no_place_for_is_added_in_its_manner() -> None:
    draft = replace(
        DRAFT,
        fields=(("Component", "parser"),),
        sections=(("Timeline", "At noon."),),
        severity_note="for all",
        impact="Nobody can read.",
    )
    entry = written(HEADINGS, draft)
    assert "**Severity:** High (for all)  \n" in entry
    assert "**Status:** ✅ Resolved  \n**Component:** parser\n" in entry
    assert "### Problem\n\nIt stops.\n\n### Impact\n\nNobody can read.\n" in entry
    assert entry.endswith("\n### Timeline\n\nAt noon.\n")


def test_topics_rules_and_states_are_written_as_they_are_read() -> None:
    draft = replace(
        DRAFT,
        exact=True,
        learnings=(
            DraftLearning("Lock before you read", "Locks", Rule.DO),
            DraftLearning("Never guess", "Locks", Rule.DONT),
            DraftLearning("Plain words"),
        ),
        prevention=(
            DraftMeasure("Added a test", state=MeasureState.DONE),
            DraftMeasure("Look at the others", state=MeasureState.TODO, checklist=True),
        ),
    )
    entry = written(HEADINGS, draft)
    assert "1. **Locks**:\n   - **DO**: Lock before you read\n   - Never guess\n2. Plain" in entry
    assert "1. Added a test (DONE)\n2. [ ] Look at the others\n" in entry


MARKS = """# Log

## Issue #1: It broke once

**Status:** Open

### Prevention

{measure}

"""


@pytest.mark.parametrize(
    ("measure", "line"),
    [
        ("1. Write a test", "- [ ] Look again"),
        ("- [x] Write a test", "- [ ] Look again"),
        ("1. Write a test (TODO)", "1. Look again (TODO)"),
        ("1. Write a test (DONE)", "1. Look again (TODO)"),
        ("- ⏳ Write a test", "- ⏳ Look again"),
        ("1. 写测试（待办）", "1. Look again （待办）"),
    ],
)
def test_a_measure_to_do_is_marked_as_the_log_marks_it(measure: str, line: str) -> None:
    to_do = DraftMeasure("Look again", state=MeasureState.TODO)
    entry = written(MARKS.format(measure=measure), replace(DRAFT, prevention=(to_do,)))
    assert line in entry.splitlines()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[x] Wrote a test", "- [x] Wrote a test"),
        ("- [ ] Write a test", "- [ ] Write a test"),
        ("Wrote a test (DONE)", "1. Wrote a test (DONE)"),
        ("* Write a test\n  and run it", "- [ ] Write a test"),
    ],
)
def test_a_mark_in_the_text_of_a_measure_says_its_state(text: str, line: str) -> None:
    measure = DraftMeasure(text, state=MeasureState.TODO)
    entry = written(MARKS.format(measure="1. Look"), replace(DRAFT, prevention=(measure,)))
    assert line in entry.splitlines()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("**DO**: keep it", Rule.DO),
        ("DO: test", Rule.DO),
        ("**DON'T**: trust the environment", Rule.DONT),
        ("`npm ci` is strict", None),
        ("Cause: a lock", None),
    ],
)
def test_a_learning_stays_as_it_is_given(text: str, rule: Rule | None) -> None:
    draft = replace(DRAFT, learnings=(text,), problem="It stops.\nThe reason is: unknown.")
    added = add_entry(HEADINGS.encode(), "LOG.md", draft, MANNER)
    assert f"1. {text}" in added.entry.splitlines()
    assert "The reason is: unknown." in added.entry.splitlines()
    assert [item.rule for item in added.issue.learnings] == [rule]


def test_the_projects_own_template_comes_before_the_dialect(tmp_path: Path) -> None:
    (tmp_path / "issue.md.j2").write_text(
        "## Bug {{ number }}: {{ title }}\n\nState: {{ status }}\n\n{{ problem }}\n"
    )
    manner = Manner(template_folders(tmp_path))
    log = "# Log\n\n## Issue #1: It broke once\n\n**Status:** Open\n\nBad.\n"
    added = add_entry(log.encode(), "LOG.md", DRAFT, manner)
    assert added.entry == "## Bug 2: It broke again\n\nState: Resolved\n\nIt stops.\n"


def test_values_that_a_group_lends_are_not_repeated() -> None:
    log = PLAIN.replace("Date: 2025-01-03\n", "").replace("Date: 2025-01-02\n", "")
    added = add_entry(log.encode(), "LOG.md", replace(DRAFT, date=""), MANNER)
    assert "Status" not in added.entry
    assert read_log(added.data, "LOG.md").log.issues[1].status is Status.RESOLVED
