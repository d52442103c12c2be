"""What the program has is documented, and what is documented is there."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer

from issues_kb.check import read_settings
from issues_kb.check.settings import REQUIRED
from issues_kb.cli.app import app
from issues_kb.errors import ConfigError
from issues_kb.reading import default_vocabulary
from tests.docs.reading import DOCUMENTS, ROOT, blocks, code, text_of
from tests.docs.session import calls

PROGRAM: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = PROGRAM.commands

# What shells hand to completion, and what only says what a terminal is.
NOT_FOR_PEOPLE = re.compile(r"COMP_\w+|_TYPER_\w+|_ISSUES_KB_COMPLETE|TERM|LESS|COLUMNS")


def environment_of_the_program() -> set[str]:
    """The names that the program looks up: the library reads no environment."""
    found: set[str] = set()
    for file in (ROOT / "issues_kb").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "environ" in text or "envvar" in text:
            found |= set(re.findall(r"environ(?:\.get\(|\[)\s*\"(\w+)\"", text))
            found |= set(re.findall(r"envvar=\"(\w+)\"", text))
            found |= set(re.findall(r"\"(VISUAL|EDITOR)\"", text))
    return {name for name in found if not NOT_FOR_PEOPLE.fullmatch(name)}


def test_every_variable_of_the_environment_is_documented() -> None:
    part = text_of("docs/cli.md").partition("\n## Environment\n")[2].partition("\n## ")[0]
    rows = set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))
    assert rows == environment_of_the_program()


def typed(document: str) -> list[str]:
    """Calls of the program in a document, in blocks and in lines."""
    commands = [
        call.command
        for block in blocks(document)
        if block.language == "console"
        for call in calls(block)
    ]
    commands += code(document)
    return [each for each in commands if re.match(r"(\S*/)?issues-kb(\s|$)", each)]


def unknown(call: str) -> list[str]:
    """The commands and options in a call that the program does not have."""
    line = call.partition("<<")[0].partition(" -- ")[0]
    words = re.sub(r"'[^']*'|\"[^\"]*\"|\$\([^)]*\)", "X", line).split()[1:]
    place = next((index for index, word in enumerate(words) if word in COMMANDS), len(words))
    command = COMMANDS[words[place]] if place < len(words) else PROGRAM
    before = [
        word
        for index, word in enumerate(words[:place])
        if re.fullmatch(r"[a-z]+", word) and not words[index - 1].startswith("-")
    ]
    names = {name for each in (PROGRAM, command) for option in each.params for name in option.opts}
    names |= {"--help", "-h", "--install-completion", "--show-completion"}
    options = [word.partition("=")[0] for word in words if re.match(r"--\w|-\w$", word)]
    return [*before, *(word for word in options if word.rstrip(",.") not in names)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_call_has_commands_and_options_that_are_there(document: str) -> None:
    found = {call: unknown(call) for call in typed(document)}
    assert {call: wrong for call, wrong in found.items() if wrong} == {}


def test_calls_are_seen_and_wrong_ones_noticed() -> None:
    assert len(typed("docs/cli.md")) > 20
    assert unknown("issues-kb lits") == ["lits"]
    assert unknown("issues-kb list --sevrity high") == ["--sevrity"]
    assert unknown("issues-kb -C backend list -- --anything") == []


def test_every_command_is_in_a_guide() -> None:
    guides = [name for name in DOCUMENTS if name not in {"docs/cli.md", "CHANGELOG.md"}]
    told = {word for name in guides for call in typed(name) for word in call.split()[1:]}
    assert set(COMMANDS) - told == set()


def test_every_key_of_check_is_documented() -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings({"zzz": 1}, "issues-kb.toml")
    keys = re.findall(r"\w+", (caught.value.hint or "").partition("the keys are ")[2])
    part = text_of("docs/checking.md")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", part, re.MULTILINE)
    documented = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert len(keys) > 5
    assert set(keys) <= set(documented)
    words = " ".join(part.split())
    for name in (name for names in REQUIRED.values() for name in names):
        assert {"why_missed": "why it was missed"}.get(name, name.replace("_", " ")) in words


def test_every_table_of_the_vocabulary_is_documented() -> None:
    text = (ROOT / "issues_kb/reading/vocabulary.toml").read_text(encoding="utf-8")
    tables = {name.split(".")[0] for name in re.findall(r"^\[([\w.]+)\]", text, re.MULTILINE)}
    part = text_of("docs/format.md").partition("\n## Your own words\n")[2]
    assert default_vocabulary()
    assert set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) == tables


def test_every_level_of_a_heading_follows_the_one_above() -> None:
    # That one is the changelog.
    for document in sorted({*DOCUMENTS} - {"docs/changes.md"}):
        prose = re.sub(r"^(`{3,}).*?^\1", "", text_of(document), flags=re.MULTILINE | re.DOTALL)
        levels = [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)]
        assert levels[0] == 1, document
        assert levels.count(1) == 1, document
        assert all(after <= before + 1 for before, after in pairwise(levels)), document


def test_the_drawing_names_rooms_that_are_there() -> None:
    drawing = (ROOT / "docs/images/architecture.svg").read_text(encoding="utf-8")
    rooms = re.findall(r">([a-z_]+(?:/|\.py))<", drawing)
    assert len(rooms) > 10
    package = Path(ROOT / "issues_kb")
    assert [name for name in rooms if not (package / name).exists()] == []
