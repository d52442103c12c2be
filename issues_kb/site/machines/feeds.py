"""The newest issues and what they taught, as Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from issues_kb.markdown.html import Setting, render_blocks, render_inline
from issues_kb.markdown.visible import visible
from issues_kb.model import Issue, SectionKind
from issues_kb.site.brief import brief
from issues_kb.site.catalogue import Catalogue, Entry, digest_of
from issues_kb.site.fingerprints import code_digest
from issues_kb.site.learning_pages import RULES
from issues_kb.site.machines.exports import json_bytes
from issues_kb.site.machines.links import address, called, moment, tag
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage

__all__ = ["ATOM", "JSON_FEED", "feed_plans"]

ATOM = "feed.xml"
JSON_FEED = "feed.json"
_NEWEST = 50
_SUMMARY = 300
_LONGEST = 20_000
_LEVEL = Setting(first_level=3)
# A feed must say when it changed; this one says that nobody knows.
_UNKNOWN = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class _Told:
    """What a feed tells of an issue: plain text and safe HTML. Both feeds share it."""

    summary: str
    html: str


def feed_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """Both feeds. Times are the issues' dates, never those of the build."""
    entries = catalogue.entries[:_NEWEST]
    keys = {entry: _key(catalogue, entry) for entry in entries}
    catalogue.shelf.want(keys.values)
    undated = any(moment(entry.row.date) is None for entry in entries)
    known = digest_of(list(keys.values()), list(entries), options.updated if undated else None)
    for path, make in ((ATOM, _atom), (JSON_FEED, _json_feed)):
        yield Plan(path, Stage.DATA, partial(make, catalogue, options, keys), known)


def _key(catalogue: Catalogue, entry: Entry) -> str:
    maker = catalogue.index.facts.maker()
    return digest_of("feed", code_digest(), maker, entry.key, entry.log.name, entry.digest)


def _told(catalogue: Catalogue, keys: Mapping[Entry, str]) -> Iterator[tuple[Entry, _Told]]:
    shelf = catalogue.shelf
    held = shelf.find(list(keys.values()), _Told)
    missing = [entry for entry, key in keys.items() if key not in held]
    for entry, issue in zip(missing, catalogue.issues(missing), strict=True):
        held[keys[entry]] = _tell(entry, issue)
        shelf.add(keys[entry], held[keys[entry]])
    return ((entry, held[key]) for entry, key in keys.items())


def _tell(entry: Entry, issue: Issue) -> _Told:
    texts = [each for each in issue.sections if each.text.strip()]
    problem = next((each for each in texts if each.kind is SectionKind.PROBLEM), None)
    text = (problem or texts[0]).text if texts else ""
    parts = [f"<p>{escape(visible(' · '.join(_facts(entry))))}</p>"]
    if text:
        parts.append(_html(text))
    if issue.learnings:
        parts.append("<h2>Learnings</h2>")
        parts.append("<ul>")
        for learning in issue.learnings:
            topic = f"<b>{render_inline(learning.topic)}</b> " if learning.topic else ""
            rule = f"<b>{RULES[learning.rule.value]}:</b> " if learning.rule else ""
            parts.append(f"<li>{topic}{rule}{_item_html(learning.text)}</li>")
        parts.append("</ul>")
    return _Told(brief(text, _SUMMARY) or entry.plain_title, "\n".join(parts))


def _facts(entry: Entry) -> Iterator[str]:
    row = entry.row
    yield row.severity.word
    yield row.status.word
    if row.date:
        yield row.date
    yield row.log


def _item_html(text: str) -> str:
    """A learning of one line stands on that of its rule."""
    return _html(text) if "\n" in text else render_inline(text)


def _html(text: str) -> str:
    if len(text) > _LONGEST:
        return f"<p>{escape(brief(text, _LONGEST // 10))}</p>"
    return render_blocks(text, _LEVEL)


def _times(entries: Sequence[Entry], options: SiteOptions) -> tuple[dict[Entry, str], str]:
    """When each issue and all together changed last, as far as anybody says."""
    dated = {entry: moment(entry.row.date) for entry in entries}
    newest = max((each for each in dated.values() if each), default=None)
    otherwise = options.updated or newest or _UNKNOWN
    times = {entry: when or otherwise for entry, when in dated.items()}
    return times, max(times.values(), default=otherwise)


def _atom(catalogue: Catalogue, options: SiteOptions, keys: Mapping[Entry, str]) -> bytes:
    site, base = catalogue.site, options.base_url
    times, updated = _times(list(keys), options)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<title>{_text(site.title)}</title>",
        f"<id>{_text(tag(base, 'feed'))}</id>",
        f"<updated>{updated}</updated>",
        f'<link rel="alternate" type="text/html" href="{_text(address(base, "index.html"))}"/>',
        f'<link rel="self" type="application/atom+xml" href="{_text(address(base, ATOM))}"/>',
        f"<author><name>{_text(site.title)}</name></author>",
        "<generator>issues-kb</generator>",
    ]
    for entry, told in _told(catalogue, keys):
        page = _text(address(base, entry.row.path))
        lines += [
            "<entry>",
            f"<title>{_text(called(entry))}</title>",
            f"<id>{_text(_name(base, entry))}</id>",
            f'<link rel="alternate" type="text/html" href="{page}"/>',
            f"<updated>{times[entry]}</updated>",
            *(f'<category term="{term}"/>' for term in _terms(entry)),
            f'<summary type="text">{_text(told.summary)}</summary>',
            f'<content type="html">{_text(told.html)}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode("utf-8", "replace")


def _json_feed(catalogue: Catalogue, options: SiteOptions, keys: Mapping[Entry, str]) -> bytes:
    base = options.base_url
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": visible(catalogue.site.title),
        "language": "en",
    }
    if base:
        feed["home_page_url"] = address(base, "index.html")
        feed["feed_url"] = address(base, JSON_FEED)
    feed["items"] = [_item(entry, told, base) for entry, told in _told(catalogue, keys)]
    return json_bytes(feed)


def _item(entry: Entry, told: _Told, base: str | None) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": _name(base, entry),
        "url": address(base, entry.row.path),
        "title": visible(called(entry)),
        "summary": visible(told.summary),
        "content_html": visible(told.html),
        "tags": list(_terms(entry)),
    }
    when = moment(entry.row.date)
    if when:
        item["date_published"] = when
    return item


def _name(base_url: str | None, entry: Entry) -> str:
    return tag(base_url, entry.row.path.removesuffix(".html"))


def _terms(entry: Entry) -> Iterator[str]:
    """Severity and status in our words, where the log gives them."""
    for badge in (entry.row.severity, entry.row.status):
        if badge.value != "none":
            yield badge.value


def _text(text: str) -> str:
    """Text of XML 1.0, in an element or in an attribute."""
    return escape(visible(text))
