"""What grouping headings lend to the entries below them: a date, a severity, a status."""

from __future__ import annotations

from collections.abc import Mapping

from issues_kb.model import Severity, Status
from issues_kb.patterns import pattern
from issues_kb.reading.dates import find_date
from issues_kb.reading.entry import Lent
from issues_kb.reading.folding import fold_name, plain_text
from issues_kb.reading.labels import parse_label
from issues_kb.reading.tables import Found, PhraseTable
from issues_kb.reading.values import is_negated
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["lent_by", "value_of_level"]

MAX_BEFORE = 2
"""How many other words may stand before a status or severity that ends a heading."""

_PARENTHESES = pattern(r"[(（\[]([^()（）\[\]]*)[)）\]]")


def lent_by(text: str, stated: Mapping[str, str], vocabulary: Vocabulary, *, title: bool) -> Lent:
    """What a group says of all entries below it, in its heading or a date field under it.

    A log's title lends only the date that it says itself.
    """
    plain = value_of_level(plain_text(text), vocabulary)
    date = find_date(plain, vocabulary)
    if date is None and not title and "date" in stated:
        date = find_date(stated["date"], vocabulary)
    iso = date.iso if date else None
    if title:
        return Lent(date=iso)
    severity = _leading(plain, vocabulary.severity, vocabulary)
    status = _leading(plain, vocabulary.status, vocabulary)
    level = None
    if severity is None:
        pattern, levels = vocabulary.numbered_levels
        number = pattern.search(fold_name(plain.replace("(", " ").replace(")", " ")))
        if number and int(number[1]) <= len(levels):
            level = levels[int(number[1]) - 1]
    else:
        level = severity.meaning
    if status is None and severity is None and level is None:
        mark = next((m for s, m in vocabulary.status_marks.items() if plain.startswith(s)), None)
        if mark and _only_group_words(plain, vocabulary):
            return Lent(iso, None, Status(mark))
    return Lent(
        iso,
        Severity(level) if level else None,
        Status(status.meaning) if status else None,
    )


def value_of_level(text: str, vocabulary: Vocabulary) -> str:
    """What a heading such as ``Severity: High`` says, in any language; else all of it."""
    label = parse_label(text) if ":" in text or "：" in text else None
    if label is None or not label.value:
        return text
    level = vocabulary.fields.exact(label.name) in ("severity", "priority")
    return label.value if level else text


def _leading(text: str, table: PhraseTable, vocabulary: Vocabulary) -> Found | None:
    """A phrase that begins or ends the heading, or stands beside a word such as "Issues"."""
    for piece in (text, *_PARENTHESES.findall(text)):
        words = fold_name(piece)
        for found in table.finditer(words):
            word = words[found.start : found.end]
            if word in vocabulary.not_lent or is_negated(words, found, vocabulary):
                continue
            before = words[: found.start].split()
            after = words[found.end :].split()
            alone = not after or after[0] in vocabulary.group_words
            if not before or (alone and before[-1] in vocabulary.group_words):
                return found
            if alone and len(before) <= MAX_BEFORE:
                return found
    return None


def _only_group_words(text: str, vocabulary: Vocabulary) -> bool:
    return all(word in vocabulary.group_words for word in fold_name(text).split())
