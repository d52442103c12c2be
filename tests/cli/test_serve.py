"""``serve`` over real sockets of this machine: what it gives out, notices and refuses."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from issues_kb.cli.project import Settings
from issues_kb.cli.serve import Serving, Wanted
from issues_kb.site.preview import Preview, State
from tests.cli.conftest import Program


@contextmanager
def serving(project: Path, **wanted: Any) -> Iterator[Serving]:  # noqa: ANN401
    """A site that is watched, as the command does it."""
    stop = Event()
    settings = Settings(project, quiet=True)
    with Serving(Wanted(settings, **wanted), 0) as made:
        watcher = Thread(target=made.run, args=(stop, 0.01))
        watcher.start()
        try:
            yield made
        finally:
            stop.set()
            watcher.join()


def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


class Events:
    """What an open page hears."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request("GET", "/-/events")
        self._answer = self._connection.getresponse()
        assert self._answer.getheader("Content-Type") == "text/event-stream"

    def next(self) -> State:
        for line in self._answer:
            if line.startswith(b"data: "):
                return State(**json.loads(line[6:]))
        raise AssertionError("the server hung up")

    def close(self) -> None:
        self._connection.close()


def _unexpected(error: Exception) -> None:
    raise AssertionError("the server failed") from error


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    root = tmp_path / "site"
    (root / "issues").mkdir(parents=True)
    (root / "empty").mkdir()
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    (root / "index.html").write_text(f"<head>{policy}</head><body>Home</body>")
    (root / "issues" / "index.html").write_text("<head></head>Issues")
    (root / "site.css").write_text("a {}")
    (root / "odd.bin").write_text("<script>")
    (root / ".hidden.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    made = Preview(root, 0, _unexpected)
    yield made
    made.close()


def test_pages_listen_for_changes_though_their_files_do_not(preview: Preview) -> None:
    status, headers, page = ask(preview.port, "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"content=\"default-src 'none'; connect-src 'self'\"" in page
    assert b'<script src="/-/reload.js" data-build="0" data-events="/-/events" defer>' in page
    assert b"reload" not in (preview.root / "index.html").read_bytes()
    assert ask(preview.port, "/-/reload.js")[2].startswith(b"//")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("connect-src 'none'; img-src 'self'", "connect-src 'self'; img-src 'self'"),
        ("connect-src 'self'", "connect-src 'self'"),
        ("default-src 'none';", "default-src 'none'; connect-src 'self'"),
    ],
)
def test_only_the_permission_to_listen_is_added(
    preview: Preview, policy: str, expected: str
) -> None:
    meta = '<meta http-equiv="Content-Security-Policy" content="{}">'
    (preview.root / "a.html").write_text(meta.format(policy))
    assert ask(preview.port, "/a.html")[2] == meta.format(expected).encode()


@pytest.mark.parametrize(
    ("path", "kind"), [("/site.css", "text/css"), ("/odd.bin", "application/octet-stream")]
)
def test_files_have_their_type_and_no_other(preview: Preview, path: str, kind: str) -> None:
    status, headers, _ = ask(preview.port, f"{path}?v=1#x")
    assert status == 200
    assert headers["Content-Type"].startswith(kind)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_head_gives_no_body(preview: Preview) -> None:
    status, headers, body = ask(preview.port, "/site.css", "HEAD")
    assert (status, headers["Content-Length"], body) == (200, "4", b"")


def test_a_folder_leads_to_its_page(preview: Preview) -> None:
    status, headers, _ = ask(preview.port, "/issues")
    assert (status, headers["Location"]) == (302, "/issues/")
    assert b"Issues" in ask(preview.port, "/issues/")[2]


@pytest.mark.parametrize(
    "path",
    [
        *("/empty", "/empty/", "/missing.html", "/.hidden.json", "/out.txt", "//secret.txt"),
        *("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/issues/../../secret.txt"),
        *(
            "/%00",
            "/a%00b",
            "/%ff",
            "/issues%5c..%5csecret.txt",
            "secret.txt",
            "*",
            "/" + "a" * 5000,
        ),
        "/.issues-kb-site.json",
    ],
)
def test_nothing_else_is_found(preview: Preview, path: str) -> None:
    status, _, body = ask(preview.port, path)
    assert status == 404
    assert b"secret" not in body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost:1"])
