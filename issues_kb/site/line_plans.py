"""Where each entry stands in its log, apart from its page.

A line more at the top of a log moves all entries. Their pages stay as they are, since the
page asks one of these few files for its lines.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from functools import partial

from issues_kb.site.catalogue import Catalogue, Entry, digest_of
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage

__all__ = ["line_plans", "lines_path"]

_MOST = 512
"""Entries in a file, about: a page loads them all for its own."""

Lines = dict[str, tuple[int, int]]


def lines_path(path: str, entries: int) -> str:
    """The file that has the lines of the page ``path``, on a site of so many entries."""
    files = 1 << (entries // _MOST).bit_length()
    return f"data/lines-{zlib.crc32(path.encode()) % files}.js"


def line_plans(catalogue: Catalogue, _options: SiteOptions) -> Iterator[Plan]:
    """The files, each with the first and the last line of some entries by their pages."""
    files: dict[str, list[Entry]] = {}
    for entry in catalogue.entries:
        files.setdefault(lines_path(entry.row.path, len(catalogue.entries)), []).append(entry)
    for path, entries in sorted(files.items()):
        lines = {each.row.path: (each.line, each.end_line) for each in entries}
        yield Plan(path, Stage.DATA, partial(_script, lines), digest=digest_of(lines))


def _script(lines: Lines) -> bytes:
    """A script, which also a page from disk may load."""
    text = json.dumps(lines, separators=(",", ":"), sort_keys=True)
    return f"window.issueLines={text};\n".encode()
