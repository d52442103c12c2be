"""Documents as MiniSearch keeps them: its own serialised form, version 2.

Each file of the index is one that MiniSearch loads by itself. The page puts them together
before it searches, so that how rare a word is counts over all of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from issues_kb.site.search.documents import FIELDS, PATHS, Document
from issues_kb.site.search.terms import Vocabulary

__all__ = ["SERIALIZATION", "index_json"]

SERIALIZATION = 2
_OFTEN = 10
# For one field: the terms, each with who holds it how often, `"12":3`, as it is written.
_Postings = dict[str, list[str]]


def index_json(documents: Iterable[tuple[str, Document]]) -> str:
    """The index of documents with their ids, as ``MiniSearch.loadJSON`` takes it."""
    vocabulary = Vocabulary()
    postings: list[_Postings] = [{} for _ in FIELDS]
    ids: list[str] = []
    lengths: list[list[int]] = []
    stored: list[dict[str, object]] = []
    for name, document in documents:
        lengths.append(_add(document, len(ids), vocabulary, postings))
        ids.append(name)
        stored.append({"passages": document.passages, "parts": " ".join(document.parts)})
    head = {
        "documentCount": len(ids),
        "nextId": len(ids),
        "documentIds": dict(enumerate(ids)),
        "fieldIds": {name: number for number, name in enumerate(FIELDS)},
        "fieldLength": dict(enumerate(lengths)),
        "averageFieldLength": _averages(lengths),
        "storedFields": dict(enumerate(stored)),
        "dirtCount": 0,
        "serializationVersion": SERIALIZATION,
    }
    written = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return f'{written[:-1]},"index":[{",".join(_terms(postings))}]}}'


def _add(
    document: Document, number: int, vocabulary: Vocabulary, postings: list[_Postings]
) -> list[int]:
    """The number of different terms in each field."""
    lengths = []
    # Most terms stand in a field a few times: what is written for those is made once.
    written = [f'"{number}":{count}' for count in range(_OFTEN)]
    for field, (text, held) in enumerate(zip(document.texts, postings, strict=True)):
        terms = _counted(vocabulary, text, paths=FIELDS[field] == PATHS) if text else {}
        lengths.append(len(terms))
        for term, count in terms.items():
            entry = written[count] if count < _OFTEN else f'"{number}":{count}'
            if term in held:
                held[term].append(entry)
            else:
                held[term] = [entry]
    return lengths


def _counted(vocabulary: Vocabulary, text: str, *, paths: bool) -> dict[str, int]:
    if paths:
        return Counter(vocabulary.path_terms(text))
    found: dict[str, int] = {}
    for run, count in Counter(vocabulary.runs(text)).items():
        for term in vocabulary[run]:
            found[term] = found.get(term, 0) + count
    return found


def _terms(postings: list[_Postings]) -> Iterator[str]:
    """Each term as it is written; letters and digits alone need no escapes."""
    every = sorted(set().union(*postings))
    for term in every:
        fields = ",".join(
            f'"{field}":{{{",".join(held[term])}}}'
            for field, held in enumerate(postings)
            if term in held
        )
        yield f'["{term}",{{{fields}}}]'


def _averages(lengths: list[list[int]]) -> list[float]:
    return [sum(field) / len(lengths) for field in zip(*lengths, strict=True)]
