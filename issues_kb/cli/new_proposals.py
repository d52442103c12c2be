"""What git knows of the change that an issue is about, and issues that resemble it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from issues_kb.cli.project import Project
from issues_kb.cli.screen import clean
from issues_kb.errors import IssuesKbError
from issues_kb.model import LogFile

if TYPE_CHECKING:
    from issues_kb.store import SimilarIssue

__all__ = ["Proposal", "proposal", "similar_issues"]

_MOST_FILES = 100
_SIMILAR = 3
_LOOKED_AT = 12
_LEAST_WORDS = 2
_MANY_WORDS = 6
_STEM = 5
_SMALL_LOGS = 256_000
_LONGEST = 2000


class Proposal(NamedTuple):
    """Changed files, relative to the top of the repository, and the title of the commit."""

    files: tuple[str, ...]
    title: str = ""


def proposal(project: Project, rev: str, log: LogFile) -> Proposal:
    """What git says of the commit ``rev``, or of the working tree when that is empty.

    The log itself and the files of a site are left out. Raises GitError, and UsageError when
    there is no such commit.
    """
    from issues_kb.git import open_repository

    repository = open_repository(project.settings.directory)
    title = ""
    if rev:
        commit = repository.commit(rev)
        title, listed = commit.title, commit.files
    else:
        listed = repository.changed_files()
    itself = os.path.realpath(log.file)
    listed = tuple(path for path in listed if os.path.realpath(repository.root / path) != itself)
    listed = _without_sites(listed, repository.root)
    files = tuple(path for path in listed if _can_be_written(path))
    if len(files) < len(listed):
        count = len(listed) - len(files)
        what = "1 file is left out" if count == 1 else f"{count} files are left out"
        project.note(f"{what}: odd characters in its name")
    if len(files) > _MOST_FILES:
        project.note(f"of {len(files)} changed files the first {_MOST_FILES} are taken")
    if not files:
        project.note(f"git knows no file that {rev or 'the working tree'} changes")
    return Proposal(files[:_MOST_FILES], title)


def _without_sites(paths: Sequence[str], root: Path) -> tuple[str, ...]:
    """The paths that lie in no folder that ``build`` writes."""
    from issues_kb.site.manifest import MANIFEST

    folders = {parent for path in paths for parent in PurePosixPath(path).parents}
    sites = {folder for folder in folders if (root / folder / MANIFEST).is_file()}
    return tuple(path for path in paths if not sites.intersection(PurePosixPath(path).parents))


def _can_be_written(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return clean(path) == path and "\n" not in path and "\t" not in path


def similar_issues(project: Project, log: LogFile, words: str) -> tuple[SimilarIssue, ...]:
    """Issues that resemble a text, best first; none when that cannot be found out.

    ``log`` is where the text will go. Small logs are read again when they changed; of large
    ones the index as it is will do.
    """
    try:
        _bring_up_to_date(project, log)
        if not project.database.exists():
            return ()
        from issues_kb.store import Index

        with Index.open(project.database) as index:
            found = index.similar_to(words[:_LONGEST], limit=_LOOKED_AT)
    except (IssuesKbError, OSError):
        # It is only a hint: whatever is wrong is said by the commands that need the index.
        return ()
    title = words.partition("\n")[0].strip().casefold()
    close = (each for each in found if each.issue.title.casefold() == title or _is_close(each))
    return tuple(close)[:_SIMILAR]


def _is_close(alike: SimilarIssue) -> bool:
    """Whether it is worth a look: several words in common, one of them in its title or many."""
    title = alike.issue.title.casefold()
    told = any(word[:_STEM].casefold() in title for word in alike.words)
    return len(alike.words) >= (_LEAST_WORDS if told else _MANY_WORDS)


def _bring_up_to_date(project: Project, log: LogFile) -> None:
    if project.names_database or not log.file.exists() or _size(log) > _SMALL_LOGS:
        return
    logs = project.workspace.discover().logs
    if logs and sum(map(_size, logs)) <= _SMALL_LOGS:
        project.workspace.sync(logs, exact=True)


def _size(log: LogFile) -> int:
    return log.file.stat().st_size
