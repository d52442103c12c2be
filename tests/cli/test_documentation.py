"""``docs/cli.md`` shows every command and option, in the words of the program's own help."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from issues_kb.cli.app import app

DOCUMENT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
PROGRAM: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = PROGRAM.commands


def section(heading: str) -> str:
    parts = re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)
    found = [part for part in parts if part.startswith(f"{heading}\n")]
    assert len(found) == 1, f"docs/cli.md needs one section '## {heading}'"
    return found[0]


def rows(command: Any) -> list[str]:  # noqa: ANN401
    """A row for every argument and option, as the document has to hold it."""
    context = typer.Context(command)
    lines = []
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is None or parameter.name == "help" or "completion" in str(parameter.name):
            continue
        names, help_text = (" ".join(part.split()).replace("|", "\\|") for part in record)
        lines.append(f"| `{names}` | {help_text} |")
    return lines


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    text = section(f"issues-kb {name}")
    command = COMMANDS[name]
    assert command.epilog.removeprefix("Example: ") in text
    assert [line for line in text.splitlines() if line.startswith("| `")] == rows(command)


def test_the_options_of_the_program_are_documented() -> None:
    text = section("Options of the program")
    assert [line for line in text.splitlines() if line.startswith("| `")] == rows(PROGRAM)


def test_nothing_else_is_documented() -> None:
    found = re.findall(r"^## issues-kb (.+)$", DOCUMENT, flags=re.MULTILINE)
    assert sorted(found) == sorted(COMMANDS)
