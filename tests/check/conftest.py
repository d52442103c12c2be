"""What the tests of rules share: a log's text → its findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from issues_kb.check import Checked, LogFacts, Settings, Surroundings, check_log
from issues_kb.reading import default_vocabulary, read_log
from issues_kb.reading.text import decode

TODAY = "2026-02-01"

Checking = Callable[..., list[Checked]]


@pytest.fixture
def check(tmp_path: Path) -> Checking:
    """Check a log that stands alone in an empty folder, with all rules but those ignored."""

    def run(
        text: str | bytes,
        settings: Settings | None = None,
        around: Surroundings | None = None,
        **changes: object,
    ) -> list[Checked]:
        data = text.encode("utf-8") if isinstance(text, str) else text
        reading = read_log(data, "log.md", name="log")
        place = around or Surroundings(today=TODAY, folder=tmp_path, root=tmp_path)
        facts = LogFacts(
            reading,
            decode(data, "log.md").lines,
            default_vocabulary(),
            replace(place, **changes),  # type: ignore[arg-type]
        )
        return check_log(facts, settings or Settings())

    return run
