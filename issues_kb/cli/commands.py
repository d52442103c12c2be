"""Every command of the program, made when it is asked for.

A call pays for the import of the one command that it runs. The table says what the list
of commands and completion need without that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from typer.core import TyperCommand
from typer.main import get_command_from_info
from typer.models import CommandInfo

__all__ = ["EXAMPLES", "Commands"]

EXAMPLES: Mapping[str, str] = {
    "build": "issues-kb build --output public",
    "serve": "issues-kb serve --open",
    "list": "issues-kb list --severity '>=high' --status open",
    "search": "issues-kb search foreign key constraint",
    "show": "issues-kb show 12",
    "learnings": "issues-kb learnings testing --format markdown",
    "files": "issues-kb files 'src/models/*.ts'",
    "prevention": "issues-kb prevention --open",
    "checklist": "issues-kb checklist --for src/models",
    "stats": "issues-kb stats after:2024-06",
    "new": 'issues-kb new "Login fails behind a proxy" --severity high',
    "set": "issues-kb set 12 --status resolved --note 'PR #40'",
    "edit": "issues-kb edit 12",
    "renumber": "issues-kb renumber --dry-run",
    "init": "issues-kb init --gitattributes",
    "check": "issues-kb check --diff main",
    "index": "issues-kb index docs/ISSUES_LOG.md",
    "export": "issues-kb export --format json docs/ISSUES_LOG.md",
}
"""The commands in the order of the help, each with a call that shows what it is for."""


def _function(name: str) -> Callable[..., Any]:
    """The function of a command. Each import is written out, so that all can be seen."""
    function = _of_the_site(name) or _that_reads(name) or _that_writes(name)
    if function is None:
        raise KeyError(name)
    return function


def _that_reads(name: str) -> Callable[..., Any] | None:  # noqa: PLR0911 a case a command
    """What reads logs and the index."""
    match name:
        case "check":
            from issues_kb.cli.check import check

            return check
        case "checklist":
            from issues_kb.cli.checklist import checklist

            return checklist
        case "export":
            from issues_kb.cli.export import export

            return export
        case "files":
            from issues_kb.cli.files import files

            return files
        case "index":
            from issues_kb.cli.index import index

            return index
        case "learnings":
            from issues_kb.cli.learnings import learnings

            return learnings
        case "list":
            from issues_kb.cli.list import list_issues

            return list_issues
        case "prevention":
            from issues_kb.cli.prevention import prevention

            return prevention
        case "search":
            from issues_kb.cli.search import search

            return search
        case "show":
            from issues_kb.cli.show import show

            return show
        case "stats":
            from issues_kb.cli.stats import stats

            return stats
    return None


def _of_the_site(name: str) -> Callable[..., Any] | None:
    """What makes pages."""
    match name:
        case "build":
            from issues_kb.cli.build import build

            return build
        case "serve":
            from issues_kb.cli.serve import serve

            return serve
    return None


def _that_writes(name: str) -> Callable[..., Any] | None:
    """What writes logs."""
    match name:
        case "edit":
            from issues_kb.cli.edit import edit

            return edit
        case "init":
            from issues_kb.cli.init import init

            return init
        case "new":
            from issues_kb.cli.new import new

            return new
        case "renumber":
            from issues_kb.cli.renumber import renumber

            return renumber
        case "set":
            from issues_kb.cli.set import set_values

            return set_values
    return None


def _class(name: str) -> type[TyperCommand] | None:
    """What understands the words of a command, where that is no plain list of options."""
    if name == "new":
        from issues_kb.cli.new import NewCommand

        return NewCommand
    if name == "checklist":
        from issues_kb.cli.checklist import ChecklistCommand

        return ChecklistCommand
    return None


class Commands(Mapping[str, Any]):
    """The commands by name; each is made once, when it is looked up."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        """The command that typer runs. Raises KeyError."""
        if name not in self._made:
            function = _function(name)
            epilog = f"Example: {EXAMPLES[name]}"
            info = CommandInfo(name, cls=_class(name), callback=function, epilog=epilog)
            self._made[name] = get_command_from_info(
                info, pretty_exceptions_short=False, rich_markup_mode=None
            )
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(EXAMPLES)

    def __len__(self) -> int:
        return len(EXAMPLES)
