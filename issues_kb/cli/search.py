"""``issues-kb search``: the issues that a few words or a pasted error mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.failure import EXIT_FINDINGS
from issues_kb.cli.listing import (
    called,
    document,
    nothing_found,
    place_line,
    state_words,
    summary_object,
)
from issues_kb.cli.project import Project, project_of
from issues_kb.cli.screen import emit, is_terminal, one_line, page, paint, terminal_width
from issues_kb.cli.table import clip

if TYPE_CHECKING:
    from issues_kb.store import Hit, IssueSummary, ScorePart

__all__ = ["search"]

_LIMIT = 20


def search(
    context: typer.Context,
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY...", help="What you remember, or an error.")
    ],
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="Show at most N issues.")
    ] = _LIMIT,
    explain: Annotated[bool, typer.Option("--explain", help="Say what made each score.")] = False,
    output: Annotated[
        Literal["table", "plain", "json"],
        typer.Option("--format", help="plain: one line an issue, path:line: key title."),
    ] = "table",
) -> None:
    """Find issues, best first, each with the passage that fits best.

    Words are ranked, not required; a "phrase" is required. Filters such as severity:high,
    status:open, after:2024-06, file:src/models or log:backend narrow the search. A word
    that begins with - has to come after --; - alone reads what to look for from standard
    input. Exit code 1 when nothing is found.
    """
    project = project_of(context)
    text = _asked(project, query)
    hits = _found(project, text, limit, explain=explain)
    if output == "json":
        document(query=text, hits=[_object(hit, explain) for hit in hits])
    elif output == "plain":
        for hit in hits:
            emit(_place(hit.issue))
    elif hits:
        page("\n".join(line for hit in hits for line in _lines(hit)))
    code = 0 if hits else nothing_found(project) if text.strip() else EXIT_FINDINGS
    raise typer.Exit(project.exit_code(code))


def _found(project: Project, text: str, limit: int, *, explain: bool) -> Sequence[Hit]:
    if not text.strip():
        project.note("there is nothing to look for; issues-kb list shows all issues")
        return ()
    found = project.answer(
        text, lambda index, asked: index.search(asked, limit=limit, explain=explain)
    )
    for hint in found.hints:
        project.note(hint)
    return found.hits


def _asked(project: Project, query: Sequence[str]) -> str:
    """What to look for: the words, or what stands on standard input."""
    text = " ".join(query)
    if text != "-":
        return text
    from issues_kb.cli.new_values import Inputs

    return Inputs(project).text("-", "search")


def _place(issue: IssueSummary) -> str:
    return place_line(issue.path, issue.line, called(issue), issue.title)


def _object(hit: Hit, explain: bool) -> dict[str, Any]:
    why = {"explanation": [_part_object(part) for part in hit.explanation]} if explain else {}
    return {
        **summary_object(hit.issue),
        "score": hit.score,
        "section": hit.section,
        "snippet": _marked(hit.snippet, "", ""),
        "snippet_line": hit.snippet_line,
        **why,
    }


def _part_object(part: ScorePart) -> dict[str, Any]:
    return {"kind": part.kind, "text": part.text, "value": part.value}


def _marked(snippet: str, start: str, end: str) -> str:
    from issues_kb.store import MARK_END, MARK_START

    return snippet.replace(MARK_START, start).replace(MARK_END, end)


def _lines(hit: Hit) -> list[str]:
    """The issue, under it the passage with its line, and what made the score when asked."""
    issue = hit.issue
    states = state_words(issue)
    head = _place(issue)
    first = paint(head, "bold") + (f"  [{states}]" if states else "")
    place = f"  {hit.snippet_line} {(hit.section or 'text').replace('_', ' ')}: "
    width = terminal_width() - len(place) if is_terminal() else len(hit.snippet) + 1
    lines = [first, paint(place, "dim") + _snippet(hit.snippet, max(width, 30))]
    if hit.explanation:
        lines.append(f"    {hit.score:8.3f} score")
    for part in hit.explanation:
        what = " ".join(filter(None, (part.kind, one_line(part.text))))
        lines.append(f"    {part.value:+8.3f} {what}")
    return lines


def _snippet(snippet: str, width: int) -> str:
    """The passage on one line, matched words painted."""
    from issues_kb.store import MARK_END, MARK_START

    pieces: list[tuple[str, str]] = []
    for number, part in enumerate(snippet.split(MARK_START)):
        matched, _, rest = part.rpartition(MARK_END) if number else ("", "", part)
        pieces += [(matched, "match"), (rest, "")]
    shown: list[str] = []
    for text, style in pieces:
        kept = clip(_flat(text), width) if width > 0 else ""
        width -= len(kept)
        shown.append(paint(kept, style) if kept else "")
    return "".join(shown)


def _flat(text: str) -> str:
    """One line, with the blanks at both ends that keep it apart from its neighbours."""
    lead = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{lead}{one_line(text)}{tail}"
