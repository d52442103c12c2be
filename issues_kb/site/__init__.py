"""The static site: readings → page models (pure) → rendered files → written files.

>>> from issues_kb.site import SiteOptions, build_site
"""

from __future__ import annotations

from issues_kb.site.build import build_site
from issues_kb.site.options import SiteOptions, SiteReport
from issues_kb.site.writing import SiteError

__all__ = ["SiteError", "SiteOptions", "SiteReport", "build_site"]
