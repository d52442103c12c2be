"""The project's configuration: one frozen value, read from one file.

``issues-kb.toml``, or the table ``[tool.issues-kb]`` of ``pyproject.toml``, searched
from a folder upwards to the root of its repository. Without a file every key has its
default. Paths and globs are relative to the project's root.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple

from issues_kb.errors import ConfigError
from issues_kb.ordinary import read_ordinary

__all__ = ["CONFIG_FILE", "OPTIONS", "Config", "Option", "load_config", "project_root"]

CONFIG_FILE = "issues-kb.toml"
_PYPROJECT = "pyproject.toml"
_TABLE = "issues-kb"
_REPOSITORY_MARKS = (".git", ".hg", ".jj")


@dataclass(frozen=True, slots=True)
class Config:
    """What a project asks for. Paths are absolute; ``root`` is the project's folder.

    ``file`` is where the values come from, none without a file. ``database`` is none
    where the default place is meant. ``theme``, ``vocabulary`` and
    ``check`` are raw tables, which those who use them read.
    """

    root: Path
    output: Path
    file: Path | None = None
    logs: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    database: Path | None = None
    templates: Path | None = None
    title: str | None = None
    repository: str | None = None
    base_url: str | None = None
    theme: Mapping[str, Any] = field(default_factory=dict)
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
    check: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """What an error calls the place of these values: the file's name."""
        return self.file.name if self.file is not None else "configuration"


class Option(NamedTuple):
    """One key of the configuration: a row of ``OPTIONS`` and of ``docs/configuration.md``.

    ``kind`` is one of globs, path, text, address and table; ``default`` is as people read it.
    """

    name: str
    kind: str
    default: str
    help: str
    example: str


OPTIONS: tuple[Option, ...] = (
    Option(
        "logs",
        "globs",
        "found by name",
        "The logs of the project. Without it, files with the names that people give to "
        "issue logs are used, once their content shows that they are one.",
        'logs = ["ISSUES_LOG.md", "services/*/docs/issues.md"]',
    ),
    Option(
        "exclude",
        "globs",
        "nothing",
        "Files and folders that are never used as logs.",
        'exclude = ["archive", "**/fixtures"]',
    ),
    Option(
        "database",
        "path",
        ".issues-kb/index.db",
        "Where the index lies. It is a cache and can be deleted at any time.",
        'database = "build/issues.db"',
    ),
    Option(
        "output",
        "path",
        "site",
        "The folder that `build` writes the site to.",
        'output = "public/issues"',
    ),
    Option(
        "templates",
        "path",
        "templates, if it holds such files",
        "A folder whose templates replace those of the package with the same name.",
        'templates = "docs/templates"',
    ),
    Option(
        "title",
        "text",
        "the title of the log",
        "The name of the site.",
        'title = "What went wrong at Example"',
    ),
    Option(
        "repository",
        "address",
        "none",
        "The web address of the repository, for links from the site to files.",
        'repository = "https://example.org/team/project"',
    ),
    Option(
        "base_url",
        "address",
        "none",
        "The web address that the site is published at.",
        'base_url = "https://issues.example.org/"',
    ),
    Option(
        "theme",
        "table",
        "the look of the package",
        "Colours, typefaces and sizes of the site.",
        '[theme]\naccent = { light = "#7a1fa2", dark = "#d7a6f0" }',
    ),
    Option(
        "vocabulary",
        "table",
        "the words of the package",
        "Words of your own for severities, statuses, fields and sections.",
        '[vocabulary.severity]\ncritical = ["showstopper"]',
    ),
    Option(
        "check",
        "table",
        "all rules that are on by themselves",
        "What `check` looks for, and how much it matters.",
        '[check]\nignore = ["IKB211"]',
    ),
)


def load_config(directory: Path, file: Path | None = None) -> Config:
    """The configuration that holds in ``directory``.

    Without ``file`` it is searched upwards, and the folder that it is found in is the
    project's root. With ``file`` only that one is read, and the root is the one that
    ``directory`` has without a configuration. Raises ConfigError for a file that cannot
    be read, and for a wrong key or value.
    """
    directory = Path(os.path.abspath(directory))
    if file is not None:
        given = directory / file
        table = _read_table(given, str(file), missing_ok=False)
        return _config(project_root(directory), given, table or {}, str(file))
    for folder in _upwards(directory):
        for name in (CONFIG_FILE, _PYPROJECT):
            found = folder / name
            shown = os.path.relpath(found, directory)
            table = _read_table(found, shown, missing_ok=True)
            if table is not None:
                return _config(folder, found, table, shown)
    root = project_root(directory)
    return Config(root=root, output=root / "site")


