"""Programs that tests put into the way of ours."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

__all__ = ["write_program"]


def write_program(file: Path, text: str) -> None:
    """A program at ``file`` that runs ``text``.

    The path of the Python that runs the tests may hold blanks, which a first line that begins
    with ``#!`` cannot name.
    """
    source = file.with_name(f"{file.name}.source.py")
    source.write_text(f"{text}\n", encoding="utf-8")
    call = shlex.join([sys.executable, str(source)])
    file.write_text(f'#!/bin/sh\nexec {call} "$@"\n', encoding="utf-8")
    file.chmod(0o755)
