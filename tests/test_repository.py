"""Every tracked file: nothing of one machine, nothing secret, one version."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from issues_kb import __version__

ROOT = Path(__file__).parent.parent

# Kept with the line ends and the endings that they are about.
KEPT_AS_THEY_ARE = re.compile(r"^tests/(data|(.+/)?cases)/")

SCRATCH = "/" + "tmp/"
MACHINE_PATHS = re.compile(r"(?<![\w.~$}/-])/(?:root|work|home/\w+|Users/\w+)/|\b[A-Z]:\\Users\\")
REGISTRY_HOSTS = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org|crates\.io|rubygems\.org"
    r"|proxy\.golang\.org|repo\.maven\.apache\.org|registry\.yarnpkg\.com"
)
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\bgithub_pat_\w{30}"
    r"|\bglpat-[\w-]{20}"
    r"|\bxox[abprs]-[\w-]{10}"
    r"|\bsk-[A-Za-z0-9-]{32}"
)
CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)
LOCK_FILES = {
    *("Pipfile.lock", "pdm.lock", "poetry.lock", "pylock.toml", "uv.lock"),
    *("npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock"),
}


@cache
def tracked() -> tuple[str, ...]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    ).stdout.split("\0")
    return tuple(name for name in listed if name and (ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """Every tracked file that is text, by name."""
    contents = {name: (ROOT / name).read_bytes() for name in tracked()}
    return {
        name: data.decode("utf-8", errors="replace")
        for name, data in contents.items()
        if b"\0" not in data[:8000] or KEPT_AS_THEY_ARE.match(name)
    }


def places(pattern: re.Pattern[str], names: dict[str, str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in names.items()
        for match in pattern.finditer(text)
    ]


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert places(MACHINE_PATHS, texts()) == []


def test_only_tests_name_the_scratch_folder() -> None:
    others = {name: text for name, text in texts().items() if not name.startswith("tests/")}
    assert places(re.compile(re.escape(SCRATCH)), others) == []


def test_no_file_names_a_package_registry() -> None:
    assert places(REGISTRY_HOSTS, texts()) == []


def test_no_file_holds_a_secret() -> None:
    assert places(SECRETS, texts()) == []


def test_no_file_holds_a_merge_conflict() -> None:
    assert places(CONFLICT, texts()) == []


def test_no_lock_file_is_tracked() -> None:
    assert [name for name in tracked() if PurePosixPath(name).name in LOCK_FILES] == []


def test_text_ends_with_one_newline_and_has_unix_line_ends() -> None:
    wrong = [
        name
        for name, text in texts().items()
        if text and not KEPT_AS_THEY_ARE.match(name)
        if "\r" in text or not text.endswith("\n") or text.endswith("\n\n")
    ]
    assert wrong == []


def test_text_is_utf_8_without_a_byte_order_mark() -> None:
    wrong = [
        name
        for name, text in texts().items()
        if not KEPT_AS_THEY_ARE.match(name)
        if text.encode() != (ROOT / name).read_bytes() or text.startswith("\ufeff")
    ]
    assert wrong == []


def test_ignored_files_are_not_tracked() -> None:
    assert tracked()
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert listed.stdout == ""


def test_the_version_is_written_in_one_place() -> None:
    elsewhere = {
        name: text
        for name, text in texts().items()
        if name not in {"issues_kb/__init__.py", "CHANGELOG.md"}
        if not name.startswith("tests/")
    }
    version = re.compile(rf"(?<![\w.]){re.escape(__version__)}(?![\w.]*\d)")
    assert places(version, elsewhere) == []


def test_the_changelog_tells_of_this_version() -> None:
    assert f"\n## {__version__}" in texts()["CHANGELOG.md"]


def test_every_make_target_says_what_it_is_for() -> None:
    makefile = texts()["Makefile"]
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert re.findall(r"^([a-z]+):.*## .+$", makefile, re.MULTILINE) == sorted(
        phony.split(), key=lambda name: makefile.index(f"\n{name}:")
    )
