"""Links from an entry to its lines in the repository's web pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit

__all__ = ["edit_link", "line_link"]


class _Form(NamedTuple):
    """The addresses of one kind of forge; without ``edit`` it has no page to edit a file."""

    #: What stands between a repository and its branch; the surest first.
    marks: tuple[str, ...]
    view: str
    edit: str | None
    #: The branch of a repository whose address names none.
    branch: str = "HEAD"


_GITHUB = _Form(
    ("tree",),
    "{repository}/blob/{branch}/{path}#L{line}-L{end_line}",
    "{repository}/edit/{branch}/{path}#L{line}",
)
_GITLAB = _Form(
    ("-/tree", "tree"),
    "{repository}/-/blob/{branch}/{path}#L{line}-{end_line}",
    "{repository}/-/edit/{branch}/{path}",
)
_GITEA = _Form(
    ("src/branch",),
    "{repository}/src/branch/{branch}/{path}#L{line}-L{end_line}",
    "{repository}/_edit/{branch}/{path}",
    "main",
)
#: By a word in the host's name.
_FORGES: Mapping[str, _Form] = {
    "github": _GITHUB,
    "gitlab": _GITLAB,
    "gitea": _GITEA,
    "forgejo": _GITEA,
    "codeberg": _GITEA,
    "bitbucket": _Form(("src",), "{repository}/src/{branch}/{path}#lines-{line}:{end_line}", None),
    "sr.ht": _Form(("tree",), "{repository}/tree/{branch}/item/{path}#L{line}-{end_line}", None),
}
#: What the address of any other host is tried by. Without a branch it is asked as GitHub is: so
#: are the servers of its enterprises, and GitLab leads from there to its own address.
_UNKNOWN = (("-/tree", _GITLAB), ("src/branch", _GITEA), ("tree", _GITHUB))
#: A repository has an owner and a name at least, which may be called as a mark is.
_BRANCH = r"(?P<repository>[^/]+//[^/]+(?:/[^/]+){{2,}}?)/{mark}/(?P<branch>[^{{}}]+)"
_SCHEMES = ("http", "https")


def line_link(
    repository: str | None, path: str, line: int | str, end_line: int | str
) -> str | None:
    """The page of these lines of ``path``, a path from the repository's root.

    ``repository`` is the repository's address, with ``/tree/<branch>`` behind it or not, or
    any address with ``{path}`` and perhaps ``{line}`` and ``{end_line}`` in it. None
    without an address, or where the path leads out of the repository.
    """
    if not repository or not _is_inside(path) or _scheme(repository) not in _SCHEMES:
        return None
    values = {"path": quote(path), "line": str(line), "end_line": str(end_line)}
    if "{path}" in repository:
        return _filled(repository, values)
    address, branch, form = _known(repository)
    return _filled(form.view, {**values, "repository": address, "branch": branch or form.branch})


def edit_link(repository: str | None, path: str, line: int | str) -> str | None:
    """The page that edits ``path``; none where the forge has none or the branch is unknown."""
    if line_link(repository, path, line, line) is None or "{path}" in (repository or ""):
        return None
    address, branch, form = _known(repository or "")
    if form.edit is None or branch is None:
        return None
    values = {"repository": address, "branch": branch, "path": quote(path), "line": str(line)}
    return _filled(form.edit, values)


def _known(repository: str) -> tuple[str, str | None, _Form]:
    """The repository's address, its branch when it is named, and its kind of forge."""
    given = repository.rstrip("/")
    host = urlsplit(given).hostname or ""
    known = next((form for word, form in _FORGES.items() if word in host), None)
    tried = [(mark, known) for mark in known.marks] if known else _UNKNOWN
    for mark, form in tried:
        found = re.fullmatch(_BRANCH.format(mark=mark), given)
        if found:
            return found["repository"].removesuffix(".git"), quote(found["branch"]), form
    return given.removesuffix(".git"), None, known or _GITHUB


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def _filled(form: str, values: Mapping[str, str]) -> str:
    """No value is looked at again, whatever it holds."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), form)


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and not path.startswith("/") and ".." not in parts and ":" not in parts[0]
