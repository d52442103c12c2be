"""Words of a command line and documents of a pipe that nobody types."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program, call, project

__all__ = ["call", "project"]

WORDS = ("\udcff", "a\udcff#1", "\x01\x1b[31m\n", "\u202e\u0301", "*" * 60, "/dev/null/x")
COMMANDS = (
    *(("list",), ("search",), ("show",), ("learnings",), ("files",), ("prevention",)),
    *(("checklist",), ("stats",), ("index",), ("index", "--forget"), ("export",), ("check",)),
    *(("new", "--dry-run"), ("new", "A", "--dry-run", "--problem"), ("set", "1", "--dry-run")),
    *(("new", "A", "--dry-run", "--file"), ("new", "A", "--dry-run", "--from-git"), ("edit",)),
    *(("renumber",), ("check", "--diff"), ("new", "A", "--dry-run", "--log")),
)
DOCUMENTS = (
    '{"title": "\\ud800"}',
    '{"title": "A\\u0000"}',
    '{"title": "A", "files": [{"path": "\\ud83d"}]}',
    "[" * 50_000,
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_word_is_an_error_of_ours(
    call: Program, project: Path, command: tuple[str, ...]
) -> None:
    before = (project / "ISSUES_LOG.md").read_bytes()
    for word in WORDS:
        done = call(*command, word)
        assert done.code in (0, 1, 2, 3)
        assert "unexpected" not in done.err.replace("unexpected extra argument", "")
    assert (project / "ISSUES_LOG.md").read_bytes() == before


@pytest.mark.parametrize("document", DOCUMENTS, ids=["lone", "nul", "half", "deep"])
def test_a_document_that_no_log_can_hold_is_refused(
    call: Program, tmp_path: Path, document: str
) -> None:
    (tmp_path / "new.json").write_text(document, encoding="utf-8")
    done = call("new", "--dry-run", "--from-json", tmp_path / "new.json")
    assert done.code == 2
    assert done.err.startswith(("error:", "note:"))


def test_both_forms_of_a_letter_are_found(call: Program, project: Path) -> None:
    with (project / "ISSUES_LOG.md").open("a", encoding="utf-8") as log:
        log.write("\n## Issue #7: The Caf\u00e9 stops\n\n**Status:** Open\n")
        log.write("\n## Issue #8: The Zu\u0308rich office stops\n\n**Status:** Open\n")
    for words in ("Caf\u00e9", "Cafe\u0301"):
        assert "7 The" in call("search", words).out
    for words in ("Z\u00fcrich", "Zu\u0308rich"):
        assert "8 The" in call("search", words).out
