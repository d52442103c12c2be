"""Documents as MiniSearch keeps them: its own serialised form, version 2.

Each file of the index is one that MiniSearch loads by itself. The page puts them together
before it searches, so that how rare a word is counts over all of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from issues_kb.site.search.documents import FIELDS, PATHS, Document
from issues_kb.site.search.terms import Vocabulary

__all__ = ["SERIALIZATION", "index_json"]

SERIALIZATION = 2
_Postings = dict[int, dict[int, int]]


def index_json(documents: Iterable[tuple[str, Document]]) -> str:
    """The index of documents with their ids, as ``MiniSearch.loadJSON`` takes it."""
    vocabulary = Vocabulary()
    postings: dict[str, _Postings] = {}
    ids: dict[int, str] = {}
    lengths: dict[int, list[int]] = {}
    stored: dict[int, dict[str, object]] = {}
    for number, (name, document) in enumerate(documents):
        ids[number] = name
        lengths[number] = []
        for field, text in enumerate(document.texts):
            terms = _counted(vocabulary, text, paths=FIELDS[field] == PATHS)
            lengths[number].append(len(terms))
            for term, count in terms.items():
                postings.setdefault(term, {}).setdefault(field, {})[number] = count
        stored[number] = {"passages": document.passages, "parts": " ".join(document.parts)}
    return json.dumps(
        {
            "documentCount": len(ids),
            "nextId": len(ids),
            "documentIds": ids,
            "fieldIds": {name: number for number, name in enumerate(FIELDS)},
            "fieldLength": lengths,
            "averageFieldLength": _averages(list(lengths.values())),
            "storedFields": stored,
            "dirtCount": 0,
            "index": sorted(postings.items()),
            "serializationVersion": SERIALIZATION,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _counted(vocabulary: Vocabulary, text: str, *, paths: bool) -> dict[str, int]:
    if paths:
        return Counter(vocabulary.path_terms(text))
    found: dict[str, int] = {}
    for run, count in Counter(vocabulary.runs(text)).items():
        for term in vocabulary[run]:
            found[term] = found.get(term, 0) + count
    return found


def _averages(lengths: list[list[int]]) -> list[float]:
    if not lengths:
        return []
    return [sum(field) / len(lengths) for field in zip(*lengths, strict=True)]
