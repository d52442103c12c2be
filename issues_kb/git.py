"""Asks git about a repository that may belong to anybody.

A repository can name programs in its configuration, its attributes and its hooks; none of
them is started here, and nothing is fetched. Only commands that read are used. Names of
files are those that git knows, relative to the top of the repository, with ``/``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from issues_kb.errors import GitError, UsageError

__all__ = ["Commit", "Repository", "listed_files", "open_repository", "repository_of"]

GIT_SECONDS = 20.0

# What a repository's own configuration could make git start; the command line comes first.
_SWITCHED_OFF = (
    *("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat"),
    *("core.untrackedCache=false", "core.askPass=", "core.sshCommand=false"),
    *("diff.external=", "log.showSignature=false", "protocol.allow=never"),
    *("status.submoduleSummary=false", "submodule.recurse=false", "core.quotePath=false"),
)

# What would lead git to another repository, or make it start something or ask somebody.
_KEPT = re.compile(r"GIT_(?:EXEC_PATH|CEILING_DIRECTORIES|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM))")
_SETTINGS = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    # The name of no protocol: not even what a repository allows itself is let through.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_FILTER = re.compile(r"filter\.(?P<name>.*)\.(?:clean|smudge|process|required)", re.DOTALL)
_NO_PLACES = re.compile(r"[\x00\r\n]")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its whole name, the first paragraph of its message as ``title``, the rest.

    ``files`` are those that differ from the first parent; deleted ones too.
    """

    name: str
    title: str
    body: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with a working tree, whose top folder is ``root``."""

    root: Path

    def changed_files(self) -> tuple[str, ...]:
        """Files that differ from the last commit, staged or not, and new ones not ignored.

        Raises GitError.
        """
        listed = _ask(
            self.root,
            *("status", "--porcelain=v1", "-z", "--no-renames"),
            *("--untracked-files=all", "--ignore-submodules=dirty"),
            settings=self._without_filters(),
        )
        # Two letters and a blank, then the path.
        return tuple(sorted(os.fsdecode(row[3:]) for row in listed.split(b"\0") if row))

    def commit(self, rev: str = "HEAD") -> Commit:
        """What ``rev`` names: a hash, a branch, a tag, ``HEAD~2``.

        Raises UsageError when it names no commit, and GitError.
        """
        name = self._commit_name(rev)
        raw = _ask(self.root, "cat-file", "commit", name)
        head, _, message = raw.partition(b"\n\n")
        title, body = _message(message, head)
        return Commit(name, title, body, self._files_of(name, head))

    def file_at(self, rev: str, path: str) -> bytes | None:
        """The content of ``path``, relative to ``root``, in ``rev``; none when it was no file.

        As git keeps it: no filter of the repository is run. Raises UsageError when ``rev``
        names no commit, and GitError, also for content that this copy does not hold.
        """
        name = self._commit_name(rev)
        try:
            found = _ask(self.root, "rev-parse", "--verify", "--quiet", f"{name}:{path}")
        except _NoAnswerError:
            return None
        thing = found.decode("ascii", "replace").strip()
        if _ask(self.root, "cat-file", "-t", thing).strip() != b"blob":
            return None
        return _ask(self.root, "cat-file", "blob", thing)

    def known_files(self) -> frozenset[str]:
        """Every path that a commit of any branch ever held, as far as this copy goes back.

        Nothing for a copy without its whole history: it cannot tell. Raises GitError.
        """
        if _ask(self.root, "rev-parse", "--is-shallow-repository").strip() != b"false":
            return frozenset()
        listed = _ask(
            self.root,
            *("log", "--all", "--format=", "--name-only", "-z", "--no-renames", "-m", "--root"),
            *("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-mailmap"),
            *("--ignore-submodules=dirty", "--"),
        )
        return frozenset(os.fsdecode(name) for name in listed.split(b"\0") if name)

    def _commit_name(self, rev: str) -> str:
        hint = "give a hash, a branch or a tag: git log --oneline lists commits"
        # git would take it for an option. No ref can begin with a minus sign.
        if not rev or rev.startswith("-") or _NO_PLACES.search(rev):
            raise UsageError(f"{rev!r} is no name of a commit", hint=hint)
        try:
            found = _ask(self.root, "rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
        except _NoAnswerError as error:
            raise UsageError(f"there is no commit {rev}", hint=hint) from error
        return found.decode("ascii", "replace").strip()

    def _files_of(self, name: str, head: bytes) -> tuple[str, ...]:
        parents = re.findall(rb"^parent ([0-9a-f]+)$", head, re.MULTILINE)
        trees = [parents[0].decode(), name] if parents else ["--root", name]
        try:
            listed = _ask(
                self.root,
                *("diff-tree", "-r", "-z", "--no-commit-id", "--name-only", "--no-renames"),
                *("--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty", *trees, "--"),
            )
        except _NoAnswerError as error:
            raise GitError(
                f"the commit before {name[:12]} is not in this copy of the repository",
                hint="fetch it, for example by git fetch --deepen=1, or name files by --file",
            ) from error
        return tuple(sorted(os.fsdecode(row) for row in listed.split(b"\0") if row))

    def _without_filters(self) -> tuple[str, ...]:
        """Settings that empty each filter: comparing a file would start what it names.

        Raises GitError for a filter that no setting can name.
        """
        try:
            listed = _ask(self.root, "config", "-z", "--name-only", "--get-regexp", r"^filter\.")
        except _NoAnswerError:
            return ()
        settings: list[str] = []
        for key in dict.fromkeys(listed.split(b"\0")):
            match = _FILTER.fullmatch(os.fsdecode(key))
            if match is None:
                continue
            if "=" in match["name"] or "\n" in match["name"]:
                raise GitError(
                    "its configuration has a filter that cannot be switched off",
                    subject=str(self.root),
                    hint=f"look at it: git config --get-regexp {match['name']!r}",
                )
            values = {"clean": "", "smudge": "", "process": "", "required": "false"}
            settings += [f"filter.{match['name']}.{part}={text}" for part, text in values.items()]
        return tuple(dict.fromkeys(settings))


class _NoAnswerError(GitError):
    """git ran and said no; ``reason`` holds its words."""


def open_repository(folder: Path) -> Repository:
    """The repository around ``folder``. Raises GitError when there is none."""
    try:
        answer = _ask(folder, "rev-parse", "--show-toplevel")
    except _NoAnswerError as error:
        raise _no_repository(folder, error.reason) from error
    root = Path(os.fsdecode(answer.removesuffix(b"\n")))
    # A configuration may name any folder as the working tree.
    if not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root)):
        raise GitError("its git repository has its files elsewhere", subject=str(folder))
    return Repository(root)


def repository_of(folder: Path) -> Repository | None:
    """The repository around ``folder``, or none: no repository, no git, or git says no."""
    try:
        return open_repository(folder)
    except GitError:
        return None


def listed_files(folder: Path, shape: str) -> tuple[str, ...] | None:
    """Files below ``folder``, relative to it, that git tracks or could track.

    ``shape`` is a glob in any letter case. None where there is no repository or git cannot
    be asked.
    """
    try:
        listed = _ask(
            folder,
            *("ls-files", "-z", "--cached", "--others", "--exclude-standard"),
            *("--", f":(icase){shape}"),
        )
    except GitError:
        return None
    return tuple(os.fsdecode(name) for name in listed.split(b"\0") if name)


def _ask(folder: Path, *arguments: str, settings: Sequence[str] = ()) -> bytes:
    """What git prints. Raises GitError; _NoAnswerError when git itself says no."""
    program = shutil.which("git")
    # A relative place is one in the folder where we stand, which is anybody's.
    if program is None or not os.path.isabs(program):
        hint = "install git, or name files by --file"
        raise GitError("git is not installed", hint=hint)
    words = [program, "--no-pager"]
    for setting in (*_SWITCHED_OFF, *settings):
        words += ["-c", setting]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or _KEPT.fullmatch(name)
    }
    try:
        run = subprocess.run(
            [*words, *arguments],
            cwd=folder,
            env={**kept, **_SETTINGS},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        reason = f"git did not answer within {GIT_SECONDS:g} seconds"
        raise GitError(reason, subject=str(folder)) from error
    except (OSError, ValueError) as error:
        reason = f"git cannot be started: {getattr(error, 'strerror', None) or error}"
        raise GitError(reason, subject=str(folder)) from error
    if run.returncode:
        raise _NoAnswerError(_first_line(run.stderr), subject=str(folder))
    return run.stdout


def _first_line(words: bytes) -> str:
    text = words.decode("utf-8", "replace").strip().partition("\n")[0]
    return f"git says: {text.removeprefix('fatal: ') or 'no'}"


def _no_repository(folder: Path, reason: str) -> GitError:
    if "dubious ownership" in reason:
        hint = "it belongs to somebody else; git tells how to trust it: git status"
        return GitError("git does not trust this repository", subject=str(folder), hint=hint)
    if "not a git repository" in reason:
        hint = "begin one by git init, or name files by --file"
        return GitError("is in no git repository", subject=str(folder), hint=hint)
    if "must be run in a work tree" in reason:
        return GitError("is a git repository without files", subject=str(folder))
    return GitError(reason, subject=str(folder))


def _message(message: bytes, head: bytes) -> tuple[str, str]:
    """The first paragraph on one line, and the rest."""
    found = re.search(rb"^encoding ([\w.:-]+)$", head, re.MULTILINE)
    encoding = found[1].decode() if found else "utf-8"
    try:
        text = message.decode(encoding, "replace")
    except LookupError:
        text = message.decode("utf-8", "replace")
    first, _, rest = text.replace("\r\n", "\n").strip().partition("\n\n")
    return " ".join(first.split()), rest.strip()
