"""A person at a terminal: the program runs in one and is answered question by question."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

LONGEST = 60.0
"""Seconds after which a question that does not come fails the test."""

SOON = 1.0
"""Seconds between two presses of a key."""

PRESSES = 60
"""How often a key is pressed before the test fails."""

_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Talk:
    """What was said, and how the program ended."""

    def __init__(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self.said = ""
        self._seen = 0
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.chdir(folder)
            kept = {**os.environ, "TERM": "dumb", "NO_COLOR": "1", **environment}
            os.execve(sys.executable, [sys.executable, "-m", "issues_kb", *arguments], kept)

    def answer(self, question: str, answer: str) -> None:
        """Wait for a question and type an answer; ``\x03`` and ``\x04`` are keys."""
        while question not in self.said[self._seen :]:
            assert self._read(), f"{question!r} was not asked: {self.said}"
        self._seen = self.said.index(question, self._seen) + len(question)
        os.write(self._terminal, answer.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until the program ends: the first may come before anybody waits."""
        for _ in range(PRESSES):
            os.write(self._terminal, b"\x03")
            while self._ready(SOON):
                if not self._read():
                    return
        raise AssertionError(f"does not end by Ctrl-C: {self.said}")

    def end(self) -> int:
        """Wait for the end; gives the exit code."""
        while self._read():
            pass
        os.close(self._terminal)
        _, status = os.waitpid(self._child, 0)
        return os.waitstatus_to_exitcode(status)

    def _read(self) -> bool:
        data = b""
        if self._ready(LONGEST):
            # Linux says that the other end is closed by an error.
            with contextlib.suppress(OSError):
                data = os.read(self._terminal, 4096)
        else:
            os.kill(self._child, signal.SIGKILL)
        self.said += _SEQUENCE.sub("", data.decode("utf-8", "replace")).replace("\r\n", "\n")
        return bool(data)

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self._terminal], [], [], seconds)[0])


def talk(
    folder: Path, *arguments: str, answers: Sequence[tuple[str, str]], **environment: str
) -> tuple[int, str]:
    """Run the program in a terminal; gives the exit code and all that was to be seen."""
    conversation = Talk(arguments, folder, environment)
    for question, answer in answers:
        conversation.answer(question, answer.removesuffix("\x03"))
        if answer.endswith("\x03"):
            conversation.interrupt()
    return conversation.end(), conversation.said
