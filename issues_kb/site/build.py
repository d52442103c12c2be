"""One call that makes a site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from issues_kb.model import LogReading
from issues_kb.site.options import SiteOptions, SiteReport

__all__ = ["build_site"]


def build_site(
    readings: Sequence[LogReading], output: Path, options: SiteOptions | None = None
) -> SiteReport:
    """Writes the site of ``readings`` into the folder ``output``, which is made when missing.

    The same readings and options give the same bytes. A file is written only when its bytes
    change, and only files of an earlier build are removed.

    Raises ``SiteError`` for a folder that cannot be written or holds foreign files (unless
    ``options.force``) and ``TemplateError`` for a missing or broken template.
    """
    raise NotImplementedError
