"""What holds for any log and any edit."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from issues_kb.model import LogFile
from issues_kb.reading import read_log
from issues_kb.store import Index, sync
from tests.store.conftest import dump, entry, log_text

WORDS = st.sampled_from(
    ["token", "UserBadge", "stale", "cache", "接続エラー", "x_y", "#1", "42830"]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
BODIES = st.lists(
    st.one_of(
        SENTENCES,
        SENTENCES.map("### Root Cause\n\n{}".format),
        SENTENCES.map("### Key Learnings\n\n- **DO**: {}\n- Never again".format),
        SENTENCES.map("### Prevention Measures\n\n- [ ] {}".format),
        SENTENCES.map("### Files Changed\n\n- `src/a.py`: {}".format),
        SENTENCES.map("```\nValueError: {}\n```".format),
    ),
    max_size=4,
).map("\n\n".join)
ENTRIES = st.builds(
    entry,
    st.integers(1, 4),
    SENTENCES,
    BODIES,
    severity=st.sampled_from(["High (bad)", "low", "dreadful"]),
    status=st.sampled_from(["Open", "Resolved", "who knows"]),
)
LOGS = st.lists(ENTRIES, max_size=5).map(lambda entries: log_text(*entries))


def _file(folder: Path, name: str, text: str) -> LogFile:
    file = folder / name
    # A new file each time: two writes within the clock's tick must not look alike.
    file.unlink(missing_ok=True)
    file.write_text(text, encoding="utf-8")
    return LogFile(file, name, name)


@given(LOGS)
@settings(max_examples=25)
def test_reading_from_the_index_equals_reading_the_log(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = _file(Path(folder), "log.md", text)
        database = Path(folder) / "index.db"
        sync(database, [log])
        with Index.open(database) as index:
            assert list(index.readings()) == [read_log(text.encode(), "log.md", name="log.md")]


@given(st.lists(st.lists(LOGS, max_size=2), min_size=2, max_size=4))
@settings(max_examples=25)
def test_sync_after_any_edits_equals_a_rebuild(versions: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database, other = Path(folder) / "index.db", Path(folder) / "other.db"
        logs: list[LogFile] = []
        for texts in versions:
            logs = [_file(Path(folder), f"{n}.md", text) for n, text in enumerate(texts)]
            sync(database, logs)
        again = sync(database, logs)
        assert not again.changed
        sync(other, logs)
        assert dump(database) == dump(other)
        assert dump(database)["orphans"] == []


@given(st.lists(st.tuples(st.integers(0, 3), BODIES), min_size=1, max_size=4))
@settings(max_examples=25)
def test_sync_after_edits_inside_entries_equals_a_rebuild(edits: list[tuple[int, str]]) -> None:
    bodies = ["### Root Cause\n\nSee #1 and #3."] * 4
    with tempfile.TemporaryDirectory() as folder:
        database, other = Path(folder) / "index.db", Path(folder) / "other.db"
        for place, body in [(0, bodies[0]), *edits]:
            bodies[place] = f"{bodies[place]}\n\nSee #2.\n\n{body}"
            text = log_text(*(entry(n + 1, f"Title {n}", bodies[n]) for n in range(4)))
            log = _file(Path(folder), "log.md", text)
            sync(database, [log])
        sync(other, [log])
        assert dump(database) == dump(other)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                [
                    *('"', '-"', "NEAR(", "a AND", "*", "^a", "{title}:", "a:b", "(", "''", "--"),
                    *("severity:>=", "status:x", "file:[*?", "date:2024..", "log:,", 'in:"', "no:"),
                    *("sort:-", "number:٣", "is:", "has:learnings,x", "-is:open", 'phase:"a b'),
                ]
            ),
        ),
        max_size=6,
    ).map(" ".join)
)
@settings(max_examples=150)
def test_any_text_can_be_asked(text: str) -> None:
    with Index.open(_sample()) as index:
        query = index.parse(text).query
        index.issues(query)
        index.files(text)
        index.touching([text])
        index.measures(query, open_only=True)
        index.checklist([text], query)
        index.similar_to(text)
        index.stats(query)
        index.search(query, limit=3)
        index.learnings(query, limit=3)
        index.counts(query)


def test_very_long_and_broken_text_can_be_asked() -> None:
    trace = "Traceback (most recent call last):\n" + '  File "a.py", line 3, in <module>\n' * 3000
    with Index.open(_sample()) as index:
        for text in (trace + "KeyError: 'token'", "\ud800\x00 token", '"' * 50_000, "a" * 100_000):
            index.search(index.parse(text).query)
            index.learnings(index.parse(text).query)
            index.similar_to(text)


_SAMPLES: list[Path] = []


def _sample() -> Path:
    if not _SAMPLES:
        folder = Path(tempfile.mkdtemp())
        text = log_text(entry(1, "Cache UserBadge", "### Key Learnings\n\n- token", phase="a b"))
        sync(folder / "index.db", [_file(folder, "log.md", text)])
        _SAMPLES.append(folder / "index.db")
    return _SAMPLES[0]
