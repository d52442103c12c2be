"""Issues that resemble one another: they share rare words.

Cheap, since a site asks for every issue: a few rare words are looked up, each once for
all issues. Stable: how rare a word is counts in steps, so that an issue that has nothing
to do with two others hardly ever changes how alike they are.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from issues_kb.query.filters import Part
from issues_kb.query.matching import any_of
from issues_kb.query.stemming import stem
from issues_kb.query.terms import STOP_WORDS, clean, index_parts, tokens, without_incidentals
from issues_kb.store.findings import SimilarIssue
from issues_kb.store.summaries import SUMMARY_COLUMNS, summary
from issues_kb.store.values import IssueSummary

__all__ = ["Kinship"]

_TERMS = 24
_TEXT = 4000
_MOST_ISSUES = 512
_COMMON_SHARE = 0.2
_FEW_ISSUES = 3
_LONG_NUMBER = 5
_LEAST_SHARED = 2
_TITLE = 3.0
"""What a word of the title counts, against one anywhere else."""
_SHORTEST = 3
_KEPT_WORDS = 200_000
_LABELS = re.compile(r"^#{2,6} .*$|\*\*[^*\n]{1,40}(?::\*\*|\*\*:)", re.MULTILINE)
"""Headings and labels: every issue has the same."""


class Kinship:
    """Finds similar issues; remembers which issues hold which words between questions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: dict[str, frozenset[int]] = {}
        self._most = _most(connection)

    def of_issue(self, issue_id: int, limit: int) -> tuple[SimilarIssue, ...]:
        """Issues that resemble the one in that row."""
        title, text = self._connection.execute(
            "SELECT title, substr(text, 1, ?) FROM issues WHERE id = ?", (_TEXT, issue_id)
        ).fetchone()
        return self._alike(_weighted(title, text), limit, without=issue_id)

    def of_text(self, text: str, limit: int) -> tuple[SimilarIssue, ...]:
        """Issues that resemble a text: a draft, a diff, a stack trace.

        Those whose title is its first line come first, whatever words that has.
        """
        cleaned = clean(text[:_TEXT])
        alike = self._alike(_weighted("", without_incidentals(cleaned)), limit)
        same = self._titled(cleaned.partition("\n")[0].strip(), limit)
        if not same:
            return alike
        best = max((each.score for each in alike), default=0.0) + 1.0
        words = {each.issue: each.words for each in alike}
        found = [SimilarIssue(issue, best, words.get(issue, ())) for issue in same]
        return (*found, *(each for each in alike if each.issue not in same))[:limit]

    def _titled(self, title: str, limit: int) -> list[IssueSummary]:
        """Issues with just this title, in any letter case."""
        if not tokens(title):
            return []
        rows = self._connection.execute(
            f"SELECT {SUMMARY_COLUMNS} FROM issues i JOIN logs l ON l.id = i.log_id"  # noqa: S608
            " WHERE i.id IN (SELECT rowid FROM issues_fts WHERE issues_fts MATCH ? LIMIT ?)"
            " ORDER BY l.position, i.line",
            (any_of([title], frozenset({Part.TITLE})), _MOST_ISSUES),
        )
        wanted = title.casefold()
        found = (summary(row) for row in rows)
        return [each for each in found if each.title.casefold() == wanted][:limit]

    def _alike(
        self, words: Mapping[str, float], limit: int, without: int | None = None
    ) -> tuple[SimilarIssue, ...]:
        values = self._telling(words, without)
        shared: dict[int, list[str]] = {}
        for word in values:
            for issue_id in self._held[word]:
                if issue_id != without:
                    shared.setdefault(issue_id, []).append(word)
        scores = {
            issue_id: sum(values[word] for word in held)
            for issue_id, held in shared.items()
            if len(held) >= min(_LEAST_SHARED, len(values))
        }
        best = sorted(scores, key=lambda issue_id: (-scores[issue_id], issue_id))[:limit]
        rows = self._summaries(best)
        return tuple(
            SimilarIssue(
                summary(rows[issue_id]), round(scores[issue_id], 6), tuple(shared[issue_id])
            )
            for issue_id in best
        )

    def _telling(self, words: Mapping[str, float], without: int | None) -> dict[str, float]:
        """The few words that tell most and that another issue holds, with what they tell."""
        values: dict[str, float] = {}
        for word, weight in words.items():
            held = self._holding(word)
            others = len(held) - (without in held)
            if others > 0 and len(held) <= self._most:
                # In steps of a doubling.
                values[word] = weight * (1 + math.floor(math.log2(self._most / len(held))))
        best = sorted(values, key=lambda word: (-values[word], word))[:_TERMS]
        return {word: values[word] for word in best}

    def _holding(self, word: str) -> frozenset[int]:
        held = self._held.get(word)
        if held is None:
            limit = _MOST_ISSUES + 1
            rows = self._connection.execute(
                f"SELECT rowid FROM issues_fts WHERE issues_fts MATCH ? LIMIT {limit}",  # noqa: S608
                (any_of([word]),),
            )
            held = frozenset(row[0] for row in rows)
            if len(self._held) >= _KEPT_WORDS:
                self._held.clear()
            self._held[word] = held
        return held

    def _summaries(self, ids: Sequence[int]) -> dict[int, tuple[object, ...]]:
        rows = self._connection.execute(
            f"SELECT {SUMMARY_COLUMNS} FROM issues i JOIN logs l ON l.id = i.log_id"  # noqa: S608
            f" WHERE i.id IN ({', '.join(map(str, ids))})"
        )
        return {row[0]: row for row in rows}


def _most(connection: sqlite3.Connection) -> int:
    """In how many issues a word may be and still tell something; changes in large steps."""
    (issues,) = connection.execute("SELECT count(*) FROM issues").fetchone()
    share = 1 << math.floor(math.log2(max(_COMMON_SHARE * issues, 1)))
    return min(max(_FEW_ISSUES, share), _MOST_ISSUES)


def _weighted(title: str, text: str) -> dict[str, float]:
    """The words of an issue, one for each stem, those of the title counting more."""
    found: dict[str, tuple[str, float]] = {}
    for words, weight in ((_words(title), _TITLE), (_words(_LABELS.sub(" ", text)), 1.0)):
        for word in words:
            found.setdefault(stem(word), (word, weight))
    return dict(found.values())


def _words(text: str) -> Iterable[str]:
    for token in dict.fromkeys(tokens(text)):
        parts = index_parts(token).lower().split()
        # Of an identifier its pieces, not their joins, which come last.
        for word in (token.lower(), *parts[: (len(parts) + 2) // 2 if token.isascii() else None]):
            telling = len(word) >= _SHORTEST and word not in STOP_WORDS
            if telling and not (word.isdecimal() and len(word) < _LONG_NUMBER):
                yield word
