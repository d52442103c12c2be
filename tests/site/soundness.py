"""Is a site sound? A parser that wants every tag closed and every link to lead somewhere."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

__all__ = ["PageParser", "problems_of_page", "problems_of_site"]

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
SELF_CLOSING = {"circle", "path", "rect", "use"}
NOT_IN_P = {
    *("article", "aside", "blockquote", "details", "div", "dl", "footer", "form", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section"),
    *("table", "ul"),
}
PARENTS = {
    "li": {"ul", "ol"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "dt": {"div", "dl"},
    "dd": {"div", "dl"},
    "summary": {"details"},
    "caption": {"table"},
}
ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/")


class PageParser(HTMLParser):
    """Collects what is wrong with a page, its ids and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.before = ""
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"never closed: {self.open}")
        self._check_ids_and_headings()

    def _check_ids_and_headings(self) -> None:
        self.problems += [f"id twice: {name}" for name, n in Counter(self.ids).items() if n > 1]
        if self.levels.count(1) != 1:
            self.problems.append("not exactly one h1")
        for before, after in zip(self.levels, self.levels[1:], strict=False):
            if after > before + 1:
                self.problems.append(f"h{after} follows h{before}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check_attributes(tag, attrs)
        if tag in NOT_IN_P and "p" in self.open:
            self.problems.append(f"<{tag}> inside <p>")
        if tag == "a" and "a" in self.open:
            self.problems.append("a link inside a link")
        if tag in PARENTS and (not self.open or self.open[-1] not in PARENTS[tag]):
            self.problems.append(f"<{tag}> inside {self.open[-1:]}")
        if tag == "figcaption" and self.before != "figure":
            self.problems.append("<figcaption> is not the first in its figure")
        self.before = tag
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | SELF_CLOSING:
            self.problems.append(f"<{tag}/> cannot close itself")
        self._check_attributes(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> at line {self.getpos()[0]} closes {self.open[-1:]}")
            return
        self.open.pop()

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.problems.append(f"attribute twice in <{tag}>: {names}")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.problems.append(f"{name} in <{tag}>")
            if name == "id":
                self.ids.append(value or "")
            if name in ("aria-labelledby", "aria-describedby"):
                self.links += [f"#{each}" for each in (value or "").split()]
            if name in ("href", "src") and value is not None:
                self.links.append(value)
        if tag in ("style", "iframe", "img", "form", "object", "embed", "base"):
            self.problems.append(f"<{tag}> in a page")
        if tag == "script" and not re.match(
            r"(?:\.\./)*(?:assets/|data/lines-)", dict(attrs).get("src") or ""
        ):
            self.problems.append("a script that is no asset")


def problems_of_page(text: str) -> list[str]:
    """What is wrong with a page by itself."""
    parser = PageParser(text)
    control = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", text)
    found = [f"control character {control[0]!r}"] if control else []
    if not text.startswith("<!DOCTYPE html>\n"):
        found.append("no doctype at the start")
    return parser.problems + found


def problems_of_site(folder: Path) -> list[str]:
    """What is wrong with any page, and links that lead nowhere."""
    texts = {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*.html")
    }
    pages = {path: PageParser(text) for path, text in texts.items()}
    found: list[str] = []
    for path, text in texts.items():
        found += [f"{path}: {problem}" for problem in problems_of_page(text)]
        for link in pages[path].links:
            if re.match(r"(?i)https?:|mailto:", link):
                continue
            if ABSOLUTE.match(link):
                found.append(f"{path}: not relative: {link}")
                continue
            target, _, anchor = link.partition("#")
            target = target.partition("?")[0]
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
            there = there if target else path
            if there not in pages and not (folder / there).is_file():
                found.append(f"{path}: no such page: {link}")
            elif anchor and anchor not in pages[there].ids:
                found.append(f"{path}: no such anchor: {link}")
    return found
