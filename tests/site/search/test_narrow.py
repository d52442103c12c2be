"""The filters of learnings and of measures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.conftest import build_site
from tests.site.search.conftest import readings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LOG = """\
# Log

## Issue #1: Cart loses its rows

### Key Learnings

1. **Sessions**:
   - **DO**: save before the session ends
   - **DON'T**: trust the clock of a client

### Prevention Measures

- [ ] Test a long session
- [x] Alert on lost carts
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    build_site(readings(("log", LOG)), tmp_path / "site")
    return (tmp_path / "site").as_uri()


def test_learnings_are_narrowed_by_rule_and_words(tab: Page, site: str) -> None:
    tab.goto(f"{site}/learnings/index.html")
    lessons = tab.locator("li.lesson:visible")
    assert lessons.count() == 2
    tab.get_by_role("checkbox", name="Don't").check()
    assert "trust the clock" in lessons.inner_text()
    assert tab.get_by_role("status").inner_text() == "1 of 2 on this page"
    tab.get_by_role("checkbox", name="Don't").uncheck()
    tab.get_by_role("searchbox", name="Words of a learning").fill("Session SAVE")
    assert "save before" in lessons.inner_text()
    tab.get_by_role("searchbox", name="Words of a learning").fill("nothing like it")
    assert tab.locator(".topic:visible, .lesson-issue:visible").count() == 0


def test_measures_are_narrowed_by_state(tab: Page, site: str) -> None:
    tab.goto(f"{site}/prevention/index.html")
    rows = tab.locator("tr[data-state]:visible")
    assert rows.count() == 2
    tab.get_by_role("checkbox", name="To do").check()
    assert "Test a long session" in rows.inner_text()
