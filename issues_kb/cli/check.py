"""``issues-kb check``: what is wrong or missing in the logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from issues_kb.cli.options import Logs, today
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import emit, emit_json
from issues_kb.errors import UsageError

if TYPE_CHECKING:
    from issues_kb.check import Checked, Settings
    from issues_kb.cli.check_run import CheckRun

__all__ = ["check"]

_BASELINE = "issues-kb-baseline.json"
Format = Literal["text", "json", "github", "sarif"]
Codes = list[str] | None
Level = Literal["error", "warning", "info"]


def check(  # noqa: PLR0917
    context: typer.Context,
    logs: Logs = None,
    select: Annotated[
        Codes, typer.Option(metavar="CODE", help="Only these: IKB301, IKB3, a name, or all.")
    ] = None,
    ignore: Annotated[
        Codes, typer.Option(metavar="CODE", help="Leave these out. Can be repeated.")
    ] = None,
    level: Annotated[Level, typer.Option(help="Show findings of this level and above.")] = "info",
    output: Annotated[Format, typer.Option("--format", help="The shape of the report.")] = "text",
    diff: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Only entries that changed since a commit."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is certain.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --fix: show the changes, write nothing.")
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Tell what a rule is about; all lists the rules."),
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count the findings of each rule.")
    ] = False,
    baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Findings in this file do not count.")
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Take all that is found now as known.")
    ] = False,
) -> None:
    """Tell what is wrong or missing in the logs.

    Exits with 1 when there is an error or a warning. A comment keeps a rule quiet for its
    issue: <!-- issues-kb: ignore IKB301 -->
    """
    if explain is not None:
        _explain(explain)
        return
    _refuse_idle(output, statistics=statistics, trial=dry_run and not fix)
    if write_baseline:
        _refuse_parts({"--diff": diff, "--select": select, "--ignore": ignore})
    from issues_kb.cli.check_run import CheckRun

    project = project_of(context)
    settings = _settings(project, select, ignore, baseline)
    run = CheckRun(project, settings, logs, today=today(), rev=diff)
    if fix:
        run.fix(dry_run=dry_run)
    found = run.findings()
    if write_baseline:
        _write_baseline(run, found, settings, whole=not logs)
        raise typer.Exit(project.exit_code())
    found, known = run.without_known(found)
    shown = [each for each in found if _RANKS[each.diagnostic.level.value] <= _RANKS[level]]
    _report(run, shown, known, output, statistics=statistics)
    raise typer.Exit(project.exit_code(1 if _fails(shown) else 0))


def _explain(name: str) -> None:
    from issues_kb.cli.check_text import explain_rules

    explain_rules(name)


_RANKS = {"error": 0, "warning": 1, "info": 2}


def _settings(
    project: Project, select: list[str] | None, ignore: list[str] | None, baseline: str | None
) -> Settings:
    from issues_kb.check import choose, read_settings

    config = project.config
    settings = read_settings(config.check, config.source)
    settings = choose(settings, _parts(select), _parts(ignore))
    if baseline is not None:
        settings = replace(settings, baseline=str(project.at(baseline)))
    elif settings.baseline is None and (config.root / _BASELINE).is_file():
        settings = replace(settings, baseline=str(config.root / _BASELINE))
    elif settings.baseline is not None:
        settings = replace(settings, baseline=str(config.root / settings.baseline))
    return settings


def _parts(values: list[str] | None) -> list[str]:
    """``--select IKB1,IKB2`` is two, as it is in other tools."""
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


def _refuse_parts(options: Mapping[str, object]) -> None:
    """A baseline of some findings would make all others new."""
    for name, value in options.items():
        if value:
            message = f"--write-baseline takes all findings as known, {name} looks at some"
            raise UsageError(message, hint=f"leave {name} out")


def _write_baseline(
    run: CheckRun, found: list[Checked], settings: Settings, *, whole: bool
) -> None:
    from issues_kb.authoring import create_file, update_file
    from issues_kb.check import write_baseline

    project = run.project
    file = Path(settings.baseline) if settings.baseline else project.config.root / _BASELINE
    # Of logs that were not named, or could not be read, what is known stays known.
    others = {} if whole and not project.exit_code() else run.known_elsewhere(file)
    data = write_baseline(found, others).encode("utf-8")
    shown = project.shown(file)
    if not create_file(file, data, shown):
        update_file(file, lambda _: data, shown)
    count = "1 finding is" if len(found) == 1 else f"{len(found)} findings are"
    project.note(f"{count} known from now on")
    emit(shown)


def _fails(shown: list[Checked]) -> bool:
    return any(each.diagnostic.level.value != "info" for each in shown)


def _refuse_idle(output: Format, *, statistics: bool, trial: bool) -> None:
    """Options that would do nothing."""
    if trial:
        raise UsageError("--dry-run shows what --fix would do", hint="add --fix")
    if statistics and output != "text":
        told = "--statistics is for reading, not for programs"
        raise UsageError(told, hint="leave --format or it out")


def _report(
    run: CheckRun, shown: list[Checked], known: int, output: Format, *, statistics: bool
) -> None:
    from issues_kb import check as room
    from issues_kb.cli import check_text

    if statistics and output == "text":
        check_text.print_statistics(shown)
    elif output == "json":
        emit_json(room.json_document(shown, known))
    elif output == "sarif":
        from issues_kb import __version__

        emit_json(room.sarif_document(shown, __version__))
    elif output == "github":
        for line in room.github_lines(shown):
            emit(line)
    else:
        check_text.print_findings(shown)
    check_text.say_summary(run.project, shown, known)
