"""Rules about links and files, in a project's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from issues_kb.check import Checked, Settings, Surroundings
from issues_kb.git import Repository
from tests.check.conftest import TODAY, Checking

CHANGED = "## Issue #1: A\n\n**Status:** Open\n\n### Files Changed\n\n- `{0}`\n"


class KnowingRepository(Repository):
    """A repository that knows some hidden files, none of which is there any more."""

    __slots__ = ()

    def known_files(self) -> frozenset[str]:
        return frozenset({".github/workflows/ci.yml", "app/.env.example", "src/cart.py"})


def messages(found: list[Checked]) -> list[str]:
    return [each.diagnostic.message for each in found]


@pytest.mark.parametrize(
    ("path", "known"),
    [
        (".github/workflows/ci.yml", True),
        ("./.github/workflows/ci.yml", True),
        ("workflows/ci.yml", True),
        (".env.example", True),
        ("app/../src/cart.py", True),
        ("../../src/cart.py", True),
        ("github/workflows/ci.yml", False),
        (".github/workflows/cd.yml", False),
    ],
)
def test_a_hidden_file_is_known_by_its_whole_name(
    check: Checking, tmp_path: Path, path: str, known: bool
) -> None:
    around = Surroundings(TODAY, tmp_path, tmp_path, KnowingRepository(tmp_path))
    found = check(CHANGED.format(path), Settings(select=("IKB404",)), around)
    assert messages(found) == ([] if known else [f"{path} neither exists nor was ever in git"])
