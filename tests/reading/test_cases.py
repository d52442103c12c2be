"""The case files: title, input and what is read in it, divided by lines with a single dot.

A case compares only the kinds of line that it names, but these completely. ``none KIND``
says that there is nothing of a kind.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from issues_kb.reading import read_log
from tests.reading.rendering import KINDS, expected_lines, render

CASES = sorted((Path(__file__).parent / "cases").rglob("*.md"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path: Path) -> None:
    title, text, expected = path.read_text("utf-8").split("\n.\n")
    kinds, wanted = expected_lines(expected)
    assert kinds, f"{title}: nothing is expected"
    assert kinds <= set(KINDS), f"{title}: unknown kinds {kinds - set(KINDS)}"
    found = [line for line in render(read_log(text.encode(), "log.md")) if line.split()[0] in kinds]
    assert found == wanted, title


def test_there_are_cases_for_every_kind() -> None:
    assert len(CASES) >= 60
    texts = [path.read_text("utf-8").split("\n.\n")[2] for path in CASES]
    for kind in KINDS:
        assert any(f"\n{kind} " in f"\n{text}" for text in texts), kind