def project_root(directory: Path) -> Path:
    """The root of the repository around ``directory``; without one, the directory itself."""
    directory = Path(os.path.abspath(directory))
    return next((folder for folder in _upwards(directory) if _is_repository(folder)), directory)


def _upwards(directory: Path) -> list[Path]:
    """The directory and its parents, up to the root of its repository."""
    folders: list[Path] = []
    for folder in (directory, *directory.parents):
        folders.append(folder)
        if _is_repository(folder):
            break
    return folders


def _is_repository(folder: Path) -> bool:
    return any(os.path.lexists(folder / mark) for mark in _REPOSITORY_MARKS)


def _read_table(file: Path, shown: str, *, missing_ok: bool) -> dict[str, Any] | None:
    """The keys in ``file``; none when it does not exist or says nothing about us."""
    try:
        # Only what a person named may be a pipe.
        data = read_ordinary(file) if missing_ok else file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if missing_ok:
            return None
        raise ConfigError("no such file", subject=shown) from None
    except OSError as error:
        raise ConfigError(error.strerror or str(error), subject=shown) from error
    if file.name == _PYPROJECT and _TABLE.encode() not in data:
        return None
    document = _parse(data, shown)
    if file.name != _PYPROJECT:
        return document
    tool = document.get("tool")
    table = tool.get(_TABLE) if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise _wrong(shown, f"tool.{_TABLE}", "is not a table", f"write [tool.{_TABLE}]")
    return table


def _parse(data: bytes, shown: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError("is not valid UTF-8", subject=shown) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}", subject=shown) from error


def _config(root: Path, file: Path, table: Mapping[str, Any], shown: str) -> Config:
    known = {option.name: option for option in OPTIONS}
    values: dict[str, Any] = {"output": root / "site"}
    for key, value in table.items():
        option = known.get(key)
        if option is None:
            raise _wrong(shown, key, "is no key of issues-kb", _suggestion(key, known))
        try:
            values[key] = _CHECKS[option.kind](value, root)
        except ValueError as error:
            hint = f"write, for example, {option.example.splitlines()[-1]}"
            raise _wrong(shown, key, str(error), hint) from None
    return Config(root=root, file=file, **values)


def _wrong(shown: str, key: str, reason: str, hint: str) -> ConfigError:
    return ConfigError(f"`{key}` {reason}", subject=shown, hint=hint)


def _suggestion(key: str, known: Mapping[str, Option]) -> str:
    import difflib

    close = difflib.get_close_matches(key.lower().replace("-", "_"), known, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"the keys are {', '.join(known)}"


def _globs(value: object, root: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("is not a list of texts")
    patterns = tuple(item.replace("\\", "/").removeprefix("./") for item in value)
    for pattern in patterns:
        _text(pattern, root)
        if PurePosixPath(pattern).is_absolute() or PureWindowsPath(pattern).drive:
            raise ValueError(f"holds {pattern}, which is not relative to the project's root")
        if ".." in PurePosixPath(pattern).parts:
            raise ValueError(f"holds {pattern}, which leaves the project")
    return patterns


def _path(value: object, root: Path) -> Path:
    return root / _text(value, root)


def _text(value: object, _root: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("is not a text")  # noqa: TRY004
    if not value.strip():
        raise ValueError("is empty")
    if "\0" in value:
        raise ValueError("holds a NUL character")
    return value


def _address(value: object, root: Path) -> str:
    text = _text(value, root).strip()
    if not text.lower().startswith(("https://", "http://")) or len(text.split()) != 1:
        raise ValueError("is not a web address that begins with https:// or http://")
    return text


def _table(value: object, _root: Path) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("is not a table")  # noqa: TRY004
    return value


_CHECKS: Mapping[str, Callable[[object, Path], Any]] = {
    "globs": _globs,
    "path": _path,
    "text": _text,
    "address": _address,
    "table": _table,
}
