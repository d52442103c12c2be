"""How the book is built: ``make docs``, or ``python -m sphinx docs build/docs``.

It is built from the same files that are read in the repository. Nothing is fetched, and the pages
ask no other host for anything.
"""

from __future__ import annotations

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

from issues_kb import __version__

project = "issues-kb"
author = "The issues-kb authors"
copyright = author  # noqa: A001 - the name that Sphinx looks for
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
# Anchors as GitHub makes them, so that a link works in the repository and in the book.
myst_heading_anchors = 4

nitpicky = True
html_theme = "furo"
html_title = f"issues-kb {version}"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_static_path: list[str] = []


def setup(app: Sphinx) -> None:
    """Show the blocks in which the page on the format tells what is read."""
    app.add_lexer("reading", TextLexer)
