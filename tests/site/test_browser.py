"""The pages in a real browser: nothing runs, nothing leaves, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import (
    Field,
    Issue,
    IssueLog,
    Learning,
    LogReading,
    Measure,
    Section,
    SectionKind,
    Severity,
    Status,
)
from issues_kb.reading import read_log
from tests.site.browsing import Seen, serve, watched_page
from tests.site.conftest import build_site, sample_issue
from tests.site.soundness import problems_of_site
from tests.test_html import PAYLOADS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SEED = Path(__file__).parents[1] / "data" / "seed.md"
ODD = [
    "x" * 10_000,
    "x " * 5_000,
    "../../../etc/passwd",
    "..\\..\\x",
    "con",
    "\u202egnp.exe",
    "\u2067\u202e\u2066",
    "\x00\x01\x1b[31m\x7f\x85",
    "a\u0301" * 200,
    "\U0001f469\u200d\U0001f4bb" * 200,
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}<%= 7 %>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</title><script>alert(1)</script>",
    "</textarea></style></svg><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "\u2028\u2029",
    "شرح " * 50,
]


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def tab(chromium: Browser, seen: Seen) -> Iterator[Page]:
    """An empty page of the width of a phone that notes what happens in it."""
    with watched_page(chromium, seen, 375, 800) as page:
        yield page


def hostile_issue(number: int, text: str) -> Issue:
    """``text`` wherever a log can put it."""
    learning = Learning(text, 52, topic=text)
    return Issue(
        key=f"{number}{text}",
        number=text,
        title=text,
        line=50,
        end_line=60,
        text=f"## {text}\n{text}\n\n{text}",
        date="2025-01-01" if number % 2 else text[:40],
        severity=Severity.HIGH,
        severity_note=text,
        status=Status.OPEN,
        status_note=text,
        fields=(Field(text, text, 51), Field("Plain", text, 51)),
        sections=(
            Section(SectionKind.PROBLEM, text, 52, text),
            Section(SectionKind.OTHER, "Code", 53, f"```\n{text}\n```\n\n- [ ] {text}"),
        ),
        learnings=(learning,),
        measures=(Measure(1, text, 52),),
    )


def hostile_reading() -> LogReading:
    issues = tuple(hostile_issue(n, text) for n, text in enumerate([*PAYLOADS, *ODD], start=1))
    name = "<img src=x onerror=alert(1)>/../.."
    return LogReading(IssueLog("</script>" + name, name, "</title>" + name, issues))


def test_a_hostile_log_does_nothing(tab: Page, seen: Seen, output: Path) -> None:
    build_site([hostile_reading()], output)
    assert problems_of_site(output) == []
    pages = sorted(output.rglob("*.html"))
    assert len(pages) > 100
    for file in pages:
        tab.goto(file.as_uri())
        place = str(file)
        assert tab.locator("script:not([src]), iframe, img, style").count() == 0
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, place
        assert tab.locator("main h1").count() == 1, place
    assert seen.messages == []
    inside = output.resolve().as_uri() + "/"
    assert [url for url in seen.requests if not url.startswith(inside)] == []
    assert {file.resolve().is_relative_to(output) for file in output.rglob("*")} == {True}


def test_pages_open_from_disk_without_a_complaint(tab: Page, seen: Seen, output: Path) -> None:
    build_site([read_log(SEED.read_bytes(), "seed.md", name="seed")], output)
    for path in ("index.html", "issues/seed/1.html", "learnings/index.html", "status/index.html"):
        tab.goto((output / path).as_uri())
        ink = tab.evaluate("getComputedStyle(document.querySelector('h1')).color")
        assert ink == "rgb(28, 30, 33)"
    assert seen.messages == []


def test_links_work_below_any_address(tab: Page, seen: Seen, tmp_path: Path) -> None:
    build_site([LogReading(IssueLog("a.md", "a", None, (sample_issue(),)))], tmp_path / "x y" / "s")
    with serve(tmp_path) as address:
        tab.goto(f"{address}/x%20y/s/index.html")
        tab.get_by_role("link", name="#1 Key missing on users").first.click()
        assert tab.url.endswith("/x%20y/s/issues/a/1.html")
        tab.get_by_role("link", name="Learnings", exact=True).click()
        tab.get_by_role("link", name="Don't").click()
        assert tab.url.endswith("/issues/a/1.html#learning-2")
        assert tab.locator("#learning-2").is_visible()
    assert seen.messages == []


@pytest.mark.parametrize("width", [320, 375, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_window(tab: Page, output: Path, width: int, scheme: str) -> None:
    wide = "| " + " | ".join("column" for _ in range(30)) + " |\n" + "|---" * 30 + "|\n"
    long = Section(SectionKind.OTHER, "Long", 51, f"{wide}\n```\n{'x' * 500}\n```\n\n`{'y' * 500}`")
    issue = Issue("2", "2", "z" * 200, 50, 60, "", sections=(long,))
    log = LogReading(IssueLog("a.md", "a", None, (issue, sample_issue())))
    build_site([log], output)
    tab.set_viewport_size({"width": width, "height": 800})
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for file in output.rglob("*.html"):
        tab.goto(file.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, str(file)


def test_colours_follow_the_readers_choice(tab: Page, output: Path) -> None:
    build_site([], output)
    tab.goto((output / "index.html").as_uri())
    shades = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        shades.append(tab.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert shades == ["rgb(253, 253, 252)", "rgb(21, 23, 26)"]


def test_everything_is_reached_by_keyboard(tab: Page, output: Path) -> None:
    build_site([LogReading(IssueLog("a.md", "a", None, (sample_issue(),)))], output)
    tab.goto((output / "issues" / "a" / "1.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: url.endswith("#main"))
