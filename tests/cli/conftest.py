"""A project in a scratch folder and a way to call the program in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from issues_kb.cli.app import app
from issues_kb.cli.screen import set_color


@dataclass(frozen=True)
class Run:
    """What a call did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401
        """The one document on stdout."""
        return json.loads(self.out)

    @property
    def problems(self) -> list[str]:
        """The lines on stderr that are no notes."""
        return [line for line in self.err.splitlines() if not line.startswith("note: ")]


Program = Callable[..., Run]


@pytest.fixture
def project(tmp_path: Path, seed_bytes: bytes) -> Path:
    """A folder with the log of reference."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "ISSUES_LOG.md").write_bytes(seed_bytes)
    return folder


@pytest.fixture
def call(project: Path) -> Program:
    """Call the program, as if started in the project or in ``directory``."""

    def run(
        *arguments: str | Path, directory: Path | None = None, answer: str | None = None
    ) -> Run:
        words = ["-C", str(directory or project), *map(str, arguments)]
        result = CliRunner().invoke(app, words, input=answer)
        set_color("auto")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Run(result.exit_code, result.stdout, result.stderr)

    return run


SECOND_LOG = """\
# Bugs

## BUG-007: Cache forgets the tenant

**Date:** 2025-03-01
**Severity:** Critical
**Status:** Open

### Problem

Tenants see the data of others.

### Key Learnings

- Always put the tenant into the cache key
- Never share a cache between tenants

## BUG-008: Button is grey

**Date:** 2025-03-02
**Severity:** Low
**Status:** In Progress

### Problem

Nobody can press it.
"""


@pytest.fixture
def two_logs(project: Path) -> Path:
    """The project with a second log in ``backend``."""
    (project / "backend").mkdir()
    (project / "backend" / "BUG_LOG.md").write_text(SECOND_LOG, encoding="utf-8")
    return project
