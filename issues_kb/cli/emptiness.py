"""Why there is nothing: no hit, no issue yet, or a log whose issues are not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from issues_kb.cli.standing import from_here

if TYPE_CHECKING:
    from issues_kb.cli.project import Project
    from issues_kb.diagnostics import Diagnostic
    from issues_kb.store import Index

__all__ = ["empty_logs", "say_nothing_found"]

_ELSEWHERE = ("IKB101", "IKB102")
"""Codes of what tells where the issues of a log are instead."""


def say_nothing_found(project: Project) -> None:
    """Say why an answer is empty, unless what went wrong was said already."""
    if project.failed or project.settings.quiet:
        return
    from issues_kb.store import Index

    with Index.open(project.database) as index:
        empty = not any(each.issues for each in index.logs())
        told = list(empty_logs(index)) if empty else []
    for text in told or ["nothing found"]:
        project.note(text)


def empty_logs(index: Index, named: Sequence[str] = ()) -> Iterator[str]:
    """What to say of each log that holds no issue; of those ``named``, if any are.

    A person may have named a file that is no log: it would stay one until it is taken out.
    """
    from issues_kb.discovery import is_log_name

    found = {each.path: each for each in index.diagnostics() if each.code in _ELSEWHERE}
    for each in index.logs():
        path = each.log.path
        if each.issues or (named and path not in named):
            continue
        place = from_here(path)
        if path in found:
            yield _elsewhere(found[path])
        elif named and not is_log_name(path):
            yield f"no issue found in {place}; take it out with: issues-kb index --forget {place}"
        else:
            yield f"{place} holds no issue yet; add one with: issues-kb new"


def _elsewhere(found: Diagnostic) -> str:
    place = f"{from_here(found.path)}:{found.line}"
    told = f"{place}: {found.code} {found.message}"
    return f"{told}; {found.hint}" if found.hint else told
