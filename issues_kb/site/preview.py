"""A site on this machine alone, whose pages reload when they are made anew.

Pages are served as they are on disk, but for a script that listens for changes and the
permission for it: files never hold either.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Thread
from urllib.parse import unquote, urlsplit

from issues_kb.errors import IssuesKbError
from issues_kb.site.manifest import is_safe

__all__ = ["Preview", "State"]

HOST = "127.0.0.1"
_SCRIPT = "-/reload.js"
_EVENTS = "-/events"
_PORTS = 100
_HEARTBEAT = 15.0

#: By the ending of a file. What has none of these is handed out as bytes without a meaning.
_TYPES: Mapping[str, str] = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "xml": "application/xml",
}
_BYTES = "application/octet-stream"
_HUNG_UP = (ConnectionError, TimeoutError)
_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")')
_CONNECT = re.compile(rb"connect-src[^;]*")
_HEAD = re.compile(rb"</head>", re.IGNORECASE)
_LOST = b"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>%s</title>
</head>
<body>
<h1>%s</h1>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class State:
    """The number of builds that changed something, and what went wrong with the last one."""

    build: int = 0
    error: str | None = None


class Preview:
    """Serves a folder on 127.0.0.1 from a thread of its own, until ``close``."""

    def __init__(self, root: Path, port: int, failed: Callable[[Exception], object]) -> None:
        """Begins to serve on ``port`` or the next that is free; 0 takes any.

        ``failed`` is told, in the thread of the request, what kept one from being answered.
        Raises IssuesKbError when no port is free.
        """
        self.root = root.resolve()
        self.failed = failed
        self._state = State()
        self._changed = Condition()
        self._open = True
        self._server = _bound(port, self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """The site's first page."""
        return f"http://{HOST}:{self.port}/"

    @property
    def state(self) -> State:
        """What the pages were told last."""
        return self._state

    def tell(self, state: State) -> None:
        """Let every open page know."""
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def close(self) -> None:
        """Stop serving and let go of the port."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def follow(self, send: Callable[[State | None], None]) -> None:
        """Send each state, now and when it changes, and none now and then, until ``close``."""
        sent: State | None = None
        while self._open:
            with self._changed:
                if self._state == sent:
                    self._changed.wait(_HEARTBEAT)
                state = self._state
            if self._open:
                send(None if state == sent else state)
                sent = state


class _Server(ThreadingHTTPServer):
    """A thread for each request; none is waited for at the end."""

    daemon_threads = True
    block_on_close = False
    # On Windows it would let two programs take turns on one port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, port: int, preview: Preview) -> None:
        self.preview = preview
        super().__init__((HOST, port), _Handler)

    def handle_error(self, *_: object) -> None:
        """Tell what kept a request from its answer; browsers hang up whenever they like."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, _HUNG_UP):
            self.preview.failed(error)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for files of the site, and the two addresses of reloading."""

    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a file, or with what happens to the site."""
        path = self._path()
        if path == _EVENTS:
            self._events()
        elif path is not None:
            self._file(path)

    do_HEAD = do_GET  # noqa: N815 so it is looked up

    def version_string(self) -> str:
        """What answers."""
        return "issues-kb"

    def log_message(self, *_: object) -> None:
        """Requests are nobody's business."""

    def _path(self) -> str | None:
        """The file that is asked for; none when the answer is given already.

        Only a page of ours knows these names for this machine: any other name in the
        request is that of a page elsewhere which pretends to be here.
        """
        asked = (self.headers.get("Host") or "").removesuffix(f":{self.server.preview.port}")
        if asked not in (HOST, "localhost"):
            self._lost(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        try:
            path = unquote(urlsplit(self.path).path, errors="strict")
        except ValueError:
            path = ""
        if path.startswith("/") and path.endswith("/"):
            path += "index.html"
        name = path.removeprefix("/")
        if not path.startswith("/") or not is_safe(name):
            self._lost(HTTPStatus.NOT_FOUND)
            return None
        return name

    def _file(self, name: str) -> None:
        if name == _SCRIPT:
            self._answer(Path(__file__).with_name("reload.js").read_bytes(), _TYPES["js"])
            return
        root = self.server.preview.root
        # Read before the page: a page that is made meanwhile reloads once too often.
        state = self.server.preview.state
        try:
            file = (root / name).resolve()
            if (file / "index.html").is_file():
                self._moved(f"/{name}/")
                return
            data = file.read_bytes() if file.is_relative_to(root) else None
        except OSError:
            data = None
        if data is None:
            self._lost(HTTPStatus.NOT_FOUND)
            return
        kind = _TYPES.get(name.rpartition(".")[2], _BYTES)
        self._answer(_listening(data, state.build) if name.endswith(".html") else data, kind)

    def _moved(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _lost(self, status: HTTPStatus) -> None:
        words = status.phrase.encode()
        page = _listening(_LOST % (words, words), self.server.preview.state.build)
        self._answer(page, _TYPES["html"], status)

    def _answer(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if self.command != "HEAD":
            self.server.preview.follow(self._send)

    def _send(self, state: State | None) -> None:
        if state is None:
            self.wfile.write(b":\n\n")
        else:
            data = json.dumps({"build": state.build, "error": state.error})
            self.wfile.write(f"retry: 1000\nevent: state\ndata: {data}\n\n".encode())
        self.wfile.flush()


def _bound(port: int, preview: Preview) -> _Server:
    for candidate in range(port, min(port + _PORTS, 65536)) if port else (0,):
        try:
            return _Server(candidate, preview)
        except OSError:
            continue
    raise IssuesKbError(
        "no port is free", subject=f"{HOST}:{port}", hint="name another one with --port"
    )


def _listening(page: bytes, build: int) -> bytes:
    """The page with the script that reloads it, and the permission to ask for changes."""
    script = (
        f'<script src="/{_SCRIPT}" data-build="{build}" data-events="/{_EVENTS}" defer></script>'
    )
    page = _HEAD.sub(lambda end: f"{script}\n".encode() + end[0], page, count=1)
    return _POLICY.sub(lambda found: found[1] + _permitting(found[2]) + found[3], page, count=1)


def _permitting(policy: bytes) -> bytes:
    own = b"connect-src 'self'"
    if b"'self'" in (_CONNECT.findall(policy) or [b""])[0]:
        return policy
    return (
        _CONNECT.sub(own, policy) if _CONNECT.search(policy) else policy.rstrip(b"; ") + b"; " + own
    )
