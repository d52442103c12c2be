"""Whatever a log looks like: the value that was set is read, and nothing else differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from issues_kb.authoring.setting import Wishes, change_values
from issues_kb.contract import export_document
from issues_kb.model import MeasureState, Severity, Status
from issues_kb.reading import read_log

HEADINGS = (
    *("## Issue #{n}: {title}", "### BUG-{n:03} — {title}", "#### {n}. {title}"),
    *("## [BUG-{n:03}] {title}", "### **ISS-{n}: {title}**", "## Issue {n} - {title}"),
)
FIELDS = (
    *("**{name}:** {value}  ", "**{name}:** {value}", "- **{name}**: {value}", "{name}: {value}"),
    *("*{name}:* {value}", "- {name}：{value}", "**{name}: {value}**", "* __{name}__: {value}"),
    *("> **{name}:** {value}", "**{name}**: {value}\\", "<b>{name}:</b> {value}"),
)
STATUSES = (
    *("Open", "✅ Resolved", "🔴 OPEN", "in progress", "Fixed (2026-01-10, PR #12)", "**Closed**"),
    *(
        "`open`",
        "⏳ Pending until Friday",
        "~~Open~~ → Resolved",
        "Won't fix - by design",
        "已解决",
    ),
    *("✅ **RESOLVED** - works", "Resolved in repo", "Closed 2026-05-09 · v3", "❌ Not fixed"),
)
SEVERITIES = (
    *("High", "P1 - High", "🔴 Critical (blocking)", "low", "**MEDIUM**", "P2", "严重", "Sev2"),
    *("High (P1)", "Major / customers", "🟡 Medium", "Not critical, low"),
)
DATES = (
    *("2026-01-09", "January 9, 2026", "9. January 2026", "2026-01-09 14:30", "2026年1月9日"),
    *("January 2026", "09.01.2026", "2026/01/09", "Jan 9, 2026 (Friday)", "2026-01"),
)
MEASURES = (
    *(
        "- [ ] {text}",
        "- [x] {text}",
        "1. {text} (TODO)",
        "- ✅ {text}",
        "- {text}.",
        "* ⏳ {text}",
    ),
    *(
        "- **{text}** (DONE):\n  more of it",
        "- {text}\n  that goes on",
        "- ☐ {text}",
        "- {text} ✅",
    ),
)
WORDS = (
    "the login",
    "a cache",
    "two writers",
    "Übersetzung",
    "表格",
    "an empty file",
    "`src/a.py`",
)


@dataclass(frozen=True)
class Entry:
    text: str
    title: str


@st.composite
def entries(draw: st.DrawFn, number: int, heading: str, shape: str) -> Entry:
    title = f"{draw(st.sampled_from(WORDS))} fails".capitalize()
    fields = []
    for name, values in (("Date", DATES), ("Severity", SEVERITIES), ("Status", STATUSES)):
        if draw(st.integers(0, 4)):
            fields.append(shape.format(name=name, value=draw(st.sampled_from(values))))
    fields = draw(st.permutations(fields))
    gap = draw(st.sampled_from(("", "\n")))
    measures = draw(st.lists(st.sampled_from(MEASURES), max_size=3))
    items = [text.format(text=f"Guard {draw(st.sampled_from(WORDS))}") for text in measures]
    parts = [f"{heading.format(n=number, title=title)}\n{gap}" + "".join(f"{f}\n" for f in fields)]
    parts.append(f"\nIt breaks in {draw(st.sampled_from(WORDS))}.\n")
    if items:
        parts.append("\n**Prevention:**\n\n" + "\n".join(items) + "\n")
    if draw(st.booleans()):
        parts.append("\n**Resolution:** a lock, see #1.\n")
    return Entry("".join(parts), title)


@st.composite
def logs(draw: st.DrawFn) -> bytes:
    heading, shape = draw(st.sampled_from(HEADINGS)), draw(st.sampled_from(FIELDS))
    found = [draw(entries(n, heading, shape)) for n in range(1, draw(st.integers(2, 4)))]
    text = draw(st.sampled_from(("", "# Bugs\n\n", "# Bugs\n\n## Resolved\n\n")))
    text += draw(st.sampled_from(("\n", "\n---\n\n"))).join(entry.text for entry in found)
    text = text.replace("\n", draw(st.sampled_from(("\n", "\r\n", "\r"))))
    text = text.rstrip() if draw(st.booleans()) else text
    data = text.encode().replace("Ü".encode(), draw(st.sampled_from((b"\xdc", "Ü".encode()))))
    return draw(st.sampled_from((b"", b"\xef\xbb\xbf"))) + data


def exported(data: bytes) -> list[dict[str, Any]]:
    reading = read_log(data, "LOG.md")
    issues = export_document([reading])["logs"][0]["issues"]
    return list(issues)


def without(issue: dict[str, Any], *names: str) -> dict[str, Any]:
    """An issue without its lines, which a new field above them moves, and some values."""
    dropped = ("line", "end_line", "parent", *names)

    def plain(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key not in dropped}
        return [plain(each) for each in value] if isinstance(value, list) else value

    found: dict[str, Any] = plain(issue)
    return found


def changed_lines(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """The lines that differ, when what is the same at both ends is taken away."""
    old, new = (
        data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n") for data in (before, after)
    )
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


VALUES = (
    *(("status", status.value) for status in Status),
    *(("severity", severity.value) for severity in Severity),
    *(("date", "2025-03-04"), ("date", "2025-03"), ("title", "Another one")),
    *(("Owner", "ana & bob"), ("Owner", "x = y")),
)


@pytest.mark.parametrize("value", VALUES, ids="=".join)
@given(log=logs(), data=st.data())
def test_one_value_changes_and_nothing_else(
    value: tuple[str, str], log: bytes, data: st.DataObject
) -> None:
    before = exported(log)
    assume(before)
    index = data.draw(st.integers(0, len(before) - 1))
    done = change_values(log, "LOG.md", before[index]["key"], Wishes(dict([value])))
    after = exported(done.after)
    name, wanted = value
    if name == "Owner":
        assert after[index]["fields"].pop("Owner") == wanted
        assert after[index]["fields"] == before[index]["fields"]
    else:
        assert after[index][name] == wanted
    kept = [without(issue) for place, issue in enumerate(before) if place != index]
    assert kept == [without(issue) for place, issue in enumerate(after) if place != index]
    free = (name, f"{name}_note", "fields")
    assert without(before[index], *free) == without(after[index], *free)
    old, new = changed_lines(done.before, done.after)
    assert len(old) <= 2
    assert len(new) <= len(old) + 3
    assert done.after.count(b"\xef\xbb\xbf") == log.count(b"\xef\xbb\xbf")
    if name != "title":
        assert done.after.count(b"\xdc") == log.count(b"\xdc")


@given(log=logs(), data=st.data())
def test_one_measure_changes_and_nothing_else(log: bytes, data: st.DataObject) -> None:
    before = exported(log)
    places = [(i, m["id"]) for i, issue in enumerate(before) for m in issue["measures"]]
    assume(places)
    index, number = data.draw(st.sampled_from(places))
    state = data.draw(st.sampled_from((MeasureState.DONE, MeasureState.TODO)))
    done = change_values(log, "LOG.md", before[index]["key"], Wishes(marks={number: state}))
    after = exported(done.after)
    assert after[index]["measures"][number - 1]["state"] == state.value
    before[index]["measures"][number - 1]["state"] = state.value
    for issue in (*before, *after):
        for section in issue["sections"]:
            section.pop("text")
    assert before == after
    old, new = changed_lines(done.before, done.after)
    assert len(old) == len(new) <= 1


@given(log=logs(), data=st.data())
def test_there_and_back_gives_the_value_again(log: bytes, data: st.DataObject) -> None:
    before = exported(log)
    assume(before)
    issue = data.draw(st.sampled_from(before))
    name = data.draw(st.sampled_from(("status", "severity")))
    assume(issue[name] is not None)
    other = data.draw(
        st.sampled_from([each.value for each in (Status if name == "status" else Severity)])
    )
    there = change_values(log, "LOG.md", issue["key"], Wishes({name: other}))
    back = change_values(there.after, "LOG.md", issue["key"], Wishes({name: issue[name]}))
    assert getattr(back.issue_after, name).value == issue[name]
