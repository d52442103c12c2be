"""A build touches its own files, writes what changed, and leaves the rest alone."""

from __future__ import annotations

import gc
import json
import os
import posixpath
import re
import shutil
import weakref
from pathlib import Path

import pytest

from issues_kb.errors import IssuesKbError, TemplateError
from issues_kb.model import LogReading, Severity, Status
from issues_kb.site import SiteError, SiteOptions, SiteReport, fingerprints
from issues_kb.site.catalogue import Catalogue, make_catalogue
from issues_kb.site.manifest import content_digest
from issues_kb.site.writing import MANIFEST, SiteFolder
from issues_kb.store import Index
from tests.site.conftest import build_site, plain_issue, reading, sample_issue
from tests.site.soundness import PageParser

FORCED = SiteOptions(force=True)


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_site_is_made_in_a_new_folder(sample: LogReading, output: Path) -> None:
    report = build_site([sample], output / "deep")
    assert report.index == output / "deep" / "index.html"
    assert set(report.written) | {MANIFEST} == set(contents(output / "deep"))
    assert "issues/docs/1.html" in report.written
    assert report.unchanged == report.removed == ()
    assert report.pages == sum(path.endswith(".html") for path in report.written)


def test_a_build_says_that_it_waits_for_another(sample: LogReading, output: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    told: list[str] = []
    (output / ".issues-kb-part").mkdir(parents=True)
    other = os.open(output / ".issues-kb-part", os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)

    def end_the_other() -> None:
        told.append("waits")
        os.close(other)

    report = build_site([sample], output, SiteOptions(waiting=end_the_other))
    assert told == ["waits"]
    assert report.written
    build_site([sample], output, SiteOptions(waiting=end_the_other))
    assert told == ["waits"]


def test_the_same_input_writes_nothing(sample: LogReading, output: Path) -> None:
    first = build_site([sample], output)
    before = {file: file.stat().st_mtime_ns for file in output.rglob("*")}
    second = build_site([sample], output)
    assert second.written == second.removed == ()
    assert set(second.unchanged) == set(first.written)
    assert {file: file.stat().st_mtime_ns for file in output.rglob("*")} == before


def test_nothing_of_a_log_is_kept_when_its_site_is_made(
    sample: LogReading, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[weakref.ref[Catalogue]] = []

    def watched(index: Index, options: SiteOptions) -> Catalogue:
        catalogue = make_catalogue(index, options)
        made.append(weakref.ref(catalogue))
        return catalogue

    monkeypatch.setattr("issues_kb.site.build.make_catalogue", watched)
    build_site([sample], output)
    gc.collect()
    assert [each() for each in made] == [None]


def test_the_same_input_gives_the_same_bytes(sample: LogReading, tmp_path: Path) -> None:
    build_site([sample], tmp_path / "a")
    build_site([sample], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_only_pages_that_show_a_change_are_written(output: Path) -> None:
    build_site([reading(sample_issue(), plain_issue("2"), plain_issue("3"))], output)
    changed = plain_issue("3", status=Status.OPEN)
    report = build_site([reading(sample_issue(), plain_issue("2"), changed)], output)
    assert "issues/docs/3.html" in report.written
    assert "issues/docs/1.html" not in report.written
    assert "learnings/index.html" not in report.written


def test_a_line_more_above_entries_leaves_their_pages(output: Path) -> None:
    build_site([reading(plain_issue("1"), plain_issue("2", line=51, end_line=51))], output)
    moved = [plain_issue("1", end_line=51), plain_issue("2", line=52, end_line=52)]
    report = build_site([reading(*moved)], output)
    assert [path for path in report.written if path.startswith("issues/")] == []
    assert (output / "data/lines-0.js").read_text() == (
        'window.issueLines={"issues/docs/1.html":[50,51],"issues/docs/2.html":[52,52]};\n'
    )


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ("__init__.py", True),
        ("contract.py", True),
        ("store/rows.py", True),
        ("site/machines/links.py", True),
        ("cli/list.py", False),
        ("py.typed", False),
    ],
)
def test_other_code_makes_every_page_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, counts: bool
) -> None:
    for path in ("__init__.py", "contract.py", "store/rows.py", "cli/list.py", changed):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x = 1\n")
    monkeypatch.setattr(fingerprints, "_PACKAGE", tmp_path)
    before = fingerprints.code_digest.__wrapped__()
    (tmp_path / changed).write_text("x = 2\n")
    assert (fingerprints.code_digest.__wrapped__() != before) is counts


