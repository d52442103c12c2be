"""What holds for every text: nothing raises, every line has one place, parts read alone."""

from __future__ import annotations

import gc

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from issues_kb.reading import outline_log, read_entry, read_log
from issues_kb.reading.splitting import scan_lines
from issues_kb.reading.text import decode
from tests.reading.logs import entry_texts, log_texts, markdown_texts


def commonmark_headings(text: str) -> list[tuple[int, int, str]]:
    """The top-level ATX headings that markdown-it-py finds, with raw HTML as CommonMark has it."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100})
    parser.core.ruler.enableOnly(["normalize", "block"])
    tokens = parser.parse(text)
    return [
        (token.map[0] + 1, int(token.tag[1]), tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
        and token.level == 0
        and token.markup.startswith("#")
        and token.map
    ]


@given(markdown_texts)
def test_splitting_equals_markdown_it(text: str) -> None:
    scan = scan_lines(decode(text.encode(), "log.md").lines)
    found = [(h.line, h.level, h.text) for h in scan.headings if not h.setext]
    assert found == commonmark_headings(text)


@given(st.one_of(st.binary(), st.text().map(str.encode), markdown_texts.map(str.encode)))
def test_any_bytes_read(data: bytes) -> None:
    reading = read_log(data, "log.md")
    assert reading.log.path == "log.md"


@given(st.one_of(log_texts, markdown_texts))
def test_issues_and_blocks_partition_the_lines(text: str) -> None:
    reading = read_log(text.encode(), "log.md")
    count = len(decode(text.encode(), "log.md").lines)
    spans = [(i.line, i.end_line) for i in reading.log.issues]
    spans += [(b.line, b.end_line) for b in reading.log.blocks]
    lines = [line for start, end in sorted(spans) for line in range(start, end + 1)]
    assert lines == list(range(1, count + 1))


@given(st.one_of(log_texts, markdown_texts))
def test_lines_lie_inside_their_issue(text: str) -> None:
    for issue in read_log(text.encode(), "log.md").log.issues:
        lines = [field.line for field in issue.fields]
        lines += [section.line for section in issue.sections]
        lines += [learning.line for learning in issue.learnings]
        lines += [measure.line for measure in issue.measures]
        lines += [change.line for change in issue.files]
        lines += [error.line for error in issue.errors]
        lines += [reference.line for reference in issue.references]
        assert all(issue.line <= line <= issue.end_line for line in lines)


@given(st.one_of(log_texts, markdown_texts))
def test_keys_are_unique_whatever_the_letter_case(text: str) -> None:
    keys = [issue.key.lower() for issue in read_log(text.encode(), "log.md").log.issues]
    assert len(keys) == len(set(keys))


@given(log_texts)
def test_an_entry_read_alone_equals_the_entry_in_its_log(text: str) -> None:
    outline = outline_log(text.encode(), "log.md")
    whole = read_log(text.encode(), "log.md").log.issues
    for source, issue in zip(outline.entries, whole, strict=True):
        alone = read_entry(source, "log.md").issue
        assert alone.sections == issue.sections
        assert alone.fields == issue.fields
        assert alone.learnings == issue.learnings
        assert (alone.status, alone.severity, alone.date) == (
            issue.status,
            issue.severity,
            issue.date,
        )


@given(log_texts, entry_texts, st.data())
def test_adding_text_to_one_entry_changes_no_other(
    text: str, added: str, data: st.DataObject
) -> None:
    outline = outline_log(text.encode(), "log.md")
    if not outline.entries:
        return
    chosen = data.draw(st.sampled_from(outline.entries))
    lines = text.split("\n")
    changed = [*lines[: chosen.end_line], "", added, "", *lines[chosen.end_line :]]
    after = outline_log("\n".join(changed).encode(), "log.md")
    before_digests = [e.digest for e in outline.entries if e is not chosen]
    position = outline.entries.index(chosen)
    after_digests = [e.digest for i, e in enumerate(after.entries) if i != position]
    assert after_digests == before_digests


def test_reading_leaves_nothing_in_memory_that_only_a_search_for_garbage_finds(
    seed_bytes: bytes,
) -> None:
    read_log(seed_bytes, "log.md")
    gc.collect()
    gc.disable()
    try:
        read_log(seed_bytes, "log.md")
        assert gc.collect() == 0
    finally:
        gc.enable()
