"""``docs/diagnostics.md`` is what its script makes of the table of rules."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_page_is_made_from_the_table() -> None:
    made = runpy.run_path(str(DOCS / "diagnostics.py"))["page"]() + "\n"
    assert (DOCS / "diagnostics.md").read_text("utf-8") == made, "run: python docs/diagnostics.py"
