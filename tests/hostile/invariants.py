"""What must hold whatever bytes come in: one function for each way in.

``benchmarks/fuzzing.py`` calls them millions of times; ``test_regressions.py`` calls them with
what once broke. Each takes bytes and raises when something does not hold.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from issues_kb.authoring import Draft, EntryText, Manner, add_entry
from issues_kb.authoring.json_draft import read_json_draft
from issues_kb.authoring.renumbering import plan_renumbering
from issues_kb.authoring.setting import Wishes, change_values
from issues_kb.authoring.verbatim import add_text
from issues_kb.contract import export_document
from issues_kb.errors import IssuesKbError, NotFoundError, UsageError
from issues_kb.markdown.html import plain_text, render_title
from issues_kb.model import Issue, LogBlock, LogFile, LogReading, MeasureState
from issues_kb.reading import read_log
from issues_kb.reading.text import decode
from issues_kb.site.catalogue import Entry, severity_badge, status_badge
from issues_kb.site.issue_content import issue_content
from issues_kb.site.issue_pages import Around, issue_page
from issues_kb.site.menu import MORE, NAV
from issues_kb.site.models import IssueRow, LogView, SiteView
from issues_kb.site.rendering import page_environment, render_page
from issues_kb.store import Index, sync
from issues_kb.templating import template_folders
from tests.site.soundness import problems_of_page

if TYPE_CHECKING:
    from issues_kb.templating import Environment

__all__ = ["SEPARATOR", "TARGETS", "editing", "pages", "querying", "reading"]

SEPARATOR = b"\x1e"
"""Stands between the parts of what ``editing`` takes: operation, name, value, log."""

SEED = Path(__file__).parents[1] / "data" / "seed.md"

_SCRATCH = tempfile.TemporaryDirectory(prefix="issues-kb-hostile-", ignore_cleanup_errors=True)
_MANNER = Manner(template_folders())
_DIGITS = re.compile(rb"[0-9]+")
#: What a body may hold; the rest of a page is ours.
_TAGS = frozenset(
    (
        *("a", "blockquote", "br", "code", "del", "div", "em", "hr", "li", "ol", "p", "pre", "s"),
        *("h2", "h3", "h4", "h5", "h6", "span", "strong", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    )
)
_ATTRIBUTES = frozenset(
    (
        *("aria-label", "class", "data-language", "href", "id", "rel", "role", "start"),
        *("tabindex", "title"),
    )
)


def reading(data: bytes) -> LogReading:
    """Reading never raises, loses no line, and gives a document that JSON can hold."""
    read = read_log(data, "LOG.md")
    total = len(decode(data, "LOG.md").lines)
    parts: list[Issue | LogBlock] = [*read.log.issues, *read.log.blocks]
    spans = sorted((part.line, part.end_line) for part in parts)
    expected = 1
    for line, end_line in spans:
        assert line == expected, f"line {expected} is in no part, or in two: {spans}"
        assert end_line >= line, "a part without lines"
        expected = end_line + 1
    assert expected == total + 1, f"{total} lines, parts end at {expected - 1}"
    keys = [issue.key for issue in read.log.issues]
    assert len(set(keys)) == len(keys), "a key twice"
    document = export_document([read])
    text = json.dumps(document, ensure_ascii=False).encode()
    assert json.loads(text) == document
    assert read == read_log(data, "LOG.md"), "read twice, differently"
    return read


@lru_cache(maxsize=1)
def _index() -> Index:
    """An index of some logs; the folder goes away with the process."""
    folder = Path(_SCRATCH.name)
    log = folder / "ISSUES_LOG.md"
    log.write_bytes(
        SEED.read_bytes()
        + b"\n## Issue #2: \xe6\x97\xa5\xe6\x9c\xac a-b_c \"x\" 'y' * ^ NEAR OR NOT\n\n"
        b"**Status:** Open\n**Owner:** ana\n**Phase:** Set up\n\nIt breaks in `a/b.ts:3`.\n"
    )
    database = folder / "index.db"
    sync(database, [LogFile(log, "docs/ISSUES_LOG.md", "docs")])
    return Index.open(database)


def querying(data: bytes) -> None:
    """Whatever is typed is a question that SQLite answers."""
    # As Python hands over the arguments of a command line.
    text = data.decode("utf-8", "surrogateescape")
    index = _index()
    parsed = index.parse(text)
    for hint in parsed.hints:
        hint.encode("utf-8", "surrogateescape")
    issues = index.issues(parsed.query, limit=5)
    assert len(issues) <= 5
    found = index.search(parsed.query, limit=3, explain=True)
    json.dumps([hit.snippet for hit in found.hits]).encode()
    index.learnings(parsed.query, limit=3)
    index.files(text, parsed.query, limit=3)
    index.similar_to(text, limit=2)
    index.counts(parsed.query)
    index.keys(text)
    for key in (text, f"{text}#1", f"docs#{text}"):
        with suppress(NotFoundError, UsageError):
            index.issue(key)


def editing(data: bytes) -> str:
    """An edit is refused with a reason, or changes what was asked and nothing else.

    Returns what came of it, for counting.
    """
    operation, name, value, log = [*data.split(SEPARATOR, 3), b"", b"", b""][:4]
    words = name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape")
    edit = _EDITS.get(operation.decode("ascii", "replace"), _set)
    try:
        edit(*words, log)
    except IssuesKbError as error:
        if not error.reason:
            raise
        return "refused"
    return "done"


def _set(name: str, value: str, log: bytes) -> None:
    before = read_log(log, "LOG.md").log.issues
    if not before:
        return
    issue = before[len(value) % len(before)]
    done = change_values(log, "LOG.md", issue.key, Wishes({name: value}))
    after = read_log(done.after, "LOG.md").log.issues
    _others_stay(before, after, before.index(issue))
    changed = after[before.index(issue)]
    start, rest = _around(log, issue)
    assert done.after.startswith(start), "bytes before the entry changed"
    assert done.after.endswith(rest), "bytes after the entry changed"
    folded = name.strip().casefold()
    if folded in ("status", "severity"):
        now = getattr(changed, folded)
        assert now is not None
    elif folded == "date":
        assert changed.date
    elif folded == "title":
        assert changed.title in (value.strip(), plain_text(value), changed.title)
    assert change_values(done.after, "LOG.md", changed.key, Wishes({name: value})), "not again"


def _mark(name: str, value: str, log: bytes) -> None:
    before = read_log(log, "LOG.md").log.issues
    measured = [issue for issue in before if issue.measures]
    if not measured:
        return
    issue = measured[len(name) % len(measured)]
    number = 1 + len(value) % len(issue.measures)
    state = MeasureState.TODO if "t" in value else MeasureState.DONE
    done = change_values(log, "LOG.md", issue.key, Wishes(marks={number: state}))
    after = read_log(done.after, "LOG.md").log.issues
    _others_stay(before, after, before.index(issue))
    assert after[before.index(issue)].measures[number - 1].state is state


def _new(name: str, value: str, log: bytes) -> None:
    parts = (value.split("\x1f") + [""] * 6)[:6]
    draft = Draft(
        name,
        problem=parts[0],
        root_cause=parts[1],
        learnings=tuple(filter(None, parts[2:3])),
        prevention=tuple(filter(None, parts[3:4])),
        files=((parts[4], parts[5]),) if parts[4] else (),
        fields=((parts[5], parts[0].partition("\n")[0]),) if parts[5] else (),
        exact=value.endswith("\x1f"),
    )
    _one_more(log, lambda: add_entry(log, "LOG.md", draft, _MANNER).data)


def _from_json(_name: str, value: str, log: bytes) -> None:
    draft = read_json_draft(value.encode("utf-8", "surrogateescape"))
    if draft.problems:
        assert all(str(problem) for problem in draft.problems)
        return
    made = Draft(**draft.values, exact=True)
    _one_more(log, lambda: add_entry(log, "LOG.md", made, _MANNER).data)


def _text(_name: str, value: str, log: bytes) -> None:
    _one_more(log, lambda: add_text(log, "LOG.md", EntryText(value), _MANNER).data)


def _one_more(log: bytes, add: Callable[[], bytes]) -> None:
    before = read_log(log, "LOG.md").log.issues
    after_data = add()
    after = read_log(after_data, "LOG.md").log.issues
    assert len(after) == len(before) + 1, f"{len(before)} entries became {len(after)}"
    head = 0
    while head < min(len(log), len(after_data)) and log[head] == after_data[head]:
        head += 1
    rest = log[head:]
    assert after_data.endswith(rest), "adding changed bytes of the log"
    assert len(after_data) >= len(log)


def _renumber(name: str, _value: str, log: bytes) -> None:
    plan = plan_renumbering(log, "LOG.md", across_groups="a" in name)
    assert _DIGITS.sub(b"0", plan.data) == _DIGITS.sub(b"0", log), "more than digits changed"
    before, after = (read_log(each, "LOG.md").log.issues for each in (log, plan.data))
    assert len(before) == len(after)
    if not plan.left:
        again = plan_renumbering(plan.data, "LOG.md", across_groups="a" in name)
        assert not again.changes, "renumbered twice"


_EDITS: Mapping[str, Callable[[str, str, bytes], None]] = {
    "set": _set,
    "mark": _mark,
    "new": _new,
    "json": _from_json,
    "text": _text,
    "renumber": _renumber,
}


def _others_stay(before: tuple[Issue, ...], after: tuple[Issue, ...], place: int) -> None:
    assert len(before) == len(after), "another number of entries"
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        assert index == place or old.text == new.text, f"entry {old.key} changed as well"


def _around(log: bytes, issue: Issue) -> tuple[bytes, bytes]:
    """The bytes before and after the entry; nothing where lines cannot be told by bytes."""
    if b"\0" in log[:400] or log.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"", b""
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", log)
    return b"".join(lines[: issue.line - 1]), b"".join(lines[issue.end_line :])


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return page_environment(template_folders())


class _Body(HTMLParser):
    """The tags and attributes of what a log became."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.odd: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.odd.append(f"<{tag}>")
        values = dict(attrs)
        self.odd += [f"{name} in <{tag}>" for name in values if name not in _ATTRIBUTES]
        href = values.get("href")
        if href is not None and not re.match(r"(?i)https?://[^/]|mailto:|issue-2\.html\Z", href):
            self.odd.append(f"a link to {href!r}")

    def handle_decl(self, decl: str) -> None:
        self.odd.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self.odd.append(f"<!--{data}-->")

    def handle_pi(self, data: str) -> None:
        self.odd.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.odd.append(f"<![{data}]>")


