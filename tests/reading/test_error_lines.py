"""The quick search for lines passes over no line in which the exact shapes see an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.reading.error_lines import (
    CRASH,
    LABEL,
    MESSAGE,
    NAME,
    NUMBER,
    PANIC,
    RAISED,
    SHELL,
    error_lines,
)
from issues_kb.reading.vocabulary import default_vocabulary, load_vocabulary

SEARCH = error_lines(default_vocabulary())

WORDS = [
    *["error", "Error", "ERROR", "fatal", "exit", "returned", "Status", "http", "HTTP/1.1", "sql"],
    *["SQLSTATE", "errno", "closed", "code", "number", "no.", "was", "is", "of", "404", "42", "1"],
    *["0x8F00", "TS2304", "NO12", "ECONNREFUSED", "E", "F401", "Not Found", "bad gateway", "Panic"],
    *["TypeError", "a.b.NotThere", "Type", "uncaught", "npm", "错误", "[x]", "not found", "bash"],
    *["killed process", "thread 'main' panicked at", "'", ":", "：", "!", ".", "_", "-", "/", "="],
    *["#", "(", ")", "**", "`", " ", "  ", "\t", "message", "stack trace", "(s)", "é", "at line"],
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_search_passes_over_no_line_with_an_error(line: str) -> None:
    kinds = SEARCH.find(f"first\n{line}").get(2, 0)
    shapes = SEARCH.shapes
    if any(pattern.search(line) for pattern in shapes.numbers):
        assert kinds & NUMBER
    if shapes.code.search(line) or shapes.exception.search(line):
        assert kinds & NAME
    for kind, match in [
        (RAISED, shapes.raised.match(line)),
        (MESSAGE, shapes.message.match(line)),
        (PANIC, shapes.panic.match(line)),
        (SHELL, shapes.shell.match(line)),
        (CRASH, shapes.crash.search(line)),
    ]:
        assert match is None or kinds & kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Error code: `42830`", NUMBER),
        ("it answers 503  Service Unavailable", NUMBER),
        ("TS2304", NAME),
        ("a TypeError", NAME),
        ("app.models.NotThere: 12", RAISED),
        ("**Error_message**:", LABEL),
        ("- Error(s): x", LABEL),
        ("the swallowed exception after 12 tries", 0),
        ("**Status:** Resolved", 0),
        ("the error was seen by 374 users", 0),
    ],
)
def test_line_holds(line: str, kind: int) -> None:
    assert SEARCH.find(line).get(1, 0) == kind


def test_words_of_errors_can_be_added() -> None:
    words = {
        "errors": {"exceptions": ["Mishap"], "shell": ["no such host"], "code_prefixes": ["QX"]}
    }
    search = error_lines(load_vocabulary(words))
    found = search.find("DiskMishap\ncurl: no such host\nQX123")
    assert found == {1: NAME, 2: SHELL, 3: NAME}


@pytest.mark.parametrize("word", ["status ", "error code ", "error: ", "E", ".A", "Error ("])
def test_one_word_again_and_again_is_searched_in_one_pass(word: str) -> None:
    line = word * (200_000 // len(word))
    assert set(SEARCH.find(line)) <= {1}
