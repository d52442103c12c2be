"""``docs/format.md``: every example is read as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from issues_kb.reading import read_log
from tests.reading.rendering import expected_lines, render

PAGE = Path(__file__).parents[2] / "docs" / "format.md"
EXAMPLE = re.compile(r"^(`{3,})markdown\n(.*?)^\1\n+```reading\n(.*?)^```$", re.M | re.S)

EXAMPLES = EXAMPLE.findall(PAGE.read_text("utf-8"))


@pytest.mark.parametrize(("text", "expected"), [(text, read) for _, text, read in EXAMPLES])
def test_example(text: str, expected: str) -> None:
    kinds, wanted = expected_lines(expected)
    found = [line for line in render(read_log(text.encode(), "log.md")) if line.split()[0] in kinds]
    assert found == wanted


def test_every_log_on_the_page_is_an_example() -> None:
    assert len(EXAMPLES) == len(re.findall(r"^`{3,}markdown$", PAGE.read_text("utf-8"), re.M)) >= 16
