"""The search for very large sites."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.site import SiteError, SiteOptions, SiteReport
from issues_kb.site.search import pagefind
from tests.site.conftest import build_site
from tests.site.search.conftest import LOG, readings

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPTIONS = SiteOptions(search="pagefind")
# Stands for the program: it notes its arguments and writes a file like one of its own.
STAND_IN = """
import pathlib, sys
arguments = sys.argv[1:]
folder = pathlib.Path(arguments[arguments.index("--output-path") + 1])
(folder / "fragment").mkdir()
(folder / "fragment" / "en_1.pf_fragment").write_text("one")
(folder / "pagefind.js").write_text("export const search = 1;")
(folder / "pagefind-ui.js").write_text("not ours")
with open(sys.argv[0] + ".runs", "a") as runs:
    runs.write("run\\n")
"""


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for Pagefind; the file grows by a line each time that it runs."""
    program = tmp_path / "stand_in.py"
    program.write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setattr(pagefind, "_own_command", lambda: [sys.executable, str(program)])
    return Path(f"{program}.runs")


def test_what_pagefind_makes_belongs_to_the_site(tmp_path: Path, runs: Path) -> None:
    site = tmp_path / "site"
    report = build_site(readings(("backend", LOG)), site, OPTIONS)
    made = ["pagefind/fragment/en_1.pf_fragment", "pagefind/pagefind.js"]
    assert [path for path in report.written if path.startswith("pagefind/")] == made
    assert "data-pagefind-body" in (site / "issues/backend/1.html").read_text(encoding="utf-8")
    assert "data-pagefind-body" not in (site / "index.html").read_text(encoding="utf-8")
    assert not list(site.glob("search/index*"))
    again = build_site(readings(("backend", LOG)), site, OPTIONS)
    assert again.written == again.removed == ()
    assert runs.read_text(encoding="utf-8") == "run\n"
    changed = build_site(readings(("backend", LOG.replace("Stale", "Old"))), site, OPTIONS)
    assert runs.read_text(encoding="utf-8") == "run\nrun\n"
    assert set(made) <= set(changed.unchanged)
    without = build_site(readings(("backend", LOG)), site)
    assert set(made) <= set(without.removed)


def test_a_missing_pagefind_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "find_spec", lambda _: None)
    with pytest.raises(SiteError, match="Pagefind is not installed") as raised:
        build_site(readings(("backend", LOG)), tmp_path / "site", OPTIONS)
    assert "issues-kb[pagefind]" in (raised.value.hint or "")


def test_a_failure_is_said_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no room')"]
    monkeypatch.setattr(pagefind, "_own_command", lambda: command)
    with pytest.raises(SiteError, match="Pagefind failed: no room"):
        build_site(readings(("backend", LOG)), tmp_path / "site", OPTIONS)


def test_a_file_of_its_name_in_the_folder_of_the_caller_never_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed, checkout = tmp_path / "installed", tmp_path / "checkout"
    for folder, text in ((installed, STAND_IN), (checkout, "open('ran', 'w')")):
        folder.mkdir()
        (folder / "pagefind.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.setattr(pagefind, "find_spec", lambda _: object())
    monkeypatch.chdir(checkout)
    report = build_site(readings(("backend", LOG)), Path("site"), OPTIONS)
    assert "pagefind/pagefind.js" in report.written
    assert (installed / "pagefind.py.runs").exists()
    assert sorted(path.name for path in checkout.iterdir()) == ["pagefind.py", "site"]


def test_it_does_not_take_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-c", "import signal; signal.pause()"]
    monkeypatch.setattr(pagefind, "_own_command", lambda: command)
    monkeypatch.setattr(pagefind, "_LONGEST", 0)
    with pytest.raises(SiteError, match="not done after 0 seconds"):
        build_site(readings(("backend", LOG)), tmp_path / "site", OPTIONS)


@pytest.mark.parametrize(("files", "heavy"), [(1, False), (40, False), (41, True)])
def test_pagefind_is_suggested_for_a_large_index(tmp_path: Path, files: int, heavy: bool) -> None:
    paths = [f"search/index-{number}.js" for number in range(files)]
    report = SiteReport(tmp_path, tmp_path / "index.html", (*paths[1:], "index.html"), (paths[0],))
    assert pagefind.is_heavy(report) is heavy


@pytest.mark.browser
@pytest.mark.usefixtures("runs")
def test_from_disk_titles_are_searched_and_it_is_said(tab: Page, tmp_path: Path) -> None:
    build_site(readings(("backend", LOG)), tmp_path / "site", OPTIONS)
    tab.goto(f"{(tmp_path / 'site').as_uri()}/index.html")
    tab.locator(".search input").fill("userbad")
    option = tab.locator(".search").get_by_role("option")
    option.first.wait_for()
    assert option.locator(".search-title").all_inner_texts() == [
        "#1 Foreign key error on UserBadge"
    ]
    assert option.locator("mark").all_inner_texts() == ["UserBadge"]
    tab.get_by_text("searches titles and numbers alone").wait_for()
    tab.goto(f"{(tmp_path / 'site').as_uri()}/search.html?q=is:open")
    tab.get_by_text("2 issues").wait_for()


# Not marked as a test that CI always runs: Pagefind is an extra of some 60 MB.
@pytest.mark.skipif(find_spec("pagefind") is None, reason="Pagefind is not installed")
def test_pagefind_answers_over_http(tab: Page, folder: Path, served: str) -> None:
    build_site(readings(("backend", LOG)), folder.parent / "found", OPTIONS)
    tab.goto(f"{served}/../found/search.html?q=associations")
    tab.locator(".search-results .search-title").first.wait_for()
    marked = tab.locator(".search-results mark").all_inner_texts()
    # Pagefind marks the signs that follow a word as well.
    assert {text.rstrip(".:") for text in marked} == {"associations"}
