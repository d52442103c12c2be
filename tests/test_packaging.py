"""What people install: the wheel, and the archive of sources that makes the same wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from issues_kb import __version__

ROOT = Path(__file__).parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging")]


def call(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def build(kind: str, source: Path, target: Path) -> Path:
    """Build with the hatchling that is installed, so that no package index is needed."""
    done = call(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target, cwd=source)
    assert done.returncode == 0, done.stderr
    (built,) = target.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked archive of sources."""
    archive = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("sources")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / f"issues_kb-{__version__}"


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("an environment")
    made = call(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    scripts = folder / "venv" / SCRIPTS
    reached = call(
        *(scripts / "python", "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"),
        *("--retries", "1", "--dest", folder, "mdurl"),
        cwd=folder,
    )
    if reached.returncode != 0:
        pytest.skip("pip cannot reach a package index")
    done = call(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    return scripts


def files_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_and_the_templates_alone(wheel: Path) -> None:
    package = {f"issues_kb/{name}" for name in files_below(ROOT / "issues_kb")}
    templates = {f"issues_kb/_templates/{name}" for name in files_below(ROOT / "templates")}
    described = {name for name in files_in(wheel) if ".dist-info/" in name}
    made = {"issues_kb/reading/vocabulary.json"}
    assert files_in(wheel) - described == package | templates | made
    assert "issues_kb/py.typed" in package
    assert "issues_kb/_templates/issue.md.j2" in templates


def test_the_wheel_holds_the_vocabulary_in_both_forms(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        copy = json.loads(archive.read("issues_kb/reading/vocabulary.json"))
        assert copy == tomllib.loads(archive.read("issues_kb/reading/vocabulary.toml").decode())
    assert not (ROOT / "issues_kb/reading/vocabulary.json").exists()


def test_the_wheel_describes_itself(wheel: Path) -> None:
    folder = f"issues_kb-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = Parser().parsestr(archive.read(f"{folder}/METADATA").decode())
        scripts = archive.read(f"{folder}/entry_points.txt").decode()
    assert metadata["Version"] == __version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Summary"]
    assert {"Typing :: Typed", "Environment :: Console"} <= set(metadata.get_all("Classifier", []))
    assert set(metadata.get_all("Provides-Extra", [])) == {"dev", "docs", "pagefind"}
    assert f"{folder}/licenses/LICENSE" in files_in(wheel)
    # What others wrote comes with their licence.
    vendored = "templates/site/assets/minisearch.LICENSE.txt"
    assert f"{folder}/licenses/{vendored}" in files_in(wheel)
    assert "issues-kb = issues_kb.cli.start:run" in scripts


def test_the_sources_hold_what_the_tests_need_and_no_rubbish(sources: Path) -> None:
    names = files_below(sources)
    assert {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile"} <= names
    assert {"tests/conftest.py", "tests/data/seed.md", "templates/issue.md.j2"} <= names
    assert {"docs/conf.py", "docs/index.md", "docs/images/architecture.svg"} <= names
    allowed = {"issues_kb", "templates", "tests", "docs", "benchmarks"}
    assert {name.partition("/")[0] for name in names if "/" in name} <= allowed
    assert [name for name in names if name.endswith((".pyc", ".db", ".orig"))] == []


def test_the_sources_make_the_same_wheel(wheel: Path, sources: Path, tmp_path: Path) -> None:
    assert files_in(build("wheel", sources, tmp_path)) == files_in(wheel)


def test_the_installed_program_starts(environment: Path, tmp_path: Path) -> None:
    done = call(environment / "issues-kb", "--version", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def test_the_installed_program_builds_a_site_with_its_own_templates(
    environment: Path, tmp_path: Path, seed_bytes: bytes
) -> None:
    project = tmp_path / "another project"
    project.mkdir()
    (project / "ISSUES_LOG.md").write_bytes(seed_bytes)
    done = call(environment / "issues-kb", "build", cwd=project)
    assert done.returncode == 0, done.stderr
    assert (project / "site" / "index.html").is_file()
    pages = [path.read_text(encoding="utf-8") for path in (project / "site").rglob("*.html")]
    assert any("Foreign Key Constraint Error" in page for page in pages)
