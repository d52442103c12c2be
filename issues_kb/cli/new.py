"""``issues-kb new``: write an issue into a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import typer

from issues_kb.cli import new_options as options
from issues_kb.cli.failure import EXIT_FINDINGS
from issues_kb.cli.grouping import GroupedCommand
from issues_kb.cli.listing import issue_line
from issues_kb.cli.new_values import Inputs, Origin, json_values, option_values
from issues_kb.cli.new_writing import Writer
from issues_kb.cli.options import today
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.prompts import can_ask
from issues_kb.errors import UsageError

__all__ = ["NewCommand", "new"]

_FROM_GIT = "--from-git"


class NewCommand(GroupedCommand):
    """The value of ``--from-git`` may be left out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Take what follows ``--from-git`` as a commit when it is one word and no option."""
        given: list[str] = []
        rest = iter(args)
        for word in rest:
            if word == "--":
                given += [word, *rest]
            elif word != _FROM_GIT:
                given.append(word)
            else:
                following = next(rest, "")
                is_commit = following[:1] not in ("", "-") and not any(map(str.isspace, following))
                given.append(f"{_FROM_GIT}={following if is_commit else ''}")
                given += [following] if following and not is_commit else []
        return list(super().parse_args(ctx, given))


class _Wishes(NamedTuple):
    """What is not a value of the issue."""

    log: str | None
    from_git: str | None
    from_json: str | None
    draft: str | None
    asks: bool
    edit: bool
    similar: bool
    dry_run: bool


def new(  # noqa: PLR0917
    context: typer.Context,
    title: options.Title = None,
    severity: options.SeverityLevel = None,
    status: options.StatusName = None,
    date: options.Date = None,
    file: options.Files = None,
    field: options.Fields = None,
    problem: options.Problem = None,
    root_cause: options.RootCause = None,
    resolution: options.Resolution = None,
    verification: options.Verification = None,
    impact: options.Impact = None,
    why_missed: options.WhyMissed = None,
    learning: options.Learnings = None,
    prevention: options.Prevention = None,
    related: options.Related = None,
    from_git: options.FromGit = None,
    from_json: options.FromJson = None,
    draft: options.DraftFile = None,
    no_input: options.NoInput = False,
    log: options.Log = None,
    edit: options.Edit = False,
    no_similar: options.NoSimilar = False,
    dry_run: options.DryRun = False,
) -> None:
    """Add an issue to the log.

    It gets the next number and looks like its neighbours; nothing else in the file changes.
    On a terminal, what is missing is asked for. Similar issues are shown before it is
    written. Exit code 1 when you decide against it.
    """
    asks = not no_input and can_ask()
    similar = not no_similar
    given = {
        **{"title": title, "severity": severity, "status": status, "date": date},
        **{"files": file, "fields": field, "problem": problem, "root_cause": root_cause},
        **{"resolution": resolution, "verification": verification, "impact": impact},
        **{"why_missed": why_missed, "learnings": learning, "prevention": prevention},
        "related": related,
    }
    wishes = _Wishes(log, from_git, from_json, draft, asks, edit, similar, dry_run)
    project = project_of(context)
    add = _add_draft if draft is None else _add_entry
    if not add(project, given, wishes):
        project.note("nothing is written")
        raise typer.Exit(EXIT_FINDINGS)


def _add_entry(project: Project, given: Mapping[str, Any], wishes: _Wishes) -> bool:
    """Write an entry that is Markdown already; false when the person gives it up."""
    from issues_kb.cli.new_editing import entry_text

    assert wishes.draft is not None
    others = wishes.from_git is not None or wishes.from_json is not None
    if others or any(value is not None for value in given.values()):
        hint = "change the draft itself, or leave --draft out"
        raise UsageError("takes no other values", subject="--draft", hint=hint)
    text = entry_text(Inputs(project).data(wishes.draft, "--draft"), f"--draft {wishes.draft}")
    writer = Writer.to(project, wishes.log, dry_run=wishes.dry_run, asks=wishes.asks)
    return _written(writer, text, text, wishes)


def _add_draft(project: Project, given: Mapping[str, Any], wishes: _Wishes) -> bool:
    """Write an issue of its values; false when the person gives it up."""
    from issues_kb.authoring import Draft

    origin, inputs = Origin(), Inputs(project)
    values: dict[str, Any] = {}
    if wishes.from_json is not None:
        values = json_values(project, inputs, wishes.from_json, origin)
    chosen = option_values(given, inputs)
    origin.options = tuple(chosen)
    values |= chosen
    writer = Writer.to(project, wishes.log, dry_run=wishes.dry_run, asks=wishes.asks)
    values = _completed(writer, values, wishes)
    if "title" not in values:
        hint = 'write it: issues-kb new "What happened"'
        raise UsageError("the title is missing", hint=hint)
    draft = Draft(**{"date": today(), **values})
    words = "\n".join((draft.title, draft.problem, draft.root_cause))
    try:
        return _written(writer, draft, words, wishes)
    except UsageError as error:
        raise origin.named(error) from error


def _completed(writer: Writer, values: dict[str, Any], wishes: _Wishes) -> dict[str, Any]:
    """The values with what git proposes and what the person answers."""
    if wishes.from_git is not None:
        values = _with_proposal(writer, values, wishes)
    if wishes.asks:
        from issues_kb.cli.new_asking import asked_title, asked_values

        if "title" not in values:
            values = {**values, "title": asked_title()}
        if not wishes.edit and wishes.from_json is None:
            values = {**values, **asked_values(values)}
    return values


def _with_proposal(writer: Writer, values: dict[str, Any], wishes: _Wishes) -> dict[str, Any]:
    from issues_kb.cli.new_asking import agreed_files
    from issues_kb.cli.new_proposals import proposal

    found = proposal(writer.project, wishes.from_git or "", writer.log)
    known = values.get("files", ())
    named = {path for path, _ in known}
    files = [path for path in found.files if path not in named]
    if files and wishes.asks and not wishes.edit and not agreed_files(files):
        files = []
    title = {"title": found.title} if found.title else {}
    return {**title, **values, "files": (*known, *((path, "") for path in files))}


def _written(writer: Writer, draft: Any, words: str, wishes: _Wishes) -> bool:  # noqa: ANN401
    if wishes.similar and not _goes_on(writer.project, words, wishes):
        return False
    if wishes.edit:
        return writer.write_edited(draft, asks=wishes.asks)
    writer.write(draft)
    return True


def _goes_on(project: Project, words: str, wishes: _Wishes) -> bool:
    """Show similar issues; whether to write it all the same."""
    from issues_kb.cli.new_proposals import similar_issues

    alike = similar_issues(project, words)
    if alike and wishes.asks and not wishes.dry_run:
        from issues_kb.cli.new_asking import goes_on

        return goes_on(alike)
    _say_similar(project, [issue_line(each.issue) for each in alike])
    return True


def _say_similar(project: Project, lines: Sequence[str]) -> None:
    for line in lines:
        project.note(f"similar: {line}")
