"""Each issue once more as Markdown, word for word, below a few facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial

from issues_kb.errors import DatabaseError
from issues_kb.markdown.visible import visible
from issues_kb.site.catalogue import Catalogue, Entry, digest_of
from issues_kb.site.machines.links import address, twin
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage

__all__ = ["twin_plans"]

# YAML takes these for line ends where JSON does not.
_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029"})


def twin_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """A Markdown file beside each issue's page.

    It does not say where the entry stands in its log, so that it stays when others grow.
    """
    texts = _Texts(catalogue)
    for entry in catalogue.entries:
        yield Plan(
            twin(entry),
            Stage.DATA,
            partial(_file, texts, entry, options.base_url),
            digest_of("twin", entry, entry.digest, entry.log.path),
            prepare=texts.prepare,
        )


class _Texts:
    """The Markdown of some issues at a time."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entries = {twin(entry): entry for entry in catalogue.entries}
        self._held: dict[int, str] = {}

    def prepare(self, paths: Sequence[str]) -> None:
        """Get the texts for these files, and let go of others."""
        asked = {self._entries[path].id: self._entries[path].digest for path in paths}
        found = self._catalogue.index.facts.texts(list(asked))
        self._held = {row: text for row, digest, text in found if asked[row] == digest}
        if len(self._held) != len(asked):
            raise DatabaseError(
                "the index changed while the site was made",
                subject=str(self._catalogue.index.database),
                hint="build again",
            )

    def of(self, entry: Entry) -> str:
        """The text of one issue."""
        if entry.id not in self._held:
            self.prepare([twin(entry)])
        return self._held[entry.id]


def _file(texts: _Texts, entry: Entry, base_url: str | None) -> bytes:
    row = entry.row
    facts = {
        "title": entry.plain_title,
        "key": entry.key,
        "date": row.date,
        "severity": None if row.severity.value == "none" else row.severity.value,
        "severity_note": entry.severity_note,
        "status": None if row.status.value == "none" else row.status.value,
        "status_note": entry.status_note,
        "log": entry.log.path,
        # Without an address of its own, the page is the file's neighbour.
        "page": address(base_url, row.path) if base_url else row.path.rpartition("/")[2],
    }
    front = "".join(f"{name}: {_scalar(value)}\n" for name, value in facts.items() if value)
    return f"---\n{front}---\n\n{texts.of(entry).rstrip()}\n".encode("utf-8", "replace")


def _scalar(value: str) -> str:
    """A JSON text, which is one of YAML as well."""
    return json.dumps(visible(value), ensure_ascii=False).translate(_LINE_ENDS)