def test_a_page_elsewhere_cannot_pretend_to_be_here(preview: Preview, host: str) -> None:
    status, _, body = ask(preview.port, "/site.css", Host=host)
    assert (status, b"a {}" in body) == (421, False)
    assert ask(preview.port, "/site.css", Host=f"localhost:{preview.port}")[0] == 200


def test_a_site_is_only_read(preview: Preview) -> None:
    assert ask(preview.port, "/site.css", "POST")[0] == 501
    assert ask(preview.port, "/site.css", "DELETE")[0] == 501


def test_the_next_free_port_is_taken(preview: Preview, tmp_path: Path) -> None:
    other = Preview(tmp_path, preview.port, _unexpected)
    assert preview.port < other.port < preview.port + 100
    other.close()


def test_what_keeps_a_request_from_its_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise ValueError("no page")

    told: list[str] = []
    monkeypatch.setattr("issues_kb.site.preview._listening", broken)
    made = Preview(tmp_path, 0, lambda error: told.append(str(error)))
    try:
        with pytest.raises(ConnectionError):
            ask(made.port, "/")
    finally:
        made.close()
    assert told == ["no page"]


def test_a_change_in_the_log_reaches_the_page(project: Path) -> None:
    with serving(project) as made:
        events = Events(made.preview.port)
        assert events.next() == State(1, None)
        log = project / "ISSUES_LOG.md"
        log.write_text(log.read_text("utf-8").replace("Foreign Key", "Strange Key"), "utf-8")
        assert events.next() == State(2, None)
        assert b"Strange Key" in ask(made.preview.port, "/")[2]
        events.close()
    assert sorted(path.name for path in project.iterdir()) == [".issues-kb", "ISSUES_LOG.md"]


def test_an_error_is_told_until_it_is_mended(project: Path) -> None:
    with serving(project) as made:
        events = Events(made.preview.port)
        assert events.next() == State(1, None)
        config = project / "issues-kb.toml"
        config.write_text("colour = 1")
        state = events.next()
        assert state.build == 1
        assert "issues-kb.toml: `colour` is no key" in str(state.error)
        assert ask(made.preview.port, "/")[0] == 200
        config.write_text('title = "Ours"')
        assert events.next() == State(2, None)
        events.close()


def test_a_broken_template_is_told_with_its_place(project: Path) -> None:
    page = project / "templates" / "site" / "issue.html.j2"
    page.parent.mkdir(parents=True)
    page.write_text('{% extends "site/base.html.j2" %}')
    with serving(project) as made:
        events = Events(made.preview.port)
        assert events.next() == State(1, None)
        page.write_text('{% extends "site/base.html.j2" %}\n{{ page.colour }')
        assert "issue.html.j2:2" in str(events.next().error)
        events.close()


def test_what_cannot_be_served_ends_the_command(
    call: Program, project: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = call("serve", "--port", "0", directory=empty)
    assert (done.code, done.out) == (3, "")
    assert "no issue log found" in done.err
    done = call("serve", "--port", "0", "no.md")
    assert (done.code, done.out) == (3, "")
    (project / "docs").mkdir()
    (project / "docs" / "guide.md").write_text("# Guide\n")
    done = call("serve", "--port", "0", "--output", project / "docs")
    assert (done.code, done.out) == (3, "")
    (project / "issues-kb.toml").write_text("colour = 1")
    assert call("serve", "--port", "0").problems[0].endswith("`colour` is no key of issues-kb")


def test_named_logs_and_a_folder(project: Path, two_logs: Path, tmp_path: Path) -> None:
    output = tmp_path / "public"
    with serving(project, logs=["backend/BUG_LOG.md"], output=output) as made:
        page = ask(made.preview.port, "/")[2]
        assert b"Cache forgets" in page
        assert b"Foreign Key" not in page
    assert (output / "index.html").is_file()
    assert not (project / ".issues-kb").exists()


def test_the_command_says_where_and_ends_with_ctrl_c(project: Path) -> None:
    command = [sys.executable, "-m", "issues_kb", "serve", "--port", "0"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=project, text=True, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        port = int(address.rstrip("/").rpartition(":")[2])
        assert ask(port, "/")[0] == 200
        events = Events(port)
        events.next()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        events.close()
        assert "Traceback" not in process.stderr.read()
