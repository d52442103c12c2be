from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.authoring import Draft, Manner, add_entry, windows
from issues_kb.authoring.logbytes import HeldBytes
from issues_kb.authoring.verbatim import EntryText, add_text
from issues_kb.errors import IssuesKbError, UsageError
from issues_kb.model import Severity, Status
from issues_kb.reading import read_log
from issues_kb.reading.vocabulary import default_vocabulary
from issues_kb.templating import template_folders

MANNER = Manner(template_folders())

LOG = b"""\
# Log

## BUG-007: Old

**Status:** Open

Text.

---

## BUG-008: Newer

**Status:** Open

Text.
"""

GROUPED = b"""\
# Log

## Open

### 2. Second

**Problem:** It stops.

## Resolved

### 1. First

**Problem:** It stops.
"""

ENTRY = "## BUG-009: By hand\n\n**Status:** Open\n\n### Notes\n\n* odd  \n\n\tcode"


def added(log: bytes, text: str, draft: Draft | None = None) -> bytes:
    return add_text(log, "LOG.md", EntryText(text, draft), MANNER).data


def test_the_text_stays_as_it_is() -> None:
    assert added(LOG, ENTRY) == LOG + b"\n---\n\n" + ENTRY.encode() + b"\n"
    assert added(LOG, f"\n\n{ENTRY}  \n\n") == added(LOG, ENTRY)[:-1] + b"  \n"


def test_it_gets_the_line_ends_of_the_log() -> None:
    windows = LOG.replace(b"\n", b"\r\n")
    changed = added(windows, ENTRY.replace("\n", "\r\n"))
    assert changed == added(LOG, ENTRY).replace(b"\n", b"\r\n")


def test_a_number_that_is_taken_becomes_the_next_one() -> None:
    assert added(LOG, ENTRY.replace("009", "008")) == added(LOG, ENTRY)
    assert b"## BUG-040: By hand" in added(LOG, ENTRY.replace("009", "040"))
    text = "## BUG-7: See BUG-7\n\n**Status:** Open"
    assert b"## BUG-7: See BUG-7\n" in added(LOG, text)


def test_control_characters_are_taken_out() -> None:
    assert added(LOG, ENTRY.replace("odd", "o\x1bd\x00d")) == added(LOG, ENTRY)


def test_its_values_decide_about_the_place_or_else_the_draft() -> None:
    text = "### 3. Third\n\n**Problem:** It stops.\n"
    done = Draft("x", status=Status.RESOLVED)
    assert added(GROUPED, text, done).index(b"Third") > GROUPED.index(b"## Resolved")
    assert added(GROUPED, text).index(b"Third") < GROUPED.index(b"## Resolved")
    said = "### 3. Third\n\n**Status:** Resolved\n"
    assert added(GROUPED, said).index(b"Third") > GROUPED.index(b"## Resolved")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\t\n", "is empty"),
        ("Just a text.", "would not be read as an issue"),
        (f"Before.\n\n{ENTRY}", "would not be read as an issue"),
        (f"{ENTRY}\n\n## BUG-010: Another\n\n**Status:** Open", "line 11 would begin another"),
        (f"{ENTRY}\n\n# Summary\n\nText.", "would end before line 11"),
    ],
)
def test_what_is_not_one_entry_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        added(LOG, text)


@given(text=st.text("# \n`-*BUG019:<!>[x]|a", max_size=60))
def test_any_text_is_one_entry_more_or_refused(text: str) -> None:
    entry = f"{ENTRY}\n\n{text}"
    try:
        changed = added(LOG, entry)
    except IssuesKbError:
        return
    before, after = read_log(LOG, "").log.issues, read_log(changed, "").log.issues
    assert [issue.title for issue in after] == ["Old", "Newer", "By hand"]
    assert [issue.text.rstrip("\n-") for issue in after[:2]] == [
        issue.text.rstrip("\n-") for issue in before
    ]


def test_what_new_would_write_can_be_written_as_text() -> None:
    draft = Draft(
        *("Two writers", "2025-01-31", Severity.HIGH, Status.RESOLVED, "It breaks."),
        learnings=("Always lock",),
    )
    for log in (LOG, GROUPED, LOG.replace(b"\n", b"\r\n"), b"# Log\n"):
        meant = add_entry(log, "LOG.md", draft, MANNER)
        assert added(log, meant.entry, draft) == meant.data


def test_a_number_that_only_the_log_tells_is_looked_at() -> None:
    log = LOG.replace(b"**Status:** Open\n\n", b"")
    assert b"## BUG-009: By hand\n\nText.\n" in added(log, "## BUG-008: By hand\n\nText.")


def test_only_the_ends_of_a_large_log_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = (
        f"## BUG-{n:03}: Old {n}\n\n**Status:** Open\n\n{'Text.' * 200}\n" for n in range(1, 90)
    )
    log = "# Log\n\n" + "\n---\n\n".join(entries)
    data = log.encode()
    slow = [added(data, ENTRY.replace("009", number)) for number in ("090", "089")]
    monkeypatch.setattr(windows, "LARGE", 1000)
    monkeypatch.setattr(windows, "ENDS", (8000,))
    assert windows.ends_of(HeldBytes(data), "LOG.md", default_vocabulary()) is not None
    assert [added(data, ENTRY.replace("009", number)) for number in ("090", "089")] == slow
    assert slow[0] == slow[1]
    issue = add_text(data, "LOG.md", EntryText(ENTRY.replace("009", "090")), MANNER).issue
    assert slow[0].decode().split("\n")[issue.line - 1] == "## BUG-090: By hand"
