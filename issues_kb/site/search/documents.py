"""What of an issue a page's search finds it by, and what it shows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from issues_kb.markdown.visible import visible
from issues_kb.model import Issue, SectionKind

__all__ = ["FIELDS", "PATHS", "Document", "make_document"]

_REST = "other"
_BY_KIND = {
    SectionKind.PROBLEM: "problem",
    SectionKind.ROOT_CAUSE: "root_cause",
    SectionKind.RESOLUTION: "resolution",
    SectionKind.FILES_CHANGED: "files_changed",
    SectionKind.WHY_MISSED: "why_missed",
    SectionKind.LEARNINGS: "learnings",
    SectionKind.PREVENTION: "prevention",
}
FIELDS = (
    *("title", "errors", "files", "fields", "problem", "root_cause", "resolution"),
    *("why_missed", "learnings", "prevention", _REST),
)
"""The fields of the index, by the names that ``in:`` takes."""

PATHS = "files"
"""The field whose words are paths, found by their ends too."""

_LONGEST_SECTION = 4_000
_LONGEST_LIST = 2_000
# What is shown of an issue is a third of the index; these lengths are what a line holds.
_SHOWN_SECTIONS = (
    (SectionKind.PROBLEM, 160),
    (SectionKind.ROOT_CAUSE, 110),
    (SectionKind.RESOLUTION, 110),
)
_SHOWN_LEARNINGS = 16
_SHOWN_MEASURES = 8
_SHOWN_ERRORS = 2
_SHOWN_FILES = 10
# Markdown's signs for headings, lists, emphasis and code: a passage is read as plain text.
_SIGNS = re.compile(
    r"(?m)^[ \t]*(?:>+|#{1,6}|[-*+]|[0-9]{1,3}[.)])(?=\s)[ \t]*(?:\[[ xX]\] )?|```\w*|`|\*\*"
)


@dataclass(frozen=True, slots=True)
class Document:
    """An issue as search sees it.

    ``texts`` are the values of ``FIELDS``. ``passages`` are what may be shown of a hit: a
    part of an issue and a short plain text out of it. ``parts`` are the parts that it has.
    """

    texts: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]
    parts: tuple[str, ...]


def make_document(issue: Issue) -> Document:
    """Long sections count with their beginning alone, so that no issue fills the index."""
    lines = _lines(issue)
    texts = {name: "\n".join(lines.get(name, ()))[:_LONGEST_SECTION] for name in FIELDS}
    texts["title"] = f"{issue.number or ''} {issue.title}"[:_LONGEST_LIST]
    texts["errors"] = "\n".join(error.text for error in issue.errors)[:_LONGEST_LIST]
    texts["files"] = "\n".join(change.path for change in issue.files)[:_LONGEST_LIST]
    named = (f"{field.name} {field.value}" for field in issue.fields)
    texts["fields"] = "\n".join(named)[:_LONGEST_LIST]
    return Document(
        texts=tuple(texts[name] for name in FIELDS),
        passages=tuple(_passages(issue)),
        parts=tuple(_parts(issue)),
    )


def _lines(issue: Issue) -> dict[str, list[str]]:
    """Every line but the first, with those of the section that was begun last."""
    begins = {section.line - issue.line: section.kind for section in issue.sections}
    lines = issue.text.split("\n")
    found: dict[str, list[str]] = {}
    begun, name = 1, _REST
    for begin in sorted(begins):
        found.setdefault(name, []).extend(lines[begun:begin])
        begun, name = max(begin, 1), _BY_KIND.get(begins[begin], _REST)
    found.setdefault(name, []).extend(lines[begun:])
    return found


def _passages(issue: Issue) -> Iterator[tuple[str, str]]:
    for kind, longest in _SHOWN_SECTIONS:
        section = next((each for each in issue.sections if each.kind is kind), None)
        if section and (text := _plain(section.text, longest)):
            yield kind.value, text
    for learning in issue.learnings[:_SHOWN_LEARNINGS]:
        yield "learnings", _plain(learning.text, 110)
    for measure in issue.measures[:_SHOWN_MEASURES]:
        yield "prevention", _plain(measure.text, 100)
    for error in issue.errors[:_SHOWN_ERRORS]:
        yield "errors", _plain(error.text, 120)
    for change in issue.files[:_SHOWN_FILES]:
        yield "files", visible(change.path[:120])


def _plain(text: str, longest: int) -> str:
    """``text`` in one line, cut behind a word."""
    bare = " ".join(_SIGNS.sub("", text[: 2 * longest + 80]).split())
    if len(bare) > longest:
        bare = bare[:longest].rsplit(" ", 1)[0] + " …"
    return bare if bare.isprintable() and bare.isascii() else visible(bare)


def _parts(issue: Issue) -> Iterator[str]:
    yield from dict.fromkeys(section.kind.value for section in issue.sections)
    held = {
        "number": issue.number,
        "date": issue.date,
        "severity": issue.severity,
        "status": issue.status,
        "fields": issue.fields,
        "errors": issue.errors,
        "files": issue.files,
        "references": issue.references,
        "measures": issue.measures,
    }
    yield from (name for name, value in held.items() if value)
