"""``issues-kb list``: the issues that answer a query, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from issues_kb.cli.listing import (
    called,
    document,
    nothing_found,
    place_line,
    several_logs,
    summary_object,
)
from issues_kb.cli.options import Limit, OutputFormat, QueryWords, check_logs, option_filters
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import (
    clean,
    emit,
    is_terminal,
    one_line,
    page,
    paint,
    terminal_width,
)
from issues_kb.cli.table import render_table

if TYPE_CHECKING:
    from issues_kb.query import Query
    from issues_kb.store import Index, IssueSummary

__all__ = ["list_issues"]

_COLUMNS = ("ISSUE", "SEVERITY", "STATUS", "DATE", "TITLE")
_SPARE = (3, 1, 2)
"""Columns that a narrow terminal does without: the date first, then the severity."""

_CSV_COLUMNS = (
    *("log", "path", "line", "key", "number", "title", "date"),
    *("severity", "severity_note", "status", "status_note"),
)


def list_issues(  # noqa: PLR0917
    context: typer.Context,
    query: QueryWords = None,
    severity: Annotated[
        list[str] | None,
        typer.Option(metavar="LEVEL", help="Only these, such as high,critical or '>=high'."),
    ] = None,
    status: Annotated[
        list[str] | None, typer.Option(metavar="STATUS", help="Only these, such as open.")
    ] = None,
    log: Annotated[
        list[str] | None, typer.Option(metavar="LOG", help="Only this log, by name or path.")
    ] = None,
    limit: Limit = None,
    output: Annotated[
        Literal["table", "plain", "json", "csv", "markdown"] | None,
        typer.Option("--format", help="Default: table on a terminal, else plain."),
    ] = None,
) -> None:
    """List issues: all, or those that answer a query.

    A word that begins with - goes after --, as in: list -- -status:resolved. Exit code 1
    when there are none.
    """
    project = project_of(context)
    filters = option_filters(severity or (), status or (), log or (), project.config.vocabulary)

    beside: list[str] = []

    def answer(index: Index, asked: Query) -> tuple[IssueSummary, ...]:
        check_logs(index, log or ())
        whole = asked.narrowed(*filters)
        beside[:] = _left_out(index, whole)
        return index.issues(whole, limit=limit)

    issues = project.answer(" ".join(query or ()), answer)
    default = OutputFormat.TABLE if is_terminal() else OutputFormat.PLAIN
    _print(issues, OutputFormat(output) if output else default)
    code = 0 if issues else nothing_found(project)
    for text in beside:
        project.note(text)
    raise typer.Exit(project.exit_code(code))


def _left_out(index: Index, query: Query) -> Iterator[str]:
    """Issues that a person who asks for open ones may miss: those that say none, or are begun."""
    if not query.filters:
        return
    from issues_kb.model import Status
    from issues_kb.query import StatusFilter

    asked = [each for each in query.filters if isinstance(each, StatusFilter)]
    wanted = {status for each in asked for status in each.values}
    if Status.OPEN not in wanted:
        return
    others = tuple(each for each in query.filters if each not in asked)
    counts = index.counts(replace(query, filters=others))
    silent, begun = counts.status(None), counts.status(Status.IN_PROGRESS)
    if silent:
        yield f"not counted: {silent} without a status (no:status)"
    if begun and Status.IN_PROGRESS not in wanted:
        yield f"not counted: {begun} in progress (is:open has both)"


def _print(issues: Sequence[IssueSummary], output: OutputFormat) -> None:
    if output is OutputFormat.JSON:
        document(issues=[summary_object(issue) for issue in issues])
    elif output is OutputFormat.CSV:
        emit(_csv(issues).rstrip("\n"))
    elif output is OutputFormat.MARKDOWN:
        for line in _markdown(issues):
            emit(line)
    elif output is OutputFormat.PLAIN:
        for issue in issues:
            emit(place_line(issue.path, issue.line, called(issue), issue.title))
    elif issues:
        page("\n".join(_table(issues)))


def _table(issues: Sequence[IssueSummary]) -> list[str]:
    several = several_logs(issues)
    rows = [
        (
            called(issue, several),
            issue.severity.value if issue.severity else "",
            issue.status.value if issue.status else "",
            issue.date or "",
            one_line(issue.title),
        )
        for issue in issues
    ]
    return render_table(_COLUMNS, rows, terminal_width(), _paint, _SPARE)


def _paint(text: str, column: int, row: Sequence[str]) -> str:
    style = {0: "bold", 1: row[1], 2: row[2], 3: "dim"}.get(column, "")
    return paint(text, style)


def _csv(issues: Sequence[IssueSummary]) -> str:
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_CSV_COLUMNS)
    for issue in issues:
        values = summary_object(issue)
        writer.writerow(["" if values[name] is None else values[name] for name in _CSV_COLUMNS])
    return stream.getvalue()


def _markdown(issues: Sequence[IssueSummary]) -> list[str]:
    lines = ["| Issue | Title | Severity | Status | Date | Place |", "|---|---|---|---|---|---|"]
    for issue in issues:
        cells = (
            called(issue),
            issue.title,
            issue.severity.value if issue.severity else "",
            issue.status.value if issue.status else "",
            issue.date or "",
            f"{issue.path}:{issue.line}",
        )
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return lines


def _cell(text: str) -> str:
    return one_line(clean(text)).replace("\\", "\\\\").replace("|", "\\|")
