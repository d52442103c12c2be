"""The book is built without a warning, and its pages ask no other host for anything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.reading import DOCUMENTS, ROOT

pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]

LOADED = re.compile(
    r"<(?:script|img|iframe|source|embed)\b[^>]*\bsrc=\"([^\"]+)\""
    r"|<link\b(?![^>]*rel=\"canonical\")[^>]*href=\"([^\"]+)\""
    r"|(?:url\(|@import )[\"']?([^\"')\s]+)"
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for name in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(name, reason="the extra `docs` is not installed")
    folder = tmp_path_factory.mktemp("book")
    command = [*(sys.executable, "-m", "sphinx"), *("--fail-on-warning", "--keep-going", "--quiet")]
    done = subprocess.run(
        [*command, "-d", folder / "doctrees", ROOT / "docs", folder / "html"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def test_every_document_is_a_page(book: Path) -> None:
    pages = {Path(name).stem for name in DOCUMENTS if name.startswith("docs/")}
    assert {page for page in pages if not (book / f"{page}.html").is_file()} == set()


def test_pages_load_nothing_from_other_hosts(book: Path) -> None:
    files = [*book.rglob("*.html"), *book.rglob("*.css")]
    loaded = {
        (file.name, next(filter(None, match)))
        for file in files
        for match in LOADED.findall(file.read_text(encoding="utf-8"))
    }
    assert len(loaded) > 20
    assert {each for each in loaded if re.match(r"https?:|//", each[1])} == set()


def test_links_to_sections_stay_in_the_book(book: Path) -> None:
    page = (book / "cli.html").read_text(encoding="utf-8")
    assert 'href="authoring.html#set"' in page
    assert 'id="issues-kb-set"' in page
