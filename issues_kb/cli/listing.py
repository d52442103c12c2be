"""How an issue looks in a list: as an object, as a line, as a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from issues_kb.cli.screen import clean, emit_json, one_line
from issues_kb.cli.standing import from_here, is_shared

if TYPE_CHECKING:
    from issues_kb.cli.project import Project
    from issues_kb.store import IssueSummary

__all__ = [
    "brief",
    "called",
    "document",
    "in_short",
    "issue_line",
    "nothing_found",
    "place_line",
    "several_logs",
    "state_words",
    "summary_object",
]

_ESCAPED = r"(`+.*?`+)|\\([!-/:-@\[-`{-~])"
_STRONG = (
    r"(`+.*?`+)|(?<![0-9A-Za-z_\\*])\*\*(?=[^\s*])((?:[^`*]|`[^`]*`)+)(?<=\S)\*\*(?![0-9A-Za-z_*])"
)


def summary_object(issue: IssueSummary) -> dict[str, Any]:
    """A subset of the contract's issue, with the log that it stands in."""
    return {
        "path": issue.path,
        "log": issue.log,
        "key": issue.key,
        "number": issue.number,
        "title": issue.title,
        "line": issue.line,
        "date": issue.date,
        "severity": issue.severity.value if issue.severity else None,
        "severity_note": issue.severity_note,
        "status": issue.status.value if issue.status else None,
        "status_note": issue.status_note,
    }


def document(**values: object) -> None:
    """Print one JSON document of the current schema."""
    from issues_kb.contract import SCHEMA_VERSION

    emit_json({"schema_version": SCHEMA_VERSION, **values})


def place_line(path: str, line: int | None, key: str, text: str) -> str:
    """``path:line: key title``: what editors jump to, from where the person stands."""
    # The name of a file may hold a line end, and so pretend to be a line of ours.
    shown = clean(from_here(path).replace("\n", "\ufffd"))
    place = shown if line is None else f"{shown}:{line}"
    return f"{place}: {one_line(key)} {one_line(text)}".rstrip()


def state_words(issue: IssueSummary) -> str:
    """``high, resolved``, or what there is of it."""
    states = (issue.severity, issue.status)
    return ", ".join(state.value for state in states if state is not None)


def brief(text: str) -> str:
    """An item's words on one line, without escapes and stars; a block of code is left out."""
    shown = in_short(text)
    for mark, pattern in (("**", _STRONG), ("\\", _ESCAPED)):
        if mark in shown:
            import re

            shown = re.sub(pattern, lambda match: match[1] or match[2], shown)
    return shown


def in_short(text: str) -> str:
    """An item's Markdown on one line; a block of code is left out."""
    words, fence, _ = text.partition("```")
    shown = one_line(words)
    return f"{shown} …".lstrip() if fence else shown


def issue_line(issue: IssueSummary) -> str:
    """The place line of an issue, and behind it how severe it is and where it stands."""
    states = state_words(issue)
    line = place_line(issue.path, issue.line, called(issue), issue.title)
    return f"{line}  [{states}]" if states else line


def several_logs(issues: Iterable[IssueSummary]) -> bool:
    """Whether keys alone do not say which issue is meant."""
    return len({issue.log for issue in issues}) > 1


def called(issue: IssueSummary, several: bool = False) -> str:
    """The key, with the name of its log where that is needed, or where there are ``several``."""
    apart = several or is_shared(issue.key)
    return one_line(f"{issue.log}#{issue.key}" if apart else issue.key)


def nothing_found(project: Project) -> int:
    """Say so, and why where that is known; gives the exit code."""
    from issues_kb.cli.emptiness import say_nothing_found

    say_nothing_found(project)
    return 1
