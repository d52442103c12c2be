"""A browser, and sites to search in it: over HTTP below a folder, and from disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import LogReading
from issues_kb.reading import read_log
from tests.site.browsing import Seen, serve, watched_page
from tests.site.conftest import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LOG = """\
# Issues Log

## Issue #1: Foreign key error on UserBadge

**Date:** 2024-12-19
**Severity:** High (server does not start)
**Status:** Resolved
**Phase:** Setup

### Problem

SequelizeDatabaseError: there is no unique constraint, code 42830

### Root Cause

The users table had no primary key.

### Files Changed

- `backend/src/models/index.ts`: no references

### Key Learnings

- **DO**: Define foreign keys in associations
- **DON'T**: Trust a mock of the database

---

## Issue #2: Stale cache after deploy

**Date:** 2025-03
**Severity:** Low
**Status:** Open

### Problem

Old pages are served from the wrong directory. The socket stays open.

### Prevention Measures

- [ ] Purge the cache on deploy

---

## BUG-003: 接続エラーが出る

**Severity:** Critical
**Status:** In Progress

### Problem

タイムアウトになる。
"""


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def tab(chromium: Browser, seen: Seen) -> Iterator[Page]:
    """An empty page that notes what happens in it; nothing may complain."""
    with watched_page(chromium, seen) as page:
        yield page
        assert seen.messages == []


def readings(*logs: tuple[str, str]) -> list[LogReading]:
    """Logs of (name, text)."""
    return [read_log(text.encode(), f"{name}.md", name=name) for name, text in logs]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``LOG``, below a folder whose name needs quoting."""
    site = tmp_path_factory.mktemp("srv") / "x y" / "site"
    build_site(readings(("backend", LOG)), site)
    return site


@pytest.fixture(scope="session")
def served(folder: Path) -> Iterator[str]:
    """The address of the same site over HTTP, two folders below the host."""
    root = folder.parents[1]
    with serve(root) as address:
        yield f"{address}/x%20y/site"


@pytest.fixture(params=["disk", "http"])
def site(request: pytest.FixtureRequest, folder: Path) -> str:
    """The address of the site of ``LOG``, from disk and over HTTP."""
    if request.param == "disk":
        return folder.as_uri()
    address: str = request.getfixturevalue("served")
    return address


@pytest.fixture
def finder(tab: Page, folder: Path) -> Page:
    """A page of the site of ``LOG`` whose index is loaded as ``finder``."""
    tab.goto(f"{folder.as_uri()}/search.html")
    tab.evaluate(
        """async () => {
          await issuesKb.script('assets/finder.js');
          window.finder = await issuesKb.open();
        }"""
    )
    return tab