def test_pages_of_issues_that_are_gone_are_removed(output: Path) -> None:
    build_site([reading(plain_issue("1"), name="a"), reading(plain_issue("1"), name="b")], output)
    report = build_site([reading(plain_issue("1"), name="a")], output)
    assert report.removed == ("issues/b/1.html", "issues/b/1.md")
    assert not (output / "issues" / "b").exists()


def test_lists_are_written_after_what_they_link_to(sample: LogReading, output: Path) -> None:
    written = build_site([sample], output).written
    assert written[0] == "assets/site.css"
    assert written[-1] == "index.html"
    assert written.index("issues/docs/2.html") < written.index("issues/index.html")


def test_progress_is_told(sample: LogReading, output: Path) -> None:
    told: list[tuple[int, int]] = []
    options = SiteOptions(progress=lambda done, total: told.append((done, total)))
    report = build_site([sample], output, options)
    assert told[-1] == (len(report.written), len(report.written))


def test_a_folder_with_foreign_files_is_refused(sample: LogReading, output: Path) -> None:
    output.mkdir()
    (output / "thesis.txt").write_text("mine")
    with pytest.raises(SiteError) as caught:
        build_site([sample], output)
    assert "thesis.txt" in caught.value.reason
    assert "--force" in str(caught.value.hint)
    assert contents(output) == {"thesis.txt": b"mine"}


def test_force_leaves_foreign_files_where_they_are(sample: LogReading, output: Path) -> None:
    output.mkdir()
    (output / "thesis.txt").write_text("mine")
    build_site([sample], output, FORCED)
    build_site([], output)
    assert (output / "thesis.txt").read_text() == "mine"


def test_a_foreign_file_in_the_place_of_a_page_is_refused(output: Path) -> None:
    build_site([reading(plain_issue("1"))], output)
    mine = output / "issues" / "docs" / "2.html"
    mine.write_text("mine")
    with pytest.raises(SiteError, match=r"issues/docs/2\.html"):
        build_site([reading(plain_issue("1"), plain_issue("2"))], output)
    assert mine.read_text() == "mine"


def test_files_beside_the_site_stay(sample: LogReading, output: Path) -> None:
    build_site([sample], output)
    (output / "CNAME").write_text("issues.example.org")
    build_site([], output)
    assert (output / "CNAME").exists()


def test_a_file_in_the_place_of_the_folder_is_an_error(sample: LogReading, output: Path) -> None:
    output.write_text("x")
    with pytest.raises(SiteError, match="not a folder"):
        build_site([sample], output)


def test_a_folder_in_the_place_of_a_page_is_an_error(sample: LogReading, output: Path) -> None:
    (output / "index.html").mkdir(parents=True)
    with pytest.raises(SiteError) as caught:
        build_site([sample], output, FORCED)
    assert "index.html" in str(caught.value.subject)


def test_a_folder_that_cannot_be_made_is_one_clear_error(sample: LogReading, output: Path) -> None:
    output.write_text("x")
    with pytest.raises(IssuesKbError) as caught:
        build_site([sample], output / "below")
    assert caught.value.exit_code == 3


