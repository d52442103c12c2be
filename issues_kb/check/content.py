"""Rules about what an entry tells: sections that are missing, empty or never written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from issues_kb.check.facts import Check, LogFacts
from issues_kb.check.rule import Finding
from issues_kb.check.settings import Settings
from issues_kb.model import MeasureState, SectionKind

__all__ = ["CHECKS"]

_WORDS: Mapping[str, str] = {
    "problem": "what happened",
    "root_cause": "why it happened",
    "resolution": "how it was resolved",
    "files_changed": "which files were changed",
    "why_missed": "why it was missed",
    "learnings": "what was learned",
    "prevention": "how it is prevented",
    "related": "which issues are related",
    "verification": "how the fix was verified",
    "impact": "what it did to people",
}
"""What a section tells."""

_BRACKETED = re.compile(r"\s*(?:[-*+]\s+|\d+[.)]\s+)?\[([^\[\]]{8,})\]\s*")
_TEMPLATE_START = re.compile(
    r"(?i)(?:clear |short |brief |detailed )?(?:description|explanation|summary|list|steps|"
    r"what|why|how|which|who|where|when|describe|explain|add|insert|your|todo|tbd|fill)\b"
)


def missing_section(facts: LogFacts, settings: Settings) -> Iterator[Finding]:
    """An issue without a section that its status or severity asks for."""
    for issue in facts.issues:
        have = {section.kind.value for section in issue.sections}
        # A one-line label says as much as a section.
        have |= {"learnings"} if issue.learnings else set()
        have |= {"prevention"} if issue.measures else set()
        wanted = [
            (kind, state.value)
            for state in (issue.severity, issue.status)
            if state is not None
            for kind in settings.required.get(state.value, ())
            if kind in _WORDS and kind not in have
        ]
        if wanted:
            missing = dict(wanted)
            states = list(dict.fromkeys(missing.values()))
            *most, last = (_WORDS[kind] for kind in missing)
            said = f"{', '.join(most)} or {last}" if most else last
            yield Finding(
                issue.line,
                f"this {' and '.join(map(_state, states))} issue does not say {said}",
                hint=f"add it; check.required.{states[0]} asks for other sections",
            )


def _state(value: str) -> str:
    return value.replace("-", " ")


def empty_section(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """Sections with a heading and no text: an entry that was only begun has many."""
    for issue in facts.issues:
        parents = {section.parent for section in issue.sections}
        empty = [
            (section.line, section.heading.strip())
            for section in issue.sections
            if section.kind is not SectionKind.OTHER
            and section.heading is not None
            and not section.text.strip(" \t\n-*_>|")
            and section.line not in parents
        ]
        if len(empty) == 1:
            line, name = empty[0]
            told = f"the section {name!r} is empty"
            yield Finding(line, told, hint="write it, or take the heading out")
        elif empty:
            names = ", ".join(name for _, name in empty)
            told = f"{len(empty)} sections are empty: {names}"
            yield Finding(empty[0][0], told, hint="write them, or take the headings out")


def template_text(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """Text of the template that nobody replaced."""
    for issue in facts.issues:
        lines = facts.lines[issue.line : issue.end_line]
        for number, text in enumerate(lines, issue.line + 1):
            if "[" not in text:
                continue
            match = _BRACKETED.fullmatch(text)
            if match and _TEMPLATE_START.match(match[1].strip()) and not facts.is_code(number):
                yield Finding(
                    number,
                    f"text of the template is left in: [{match[1][:60]}]",
                    match.start(1),
                    "replace it, or take it out with its heading",
                )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text if len(text) > len("2025-12") else f"{text}-01")
    except ValueError:
        return None


def old_todo(facts: LogFacts, settings: Settings) -> Iterator[Finding]:
    """A measure that is still to do long after its issue."""
    now = _day(facts.around.today)
    for issue in facts.issues:
        todo = [m for m in issue.measures if m.state is MeasureState.TODO]
        if not todo or now is None:
            continue
        newest = _day(facts.news(issue))
        if newest is None or now - newest <= timedelta(days=settings.todo_days):
            continue
        days = (now - newest).days
        for measure in todo:
            yield Finding(
                measure.line,
                f"measure {measure.id} of {issue.key} is to do for {days} days",
                hint=f"do it, then: issues-kb set {facts.called(issue)} --check {measure.id}",
            )


def stale(facts: LogFacts, settings: Settings) -> Iterator[Finding]:
    """An open issue that nobody wrote about for long."""
    now = _day(facts.around.today)
    for issue in facts.issues:
        if issue.status is None or not issue.status.is_open or now is None:
            continue
        newest = _day(facts.news(issue))
        if newest is not None and now - newest > timedelta(days=settings.open_days):
            command = f"issues-kb set {facts.called(issue)} --status …"
            yield Finding(
                issue.line,
                f"{_state(issue.status.value)} without news for {(now - newest).days} days",
                hint=f"say how it stands, or close it: {command}",
            )


CHECKS: Mapping[str, Check] = {
    "IKB301": missing_section,
    "IKB302": empty_section,
    "IKB303": template_text,
    "IKB304": old_todo,
    "IKB305": stale,
}
