"""What every test shares: the log of reference, a known environment, how long to search."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

IN_CI = bool(os.environ.get("CI"))

NEVER_SKIPPED_IN_CI = ("book", "browser", "packaging")

# What a developer's shell may carry and a test must not feel.
UNSET = (
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "EDITOR",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_WORK_TREE",
    "ISSUES_KB_CONFIG",
    "ISSUES_KB_DB",
    "LESS",
    "LINES",
    "NO_COLOR",
    "PAGER",
    "PYTHONPATH",
    "SOURCE_DATE_EPOCH",
    "VISUAL",
)

# Commits in scratch repositories need a name, and nothing from the developer's own settings.
SET = {
    "GIT_AUTHOR_EMAIL": "tester@example.com",
    "GIT_AUTHOR_NAME": "Tester",
    "GIT_COMMITTER_EMAIL": "tester@example.com",
    "GIT_COMMITTER_NAME": "Tester",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
}

settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=200,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if IN_CI else "default")


def pytest_configure() -> None:
    """Give every test, and every process it starts, the same environment."""
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ.update(SET)
    # A shell that runs the tests in the background has Ctrl-C ignored, here and below.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail, in CI, the tests that skip for want of something that CI provides."""
    report = yield
    promised = any(item.get_closest_marker(name) for name in NEVER_SKIPPED_IN_CI)
    if IN_CI and promised and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must run in CI, but skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The log of reference, as its owner wrote it."""
    return Path(__file__).parent / "data" / "seed.md"


@pytest.fixture(scope="session")
def seed_bytes(seed_path: Path) -> bytes:
    """The bytes of the log of reference."""
    return seed_path.read_bytes()


@pytest.fixture(autouse=True)
def _ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No log is written in the tick of the clock in which it is read, as fast as tests are."""
    monkeypatch.setattr("issues_kb.store.update.moment", lambda _: 0)