def pages(data: bytes) -> None:
    """Every issue of a log becomes a sound page; no tag of the log is a tag in it."""
    read = read_log(data, "LOG.md")
    log = LogView(name="docs", path="LOG.md", title=plain_text(read.log.title or "") or "Log")
    site = SiteView(title=log.title, nav=NAV, more=MORE, logs=(log,), several_logs=False)
    for issue in read.log.issues[:4]:
        hrefs = {each.key: "issue-2.html" for each in read.log.issues}
        content = issue_content(issue, hrefs)
        for section in content.sections:
            odd = _Body(section.html + (section.heading or "")).odd
            assert not odd, f"in a body: {odd}"
        page = issue_page(_entry(issue, log), content, Around(lines="data/lines-docs.js"))
        found = problems_of_page(render_page(_environment(), site, page).decode())
        assert not found, f"in a page: {found}"


def _entry(issue: Issue, log: LogView) -> Entry:
    row = IssueRow(
        label=issue.number or "",
        title=render_title(issue.title.strip() or "Untitled"),
        path="issues/docs/page.html",
        severity=severity_badge(issue.severity),
        status=status_badge(issue.status),
        date=issue.date,
        log=log.name,
    )
    return Entry(
        id=1,
        key=issue.key,
        log=log,
        row=row,
        plain_title=plain_text(issue.title) or "Untitled",
        title=issue.title,
        severity_note=issue.severity_note,
        status_note=issue.status_note,
        line=issue.line,
        end_line=issue.end_line,
        learnings=len(issue.learnings),
        measures=len(issue.measures),
        open_measures=0,
        missed=None,
        digest="",
        face="",
    )


TARGETS: Mapping[str, Callable[[bytes], object]] = {
    "reading": reading,
    "querying": querying,
    "editing": editing,
    "pages": pages,
}
"""The ways in, by their names."""
