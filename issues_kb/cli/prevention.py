"""``issues-kb prevention``: the ledger of what was to be done so that it never happens again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.failure import EXIT_FINDINGS
from issues_kb.cli.listing import (
    brief,
    called,
    document,
    nothing_found,
    place_line,
    several_logs,
    summary_object,
)
from issues_kb.cli.options import Limit, QueryWords, age_in_days
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import emit, one_line, page, paint, terminal_width
from issues_kb.cli.table import render_table
from issues_kb.contract import measure_object
from issues_kb.model import MeasureState

if TYPE_CHECKING:
    from issues_kb.store import MeasureHit

__all__ = ["prevention"]

_COLUMNS = ("ISSUE", "ID", "STATE", "AGE", "MEASURE")
_SPARE = (3, 2)
"""Columns that a narrow terminal does without."""

_STYLES = {"todo": "open", "done": "resolved", "unknown": "dim"}


def prevention(  # noqa: PLR0917
    context: typer.Context,
    query: QueryWords = None,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only what is marked as still to be done.")
    ] = False,
    fail_if_open: Annotated[
        bool,
        typer.Option("--fail-if-open", help="Exit code 1 when any is still to be done, else 0."),
    ] = False,
    limit: Limit = None,
    output: Annotated[
        Literal["table", "plain", "json"],
        typer.Option("--format", help="plain: one line a measure, path:line: key id, state: text."),
    ] = "table",
) -> None:
    """Show the prevention measures, the oldest issues first.

    ISSUE and ID name a measure. The state is what the log marks: todo, done, or unknown
    without a mark. The age is that of the issue. Words keep the measures that speak of
    them, best first; filters are about the issues. Exit code 1 when there are none.
    """
    project = project_of(context)
    text = " ".join(query or ())
    wanted = None if fail_if_open else limit
    found = project.answer(
        text, lambda index, asked: index.measures(asked, open_only=only_open, limit=wanted)
    )
    _print(found[: limit or len(found)], output, text)
    if fail_if_open:
        left = sum(1 for hit in found if hit.measure.state is MeasureState.TODO)
        project.note(
            "1 measure is still to be done"
            if left == 1
            else f"{left} measures are still to be done"
        )
        raise typer.Exit(project.exit_code(EXIT_FINDINGS if left else 0))
    code = 0 if found else nothing_found(project)
    raise typer.Exit(project.exit_code(code))


def _print(found: Sequence[MeasureHit], output: str, text: str) -> None:
    if output == "json":
        document(query=text, measures=[_object(hit) for hit in found])
    elif output == "plain":
        for hit in found:
            measure = hit.measure
            what = f"{measure.id}, {measure.state.value}: {_words(hit)}"
            emit(place_line(hit.issue.path, measure.line, called(hit.issue), what))
    elif found:
        page("\n".join(_table(found)))


def _object(hit: MeasureHit) -> dict[str, Any]:
    return {
        **measure_object(hit.measure),
        "age_days": age_in_days(hit.issue.date),
        "score": hit.score,
        "issue": summary_object(hit.issue),
    }


def _words(hit: MeasureHit) -> str:
    topic = one_line(hit.measure.topic or "").strip("*:： ")
    text = brief(hit.measure.text)
    return f"{topic}: {text}" if topic else text


def _table(found: Sequence[MeasureHit]) -> list[str]:
    several = several_logs(hit.issue for hit in found)
    rows = [
        (
            called(hit.issue, several),
            str(hit.measure.id),
            hit.measure.state.value,
            _age(age_in_days(hit.issue.date)),
            _words(hit),
        )
        for hit in found
    ]
    return render_table(_COLUMNS, rows, terminal_width(), _paint, _SPARE)


def _paint(text: str, column: int, row: Sequence[str]) -> str:
    style = {0: "bold", 2: _STYLES.get(row[2], ""), 3: "dim"}.get(column, "")
    return paint(text, style)


def _age(days: int | None) -> str:
    """Days, months or years: as exact as a person would say it."""
    if days is None:
        return ""
    for least, length, unit in ((730, 365.25, "years"), (61, 30.44, "months")):
        if days >= least:
            return f"{int(days / length)} {unit}"
    return "1 day" if days == 1 else f"{days} days"
