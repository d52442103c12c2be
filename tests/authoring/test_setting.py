"""``setting_cases.md``: each value is set where it stands, and nothing else changes."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from issues_kb.authoring.setting import Change, Wishes, change_values
from issues_kb.model import MeasureState
from issues_kb.reading import outline_log

CASES = (Path(__file__).parent / "setting_cases.md").read_text(encoding="utf-8")
_CASE = re.compile(
    r"^## (?P<name>[^\n]*)\n\n(?P<wishes>(?:[^\n]+\n)+)\n"
    r"```log\n(?P<log>.*?)```\n\n```diff\n(?P<diff>.*?)```$",
    re.M | re.S,
)


@dataclass(frozen=True)
class Case:
    name: str
    wishes: Wishes
    log: str
    diff: str


def wishes(text: str) -> Wishes:
    values: dict[str, str] = {}
    marks: dict[int, MeasureState] = {}
    note = None
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word in ("check", "uncheck"):
            marks[int(rest)] = MeasureState.DONE if word == "check" else MeasureState.TODO
        elif word == "note":
            note = rest
        else:
            name, _, value = line.partition("=")
            values[name] = value
    return Wishes(values, note, marks)


def cases() -> list[Case]:
    found = [
        Case(m["name"], wishes(m["wishes"]), m["log"], m["diff"]) for m in _CASE.finditer(CASES)
    ]
    assert len(found) == CASES.count("\n```diff\n")
    return found


def change(log: bytes, asked: Wishes) -> Change:
    return change_values(log, "LOG.md", outline_log(log, "LOG.md").entries[0].key, asked)


def lines_that_differ(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), "", "", n=0, lineterm="")
    return "".join(f"{line}\n" for line in list(lines)[2:] if not line.startswith("@@"))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_lines_that_change(case: Case) -> None:
    done = change(case.log.encode(), case.wishes)
    assert lines_that_differ(case.log, done.after.decode()) == case.diff


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_setting_it_again_changes_nothing(case: Case) -> None:
    done = change(case.log.encode(), case.wishes)
    again = change(done.after, case.wishes)
    assert again.after == done.after
    assert len(again.notes) >= 1


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_other_line_ends_a_byte_order_mark_and_no_last_line_end(case: Case, newline: str) -> None:
    def dressed(text: str) -> bytes:
        return "\ufeff".encode() + text.removesuffix("\n").replace("\n", newline).encode()

    plain = change(case.log.encode(), case.wishes).after.decode()
    assert change(dressed(case.log), case.wishes).after == dressed(plain)
