"""``issues-kb learnings``: what was learned, all of it or about something."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from issues_kb.cli.listing import (
    brief,
    called,
    document,
    nothing_found,
    place_line,
    several_logs,
    summary_object,
)
from issues_kb.cli.options import Limit, QueryWords
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
from issues_kb.cli.standing import from_here
from issues_kb.contract import learning_object
from issues_kb.model import Rule

if TYPE_CHECKING:
    from issues_kb.store import LearningHit

__all__ = ["learnings"]

_UNNAMED = "Without a topic"
_RULE_LABELS = {
    Rule.DO: "Do",
    Rule.DONT: "Don't",
    Rule.WHEN: "When",
    Rule.CONSIDER: "Consider",
}


def learnings(  # noqa: PLR0917
    context: typer.Context,
    query: QueryWords = None,
    rule: Annotated[
        list[Rule] | None,
        typer.Option(help="Only what tells to act so. Can be repeated."),
    ] = None,
    by: Annotated[
        Literal["issue", "topic"], typer.Option(help="What stands together in table and digest.")
    ] = "issue",
    limit: Limit = None,
    output: Annotated[
        Literal["table", "plain", "json", "markdown"],
        typer.Option("--format", help="markdown: a digest to paste into a guide."),
    ] = "table",
) -> None:
    """Show what was learned, with the issue that taught it.

    With words, the learnings that fit best come first, then those of issues whose title
    holds the words. Filters are about the issues.
    Exit code 1 when there are none.
    """
    project = project_of(context)
    text = " ".join(query or ())
    found = project.answer(
        text, lambda index, asked: index.learnings(asked, rules=rule or (), limit=limit)
    )
    group = _BY_TOPIC if by == "topic" else _BY_ISSUE
    if output == "json":
        document(query=text, learnings=[_object(hit) for hit in found])
    elif output == "plain":
        for hit in found:
            emit(place_line(hit.issue.path, hit.learning.line, called(hit.issue), _words(hit)))
    elif output == "markdown":
        emit("\n".join(_markdown(found, group)).strip("\n"))
    elif found:
        page("\n".join(_lines(found, group)))
    code = 0 if found else nothing_found(project)
    raise typer.Exit(project.exit_code(code))


def _object(hit: LearningHit) -> dict[str, Any]:
    return {**learning_object(hit.learning), "score": hit.score, "issue": summary_object(hit.issue)}


def _topic(hit: LearningHit) -> str:
    return one_line(hit.learning.topic or "").strip("*:： ")


def _told(hit: LearningHit, text: str, mark: str = "") -> str:
    """``text`` with its rule in front, unless it begins with a word that says so itself.

    A log may write ``DON'T:`` before it, which is no part of the learning's text.
    """
    rule = hit.learning.rule
    if rule is None or _begins_with(rule, text):
        return text
    return f"{mark}{_RULE_LABELS[rule]}{mark}: {text}"


def _begins_with(rule: Rule, text: str) -> bool:
    from issues_kb.reading import default_vocabulary

    words = [word for word, found in default_vocabulary().rules.items() if found == rule.value]
    folded = text.lstrip("*_`\"' ✅❌⚠️").casefold().replace("’", "'")
    return any(
        folded.startswith(word) and not (word.isascii() and folded[len(word) :][:1].isalnum())
        for word in words
    )


def _words(hit: LearningHit) -> str:
    """The learning on one line, under its topic."""
    topic, text = _topic(hit), _told(hit, brief(hit.learning.text))
    return f"{topic}: {text}" if topic else text


@dataclass(frozen=True, slots=True)
class _Grouping:
    """What stands together, under which line, and what an item still has to say."""

    key: Callable[[LearningHit], Hashable]
    heading: Callable[[LearningHit], str]
    title: Callable[[LearningHit], str]
    source: Callable[[LearningHit], str]
    topic: Callable[[LearningHit], str]
    place: Callable[[LearningHit], str]
    behind: Callable[[LearningHit, bool], str]


_BY_ISSUE = _Grouping(
    key=lambda hit: (hit.issue.path, hit.issue.line),
    heading=lambda hit: place_line(
        hit.issue.path, hit.issue.line, called(hit.issue), hit.issue.title
    ),
    title=lambda hit: one_line(hit.issue.title),
    source=lambda hit: (
        f"From {clean(hit.issue.path)}:{hit.issue.line}, issue {one_line(hit.issue.key)}."
    ),
    topic=_topic,
    place=lambda hit: str(hit.learning.line),
    behind=lambda _hit, _several: "",
)
_BY_TOPIC = _Grouping(
    key=lambda hit: _topic(hit).casefold(),
    heading=lambda hit: _topic(hit) or _UNNAMED,
    title=lambda hit: _topic(hit) or _UNNAMED,
    source=lambda _hit: "",
    topic=lambda _hit: "",
    place=lambda hit: f"{clean(from_here(hit.issue.path))}:{hit.learning.line}",
    behind=lambda hit, several: f" ({called(hit.issue, several)})",
)


def _grouped(found: Sequence[LearningHit], group: _Grouping) -> Iterator[list[LearningHit]]:
    """Learnings that belong together, the group with the best one first."""
    groups: dict[Hashable, list[LearningHit]] = {}
    for hit in found:
        groups.setdefault(group.key(hit), []).append(hit)
    # What has no topic of its own comes last.
    yield from (hits for key, hits in groups.items() if key != "")
    if "" in groups:
        yield groups[""]


def _lines(found: Sequence[LearningHit], group: _Grouping) -> Iterator[str]:
    for hits in _grouped(found, group):
        yield paint(group.heading(hits[0]), "bold")
        for hit in hits:
            topic = group.topic(hit)
            text = _told(hit, brief(hit.learning.text))
            place = group.place(hit)
            yield from _wrapped(place, f"{topic}: {text}" if topic else text)


def _wrapped(place: str, text: str) -> Iterator[str]:
    """The text behind its place, in as many lines as the terminal needs; one when piped."""
    first = f"  {place} "
    width = terminal_width() - len(first) if is_terminal() else 0
    lines = textwrap.wrap(text, width) if width >= 30 else [text]
    for number, line in enumerate(lines or [""]):
        yield (f"  {paint(place, 'dim')} " if number == 0 else " " * len(first)) + line


def _markdown(found: Sequence[LearningHit], group: _Grouping) -> Iterator[str]:
    several = several_logs(hit.issue for hit in found)
    for hits in _grouped(found, group):
        yield f"## {group.title(hits[0])}"
        yield ""
        if source := group.source(hits[0]):
            yield source
            yield ""
        for hit in hits:
            text = _told(hit, hit.learning.text, "**")
            yield from _item(group.topic(hit), text, group.behind(hit, several))
        yield ""


def _item(topic: str, text: str, behind: str) -> Iterator[str]:
    """A list item; what is more than a line of text keeps its lines."""
    lines = clean(text).strip("\n").split("\n")
    if len(lines) > 1 and all(map(str.strip, lines)) and "```" not in text:
        lines = [one_line(text)]
    lead = f"{topic}: " if topic else ""
    if len(lines) == 1:
        lines[0] += behind
    else:
        lead += f"{behind.strip()} " if behind else ""
    yield f"- {lead}{lines[0]}"
    for line in lines[1:]:
        yield f"  {line}".rstrip()
