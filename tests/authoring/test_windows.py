"""A large log is added to by a look at its ends, with the same outcome."""

from __future__ import annotations

import pytest

from issues_kb.authoring import Draft, Manner, add_entry, windows
from issues_kb.authoring.logbytes import HeldBytes
from issues_kb.authoring.windows import ends_of
from issues_kb.reading import read_log
from issues_kb.reading.vocabulary import default_vocabulary
from issues_kb.templating import template_folders

MANNER = Manner(template_folders())
DRAFT = Draft(title="It broke again", date="2025-01-31", problem="It stops.")
WORDS = default_vocabulary()


def numbered(*numbers: int) -> str:
    entries = [
        f"## Issue #{n}: It broke {n} times\n\n**Status:** Open\n\n### Problem\n\nIt stops.\n"
        for n in numbers
    ]
    return "# Log\n\n" + "\n---\n\n".join(entries)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "LARGE", 1000)
    monkeypatch.setattr(windows, "ENDS", (600,))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "numbers", [range(1, 40), range(40, 0, -1), [*range(1, 20), 70, *range(20, 40)]]
)
def test_the_outcome_is_that_of_the_whole_log(
    numbers: list[int], newline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = numbered(*numbers).replace("\n", newline).encode()
    assert ends_of(HeldBytes(log), "LOG.md", WORDS) is not None
    added = add_entry(log, "LOG.md", DRAFT, MANNER)
    monkeypatch.setattr(windows, "LARGE", 10**9)
    whole = add_entry(log, "LOG.md", DRAFT, MANNER)
    assert (added.data, added.issue, added.entry) == (whole.data, whole.issue, whole.entry)
    assert added.issue in read_log(added.data, "LOG.md").log.issues


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1000])
def test_the_highest_number_is_found_wherever_a_chunk_ends(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "CHUNK", chunk)
    monkeypatch.setattr(windows, "LONGEST", 80)
    long = "\n" + "a line longer than what is kept of it " * 20 + "\n# \n##\n"
    above, below = numbered(*range(1, 20)), numbered(70, *range(20, 40)).removeprefix("# Log\n")
    log = f"{above.replace('It stops.', long, 15).replace(long, 'It stops.', 7)}{below}"
    ends = ends_of(HeldBytes(log.encode()), "LOG.md", WORDS)
    assert ends is not None
    assert ends.highest == "70"


@pytest.mark.parametrize(
    "middle",
    [
        "\n## Resolved Issues\n\n",
        "\n# Archive of 2024-12-01\n\n",
        "\n## BUG-900: It broke otherwise\n\n**Status:** Open\n\n",
        "\n```\n## Issue #99999: in code\n```\n\n",
    ],
)
def test_a_doubtful_middle_makes_the_log_be_read_whole(middle: str) -> None:
    log = f"{numbered(*range(1, 20))}{middle}{numbered(*range(20, 40))}"
    assert ends_of(HeldBytes(log.encode()), "LOG.md", WORDS) is None


def test_what_is_doubtful_at_the_ends_does_too() -> None:
    for log in (
        numbered(*range(1, 5)),
        numbered(*range(1, 40)).replace("Issue #", "Issue: #"),
        numbered(*range(1, 40)) + "\n```\nnever closed\n",
        numbered(*range(1, 40)).replace("\n", "\r"),
    ):
        ends = ends_of(HeldBytes(log.encode()), "LOG.md", WORDS)
        assert ends is None or len(ends.data) < len(log)
    open_fence = numbered(*range(1, 40)) + "\n```\nnever closed\n"
    assert ends_of(HeldBytes(open_fence.encode()), "LOG.md", WORDS) is None
