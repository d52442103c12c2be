"""Pagefind, a search for very large sites: a page loads only what a question needs.

It reads the pages that were written and adds ``pagefind/`` beside them. Its index is loaded
by ``fetch``, which no browser allows to pages that are opened from disk.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from issues_kb.site.options import SiteReport
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.writing import SiteError, SiteFolder

__all__ = ["HEAVY", "add_pagefind", "is_heavy"]

_FOLDER = "pagefind"
# The interface that it offers as well; our pages have one of their own.
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")

_LONGEST = 3600
"""Seconds that it may take: some hundred thousand pages take minutes."""

HEAVY = 40
"""Files of an index, of about half a megabyte each, from which on Pagefind is the better one."""


def is_heavy(report: SiteReport) -> bool:
    """Whether a browser has so much to load for a first search that Pagefind suits better."""
    paths = (*report.written, *report.unchanged)
    return sum(1 for path in paths if path.startswith("search/index")) > HEAVY


def add_pagefind(folder: SiteFolder, command: Sequence[str] = ()) -> None:
    """Indexes the pages in ``folder`` and writes what comes of it there.

    ``command`` is what to run instead of the module ``pagefind`` of this Python. When no
    page changed, the index of the build before stays. Raises ``SiteError`` when Pagefind is
    not installed or fails.
    """
    before = [path for path in folder.known.files if path.startswith(f"{_FOLDER}/")]
    changed = any(path.endswith(".html") for path in folder.written)
    if before and not changed and all((folder.root / path).is_file() for path in before):
        for path in before:
            folder.keep(path)
        return
    for path, data in _files(folder.root, command or _own_command()):
        folder.write(Plan(path, Stage.LIST, bytes), data)


def _own_command() -> list[str]:
    if find_spec("pagefind") is None:
        raise SiteError(
            "Pagefind is not installed",
            subject="--search pagefind",
            hint="pip install 'issues-kb[pagefind]', or build with --search minisearch",
        )
    # Without -P a file of this name in the folder that we are called in would run.
    return [sys.executable, "-P", "-m", "pagefind"]


def _files(site: Path, command: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """What Pagefind makes of a site, in the order of the names."""
    with tempfile.TemporaryDirectory(prefix="issues-kb-") as made:
        asked = [
            *(*command, "--site", str(site), "--output-path", made, "--silent"),
            *("--glob", "issues/**/*.html", "--force-language", "en"),
            *("--include-characters", "_", "--exclude-selectors", ".crumbs, .contents, .facts"),
        ]
        try:
            # It takes settings from the folder that it runs in: here are none.
            done = subprocess.run(
                asked, capture_output=True, check=False, cwd=made, timeout=_LONGEST
            )
        except subprocess.TimeoutExpired as error:
            reason = f"Pagefind was not done after {error.timeout:.0f} seconds"
            raise SiteError(reason, subject=str(site)) from error
        if done.returncode:
            told = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
            reason = told.splitlines()[-1] if told else f"exit code {done.returncode}"
            raise SiteError(f"Pagefind failed: {reason}", subject=str(site))
        for file in sorted(Path(made).rglob("*")):
            if file.is_file() and not file.name.startswith(_UNUSED):
                yield f"{_FOLDER}/{file.relative_to(made).as_posix()}", file.read_bytes()
