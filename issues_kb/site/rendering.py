"""Page models to bytes: one template for each kind of page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from issues_kb.errors import TemplateError
from issues_kb.markdown.html import highlight_css, visible
from issues_kb.site.models import (
    AboutPage,
    ChecklistPage,
    DiagnosticsPage,
    FamilyPage,
    FilesPage,
    GroupsPage,
    IndexPage,
    IssuePage,
    LearningsPage,
    ListPage,
    MissedPage,
    Page,
    PreventionPage,
    SearchPage,
    SiteView,
    TopicsPage,
)
from issues_kb.templating import html_environment, render, template_file

if TYPE_CHECKING:
    from issues_kb.templating import Environment

__all__ = ["ASSETS", "TEMPLATES", "page_environment", "read_asset", "render_page"]

#: The template of each page model; it is handed ``site`` and ``page``.
TEMPLATES: Mapping[type[Page], str] = {
    IndexPage: "site/index.html.j2",
    ListPage: "site/list.html.j2",
    GroupsPage: "site/groups.html.j2",
    LearningsPage: "site/learnings.html.j2",
    TopicsPage: "site/topics.html.j2",
    PreventionPage: "site/prevention.html.j2",
    ChecklistPage: "site/checklist.html.j2",
    FilesPage: "site/files.html.j2",
    MissedPage: "site/missed.html.j2",
    FamilyPage: "site/family.html.j2",
    AboutPage: "site/about.html.j2",
    DiagnosticsPage: "site/diagnostics.html.j2",
    SearchPage: "site/search.html.j2",
    IssuePage: "site/issue.html.j2",
}
_HIGHLIGHT = "assets/highlight.css"
#: Its presence keeps GitHub Pages from making pages of the Markdown files.
_NO_JEKYLL = ".nojekyll"
#: Where each asset lies in the site; all but the generated ones are files of ``site/``.
ASSETS = (
    "assets/site.css",
    "assets/lists.css",
    _HIGHLIGHT,
    "assets/favicon.svg",
    "assets/theme.js",
    "assets/site.js",
    _NO_JEKYLL,
)


def page_environment(folders: Sequence[Path]) -> Environment:
    """The environment of the pages: whatever is printed is escaped and made visible."""
    return html_environment(folders, finalize=_shown)


def render_page(environment: Environment, site: SiteView, page: Page) -> bytes:
    """The page's bytes. Raises ``TemplateError`` with file, line and reason."""
    text = render(environment, TEMPLATES[type(page)], {"site": site, "page": page})
    return text.encode("utf-8", "replace")


def read_asset(folders: Sequence[Path], path: str) -> bytes:
    """An asset's bytes. Raises ``TemplateError`` when its file is missing or unreadable."""
    if path == _HIGHLIGHT:
        return highlight_css().encode()
    if path == _NO_JEKYLL:
        return b""
    file = template_file(folders, f"site/{path}")
    try:
        return file.read_bytes()
    except OSError as error:
        raise TemplateError(f"cannot be read: {error.strerror}", subject=str(file)) from error


def _shown(value: object) -> object:
    if type(value) is str:
        return value if value.isprintable() else visible(value)
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return visible(value)
    return value
