"""One Chromium for all tests of the site, and what it reports while pages are open."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

__all__ = ["Seen", "chromium", "serve", "watched_page"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# Written to the console, so that it reaches the test although the page may not send anything.
WATCH = """
addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""


@dataclass
class Seen:
    """What a browser reported while pages were open."""

    #: What the console and dialogs said, errors of scripts and of the content policy.
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def dialog(self, dialog: Dialog) -> None:
        """Notes a dialog and closes it, so that the test goes on."""
        self.messages.append("dialog: " + dialog.message)
        dialog.dismiss()

    def foreign(self, *roots: str) -> list[str]:
        """The requests that went elsewhere than below these addresses."""
        return [url for url in self.requests if not url.startswith(roots)]


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


@contextmanager
def watched_page(
    chromium: Browser, seen: Seen, width: int = 1280, height: int = 900, *, policy: bool = True
) -> Iterator[Page]:
    """An empty page that tells ``seen`` what happens in it; without ``policy`` tools may run."""
    context = chromium.new_context(
        viewport={"width": width, "height": height}, bypass_csp=not policy
    )
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: seen.messages.append(message.text))
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    page.on("dialog", seen.dialog)
    page.on("request", lambda request: seen.requests.append(request.url))
    yield page
    context.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """No line for each request in the test's output."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address at which ``folder`` is served while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
