"""A browser, and sites to search in it: over HTTP below a folder, and from disk."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import LogReading
from issues_kb.reading import read_log
from tests.site.conftest import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WATCH = """
addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""

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


@dataclass
class Seen:
    """What a browser reported while pages were open."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def dialog(self, dialog: Dialog) -> None:
        """Notes a dialog and closes it, so that the test goes on."""
        self.messages.append(dialog.message)
        dialog.dismiss()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def tab(chromium: Browser, seen: Seen) -> Iterator[Page]:
    """An empty page that notes what happens in it; nothing may complain."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: seen.messages.append(message.text))
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    page.on("dialog", seen.dialog)
    page.on("request", lambda request: seen.requests.append(request.url))
    yield page
    assert seen.messages == []
    context.close()


def readings(*logs: tuple[str, str]) -> list[LogReading]:
    """Logs of (name, text)."""
    return [read_log(text.encode(), f"{name}.md", name=name) for name, text in logs]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``LOG``, below a folder whose name needs quoting."""
    site = tmp_path_factory.mktemp("srv") / "x y" / "site"
    build_site(readings(("backend", LOG)), site)
    return site


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """No line for each request in the test's output."""


@pytest.fixture(scope="session")
def served(folder: Path) -> Iterator[str]:
    """The address of the same site over HTTP, two folders below the host."""
    root = folder.parents[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x%20y/site"
    server.shutdown()
    server.server_close()


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
