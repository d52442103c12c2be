"""What somebody does who follows a document: types its commands, one by one, and looks."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.docs.reading import Block

TODAY = "1772582400"
"""2026-03-04, in seconds."""

_HEREDOC = re.compile(r"<<'(\w+)'")


class Call(NamedTuple):
    """A command, and what the document says that it prints."""

    line: int
    command: str
    shown: list[str]


def calls(block: Block) -> Iterator[Call]:
    """The commands of a block. A command goes on behind a backslash, and to the end of its text."""
    lines = block.text.splitlines()
    number = 0
    while number < len(lines):
        start = number
        assert lines[number].startswith("$ "), f"{block.document}:{block.line}: begins with output"
        command = [lines[number][2:]]
        number += 1
        end = _HEREDOC.search(command[0])
        while command[-1].endswith("\\") or (end and command[-1] != end[1]):
            command.append(lines[number])
            number += 1
        shown = []
        while number < len(lines) and not lines[number].startswith("$ "):
            shown.append(lines[number])
            number += 1
        yield Call(block.line + start + 1, "\n".join(command), shown)


class Shell:
    """A shell at a terminal of 100 columns, in a folder, on 2026-03-04."""

    def __init__(self, folder: Path, memory: Path) -> None:
        self.folder = folder
        self._memory = memory
        self._home = str(folder)

    def run(self, command: str) -> tuple[int, list[str]]:
        """Run a command; gives its exit code and the lines on the terminal."""
        programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        environment = {
            **os.environ,
            **{"PATH": programs, "SOURCE_DATE_EPOCH": TODAY, "VISUAL": "true", "HOME": self._home},
            **{"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "WHERE": str(self._memory)},
        }
        ours, theirs = os.openpty()
        with os.fdopen(ours, "rb", buffering=0) as terminal:
            process = subprocess.Popen(
                ["/bin/sh", "-c", 'eval "$0"; code=$?; pwd -P >"$WHERE"; exit $code', command],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=theirs,
                stderr=theirs,
            )
            os.close(theirs)
            said = b""
            # Linux says that the other end is closed by an error.
            with contextlib.suppress(OSError):
                while data := terminal.read(65536):
                    said += data
        code = process.wait()
        self.folder = Path(self._memory.read_text("utf-8").rstrip("\n"))
        return code, said.decode("utf-8").replace("\r\n", "\n").splitlines()


def fits(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines are the same; ``...`` stands for any number of lines."""
    if not shown:
        return not printed
    if shown[0].strip() == "...":
        return any(fits(shown[1:], printed[start:]) for start in range(len(printed) + 1))
    same = bool(printed) and shown[0].rstrip() == printed[0].rstrip()
    return same and fits(shown[1:], printed[1:])
