"""A project's own words: merged into the tables, or refused with file, key and reason."""

from __future__ import annotations

import pickle

import pytest

from issues_kb.errors import ConfigError
from issues_kb.model import Status
from issues_kb.reading import default_vocabulary, load_vocabulary, read_log

LOG = b"## Issue #1: One\n\n**Status:** Shipped\n\n### What Stuck\n- Never on a Friday\n"


def test_own_words_are_read() -> None:
    words = {"status": {"resolved": ["shipped"]}, "sections": {"learnings": ["what stuck"]}}
    (issue,) = read_log(LOG, "log.md", vocabulary=load_vocabulary(words)).log.issues
    assert issue.status is Status.RESOLVED
    assert [learning.text for learning in issue.learnings] == ["Never on a Friday"]


def test_a_word_with_a_new_meaning_loses_the_old_one() -> None:
    vocabulary = load_vocabulary({"status": {"open": ["shipped"]}})
    (issue,) = read_log(LOG, "log.md", vocabulary=vocabulary).log.issues
    assert issue.status is Status.OPEN


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"status": {"resolvd": ["shipped"]}}, "vocabulary.status.resolvd is unknown"),
        ({"colours": ["red"]}, "vocabulary.colours is unknown"),
        (
            {"status": {"resolved": "shipped"}},
            "vocabulary.status.resolved must be a list of words, not 'shipped'",
        ),
        (
            {"status": {"resolved": [1]}},
            "vocabulary.status.resolved must be a list of words, not [1]",
        ),
        ({"status": ["shipped"]}, "vocabulary.status must be a table, not ['shipped']"),
    ],
)
def test_a_wrong_table_names_file_key_and_reason(words: dict[str, object], reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_vocabulary(words, "issues-kb.toml")
    assert (caught.value.subject, caught.value.reason) == ("issues-kb.toml", reason)


def test_the_fingerprint_tells_vocabularies_apart() -> None:
    other = load_vocabulary({"status": {"resolved": ["shipped"]}})
    assert other.fingerprint != default_vocabulary().fingerprint
    assert pickle.loads(pickle.dumps(other)).fingerprint == other.fingerprint
