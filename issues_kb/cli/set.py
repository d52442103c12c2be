"""``issues-kb set``: change values of an issue where they stand in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.diffs import show_diff
from issues_kb.cli.listing import place_line
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import emit
from issues_kb.errors import UsageError

if TYPE_CHECKING:
    from issues_kb.authoring.setting import Change, Wishes

__all__ = ["set_values"]


def set_values(  # noqa: PLR0917
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="12, #12, BUG-012 or backend#12.")],
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=VALUE]...", help="Any field of the issue, or a new one."),
    ] = None,
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="open, in-progress, resolved or wont-fix.")
    ] = None,
    severity: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="low, medium, high or critical.")
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="A day or a month, as 2024-12-19.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Another title.")] = None,
    note: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What stands beside the status, or the severity."),
    ] = None,
    check: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Mark measure N as done. Can be repeated."),
    ] = None,
    uncheck: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Mark measure N as to do. Can be repeated."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the change and write nothing.")
    ] = False,
) -> None:
    """Change values of an issue in its log, each in its own line.

    The rest of the line stays, and every other byte of the log. A field that is missing is
    added in the manner of the log. Prints the lines that changed.
    """
    named = {"status": status, "severity": severity, "date": date, "title": title}
    wishes = _wishes(values or (), named, note, _marks(check or (), uncheck or ()))
    _write(project_of(context), key, wishes, dry_run=dry_run)


def _wishes(
    values: Sequence[str], named: dict[str, str | None], note: str | None, marks: dict[int, bool]
) -> Wishes:
    from issues_kb.authoring.setting import Wishes
    from issues_kb.model import MeasureState

    given = {name: value for name, value in named.items() if value is not None}
    for text in values:
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            hint = "write FIELD=VALUE, such as status=resolved; one issue at a time"
            raise UsageError("has no name and value", subject=text, hint=hint)
        if name in given:
            raise UsageError("is given twice", subject=name)
        given[name] = value
    if not given and note is None and not marks:
        hint = "as in: issues-kb set 12 --status resolved"
        raise UsageError("there is nothing to set", hint=hint)
    states = {n: MeasureState.DONE if done else MeasureState.TODO for n, done in marks.items()}
    return Wishes(given, note, states)


def _marks(check: Sequence[int], uncheck: Sequence[int]) -> dict[int, bool]:
    both = sorted(set(check) & set(uncheck))
    if both:
        raise UsageError(f"measure {both[0]} cannot be done and to do", subject="--check")
    return {**dict.fromkeys(check, True), **dict.fromkeys(uncheck, False)}


def _write(project: Project, key: str, wishes: Wishes, *, dry_run: bool) -> None:
    from issues_kb.authoring.setting import change_issue
    from issues_kb.reading import load_vocabulary

    found = project.ask(lambda index: index.issue(key))
    config = project.config
    vocabulary = load_vocabulary(config.vocabulary, config.source)
    done = change_issue(found.log, found.issue.key, wishes, vocabulary=vocabulary, dry_run=dry_run)
    for text in done.notes:
        project.note(text)
    if dry_run:
        show_diff(done.before, done.after, found.log.path)
    else:
        _say_lines(done, found.log.path)
    if not done.lines:
        project.note("nothing changes")
    raise typer.Exit(project.exit_code())


def _say_lines(done: Change, path: str) -> None:
    for line, text in done.lines:
        if text.strip():
            emit(place_line(path, line, done.issue_after.key, text))
