"""Feeds are sound, say the same each time, and carry hostile texts as texts."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from issues_kb.model import Learning, LogReading, Section, SectionKind
from issues_kb.site import SiteOptions
from issues_kb.site.machines.links import address, moment, tag
from tests.site.conftest import build_site, plain_issue, reading

ATOM = "{http://www.w3.org/2005/Atom}"
PUBLISHED = SiteOptions(base_url="https://example.org/log/")
HOSTILE = (
    "</script><script>alert(1)</script>",
    "]]><x onload=alert(1)>&amp;",
    "\0\x08\x0b\x1b[31m\x7f\x85",
    "\ufffe\uffff\u202eabc",
    '"><svg/onload=alert(1)>',
    "<!ENTITY x 'y'>",
    "../../etc/passwd",
)


def atom(folder: Path) -> ElementTree.Element:
    return ElementTree.fromstring((folder / "feed.xml").read_bytes())


def texts(entry: ElementTree.Element) -> dict[str, str]:
    return {each.tag.removeprefix(ATOM): each.text or "" for each in entry}


def test_atom_tells_of_issues_and_learnings(sample: LogReading, output: Path) -> None:
    build_site([sample], output, PUBLISHED)
    feed = atom(output)
    assert texts(feed)["title"] == "Issues Log"
    assert texts(feed)["id"] == "tag:example.org,2020:log/feed"
    assert texts(feed)["updated"] == "2024-12-19T00:00:00Z"
    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://example.org/log/index.html",
        "self": "https://example.org/log/feed.xml",
    }
    first = feed.findall(f"{ATOM}entry")[0]
    told = texts(first)
    assert told["title"] == "#1 Key missing on users"
    assert told["id"] == "tag:example.org,2020:log/issues/docs/1"
    assert told["updated"] == "2024-12-19T00:00:00Z"
    assert told["summary"] == "See #2, and #2 in code."
    assert "<li><b>Foreign keys</b> <b>Do:</b> Define them once</li>" in told["content"]
    assert [each.get("term") for each in first.findall(f"{ATOM}category")] == ["high", "resolved"]


def test_json_feed_has_what_the_format_asks_for(sample: LogReading, output: Path) -> None:
    build_site([sample], output, PUBLISHED)
    feed = json.loads((output / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Issues Log"
    assert feed["home_page_url"] == "https://example.org/log/index.html"
    assert feed["feed_url"] == "https://example.org/log/feed.json"
    first, second = feed["items"]
    assert first["id"] == "tag:example.org,2020:log/issues/docs/1"
    assert first["url"] == "https://example.org/log/issues/docs/1.html"
    assert first["date_published"] == "2024-12-19T00:00:00Z"
    assert first["tags"] == ["high", "resolved"]
    assert "Define them twice" in first["content_html"]
    assert "date_published" not in second


def test_without_an_address_links_are_relative(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    feed = json.loads((output / "feed.json").read_bytes())
    assert "feed_url" not in feed
    assert feed["items"][0]["url"] == "issues/docs/1.html"
    assert feed["items"][0]["id"] == "tag:issues-kb.invalid,2020:issues/docs/1"


def test_pages_name_the_feeds(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    page = (output / "issues/docs/1.html").read_text()
    assert 'type="application/atom+xml" title="Issues Log" href="../../feed.xml"' in page
    assert 'type="application/feed+json" title="Issues Log" href="../../feed.json"' in page


def test_what_has_no_date_changed_when_the_source_did(output: Path) -> None:
    build_site([reading(plain_issue("1"))], output, SiteOptions(updated="2025-03-01T12:00:00Z"))
    assert texts(atom(output))["updated"] == "2025-03-01T12:00:00Z"
    build_site([reading(plain_issue("1"))], output)
    assert texts(atom(output))["updated"] == "1970-01-01T00:00:00Z"


def test_only_the_newest_are_told(output: Path) -> None:
    issues = [plain_issue(str(each), date=f"2024-01-{each:02d}") for each in range(1, 29)]
    issues += [plain_issue(f"n{each}", date=f"2025-01-{each:02d}") for each in range(1, 29)]
    build_site([reading(*issues)], output)
    entries = atom(output).findall(f"{ATOM}entry")
    assert len(entries) == 50
    assert texts(entries[0])["updated"] == "2025-01-28T00:00:00Z"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str, output: Path) -> None:
    issue = plain_issue(
        "1",
        title=text,
        sections=(Section(SectionKind.PROBLEM, text, 51, text),),
        learnings=(Learning(text, 52, topic=text),),
    )
    build_site([reading(issue)], output, PUBLISHED)
    content = texts(atom(output).findall(f"{ATOM}entry")[0])["content"]
    item = json.loads((output / "feed.json").read_bytes())["items"][0]
    for html in (content, item["content_html"]):
        assert "<script" not in html
        assert "<svg" not in html
        assert "<x " not in html
    assert item["id"] == "tag:example.org,2020:log/issues/docs/1"


def test_an_empty_log_has_empty_feeds(output: Path) -> None:
    build_site([reading()], output)
    assert atom(output).findall(f"{ATOM}entry") == []
    assert json.loads((output / "feed.json").read_bytes())["items"] == []


def test_feeds_are_the_same_from_kept_contents(
    sample: LogReading, output: Path, tmp_path: Path
) -> None:
    options = SiteOptions(cache=tmp_path / "kept.db")
    build_site([sample], output, options)
    first = (output / "feed.xml").read_bytes()
    (output / "feed.xml").unlink()
    build_site([sample], output, options)
    assert (output / "feed.xml").read_bytes() == first


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-12-19", "2024-12-19T00:00:00Z"),
        ("2024-12", "2024-12-01T00:00:00Z"),
        ("2024-02-31", None),
        ("soon", None),
        (None, None),
    ],
)
def test_days_become_times(day: str | None, expected: str | None) -> None:
    assert moment(day) == expected


def test_addresses_are_quoted_and_names_stay_uris() -> None:
    assert address("https://example.org/", "a b/ü.html#x") == (
        "https://example.org/a%20b/%C3%BC.html#x"
    )
    assert tag("http://[", "a") == "tag:issues-kb.invalid,2020:a"
    assert tag("https://münchen.example/", "a b") == "tag:xn--mnchen-3ya.example,2020:a%20b"
