"""Rules about the fields of an entry: missing, in the future, never filled in, odd in form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from issues_kb.check.facts import Check, LogFacts
from issues_kb.check.rule import Finding, Fix
from issues_kb.check.settings import Settings
from issues_kb.check.stated import StatedField
from issues_kb.model import Issue
from issues_kb.reading.dates import has_placeholder_date
from issues_kb.reading.values import is_placeholder, read_severity, read_status

__all__ = ["CHECKS"]

_USUAL = 3
"""How often a form has to occur to be the usual one."""
_EDGE = re.compile(r"[\s.,;:!]+$")


def _is_open_field(field: StatedField, facts: LogFacts) -> bool:
    """Whether a value still shows what may be written."""
    if field.meaning == "date":
        return has_placeholder_date(field.value)
    table = facts.vocabulary.status if field.meaning == "status" else facts.vocabulary.severity
    return bool(field.value) and is_placeholder(field.value, table)


def placeholder(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A field that still holds the words of the template."""
    for issue in facts.issues:
        for field in facts.stated[issue.line]:
            if _is_open_field(field, facts):
                yield Finding(
                    field.line,
                    f"{field.name} still holds the words of the template: {field.value[:60]}",
                    field.column,
                    "write the value, or take the line out",
                )


def _missing(facts: LogFacts, name: str, codes: tuple[str, ...]) -> Iterator[Finding]:
    told = {d.line for d in facts.reading.diagnostics if d.code in codes}
    without = list(_without(facts, name, told))
    if len(without) * 2 > len(facts.issues) > 1:
        # Not a slip but the way of the log: said once.
        yield Finding(
            without[0].line,
            f"{len(without)} of {len(facts.issues)} issues have no {name}; this is the first",
            hint=_HINTS[name],
        )
        return
    for issue in without:
        yield Finding(issue.line, f"this issue has no {name}", hint=_HINTS[name])


def _without(facts: LogFacts, name: str, told: set[int]) -> Iterator[Issue]:
    wanted = {"severity": ("severity", "priority")}.get(name, (name,))
    for issue in facts.issues:
        if getattr(issue, name) is not None or getattr(issue, f"{name}_note", None):
            continue
        if any(issue.line <= line <= issue.end_line for line in told):
            continue
        if not any(
            f.meaning in wanted and _is_open_field(f, facts) for f in facts.stated[issue.line]
        ):
            yield issue


_HINTS = {
    "date": "add a line such as **Date:** 2026-01-31",
    "severity": "add a line such as **Severity:** Medium",
    "status": "add a line such as **Status:** Open",
}


def missing_date(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """An issue without a date."""
    yield from _missing(facts, "date", ("IKB201",))


def missing_severity(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """An issue without a severity."""
    yield from _missing(facts, "severity", ("IKB202",))


def missing_status(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """An issue that does not say where it stands."""
    yield from _missing(facts, "status", ("IKB203",))


def future_date(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A date that has not come yet."""
    today = facts.around.today
    for issue in facts.issues:
        date = issue.date
        if date and today and date > today[: len(date)]:
            field = next((f for f in facts.stated[issue.line] if f.meaning == "date"), None)
            line, column = (field.line, field.column) if field else (issue.line, 1)
            yield Finding(line, f"the date {date} has not come yet", column)


def odd_form(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A severity or status in another form than the log gives the same word everywhere else."""
    found: dict[tuple[str, str], list[StatedField]] = {}
    for issue in facts.issues:
        for field in facts.stated[issue.line]:
            if field.meaning in ("severity", "status") and len(field.value.split()) <= 3:
                bare = _EDGE.sub("", field.value).casefold()
                found.setdefault((field.meaning, bare), []).append(field)
    for fields in found.values():
        forms = Counter(field.value for field in fields)
        usual, count = forms.most_common(1)[0]
        if count < _USUAL or count * 2 <= len(fields):
            continue
        for field in fields:
            if field.value != usual and _reads_the_same(field, usual, facts):
                end = field.column + len(field.value)
                yield Finding(
                    field.line,
                    f"{field.name} is written {field.value!r}, and {usual!r} elsewhere",
                    field.column,
                    f"write {usual}",
                    Fix(field.line, field.column, end, usual),
                )


def _reads_the_same(field: StatedField, usual: str, facts: LogFacts) -> bool:
    if field.meaning == "status":
        meaning = read_status(field.value, facts.vocabulary).meaning
        return meaning is not None and read_status(usual, facts.vocabulary).meaning is meaning
    level = read_severity(field.value, facts.vocabulary).meaning
    return level is not None and read_severity(usual, facts.vocabulary).meaning is level


CHECKS: Mapping[str, Check] = {
    "IKB210": missing_date,
    "IKB211": missing_severity,
    "IKB212": missing_status,
    "IKB213": future_date,
    "IKB214": placeholder,
    "IKB215": odd_form,
}
