"""Lists say a thing once, and nothing is cut off, at the widths of phones, tablets and desks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import FileChange, Measure, MeasureState, Severity, Status
from tests.site.browsing import Seen, watched_page
from tests.site.conftest import build_site, plain_issue, reading

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HEADS = "(all) => all.filter((each) => each.offsetWidth).map((each) => each.textContent)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every severity and status, entries of several months, and some without anything."""
    folder = tmp_path_factory.mktemp("layout") / "site"
    measure = Measure(1, "Look at it again", 50, None, MeasureState.TODO, checklist=True)
    issues = [
        plain_issue(
            str(number),
            severity=severity,
            status=status,
            date=f"2025-{number % 12 + 1:02}-01",
            measures=(measure,),
        )
        for number, (severity, status) in enumerate(
            (severity, status) for severity in (*Severity, None) for status in (*Status, None)
        )
    ]
    build_site([reading(*issues)], folder)
    return folder


@pytest.fixture(scope="module")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that knows no severity."""
    folder = tmp_path_factory.mktemp("bare") / "site"
    build_site([reading(plain_issue("1", status=Status.OPEN), plain_issue("2"))], folder)
    return folder


def heads(tab: Page, selector: str) -> list[str]:
    return list(tab.locator(f"{selector} thead th").evaluate_all(HEADS))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("issues/index.html", ["Severity", "Issue", "Status", "Date"]),
        ("severity/high.html", ["Issue", "Status", "Date"]),
        ("status/open.html", ["Severity", "Issue", "Date"]),
    ],
)
def test_a_list_leaves_out_what_its_title_says(
    site: Path, chromium: Browser, path: str, expected: list[str]
) -> None:
    with watched_page(chromium, Seen()) as tab:
        tab.goto((site / path).as_uri())
        assert heads(tab, "table.issues") == expected


def test_a_list_leaves_out_severities_where_no_issue_has_one(
    bare_site: Path, chromium: Browser
) -> None:
    with watched_page(chromium, Seen()) as tab:
        tab.goto((bare_site / "issues" / "index.html").as_uri())
        assert heads(tab, "table.issues") == ["Issue", "Status", "Date"]


@pytest.mark.parametrize("width", [375, 768, 1000, 1285, 1440])
def test_the_matrix_is_never_cut_off(site: Path, chromium: Browser, width: int) -> None:
    with watched_page(chromium, Seen(), width) as tab:
        tab.goto((site / "index.html").as_uri())
        box = tab.locator(".matrix-of-all .scroll")
        assert box.evaluate("(box) => box.scrollWidth - box.clientWidth") == 0
        words = tab.locator(".matrix-of-all thead .badge").all_inner_texts()
        assert "Resolved" in words


@pytest.mark.parametrize("width", [375, 768, 1000, 1440])
def test_a_measure_has_room_for_its_words(site: Path, chromium: Browser, width: int) -> None:
    with watched_page(chromium, Seen(), width) as tab:
        tab.goto((site / "prevention" / "index.html").as_uri())
        box = tab.locator("td.measure").first.bounding_box()
        assert box is not None
        assert box["width"] > 250


def test_numbers_stand_beside_the_filter_once(site: Path, chromium: Browser) -> None:
    with watched_page(chromium, Seen()) as tab:
        tab.goto((site / "prevention" / "index.html").as_uri())
        tab.locator(".filters").wait_for(state="visible")
        assert not tab.locator(".tally").is_visible()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "prevention" / "index.html").as_uri())
    assert page.locator(".tally").is_visible()
    context.close()


@pytest.mark.parametrize("path", ["issues/index.html", "prevention/index.html"])
def test_paper_has_no_filter(site: Path, chromium: Browser, path: str) -> None:
    with watched_page(chromium, Seen()) as tab:
        tab.goto((site / path).as_uri())
        tab.locator(".filters").wait_for(state="visible")
        tab.emulate_media(media="print")
        assert not tab.locator(".filters").is_visible()


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_the_numbers_of_a_folder_stay_on_one_line(
    chromium: Browser, tmp_path: Path, width: int
) -> None:
    changed = (FileChange("src/a.ts", None, 50), FileChange("src/b.ts", None, 50))
    issues = [
        plain_issue(str(n), severity=Severity.CRITICAL, status=Status.OPEN, files=changed)
        for n in range(120)
    ]
    build_site([reading(*issues)], tmp_path / "site")
    with watched_page(chromium, Seen(), width) as tab:
        tab.goto((tmp_path / "site" / "files" / "index.html").as_uri())
        tally = tab.locator("summary .file-tally")
        box = tally.bounding_box()
        assert box is not None
        assert box["height"] < 30
