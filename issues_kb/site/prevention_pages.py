"""What was to be done so that it never happens again: the ledger and the review checklist."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from issues_kb.markdown.html import Setting, render_blocks, render_title, visible
from issues_kb.model import Measure, MeasureState
from issues_kb.site.models import (
    Badge,
    CheckItem,
    ChecklistPage,
    IssueLink,
    IssueRow,
    MeasureRow,
    NavItem,
    Pager,
    PreventionPage,
    StateCount,
)
from issues_kb.site.paging import counted, numbered, root_of

__all__ = [
    "CHECKLIST",
    "CHECKLIST_FILE",
    "STATES",
    "Check",
    "Promise",
    "Source",
    "checklist_markdown",
    "checklist_page",
    "measure_row",
    "prevention_page",
    "state_badge",
]

STATES: Mapping[str, str] = {"todo": "To do", "unknown": "Not marked", "done": "Done"}
"""What a state is called, in the order of the ledger."""

_INDEX = "prevention/index.html"
CHECKLIST = "prevention/checklist.html"
CHECKLIST_FILE = "prevention/checklist.md"
_VIEWS = (
    NavItem(section="ledger", word="Measures", path=_INDEX),
    NavItem(section="checklist", word="Review checklist", path=CHECKLIST),
)
_CHECKS_SHOWN = 200
_SOURCES_SHOWN = 6
_SOURCES_COPIED = 20
_IN_LIST = Setting(first_level=2)
_ENDING = re.compile(r"[\s*:：]+$")


class Promise(NamedTuple):
    """A measure with the row of its issue."""

    row: IssueRow
    measure: Measure


class Source(NamedTuple):
    """An issue that asks for something to be checked."""

    row: IssueRow
    key: str


class Check(NamedTuple):
    """One thing to check, and the issues that say so."""

    text: str
    sources: Sequence[Source]


def state_badge(state: MeasureState) -> Badge:
    """The badge of a measure's state."""
    value = state.value
    return Badge(kind="state", value=value, word=STATES[value], path=_INDEX)


def measure_row(promise: Promise, *, whole: bool = True) -> MeasureRow:
    """A measure as tables show it; unless ``whole`` on one line and without its code."""
    row, measure = promise
    words = " ".join(measure.text.partition("```")[0].split())
    return MeasureRow(
        number=measure.id,
        state=state_badge(measure.state),
        topic=render_title(_ENDING.sub("", measure.topic)) if measure.topic else None,
        html=render_blocks(measure.text, _IN_LIST) if whole else render_title(words),
        path=f"{row.path}#measure-{measure.id}",
        issue=row,
    )


def prevention_page(
    promises: Sequence[Promise], numbers: Mapping[MeasureState, int], pager: Pager
) -> PreventionPage:
    """A page of the ledger. ``numbers`` counts all measures."""
    path = pager.path
    total = sum(numbers.values())
    still = numbers.get(MeasureState.TODO, 0)
    states = (MeasureState(value) for value in STATES)
    return PreventionPage(
        path=path,
        root=root_of(path),
        title=numbered("Prevention", pager.number),
        description=(
            f"{counted(total, 'measure', 'measures')}, {still} still to do,"
            " those of the oldest issues first."
            if total
            else "No issue names a measure of prevention."
        ),
        section="prevention",
        total=total,
        states=tuple(
            StateCount(state=state_badge(state), number=numbers[state])
            for state in states
            if numbers.get(state)
        ),
        views=_VIEWS,
        measures=tuple(measure_row(promise) for promise in promises),
        pager=pager,
    )


def checklist_page(checks: Sequence[Check], *, several_logs: bool) -> ChecklistPage:
    """The page of the checklist: the items that most issues ask for."""
    shown = checks[:_CHECKS_SHOWN]
    return ChecklistPage(
        path=CHECKLIST,
        root=root_of(CHECKLIST),
        title="Review checklist",
        description=_checklist_words(len(checks)),
        section="prevention",
        total=len(checks),
        views=_VIEWS,
        items=tuple(_check_item(check) for check in shown),
        markdown=checklist_markdown(shown, several_logs=several_logs, most=_SOURCES_COPIED),
        file=CHECKLIST_FILE,
    )


def checklist_markdown(
    checks: Sequence[Check], *, several_logs: bool, most: int | None = None
) -> str:
    """The checklist as a task list, each item with the issues that ask for it.

    ``most`` cuts the issues of each item.
    """
    lines = []
    for check in checks:
        names = [_called(source, several_logs=several_logs) for source in check.sources[:most]]
        if len(names) < len(check.sources):
            names.append("…")
        text, fence, _ = check.text.partition("```")
        words = " ".join([*text.split(), *(["…"] if fence else [])])
        lines.append(f"- [ ] {visible(words)} ({visible(', '.join(names))})\n")
    return "".join(lines)


def _checklist_words(total: int) -> str:
    if not total:
        return "No issue has a checklist."
    if total == 1:
        return "1 thing to look at in a review, by what went wrong before."
    shown = f"{total} things" if total <= _CHECKS_SHOWN else f"{_CHECKS_SHOWN} of {total} things"
    return f"{shown} to look at in a review, by what went wrong before, the most asked for first."


def _called(source: Source, *, several_logs: bool) -> str:
    return f"{source.row.log}#{source.key}" if several_logs else source.key


def _check_item(check: Check) -> CheckItem:
    shown = check.sources[:_SOURCES_SHOWN]
    return CheckItem(
        html=render_blocks(check.text, _IN_LIST),
        sources=tuple(_link(source.row) for source in shown),
        more=len(check.sources) - len(shown),
    )


def _link(row: IssueRow) -> IssueLink:
    return IssueLink(label=row.label, title=row.title, path=row.path)
