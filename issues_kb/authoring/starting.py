"""What a project begins with: an empty log, a commented configuration, lines for git's tools.

Nothing that is there is ever overwritten.
"""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from issues_kb.authoring.edit import newline_of
from issues_kb.authoring.writing import create_file, read_file, update_file
from issues_kb.errors import TemplateError
from issues_kb.templating import render, text_environment

__all__ = [
    "ATTRIBUTES_FILE",
    "ATTRIBUTES_TEMPLATE",
    "CONFIG_TEMPLATE",
    "HOOKS_FILE",
    "HOOKS_TEMPLATE",
    "OptionRow",
    "add_attributes",
    "attributes_text",
    "configuration_text",
    "hooks_text",
]

CONFIG_TEMPLATE = "issues-kb.toml.j2"
ATTRIBUTES_TEMPLATE = "issues-kb.gitattributes.j2"
HOOKS_TEMPLATE = "issues-kb.pre-commit.yaml.j2"
ATTRIBUTES_FILE = ".gitattributes"
HOOKS_FILE = ".pre-commit-config.yaml"

_ATTRIBUTES = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^#\s]\S*)(.*)')
_NEEDS_QUOTES = re.compile(r'^#|[\s"]')
_BACKSLASH = re.compile(r"\\(.)")
_PLAIN_YAML = re.compile(r"[\w ./-]+")
_MAGIC = re.compile(r"[*?\[\]\\]")


class OptionRow(Protocol):
    """A key of the configuration, as ``issues_kb.config`` has it."""

    @property
    def name(self) -> str:
        """The key."""

    @property
    def default(self) -> str:
        """What holds without it, in words."""

    @property
    def help(self) -> str:
        """What it is for."""

    @property
    def example(self) -> str:
        """Lines of TOML that set it."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A key as the template is handed it; ``example`` are the lines that set it."""

    name: str
    help: str
    default: str
    example: tuple[str, ...]


def configuration_text(
    options: Sequence[OptionRow], folders: Sequence[Path], *, logs: Sequence[str] = ()
) -> str:
    """A configuration with every key as a comment, but for ``logs`` where some are given.

    Raises TemplateError for a template that is missing, broken, or makes no TOML.
    """
    keys = [_Key(o.name, o.help, o.default, tuple(o.example.splitlines())) for o in options]
    named = json.dumps(list(logs), ensure_ascii=False) if logs else ""
    text = _rendered(CONFIG_TEMPLATE, folders, options=keys, logs=named)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"makes no valid TOML: {error}", subject=CONFIG_TEMPLATE) from error
    return text


def attributes_text(logs: Sequence[str], folders: Sequence[Path]) -> str:
    """The lines that make git merge ``logs`` by union. Raises TemplateError."""
    patterns = [_pattern(path) for path in logs]
    return _rendered(ATTRIBUTES_TEMPLATE, folders, patterns=patterns)


def hooks_text(folder: str, folders: Sequence[Path]) -> str:
    """A configuration of pre-commit that checks the project in ``folder`` of the repository.

    ``folder`` is empty for the whole repository. Raises TemplateError.
    """
    words = ["issues-kb", *(["-C", folder] if folder else []), "check"]
    command = shlex.join(words)
    if not _PLAIN_YAML.fullmatch(command):
        command = json.dumps(command, ensure_ascii=False)
    return _rendered(HOOKS_TEMPLATE, folders, command=command)


def add_attributes(file: Path, logs: Sequence[str], folders: Sequence[Path], path: str) -> bool:
    """Add what ``attributes_text`` says of ``logs`` at the end of ``file``, or make it.

    ``path`` is what messages call the file. False when it says how to merge them already.
    Raises LogError and TemplateError; the file is then as it was.
    """
    if create_file(file, attributes_text(logs, folders).encode("utf-8"), path):
        return True
    missing = _unmentioned(read_file(file, path), logs)

    def change(data: bytes) -> bytes:
        left = _unmentioned(data, logs)
        if not left:
            return data
        newline = newline_of(data)
        added = attributes_text(left, folders).encode("utf-8").replace(b"\n", newline)
        open_line = data and not data.endswith((b"\n", b"\r"))
        return data + (newline if open_line else b"") + (newline if data else b"") + added

    update_file(file, change, path)
    return bool(missing)


def _unmentioned(data: bytes, logs: Sequence[str]) -> list[str]:
    """The logs that no line tells how to merge."""
    said: set[str] = set()
    for line in data.decode("utf-8", "replace").splitlines():
        match = _ATTRIBUTES.match(line)
        if match and any(word.lstrip("-!").startswith("merge") for word in match[2].split()):
            pattern = match[1]
            if pattern.startswith('"'):
                pattern = _BACKSLASH.sub(r"\1", pattern[1:-1])
            said.add(pattern.removeprefix("/"))
    return [path for path in logs if _escaped(path) not in said]


def _escaped(path: str) -> str:
    return _MAGIC.sub(lambda match: "\\" + match.group(), path)


def _pattern(path: str) -> str:
    """A path as git reads it in a line of attributes."""
    escaped = _escaped(path)
    if not _NEEDS_QUOTES.search(escaped):
        return escaped
    inner = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def _rendered(name: str, folders: Sequence[Path], **variables: object) -> str:
    return render(text_environment(folders), name, variables).strip("\n") + "\n"
