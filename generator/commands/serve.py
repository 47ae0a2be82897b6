"""Serve the built site on this machine, build it anew on every change, and reload open pages.

What reloading needs (see reload.py) is added to the answers of this server; it never stands in
`output/`.
"""

from __future__ import annotations

import contextlib
import mimetypes
import os
import re
import shutil
import signal
import socketserver
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote

from generator.commands.rebuild import Stop, check_folder, rebuild
from generator.commands.reload import CHANGES, RELOAD, RELOAD_SCRIPT, Edition, add_reload
from generator.errors import StoppedError, reason

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost")
"""Host names under which a browser may ask; with others, a foreign page could read the site."""
OUTPUT = Path("output")

_MISSING = (
    b"<!doctype html>\n<html lang=en>\n<head><title>Nothing here</title></head>\n"
    b"<p>There is no such page.\n</html>\n"
)
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

# Python's own table, not the machine's, which may be anything.
_TYPES = mimetypes.MimeTypes()
for _type, _suffix in (
    ("text/javascript", ".js"),
    ("application/jsonl", ".jsonl"),
    ("application/xml", ".xml"),
):
    _TYPES.add_type(_type, _suffix)
_TEXTS = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


def content_type(name: str) -> str:
    """Return the media type of a file, by its name."""
    if name.endswith(".atom.xml"):
        return "application/atom+xml; charset=utf-8"
    found = _TYPES.guess_type(name, strict=True)
    kind = found[0] if found[0] and not found[1] else "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXTS) else kind


def find_file(root: Path, path: str) -> Path | None:
    """Find the file or folder at a path of the site; None if it is hidden, outside or not there."""
    names = (
        [unquote(name) for name in path.removeprefix("/").removesuffix("/").split("/")]
        if path.strip("/")
        else []
    )
    if any(not name or name.startswith(".") or set(name) & set("/\\:\0") for name in names):
        return None
    # A name may be too long for the disk, and a link may lead to itself.
    with contextlib.suppress(OSError, RuntimeError):
        found = root.joinpath(*names).resolve(strict=True)
        if found.is_relative_to(root.resolve()) and (found.is_dir() or not path.endswith("/")):
            return found
    return None


class Server(ThreadingHTTPServer):
    """Serves a built site to the browsers of this machine."""

    daemon_threads = True  # the program can end while a request waits
    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.edition = Edition()
        try:
            super().__init__((HOST, port), _RequestHandler)
        except OSError as error:
            problem = f"port {port} cannot be had ({reason(error)})"
            raise StoppedError(
                problem, f"Take another: make serve PORT={port + 1 if port < 65535 else 8000}"
            ) from error

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Print errors, but for those of a browser that left early."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _RequestHandler(BaseHTTPRequestHandler):
    server: Server
    server_version = "story-archive"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer with a file of the site, or with what the reloading script asks for."""
        path, _, query = self.path.partition("#")[0].partition("?")
        # Before the file is read: a build that ends meanwhile is then a newer one.
        build = self.server.edition.name
        if re.sub(r":\d+$", "", self.headers.get("Host", HOST)).lower() not in NAMES:
            self._send(
                403, "text/plain; charset=utf-8", f"Open {self.server.address} instead.".encode()
            )
        elif path == RELOAD:
            self._send(200, content_type(path), RELOAD_SCRIPT.encode())
        elif path == CHANGES:
            shown = parse_qs(query).get("build", [""])[0]
            self._send(200, "text/plain; charset=utf-8", self.server.edition.after(shown).encode())
        else:
            self._send_found(find_file(self.server.root, path), path, build)

    do_HEAD = do_GET  # noqa: N815 - the library's name; `_send` leaves the body out

    def _send_found(self, found: Path | None, path: str, build: str) -> None:
        if found and found.is_dir():
            if not path.endswith("/"):
                self._send(302, "text/plain", b"", location=quote(unquote(path)) + "/")
                return
            found = found / "index.html"
        if not found or not found.is_file():
            missing = self.server.root / "404.html"
            page = missing.read_bytes() if missing.is_file() else _MISSING
            self._send(404, content_type("404.html"), add_reload(page, build))
        elif found.suffix == ".html":
            self._send(200, content_type(found.name), add_reload(found.read_bytes(), build))
        else:
            with found.open("rb") as file:
                self._begin(200, content_type(found.name), os.fstat(file.fileno()).st_size)
                if self.command != "HEAD":
                    shutil.copyfileobj(file, self.wfile)

    def _send(self, status: int, kind: str, body: bytes, location: str = "") -> None:
        self._begin(status, kind, len(body), location)
        if self.command != "HEAD":
            self.wfile.write(body)

    def _begin(self, status: int, kind: str, length: int, location: str = "") -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(length),
            "Location": location,
            **_HEADERS,
        }
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing about requests: a person waits for builds and problems."""


def serve_site(port: int, say: Callable[[str], None]) -> None:
    """Build, serve and build again until a signal ends it.

    Raises StoppedError if the current folder is no archive, or the port is taken.
    """
    check_folder()
    stop = Stop()
    handlers = {
        number: signal.signal(number, stop.set) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with Server(OUTPUT, port) as server:
            thread = threading.Thread(
                target=server.serve_forever,
                name="answers",
                kwargs={"poll_interval": 0.1},
                daemon=True,
            )
            thread.start()
            say(f"Serving {OUTPUT}/ at {server.address}; Ctrl-C ends it.")

            def built() -> None:
                server.edition.advance()
                say(f"Built; open pages reload: {server.address}")

            try:
                rebuild(stop, built, say)
            finally:
                server.shutdown()
                thread.join()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    # A build that is cut off in the midst of drawing its progress leaves the terminal without its
    # cursor.
    say(("\x1b[?25h" if sys.stderr.isatty() else "") + "Ended.")
