"""``issues-kb stats``: how many issues there are, why they were missed, what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.listing import called, document, nothing_found, several_logs, summary_object
from issues_kb.cli.options import QueryWords
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import one_line, page, paint
from issues_kb.cli.table import display_width

if TYPE_CHECKING:
    from enum import Enum

    from issues_kb.store import Stats

__all__ = ["stats"]

_UNSAID = "not said"
_COSTLIEST = 5


def stats(
    context: typer.Context,
    query: QueryWords = None,
    output: Annotated[
        Literal["table", "json"], typer.Option("--format", help="The shape of the numbers.")
    ] = "table",
) -> None:
    """Count issues by severity, status, month and log.

    With a query only the issues that answer it. Why an issue was missed is told by the
    words of that section; what fits no family is other. Time lost is summed from fields
    such as Time Lost. Exit code 1 when there are no issues.
    """
    project = project_of(context)
    text = " ".join(query or ())
    found = project.answer(text, lambda index, asked: index.stats(asked))
    if output == "json":
        document(query=text, stats=_object(found))
    elif found.issues:
        page("\n".join(_lines(found)))
    code = 0 if found.issues else nothing_found(project)
    raise typer.Exit(project.exit_code(code))


def _value(choice: Enum | None) -> str | None:
    return None if choice is None else str(choice.value)


def _object(found: Stats) -> dict[str, Any]:
    lost = found.time_lost
    return {
        "issues": found.issues,
        "severities": [{"severity": _value(each), "issues": n} for each, n in found.severities],
        "statuses": [{"status": _value(each), "issues": n} for each, n in found.statuses],
        "months": [{"month": month, "issues": n} for month, n in found.months],
        "logs": [{"log": log, "issues": n} for log, n in found.logs],
        "missed": [{"family": family, "issues": n} for family, n in found.missed],
        "time_lost": {
            "minutes": lost.minutes,
            "issues": [
                {**summary_object(each.issue), "time_lost": each.text, "minutes": each.minutes}
                for each in lost.entries
            ],
        },
    }


def _lines(found: Stats) -> Iterator[str]:
    yield "1 issue" if found.issues == 1 else f"{found.issues} issues"
    tables: tuple[tuple[str, Sequence[tuple[str | None, int]]], ...] = (
        ("Severity", [(_value(each), count) for each, count in found.severities]),
        ("Status", [(_value(each), count) for each, count in found.statuses]),
        ("Month", found.months),
        ("Log", found.logs if len(found.logs) > 1 else ()),
        ("Why missed", [(family.replace("_", " "), n) for family, n in found.missed]),
    )
    for heading, rows in tables:
        yield from _counts(heading, [row for row in rows if row[1]])
    lost = found.time_lost
    if lost.entries:
        several = several_logs(each.issue for each in lost.entries)
        yield ""
        yield paint(f"Time lost: {_time(lost.minutes)}", "bold")
        for each in lost.entries[:_COSTLIEST]:
            yield f"  {called(each.issue, several)} {one_line(each.text)}"


def _counts(heading: str, rows: Sequence[tuple[str | None, int]]) -> Iterator[str]:
    if not rows:
        return
    names = [one_line(name or _UNSAID) for name, _ in rows]
    width = max(map(display_width, names))
    digits = max(len(str(count)) for _, count in rows)
    yield ""
    yield paint(heading, "bold")
    for name, (style, count) in zip(names, rows, strict=True):
        gap = " " * (width - display_width(name) + 2)
        yield f"  {paint(name, style or '')}{gap}{count:>{digits}}"


def _time(minutes: int) -> str:
    """``12 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(filter(None, parts))
