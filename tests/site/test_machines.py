"""What the site has for other programs: JSON of bounded size and a Markdown twin of each issue."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from issues_kb.model import LogReading
from issues_kb.site import SiteOptions
from tests.site.conftest import build_site, plain_issue, reading

PUBLISHED = SiteOptions(base_url="https://example.org/log/")


def test_issues_are_the_exports_objects_with_their_pages(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    document = json.loads((output / "issues.json").read_bytes())
    assert document["schema_version"] == 1
    assert document["parts"] == []
    first = document["issues"][0]
    assert first["path"] == "docs/ISSUES_LOG.md"
    assert first["log"] == "docs"
    assert (first["key"], first["severity"], first["line"]) == ("1", "high", 7)
    assert first["learnings"][0]["text"] == "Define them once"
    assert first["page"] == "issues/docs/1.html"
    assert first["markdown"] == "issues/docs/1.md"
    assert document["issues"][1]["key"] == "2"


def test_learnings_lead_to_their_anchors(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    document = json.loads((output / "learnings.json").read_bytes())
    assert document["learnings"][1] == {
        "topic": "Foreign keys",
        "rule": "dont",
        "text": "Define them twice",
        "line": 34,
        "issue": {
            "path": "docs/ISSUES_LOG.md",
            "log": "docs",
            "key": "1",
            "title": "Key missing on `users`",
            "line": 7,
            "date": "2024-12-19",
            "severity": "high",
            "severity_note": "blocks the start",
            "status": "resolved",
            "status_note": None,
        },
        "page": "issues/docs/1.html#learning-2",
    }


def test_large_logs_are_cut_into_files(output: Path) -> None:
    long = "word " * 60_000
    issues = [plain_issue(str(number), text=f"## Issue {number}\n\n{long}") for number in range(6)]
    build_site([reading(*issues)], output)
    document = json.loads((output / "issues.json").read_bytes())
    assert document["issues"] == []
    assert len(document["parts"]) > 1
    parts = [json.loads((output / path).read_bytes()) for path in document["parts"]]
    keys = [issue["key"] for part in parts for issue in part["issues"]]
    assert sorted(keys) == ["0", "1", "2", "3", "4", "5"]


def test_a_twin_is_the_entry_below_its_facts(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    assert (output / "issues/docs/2.md").read_text() == (
        '---\ntitle: "Issue 2"\nkey: "2"\nseverity: "low"\nstatus: "open"\n'
        'log: "docs/ISSUES_LOG.md"\npage: "2.html"\n---\n\n## Issue 2\n'
    )
    first = (output / "issues/docs/1.md").read_text()
    assert first.startswith('---\ntitle: "Key missing on users"\nkey: "1"\ndate: "2024-12-19"\n')
    assert "   - **DO**: Define them once\n" in first
    assert (
        '<link rel="alternate" type="text/markdown"' in (output / "issues/docs/1.html").read_text()
    )


def test_a_twin_leads_to_the_published_page(sample: LogReading, output: Path) -> None:
    build_site([sample], output, PUBLISHED)
    text = (output / "issues/docs/2.md").read_text()
    assert 'page: "https://example.org/log/issues/docs/2.html"\n' in text


@pytest.mark.parametrize(
    "title",
    ['"\n---\nkey: x', "</script><script>alert(1)</script>", "\0\x1b\u202e\u2028", "'"],
)
def test_hostile_titles_stay_one_line_of_the_front(title: str, output: Path) -> None:
    build_site([reading(plain_issue("1", title=title))], output)
    lines = (output / "issues/docs/1.md").read_text().split("\n")
    assert lines[0] == "---"
    assert lines[1].startswith('title: "')
    assert isinstance(json.loads(lines[1].removeprefix("title: ")), str)
    assert lines[2] == 'key: "1"'


def test_an_edit_leaves_other_twins_alone(output: Path) -> None:
    build_site([reading(plain_issue("1"), plain_issue("2"))], output)
    moved = plain_issue("2", line=60, end_line=60)
    report = build_site([reading(plain_issue("1", text="## Issue 1\n\nNew"), moved)], output)
    assert "issues/docs/1.md" in report.written
    assert "issues/docs/2.md" not in report.written


@pytest.mark.parametrize("options", [SiteOptions(), PUBLISHED])
def test_the_page_about_the_site_names_the_files_that_are_written(
    sample: LogReading, output: Path, options: SiteOptions
) -> None:
    build_site([sample], output, options)
    text = (output / "about" / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'<a href="\.\./([\w.-]+)"><code>\1</code></a>', text))
    at_root = {file.name for file in output.iterdir() if file.is_file()}
    pages_and_marks = {"index.html", "search.html", ".nojekyll", ".issues-kb-site.json"}
    assert named == at_root - pages_and_marks


def test_github_is_told_to_leave_the_site_as_it_is(sample: LogReading, output: Path) -> None:
    report = build_site([sample], output)
    assert ".nojekyll" in report.written
    assert (output / ".nojekyll").read_bytes() == b""
    (output / "CNAME").write_text("issues.example.org")
    assert ".nojekyll" in build_site([sample], output).unchanged
