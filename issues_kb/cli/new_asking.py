"""What ``new`` asks a person: values that are missing, and whether to go on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from issues_kb.cli.listing import issue_line
from issues_kb.cli.options import one_severity, one_status
from issues_kb.cli.prompts import ask, ask_until, confirm
from issues_kb.cli.screen import one_line, say

if TYPE_CHECKING:
    from issues_kb.store import SimilarIssue

__all__ = ["agreed_files", "asked_title", "asked_values", "goes_on"]

_INTRODUCTION = "Enter skips a question, Ctrl-D all others; Ctrl-C adds nothing."

_WORDS: Mapping[str, tuple[str, Callable[..., object]]] = {
    "severity": ("Severity (low, medium, high, critical)", one_severity),
    "status": ("Status (open, in-progress, resolved, wont-fix) [open]", one_status),
}
_TEXTS = {
    "problem": "What was seen",
    "root_cause": "Why it happened",
    "resolution": "How it was fixed",
    "why_missed": "Why tests and review missed it",
}
_LISTS = {
    "learnings": "What was learned",
    "prevention": "How to prevent it",
}


def asked_title() -> str:
    """The title. Raises Abort when the person ends the input."""
    while True:
        try:
            title = ask("What happened, in one line")
        except EOFError:
            raise typer.Abort from None
        if title:
            return title


def asked_values(known: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not ``known`` yet and that the person gives."""
    values: dict[str, Any] = {}
    if {*_WORDS, *_TEXTS, *_LISTS} <= set(known):
        return values
    say(_INTRODUCTION)
    with contextlib.suppress(EOFError):
        for name, (question, meaning) in _WORDS.items():
            understood = partial(meaning, vocabulary=vocabulary)
            if name not in known and (answer := ask_until(question, understood)):
                values[name] = understood(answer)
        for name, question in _TEXTS.items():
            if name not in known and (answer := ask(question)):
                values[name] = answer
        for name, question in _LISTS.items():
            if name not in known:
                _ask_for_several(name, question, values)
        return values
    say("")
    return values


def _ask_for_several(name: str, question: str, values: dict[str, Any]) -> None:
    answer = ask(question)
    while answer:
        values[name] = (*values.get(name, ()), answer)
        answer = ask("  one more")


def agreed_files(files: Sequence[str]) -> bool:
    """Whether the files that git proposes belong to the issue."""
    for file in files:
        say(f"  {one_line(file)}")
    return confirm("Are these the files changed?", default=True)


def goes_on(alike: Sequence[SimilarIssue]) -> bool:
    """Whether to write an issue although there are similar ones."""
    say("Similar issues:")
    for each in alike:
        say(f"  {issue_line(each.issue)}")
    return confirm("Write it anyway?", default=True)
