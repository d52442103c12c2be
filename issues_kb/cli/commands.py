"""Every command of the program, made when it is asked for.

A call pays for the import of the one command that it runs. The table says what the list
of commands and completion need without that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from typer.main import get_command_from_info
from typer.models import CommandInfo

__all__ = ["EXAMPLES", "Commands"]

EXAMPLES: Mapping[str, str] = {
    "build": "issues-kb build --output public",
    "list": "issues-kb list --severity '>=high' --status open",
    "search": "issues-kb search foreign key constraint",
    "show": "issues-kb show 12",
    "learnings": "issues-kb learnings testing --format markdown",
    "files": "issues-kb files 'src/models/*.ts'",
    "prevention": "issues-kb prevention --open",
    "checklist": "issues-kb checklist --for src/models",
    "stats": "issues-kb stats after:2024-06",
    "new": 'issues-kb new "Login fails behind a proxy" --severity high',
    "renumber": "issues-kb renumber --dry-run",
    "init": "issues-kb init --gitattributes",
    "index": "issues-kb index docs/ISSUES_LOG.md",
    "export": "issues-kb export --format json docs/ISSUES_LOG.md",
}
"""The commands in the order of the help, each with a call that shows what it is for."""


def _function(name: str) -> Callable[..., Any]:  # noqa: C901, PLR0911, PLR0912 a case a command
    """The function of a command. Each import is written out, so that all can be seen."""
    match name:
        case "build":
            from issues_kb.cli.build import build

            return build
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
        case "init":
            from issues_kb.cli.init import init

            return init
        case "learnings":
            from issues_kb.cli.learnings import learnings

            return learnings
        case "list":
            from issues_kb.cli.list import list_issues

            return list_issues
        case "new":
            from issues_kb.cli.new import new

            return new
        case "prevention":
            from issues_kb.cli.prevention import prevention

            return prevention
        case "renumber":
            from issues_kb.cli.renumber import renumber

            return renumber
        case "search":
            from issues_kb.cli.search import search

            return search
        case "show":
            from issues_kb.cli.show import show

            return show
        case "stats":
            from issues_kb.cli.stats import stats

            return stats
    raise KeyError(name)


class Commands(Mapping[str, Any]):
    """The commands by name; each is made once, when it is looked up."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        """The command that typer runs. Raises KeyError."""
        if name not in self._made:
            function = _function(name)
            info = CommandInfo(name, callback=function, epilog=f"Example: {EXAMPLES[name]}")
            self._made[name] = get_command_from_info(
                info, pretty_exceptions_short=False, rich_markup_mode=None
            )
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(EXAMPLES)

    def __len__(self) -> int:
        return len(EXAMPLES)
