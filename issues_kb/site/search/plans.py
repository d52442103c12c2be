"""The files of a page's search: facts of all issues, the index, what is in them.

``search/rows-*.js`` hold what a list shows of an issue, ``search/index-*.js`` what it is
found by, ``search/manifest.js`` names them all. A page loads the first for filters, both
for a search, none before somebody begins.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from issues_kb.markdown.visible import visible
from issues_kb.query.terms import STOP_WORDS
from issues_kb.site.catalogue import Catalogue
from issues_kb.site.entries import Entry, digest_of
from issues_kb.site.models import SearchPage
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.rendering import read_asset
from issues_kb.site.search.documents import FIELDS, make_document
from issues_kb.site.search.index import index_json
from issues_kb.site.search.shards import divided, script
from issues_kb.templating import template_folders

__all__ = ["MANIFEST", "SEARCH_ASSETS", "search_plans"]

MANIFEST = "search/manifest.js"

_SCRIPTS = (
    *("search.js", "searchbox.js", "finder.js", "searchpage.js", "filter.js", "narrow.js"),
    "search.css",
)
_OF_ENGINE = {
    "minisearch": ("minisearch.js", "minisearch.LICENSE.txt"),
    "pagefind": ("pagefinder.js",),
}
SEARCH_ASSETS = tuple(
    f"assets/{name}"
    for name in (*_SCRIPTS, *(name for each in _OF_ENGINE.values() for name in each))
)
"""The scripts and styles of search, where they lie in the site."""

_FOLDER = "issues/"
# Estimates lie above what is written, so that files stay well below a megabyte.
_LIMIT = 700_000
_ROW = 150


def search_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """Scripts, data and the page of all results; nothing when the site has no search."""
    if options.search == "none":
        return
    folders = template_folders(options.templates)
    own_index = options.search == "minisearch"
    for name in (*_SCRIPTS, *_OF_ENGINE[options.search]):
        path = f"assets/{name}"
        yield Plan(path, Stage.ASSET, partial(read_asset, folders, path))
    rows = list(_row_plans(catalogue.entries))
    index = list(_index_plans(catalogue)) if own_index else []
    yield from rows
    yield from index
    yield Plan(MANIFEST, Stage.DATA, partial(_manifest, catalogue, options, rows, index))
    yield Plan("search.html", Stage.LIST, partial(_page, len(catalogue.entries)))


def _address(entry: Entry) -> str:
    return entry.row.path


def _row_plans(entries: Iterable[Entry]) -> Iterator[Plan]:
    groups = divided(
        entries,
        name=_address,
        weight=lambda entry: _ROW + 2 * len(entry.plain_title.encode("utf-8", "replace")),
        limit=_LIMIT,
    )
    for bits, group in groups:
        path = _path("rows", bits)
        yield Plan(path, Stage.DATA, partial(_rows, path, group), digest_of("rows", group))


def _index_plans(catalogue: Catalogue) -> Iterator[Plan]:
    lengths = catalogue.index.facts.lengths()
    groups = divided(
        catalogue.entries,
        name=_address,
        weight=lambda entry: _weight(*lengths.get(entry.id, (0, 0))),
        limit=_LIMIT,
    )
    for bits, group in groups:
        path = _path("index", bits)
        facts = [(entry.row.path, entry.digest) for entry in group]
        yield Plan(
            path, Stage.DATA, partial(_index, catalogue, path, group), digest_of("index", facts)
        )


def _weight(characters: int, size: int) -> int:
    """About the bytes that an issue takes; each sign beyond Latin is part of two words."""
    return 1_500 + min(characters, 40_000) + 4 * min(size - characters, 80_000)


def _path(kind: str, bits: str) -> str:
    return f"search/{kind}-{bits}.js" if bits else f"search/{kind}.js"


def _rows(path: str, entries: Sequence[Entry]) -> bytes:
    rows = [
        (
            entry.row.path.removeprefix(_FOLDER),
            visible(entry.row.label),
            visible(entry.plain_title),
            entry.row.severity.value,
            entry.row.status.value,
            visible(entry.row.date or ""),
            visible(entry.row.log),
        )
        for entry in entries
    ]
    return script(path, _json(rows))


def _index(catalogue: Catalogue, path: str, entries: Sequence[Entry]) -> bytes:
    issues = catalogue.issues(entries)
    documents = (
        (entry.row.path, make_document(issue)) for entry, issue in zip(entries, issues, strict=True)
    )
    return script(path, index_json(documents))


def _manifest(
    catalogue: Catalogue, options: SiteOptions, rows: Sequence[Plan], index: Sequence[Plan]
) -> bytes:
    logs = [
        {"name": visible(log.name), "path": visible(log.path), "count": len(held)}
        for log, held in zip(catalogue.site.logs, catalogue.logs, strict=True)
    ]
    manifest = {
        "engine": options.search,
        "folder": _FOLDER,
        "fields": FIELDS,
        "stopWords": sorted(STOP_WORDS),
        "logs": logs,
        "counts": _counts(catalogue.entries),
        "rows": [_address_of(plan) for plan in rows],
        "index": [_address_of(plan) for plan in index],
    }
    return script(MANIFEST, _json(manifest))


def _address_of(plan: Plan) -> str:
    """Its path with a mark of its content, so that no browser mixes two builds."""
    return f"{plan.path}?{(plan.digest or '')[:8]}"


def _counts(entries: Sequence[Entry]) -> dict[str, dict[str, int]]:
    return {
        "severity": Counter(entry.row.severity.value for entry in entries),
        "status": Counter(entry.row.status.value for entry in entries),
        "log": Counter(visible(entry.row.log) for entry in entries),
        "year": Counter(entry.year or "none" for entry in entries),
    }


def _page(total: int) -> SearchPage:
    return SearchPage(
        path="search.html",
        root="",
        title="Search",
        description="Search in all issues.",
        section="search",
        total=total,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
