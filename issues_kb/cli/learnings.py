"""``issues-kb learnings``: what was learned, all of it or about something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.listing import document, nothing_found, place_line, summary_object
from issues_kb.cli.options import Limit
from issues_kb.cli.project import project_of
from issues_kb.cli.screen import clean, emit, one_line, page, paint
from issues_kb.contract import learning_object

if TYPE_CHECKING:
    from issues_kb.store import LearningHit

__all__ = ["learnings"]


def learnings(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="What it should be about; filters as in search."),
    ] = None,
    limit: Limit = None,
    output: Annotated[
        Literal["table", "plain", "json", "markdown"],
        typer.Option("--format", help="markdown: a digest to paste into a guide."),
    ] = "table",
) -> None:
    """Show what was learned, with the issue that taught it.

    With words, the learnings that fit best come first. Exit code 1 when there are none.
    """
    from issues_kb.query import parse_query

    project = project_of(context)
    text = " ".join(words or ())
    parsed = parse_query(text)
    found = project.ask(lambda index: index.learnings(parsed.query, limit=limit))
    for hint in parsed.hints:
        project.note(hint)
    if output == "json":
        document(query=text, learnings=[_object(hit) for hit in found])
    elif output == "plain":
        for hit in found:
            emit(place_line(hit.issue.path, hit.learning.line, hit.issue.key, _words(hit)))
    elif output == "markdown":
        emit("\n".join(_markdown(found)).strip("\n"))
    elif found:
        page("\n".join(_lines(found)))
    code = 0 if found else nothing_found(project.settings.quiet)
    raise typer.Exit(project.exit_code(code))


def _object(hit: LearningHit) -> dict[str, Any]:
    return {**learning_object(hit.learning), "score": hit.score, "issue": summary_object(hit.issue)}


def _words(hit: LearningHit) -> str:
    """The learning on one line, under its topic."""
    topic = one_line(hit.learning.topic or "").strip("*:： ")
    text = one_line(hit.learning.text)
    return f"{topic}: {text}" if topic else text


def _by_issue(found: Sequence[LearningHit]) -> Iterator[tuple[LearningHit, list[LearningHit]]]:
    """Learnings of one issue together, the issue with the best one first."""
    groups: dict[tuple[str, int], list[LearningHit]] = {}
    for hit in found:
        groups.setdefault((hit.issue.path, hit.issue.line), []).append(hit)
    for hits in groups.values():
        yield hits[0], hits


def _lines(found: Sequence[LearningHit]) -> Iterator[str]:
    for first, hits in _by_issue(found):
        issue = first.issue
        yield paint(place_line(issue.path, issue.line, issue.key, issue.title), "bold")
        for hit in hits:
            yield f"  {paint(str(hit.learning.line), 'dim')} {_words(hit)}"


def _markdown(found: Sequence[LearningHit]) -> Iterator[str]:
    for first, hits in _by_issue(found):
        issue = first.issue
        yield f"## {one_line(issue.title)}"
        yield ""
        yield f"From {clean(issue.path)}:{issue.line}, issue {one_line(issue.key)}."
        yield ""
        yield from (f"- {_words(hit)}" for hit in hits)
        yield ""
