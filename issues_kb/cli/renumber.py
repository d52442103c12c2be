"""``issues-kb renumber``: a number of its own for each entry."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.cli.failure import EXIT_FINDINGS
from issues_kb.cli.listing import place_line
from issues_kb.cli.options import Logs
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import clean, emit, is_terminal, one_line, say
from issues_kb.cli.standing import from_here
from issues_kb.errors import LogError

if TYPE_CHECKING:
    from issues_kb.authoring.renumbering import RenumberPlan
    from issues_kb.model import LogFile

__all__ = ["renumber"]


def renumber(
    context: typer.Context,
    logs: Logs = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the change and write nothing.")
    ] = False,
    across_groups: Annotated[
        bool,
        typer.Option(
            "--across-groups", help="Also where numbers begin again in each group of the log."
        ),
    ] = False,
) -> None:
    """Give entries with the same number numbers of their own.

    The later entry gets the next free number, and with it the mentions that certainly mean
    it. The others are listed. Shows the change and asks; without a terminal it needs --yes.
    """
    project = project_of(context)
    chosen = project.named_logs(logs) if logs else project.discovered_logs()
    clear = True
    for log in chosen:
        try:
            clear &= _renumber(project, log, yes=yes, dry_run=dry_run, across=across_groups)
        except LogError as error:
            project.fail(error)
    raise typer.Exit(project.exit_code(0 if clear else EXIT_FINDINGS))


def _renumber(project: Project, log: LogFile, *, yes: bool, dry_run: bool, across: bool) -> bool:
    """Whether the log needs nothing more from a person. Raises LogError."""
    from issues_kb.authoring.renumbering import plan_for, renumber_log
    from issues_kb.reading import load_vocabulary

    config = project.config
    vocabulary = load_vocabulary(config.vocabulary, config.source)
    plan = plan_for(log, vocabulary, across_groups=across)
    for entry in plan.left:
        place = f"{clean(from_here(log.path))}:{entry.line}"
        say(f"{place}: {one_line(entry.number)} {one_line(entry.reason)}")
    if not plan.changes:
        if not plan.left:
            project.note(f"{log.path}: no number is there twice")
        return not plan.left
    if dry_run or not yes:
        _show(plan, log)
    _say_uncertain(project, plan, log)
    if not dry_run:
        if not yes and not _agreed(plan, log):
            return False
        renumber_log(log, plan)
        for change in plan.changes:
            line = place_line(log.path, change.line, change.new, change.title)
            emit(f"{line}  (was {one_line(change.old)})")
    return not plan.left


def _show(plan: RenumberPlan, log: LogFile) -> None:
    from issues_kb.cli.diffs import show_diff

    show_diff(plan.before, plan.data, log.path)


def _say_uncertain(project: Project, plan: RenumberPlan, log: LogFile) -> None:
    """List the mentions that a person has to look at."""
    for mention in plan.uncertain:
        choices = " or ".join(f"{number} (line {line})" for number, line in mention.entries)
        place = f"{from_here(log.path)}:{mention.line}:{mention.column}"
        project.note(f"{place}: {mention.text} stays; it may mean {choices}")


def _agreed(plan: RenumberPlan, log: LogFile) -> bool:
    """Ask; without a terminal nobody can answer."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        say("hint: nothing is written; do it with --yes")
        return False
    count = len(plan.changes)
    what = "1 entry" if count == 1 else f"{count} entries"
    return typer.confirm(f"Renumber {what} in {one_line(log.path)}?", default=False, err=True)
