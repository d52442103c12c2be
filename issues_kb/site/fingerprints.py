"""Digests of what all pages depend on: our code, its libraries, templates, options."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from issues_kb.site.entries import digest_of
from issues_kb.site.models import SiteView
from issues_kb.site.options import SiteOptions

__all__ = ["base_digest", "code_digest"]

_PACKAGE = Path(__file__).parent.parent
# What people type changes no page; everything else may.
_ASIDE = "cli"
_LIBRARIES = ("jinja2", "markdown-it-py", "pygments")


def base_digest(site: SiteView, maker: str, options: SiteOptions, folders: Sequence[Path]) -> str:
    """Covers what every file may depend on beside the facts that its plan names.

    ``maker`` tells what read the logs: with other words the same entry says other things.
    """
    sizes = options.issues_per_page, options.learnings_per_page
    asked = options.base_url, options.repository, options.search, sorted(options.theme.items())
    return digest_of(code_digest(), maker, _templates(folders), site, sizes, asked)


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Covers the code that turns issues into files, our version, and the libraries in use."""
    known = blake2b(digest_size=12)
    with os.scandir(_PACKAGE) as entries:
        sources = sorted(each.name for each in entries if each.name != _ASIDE)
    for name, data in _files(_PACKAGE, sources, (".py",)):
        known.update(f"{name}\0{len(data)}\0".encode() + data)
    for library in _LIBRARIES:
        known.update(f"{library} {_version(library)}\n".encode())
    return known.hexdigest()


def _templates(folders: Sequence[Path]) -> str:
    """Covers what templates there are and what stands in them; assets are files of their own."""
    known = blake2b(digest_size=12)
    for folder in folders:
        for name, data in _files(folder, ("site",), (".j2",)):
            known.update(f"{name}\0{len(data)}\0".encode() + data)
        known.update(b"\n")
    return known.hexdigest()


def _files(
    root: Path, names: Sequence[str], endings: tuple[str, ...]
) -> Iterator[tuple[str, bytes]]:
    """The files below ``root`` with these endings, by name, with their bytes."""
    for name in names:
        place = root / name
        if place.is_file():
            if name.endswith(endings):
                yield name, place.read_bytes()
            continue
        for folder, folders, files in os.walk(place):
            folders.sort()
            for file in sorted(files):
                if file.endswith(endings):
                    found = Path(folder) / file
                    yield found.relative_to(root).as_posix(), found.read_bytes()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"
