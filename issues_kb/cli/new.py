"""``issues-kb new``: write an issue into a log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

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

if TYPE_CHECKING:
    from issues_kb.authoring import Draft, DraftMeasure, EntryText

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
    written. A title that begins with - goes after --. Exit code 1 when you decide against it.
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
    from issues_kb.authoring import EntryText
    from issues_kb.cli.new_editing import entry_text

    assert wishes.draft is not None
    others = wishes.from_git is not None or wishes.from_json is not None
    if others or any(value is not None for value in given.values()):
        hint = "change the draft itself, or leave --draft out"
        raise UsageError("takes no other values", subject="--draft", hint=hint)
    text = entry_text(Inputs(project).data(wishes.draft, "--draft"), f"--draft {wishes.draft}")
    writer = Writer.to(project, wishes.log, dry_run=wishes.dry_run, asks=wishes.asks)
    return _goes_on(writer, text, wishes) and _written(writer, EntryText(text), wishes)


def _add_draft(project: Project, given: Mapping[str, Any], wishes: _Wishes) -> bool:
    """Write an issue of its values; false when the person gives it up."""
    from issues_kb.authoring import Draft

    origin, inputs = Origin(), Inputs(project)
    values: dict[str, Any] = {}
    if wishes.from_json is not None:
        values = json_values(project, inputs, wishes.from_json, origin)
    chosen = option_values(given, inputs, project.config.vocabulary)
    origin.options = tuple(chosen)
    values |= chosen
    writer = Writer.to(project, wishes.log, dry_run=wishes.dry_run, asks=wishes.asks)
    if wishes.from_git is not None:
        values = _with_proposal(writer, values, wishes)
    if not values.get("title"):
        values["title"] = _title(wishes)
    words = (values.get(name) or "" for name in ("title", "problem", "root_cause"))
    if not _goes_on(writer, "\n".join(words), wishes):
        return False
    if wishes.asks and not wishes.edit and wishes.from_json is None:
        from issues_kb.cli.new_asking import asked_values

        values |= asked_values(values, project.config.vocabulary)
    values["prevention"] = tuple(map(_to_do, values.get("prevention", ())))
    draft = Draft(**{"date": today(), **values})
    try:
        return _written(writer, draft, wishes)
    except UsageError as error:
        raise origin.named(error) from error


def _to_do(measure: DraftMeasure | str) -> DraftMeasure:
    """What a person names as a measure is still to be done, unless the text says otherwise."""
    from issues_kb.authoring import DraftMeasure
    from issues_kb.model import MeasureState

    if not isinstance(measure, str):
        return measure
    return DraftMeasure(measure, state=MeasureState.TODO)


def _title(wishes: _Wishes) -> str:
    if not wishes.asks:
        hint = 'write it: issues-kb new "What happened"'
        raise UsageError("the title is missing", hint=hint)
    from issues_kb.cli.new_asking import asked_title

    return asked_title()


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


def _written(writer: Writer, draft: Draft | EntryText, wishes: _Wishes) -> bool:
    if wishes.edit:
        return writer.write_edited(draft, asks=wishes.asks)
    writer.write(draft)
    return True


def _goes_on(writer: Writer, words: str, wishes: _Wishes) -> bool:
    """Show similar issues; whether to write one more all the same."""
    if not wishes.similar:
        return True
    from issues_kb.cli.new_proposals import similar_issues

    alike = similar_issues(writer.project, writer.log, words)
    if alike and wishes.asks and not wishes.dry_run:
        from issues_kb.cli.new_asking import goes_on

        return goes_on(alike)
    for each in alike:
        writer.project.note(f"similar: {issue_line(each.issue)}")
    return True
