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


LINK = "# Issues\n\n## Issue #1: A\n\n**Status:** Open\n\nSee [it]({0}).\n"
LINKS = Settings(select=("IKB402",))


def test_a_file_that_was_made_meanwhile_is_there(check: Checking, tmp_path: Path) -> None:
    assert len(check(LINK.format("new.md"), LINKS)) == 1
    (tmp_path / "new.md").touch()
    assert check(LINK.format("new.md"), LINKS) == []


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("../lost.md", True),
        ("../log.md", False),
        ("/lost.md", True),
        ("/log.md", False),
        ("a%2F..%2F..%2Flost.md", True),
        ("../../lost.md", False),
        ("/../lost.md", False),
        ("../../../../../../../../nowhere/lost.md", False),
        (r"\\host\share", False),
        (r"/\\host\share", False),
        ("%5C%5Chost", False),
        ("x" * 300 + ".md", False),
    ],
)
def test_only_what_may_lie_in_the_project_is_looked_for(
    check: Checking, tmp_path: Path, target: str, told: bool
) -> None:
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    (root / "log.md").touch()
    found = check(LINK.format(target), LINKS, Surroundings(TODAY, root / "docs", root))
    assert bool(found) is told


def test_beside_a_log_outside_of_the_project_links_are_looked_at(
    check: Checking, tmp_path: Path
) -> None:
    around = Surroundings(TODAY, tmp_path / "elsewhere", tmp_path / "project")
    assert len(check(LINK.format("lost.md"), LINKS, around)) == 1
    assert check(LINK.format("../lost.md"), LINKS, around) == []
