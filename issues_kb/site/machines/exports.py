"""``issues.json`` and ``learnings.json``: the objects of the export, in files of bounded size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from issues_kb.contract import SCHEMA_VERSION, issue_object, learning_object
from issues_kb.site.catalogue import Catalogue, Entry, digest_of
from issues_kb.site.gathering import learnings_of
from issues_kb.site.machines.links import twin
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.search.shards import divided

__all__ = ["export_plans", "json_bytes"]

_LIMIT = 1_000_000
_ISSUE = 1_500
_LEARNING = 500


class _Kind(NamedTuple):
    """A kind of object: the name of its list, and how those of some issues are made."""

    name: str
    objects: Callable[[Catalogue, Sequence[Entry]], Iterator[dict[str, Any]]]


class _Part(NamedTuple):
    """A file: the issues whose objects stand in it, and the files where others do."""

    kind: _Kind
    entries: Sequence[Entry]
    parts: Sequence[str] = ()


def export_plans(catalogue: Catalogue, _options: SiteOptions) -> Iterator[Plan]:
    """All issues and all learnings. What does not fit into one file stands in others."""
    lengths = catalogue.index.facts.lengths()
    yield from _document(
        catalogue,
        _ISSUES,
        catalogue.entries,
        # A text stands in its section, and again in the one around it or in a list.
        lambda entry: _ISSUE + 2 * lengths.get(entry.id, (0, 0))[1],
    )
    yield from _document(
        catalogue,
        _LEARNINGS,
        [entry for entry in catalogue.entries if entry.learnings],
        lambda entry: _LEARNING * entry.learnings,
    )


def json_bytes(value: object) -> bytes:
    """One line of JSON. What UTF-8 cannot carry is escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode("utf-8", "backslashreplace")


def _document(
    catalogue: Catalogue, kind: _Kind, entries: Sequence[Entry], weight: Callable[[Entry], int]
) -> Iterator[Plan]:
    order = {entry: place for place, entry in enumerate(catalogue.entries)}
    groups = list(divided(entries, name=lambda each: each.row.path, weight=weight, limit=_LIMIT))
    whole = f"{kind.name}.json"
    if len(groups) < 2:
        yield _plan(catalogue, whole, _Part(kind, entries))
        return
    parts = []
    for bits, group in groups:
        path = f"data/{kind.name}-{bits}.json"
        parts.append(path)
        yield _plan(catalogue, path, _Part(kind, sorted(group, key=order.__getitem__)))
    yield _plan(catalogue, whole, _Part(kind, (), parts))


def _plan(catalogue: Catalogue, path: str, part: _Part) -> Plan:
    facts = [_facts(catalogue, each) for each in part.entries]
    known = digest_of(SCHEMA_VERSION, catalogue.index.facts.maker(), facts, list(part.parts))
    return Plan(path, Stage.DATA, partial(_file, catalogue, part), known)


def _file(catalogue: Catalogue, part: _Part) -> bytes:
    document = {
        "schema_version": SCHEMA_VERSION,
        part.kind.name: list(part.kind.objects(catalogue, part.entries)),
        "parts": list(part.parts),
    }
    return json_bytes(document)


def _facts(catalogue: Catalogue, entry: Entry) -> tuple[object, ...]:
    # Whether a mention names an issue depends on the other issues of the log.
    targets = tuple(other.key for other in catalogue.relations.mentioned(entry))
    return entry.row.path, entry.line, entry.digest, targets, *_log(entry)


def _log(entry: Entry) -> tuple[str, str]:
    return entry.log.path, entry.log.name


def _issues(catalogue: Catalogue, entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    for entry, issue in zip(entries, catalogue.issues(entries), strict=True):
        yield {
            **dict(zip(("path", "log"), _log(entry), strict=True)),
            **issue_object(issue),
            "page": entry.row.path,
            "markdown": twin(entry),
        }


def _learnings(catalogue: Catalogue, entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    asked = set(entries)
    places = [place for place, entry in enumerate(catalogue.entries) if entry in asked]
    held = learnings_of(catalogue, places)
    pairs = ((place, each) for place in places for each in held[place])
    for place, group in groupby(pairs, key=lambda pair: pair[0]):
        entry = catalogue.entries[place]
        issue = _summary(entry)
        for number, (_, learning) in enumerate(group, start=1):
            page = f"{entry.row.path}#learning-{number}"
            yield {**learning_object(learning), "issue": issue, "page": page}


def _summary(entry: Entry) -> dict[str, Any]:
    row = entry.row
    return {
        "path": entry.log.path,
        "log": entry.log.name,
        "key": entry.key,
        "title": entry.title,
        "line": entry.line,
        "date": row.date,
        "severity": None if row.severity.value == "none" else row.severity.value,
        "severity_note": entry.severity_note,
        "status": None if row.status.value == "none" else row.status.value,
        "status_note": entry.status_note,
    }


_ISSUES = _Kind("issues", _issues)
_LEARNINGS = _Kind("learnings", _learnings)
