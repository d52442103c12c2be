"""The sites that are walked through: the seed, our own log, and several logs of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from issues_kb.model import LogReading
from issues_kb.reading import read_log
from issues_kb.site import SiteOptions
from tests.site.conftest import build_site

ROOT = Path(__file__).parents[3]
SEED = ROOT / "tests" / "data" / "seed.md"

BACKEND = """\
# Backend

## Issue #1: Foreign key error on `UserBadge`

**Date:** 2024-12-19
**Severity:** Critical
**Status:** Open

### Problem

See #2 and [the docs](https://docs.example/a?b=c#d).

| A | B |
|---|---|
| 1 | 2 |

```python
def f(x: int) -> str:
    return "a very long line of code " * 40 + str(x) + "a very long line of code, still the same"
```

> A quotation.

### Root Cause

The table `users` had no primary key.

### Files Changed

- `backend/src/models/index.ts`: no references
- `backend/src/models/user.ts`: a key
- `README.md`

### Why This Was Missed During Testing

1. **Mocked database**: The tests used SQLite.
2. **Environment**: Only production has foreign keys.

### Key Learnings

1. **Foreign keys**:
   - **DO**: Define them once
   - **DON'T**: Trust a mock
   - **WHEN**: Tables change, compare the schema

### Prevention

- [ ] Review the schema
- [x] Test it on a real database
"""
# A file and a folder of two issues have pages of their own.
AGAIN = """\

## Issue #41: Foreign key error again

**Date:** 2025-04-01

### Files Changed

- `backend/src/models/index.ts`: the same key
"""
JAPANESE = """\
# 障害ログ

## Issue #1: 接続エラーが出る：データベースへの接続が切れて再接続もできない状態が長時間続いた

**Date:** 2025-01-02
**Severity:** High
**Status:** In Progress

### Problem

タイムアウトになる。

### Key Learnings

- **DO**: 接続を確認する

## Issue #2: ___LONG___

**Severity:** Low
**Status:** Won't Fix

### Problem

x

## Issue #3: خطأ في الاتصال بالخادم

**Status:** Resolved

### Prevention Measures

- 監視を追加する
"""


def synthetic() -> list[LogReading]:
    """Three logs, two of which hold the same keys, one of which is empty."""
    long = "A title that never ends, " * 20 + "x" * 300
    texts = {
        "backend": BACKEND
        + "\n".join(
            f"## Issue #{n}: Number {n}\n\n**Severity:** Low\n**Date:** 2025-03-{n % 28 + 1:02}\n"
            for n in range(2, 40)
        )
        + AGAIN,
        "障害": JAPANESE.replace("___LONG___", long),
        "empty": "# Nothing yet\n",
    }
    return [read_log(text.encode(), f"{name}.md", name=name) for name, text in texts.items()]


def _build(folder: Path, readings: list[LogReading]) -> Path:
    options = SiteOptions(
        base_url="https://site.example/kb/",
        repository="https://forge.example/team/project",
        issues_per_page=15,
        learnings_per_page=10,
    )
    build_site(readings, folder, options)
    return folder


@pytest.fixture(scope="session")
def seed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed, with the options that a person has who gives none."""
    folder = tmp_path_factory.mktemp("seed") / "site"
    build_site([read_log(SEED.read_bytes(), "seed.md", name="seed")], folder)
    return folder


@pytest.fixture(scope="session")
def sites(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Sites by name."""
    own = read_log((ROOT / "ISSUES_LOG.md").read_bytes(), "ISSUES_LOG.md", name="issues")
    folder = tmp_path_factory.mktemp("sites")
    return {
        "seed": seed_site,
        "own": _build(folder / "own", [own]),
        "several": _build(folder / "several", synthetic()),
    }


@pytest.fixture(params=["seed", "own", "several"])
def any_site(request: pytest.FixtureRequest, sites: dict[str, Path]) -> Path:
    """Each site in turn."""
    return sites[request.param]
