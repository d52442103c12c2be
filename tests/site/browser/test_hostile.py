"""Whatever a log holds, nothing of it runs, leaves its box or lands outside the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issues_kb.model import (
    ErrorKind,
    ErrorSignature,
    Field,
    FileChange,
    Issue,
    IssueLog,
    Learning,
    LogReading,
    Measure,
    MeasureState,
    Reference,
    Rule,
    Section,
    SectionKind,
    Severity,
    Status,
)
from issues_kb.reading import read_log
from issues_kb.site import SiteOptions
from tests.site.browser.payloads import ALL
from tests.site.browsing import Seen, watched_page
from tests.site.conftest import build_site
from tests.site.soundness import problems_of_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LOG_NAME = "<img src=x onerror=alert(1)>/../.."
STATE = """() => ({
  ran: window.ran,
  over: document.documentElement.scrollWidth - innerWidth,
  strange: document.querySelectorAll(
    'script:not([src]), iframe, object, embed, img, video, style, base, form, [style]').length,
  links: [...document.querySelectorAll('[href]')].map((each) => each.getAttribute('href'))
    .filter((each) => /^[a-z0-9+.-]*:/i.test(each) && !/^(https?|mailto):/i.test(each)),
  headings: document.querySelectorAll('main h1').length,
})"""
SOUND: dict[str, object] = {"ran": None, "over": 0, "strange": 0, "links": [], "headings": 1}


def hostile_issue(number: int, text: str) -> Issue:
    """``text`` wherever a reading can hold it."""
    fence = "`" * 30
    code = (
        f"{fence}{text}\n{text}\n{fence}\n\n- [ ] {text}\n\n{text}\n: {text}\n\n| {text} |\n|---|"
    )
    return Issue(
        key=f"{number}{text}",
        number=text,
        title=text,
        line=50,
        end_line=60,
        text=f"## {text}\n{text}\n\n{text}",
        date="2025-01-01" if number % 2 else text[:40],
        severity=Severity.HIGH if number % 3 else None,
        severity_note=text,
        status=Status.OPEN if number % 3 else None,
        status_note=text,
        fields=(Field(text, text, 51), Field("Plain", text, 51)),
        sections=(
            Section(SectionKind.PROBLEM, text, 52, text),
            Section(SectionKind.OTHER, "Code", 53, code),
            Section(SectionKind.WHY_MISSED, text, 54, text),
        ),
        learnings=(
            Learning(text, 52, topic=text),
            Learning(text, 53, topic=text, rule=Rule.DONT),
        ),
        measures=(
            Measure(1, text, 52),
            Measure(2, text, 53, text, MeasureState.TODO, checklist=True),
        ),
        files=(FileChange(text, text, 55), FileChange(f"src/{text}/{text}", text, 55)),
        errors=(ErrorSignature(ErrorKind.MESSAGE, text, 56),),
        references=(Reference(text, 57), Reference(text, 57, f"{number - 1}{text}")),
    )


def hostile_text(number: int, text: str) -> str:
    """An entry as a person writes it, with ``text`` in each of its places."""
    line = " ".join(text.split())
    return (
        f"# {line}\n\n## Issue #{number}: {line}\n\n**Date:** {line}\n**Severity:** High ({line})\n"
        f"**Status:** Open {line}\n**{line}:** {line}\n\n### Problem\n\n{text}\n\n"
        f"```{line}\n{text}\n```\n\n### {line}\n\n{line}\n\n### Root Cause\n\n`{line}`\n\n"
        f"### Files Changed\n\n- `{line}`: {line}\n- src/{line}\n\n"
        f"### Why This Was Missed\n\n1. **{line}**: {line}\n\n"
        f"### Key Learnings\n\n1. **{line}**:\n   - **DO**: {line}\n   - **DON'T**: {line}\n\n"
        f"### Prevention\n\n- [ ] {line}\n- [x] {line}\n\n### Related\n\n- {line}\n\n---\n\n"
    )


def modelled() -> LogReading:
    issues = tuple(hostile_issue(n, text) for n, text in enumerate(ALL, start=1))
    return LogReading(IssueLog("</script>" + LOG_NAME, LOG_NAME, "</title>" + LOG_NAME, issues))


def written() -> LogReading:
    """Each text has a log to itself, as an open fence or comment takes all that follows it."""
    issues = tuple(
        replace(issue, key=f"{number}-{issue.key}")
        for number, text in enumerate(ALL, start=1)
        for issue in read_log(hostile_text(number, text).encode(), "a.md", name="a").log.issues
    )
    return LogReading(IssueLog("</script>.md", LOG_NAME, "</title>" + LOG_NAME, issues))


def test_there_are_more_than_a_hundred_payloads() -> None:
    assert len(set(ALL)) >= 200


@pytest.mark.parametrize("make", [modelled, written])
def test_a_hostile_log_does_nothing(
    make: Callable[[], LogReading], chromium: Browser, tmp_path: Path
) -> None:
    reading = make()
    output = tmp_path / "outer" / "site"
    options = SiteOptions(base_url="https://a.example/", repository="https://forge.example/a/b")
    build_site([reading], output, options)
    assert problems_of_site(output) == []
    pages = sorted(output.rglob("*.html"))
    assert len(pages) > len(reading.log.issues) > 100
    seen = Seen()
    wrong = {}
    with watched_page(chromium, seen, 375, 800) as tab:
        for file in pages:
            tab.goto(file.as_uri())
            state = tab.evaluate(STATE)
            if state != SOUND:
                wrong[str(file.relative_to(output))] = state
    assert wrong == {}
    assert seen.messages == []
    assert seen.foreign(output.resolve().as_uri() + "/") == []


@pytest.mark.parametrize("make", [modelled, written])
def test_files_stay_in_the_output_folder(make: Callable[[], LogReading], tmp_path: Path) -> None:
    output = tmp_path / "outer" / "site"
    build_site([make()], output)
    outside = {file for file in tmp_path.rglob("*") if not file.is_relative_to(output)}
    assert outside == {output.parent}
    assert all(file.resolve().is_relative_to(output.resolve()) for file in output.rglob("*"))
    names = {part for file in output.rglob("*") for part in file.relative_to(output).parts}
    assert {name for name in names if not name.isascii() or len(name) > 120} == set()
