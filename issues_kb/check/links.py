"""Rules about what an entry points to: issues, files, anchors."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from issues_kb.check.facts import Check, LogFacts
from issues_kb.check.rule import Finding
from issues_kb.check.settings import Settings

__all__ = ["CHECKS"]

_TARGET = re.compile(r"\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s]*)?)>?[^()\n]*\)")
_SPAN = re.compile(r"(`+)[^`\n]+?\1(?!`)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_LINE_NUMBERS = re.compile(r"^L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?$")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)
_HTML_ID = re.compile(r"<[a-zA-Z][^<>]*?\b(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_MARKUP = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)|[`*~]|<[^<>]*>|(?<!\w)_|_(?!\w)")
_NOT_ANCHOR = re.compile(r"[^\w\- ]")
_PREFIX = re.compile(r"^(.*?)\d+$")
_VARIABLE = ("{", "}", "$", "*", "<", ">")


def unknown_reference(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A mention, in this log's own form of number, of an issue that is not there.

    A bare ``#12`` may be anything of the forge; only ids with the log's own letters count.
    """
    shapes = Counter(
        match[1].casefold()
        for issue in facts.issues
        if issue.number and (match := _PREFIX.match(issue.number)) and match[1].strip("#- ")
    )
    for issue in facts.issues:
        for reference in issue.references:
            match = _PREFIX.match(reference.text.strip())
            if reference.target is not None or match is None:
                continue
            if match[1].casefold() not in shapes or _is_known(reference.text, facts):
                continue
            yield Finding(
                reference.line,
                f"there is no issue {reference.text} in this log",
                facts.column(reference.line, reference.text),
                "mend the number, or write which log it is in: LOG#12",
            )


def _is_known(text: str, facts: LogFacts) -> bool:
    return text.strip().casefold() in facts.around.keys


def _links(facts: LogFacts) -> Iterator[tuple[int, int, str]]:
    """Line, column and target of each link that leads to no other place, code left out."""
    text = facts.text
    place = text.find("](")
    spans, spans_of = _Spans(""), 0
    while place >= 0:
        match = _TARGET.match(text, place)
        start = place
        place = text.find("](", place + 2)
        if match is None or _SCHEME.match(match[1]) or any(sign in match[1] for sign in _VARIABLE):
            continue
        line, column = facts.place(match.start(1))
        if line != spans_of:
            spans, spans_of = _Spans(facts.line(line)), line
        opened = text.rfind("[", facts.starts[line - 1], start)
        if opened >= 0 and not spans.cover(column) and not facts.is_code(line):
            yield line, column, match[1]


class _Spans:
    """The spans of code of a line."""

    def __init__(self, text: str) -> None:
        found = list(_SPAN.finditer(text)) if "`" in text else []
        self._starts = [span.start() for span in found]
        self._ends = [span.end() for span in found]

    def cover(self, column: int) -> bool:
        """Whether a column stands in code."""
        place = bisect_left(self._starts, column) - 1
        return place >= 0 and column <= self._ends[place]


def broken_link(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A link or picture that leads to a file which is not there."""
    folder, root = facts.around.folder, facts.around.root
    if folder is None:
        return
    for line, column, target in _links(facts):
        path = unquote(target.split("#", 1)[0].split("?", 1)[0])
        if not path or "\0" in path:
            continue
        base = root if path.startswith("/") else folder
        if base is not None and facts.lacks(base, path.lstrip("/")):
            yield Finding(
                line,
                f"the link leads to {path[:120]}, which does not exist",
                column,
                "mend the path; it is relative to the log's folder",
            )


def missing_anchor(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A link to a heading of this log that is not there."""
    anchors: set[str] | None = None
    for line, column, target in _links(facts):
        if not target.startswith("#") or len(target) == 1:
            continue
        name = unquote(target[1:]).casefold()
        if _LINE_NUMBERS.match(target[1:]) or name == "top":
            continue
        if anchors is None:
            anchors = set(_anchors(facts))
        if name not in anchors:
            yield Finding(
                line,
                f"no heading of this log has the anchor {target[:120]}",
                column,
                "anchors are made from headings: small letters, hyphens for blanks",
            )


def _anchors(facts: LogFacts) -> Iterator[str]:
    """The anchors that forges give to headings, and those that HTML sets."""
    seen: Counter[str] = Counter()
    for match in _HEADING.finditer(facts.text):
        plain = _MARKUP.sub(lambda found: found[1] or "", match[1]).strip().casefold()
        name = _NOT_ANCHOR.sub("", plain).replace(" ", "-")
        count = seen[name]
        seen[name] += 1
        yield f"{name}-{count}" if count else name
        # Some forges join the hyphens that are left where a sign stood between blanks.
        yield re.sub("-{2,}", "-", name).strip("-")
    for found in _HTML_ID.finditer(facts.text):
        yield found[1].casefold()


def missing_file(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A changed file that is neither there nor was ever known to git."""
    around = facts.around
    if around.root is None or around.repository is None or around.folder is None:
        return
    known: frozenset[str] | None = None
    for issue in facts.issues:
        for file in issue.files:
            if any(sign in file.path for sign in _VARIABLE) or file.path.startswith(("/", "~")):
                continue
            if not (facts.lacks(around.root, file.path) and facts.lacks(around.folder, file.path)):
                continue
            if known is None:
                known = _tails(around.repository.known_files())
            if known and _bare(file.path) not in known:
                yield Finding(
                    file.line,
                    f"{file.path[:120]} neither exists nor was ever in git",
                    facts.column(file.line, file.path),
                )


def _bare(path: str) -> str:
    """A path without the folders that lead to where it begins."""
    bare = posixpath.normpath(path)
    while bare.startswith("../"):
        bare = bare.removeprefix("../")
    return bare.casefold()


def _tails(paths: frozenset[str]) -> frozenset[str]:
    """Every path with each of its ends: a log may leave out the folders above."""
    tails: set[str] = set()
    for path in paths:
        parts = path.casefold().split("/")
        tails.update("/".join(parts[start:]) for start in range(len(parts)))
        tails.update("/".join(parts[:end]) for end in range(1, len(parts)))
    return frozenset(tails)


CHECKS: Mapping[str, Check] = {
    "IKB401": unknown_reference,
    "IKB402": broken_link,
    "IKB403": missing_anchor,
    "IKB404": missing_file,
}