def test_a_link_out_of_the_folder_is_not_followed(sample: LogReading, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    output = tmp_path / "site"
    output.mkdir()
    (output / "issues").symlink_to(outside, target_is_directory=True)
    with pytest.raises(SiteError, match="leads out"):
        build_site([sample], output, FORCED)
    assert list(outside.iterdir()) == []


def test_a_page_that_is_a_link_is_replaced_not_followed(sample: LogReading, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    output = tmp_path / "site"
    output.mkdir()
    (output / "index.html").symlink_to(secret)
    build_site([sample], output, FORCED)
    assert secret.read_text() == "secret"
    assert not (output / "index.html").is_symlink()


@pytest.mark.parametrize(
    "path",
    ["../victim.txt", "/etc/passwd", "a/../../victim.txt", "", ".", "..", "a//b", "a\\b", "a\x00b"],
)
@pytest.mark.parametrize("record", [None, ["", content_digest(b"x"), 1]])
def test_a_forged_manifest_removes_nothing_outside(
    tmp_path: Path, path: str, record: list[object] | None
) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("x")
    output = tmp_path / "site"
    build_site([], output)
    manifest = json.loads((output / MANIFEST).read_text())
    manifest["files"][path] = record
    (output / MANIFEST).write_text(json.dumps(manifest))
    assert build_site([], output).removed == ()
    assert victim.exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 1}', '{"files": [1]}', "\xff", "nul"])
def test_a_broken_manifest_claims_nothing(tmp_path: Path, text: str) -> None:
    output = tmp_path / "site"
    build_site([], output)
    (output / MANIFEST).write_bytes(text.encode("latin-1"))
    with pytest.raises(SiteError, match="did not write"):
        build_site([], output)
    assert build_site([], output, FORCED).written == ()


def test_a_build_that_is_cut_off_knows_its_own_files(output: Path) -> None:
    logs = [reading(*(plain_issue(str(number)) for number in range(5)))]

    def stop(done: int, total: int) -> None:
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_site(logs, output, SiteOptions(progress=stop))
    report = build_site(logs, output)
    assert report.unchanged
    assert not list(output.rglob("*.part"))


def broken_links(site: Path) -> list[str]:
    """Links that lead nowhere, on the pages that lie on the way from the first."""
    waiting, seen, broken = ["index.html"], {"index.html"}, []
    while waiting:
        page = waiting.pop()
        for link in PageParser((site / page).read_text(encoding="utf-8")).links:
            path = re.split(r"[?#]", link)[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
            if ":" in link or link.startswith("#") or target in seen:
                continue
            seen.add(target)
            if not (site / target).is_file():
                broken.append(f"{page}: {link}")
            elif target.endswith(".html"):
                waiting.append(target)
    return broken


def test_wherever_a_build_is_cut_off_links_lead_to_files(tmp_path: Path) -> None:
    # A new issue, a page for its severity and one for its status, which others link to.
    before = [reading(plain_issue("1"), plain_issue("2"))]
    added = plain_issue("3", severity=Severity.LOW, status=Status.WONT_FIX)
    after = [reading(plain_issue("1"), added)]
    build_site(before, tmp_path / "old")
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    files = len(build_site(after, tmp_path / "new").written)
    assert files > 10
    for count in range(0, files, 4):
        site = tmp_path / str(count)
        shutil.copytree(tmp_path / "old", site)
        left = [count]

        def stop(_done: int, _total: int, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            build_site(after, site, SiteOptions(progress=stop))
        assert broken_links(site) == []


def test_a_page_that_was_changed_is_mended_though_the_clock_was_ahead(
    sample: LogReading, output: Path
) -> None:
    build_site([sample], output)
    ahead = (output / MANIFEST).stat().st_mtime_ns + 10**15
    os.utime(output / MANIFEST, ns=(ahead, ahead))
    page = output / "issues" / "docs" / "1.html"
    before = page.read_bytes()
    page.write_bytes(before.replace(b"e", b"x"))
    assert build_site([sample], output).written == ("issues/docs/1.html",)
    assert page.read_bytes() == before


def test_a_broken_template_of_a_project_is_named(
    sample: LogReading, output: Path, tmp_path: Path
) -> None:
    own = tmp_path / "templates" / "site"
    own.mkdir(parents=True)
    (own / "issue.html.j2").write_text("{{ page.title }}\n{{ page.colour }}\n")
    with pytest.raises(TemplateError) as caught:
        build_site([sample], output, SiteOptions(templates=tmp_path / "templates"))
    assert caught.value.subject == f"{own / 'issue.html.j2'}:2"
    assert "colour" in caught.value.reason


def test_a_projects_template_and_style_are_used(
    sample: LogReading, output: Path, tmp_path: Path
) -> None:
    own = tmp_path / "templates" / "site"
    (own / "assets").mkdir(parents=True)
    (own / "learnings.html.j2").write_text("Learned: {{ page.title }}")
    (own / "assets" / "site.css").write_text("a { color: red }")
    build_site([sample], output, SiteOptions(templates=tmp_path / "templates"))
    assert (output / "learnings" / "index.html").read_text() == "Learned: Learnings"
    assert (output / "assets" / "site.css").read_text() == "a { color: red }"


def test_a_path_that_leads_out_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="outside"):
        SiteFolder.open(tmp_path / "site", ["../x.html"], "", force=True).__enter__()


def test_the_report_is_a_plain_value(sample: LogReading, output: Path) -> None:
    assert isinstance(build_site([sample], output), SiteReport)
