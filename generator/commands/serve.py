"""The built site on this machine, built anew when something changes; pages that are open then reload themselves.

What reloading needs (a script, and a policy that lets it ask) stands in the server's answers only,
never in `output/`.
"""

from __future__ import annotations

import contextlib
import html
import mimetypes
import os
import re
import shutil
import signal
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote

from generator.commands import rebuild as rebuilding
from generator.errors import StoppedError, reason

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost")
"""How a browser may call this server: another name is a foreign page's way to read it."""
OUTPUT = Path("output")

RELOAD = "/.serve/reload.js"
CHANGES = "/.serve/changes"
PATIENCE = 20.0
"""Seconds that a question for the next build is kept open."""

# Only a page that is seen asks, since a browser opens but six connections to one host.
_SCRIPT = """"use strict";
(() => {
  const seen = new URL(document.currentScript.src).searchParams.get("build");
  let question = null;
  const ask = async () => {
    while (!document.hidden && question === null) {
      question = new AbortController();
      try {
        const answer = await fetch("/.serve/changes?build=" + seen, { signal: question.signal, cache: "no-store" });
        if (answer.ok && (await answer.text()) !== seen) { location.reload(); return; }
      } catch {
        await new Promise((later) => setTimeout(later, 1000));
      }
      question = null;
    }
  };
  document.addEventListener("visibilitychange", () => document.hidden ? question?.abort() : ask());
  ask();
})();
"""

_MISSING = b"<!doctype html>\n<html lang=en>\n<head><title>Nothing here</title></head>\n<p>There is no such page.\n</html>\n"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_POLICY = re.compile(
    rb"""(<meta\s+http-equiv=["']?Content-Security-Policy["']?\s+content=)"([^"]*)\"""",
    re.IGNORECASE,
)
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)

# Python's own table, not the machine's, which may be anything.
_TYPES = mimetypes.MimeTypes()
for _type, _suffix in (
    ("text/javascript", ".js"),
    ("application/jsonl", ".jsonl"),
    ("application/xml", ".xml"),
):
    _TYPES.add_type(_type, _suffix)
_TEXTS = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


class Edition:
    """The name of the build that is served; whoever waits for the next one is told."""

    def __init__(self) -> None:
        self._began = time.time_ns()
        self._number = 0
        self._changed = threading.Condition()

    @property
    def name(self) -> str:
        """Differs from every other build's, those of a server that ran before included."""
        return f"{self._began:x}.{self._number}"

    def advance(self) -> None:
        """A new build is there."""
        with self._changed:
            self._number += 1
            self._changed.notify_all()

    def after(self, name: str) -> str:
        """The name of the current build, as soon as it is another than `name`, or when patience is at its end."""
        with self._changed:
            self._changed.wait_for(lambda: self.name != name, PATIENCE)
        return self.name


def loosened(policy: str) -> str:
    """A page's policy with just so much more that a script of this server may run and ask this server."""
    rules = {
        name.lower(): rest
        for name, _, rest in (rule.strip().partition(" ") for rule in policy.split(";"))
        if name
    }
    for name in ("script-src", "connect-src"):
        allowed = [source for source in rules.get(name, "").split() if source.lower() != "'none'"]
        rules[name] = " ".join(dict.fromkeys([*allowed, "'self'"]))
    return "; ".join(f"{name} {rest}".strip() for name, rest in rules.items())


def with_reload(page: bytes, build: str) -> bytes:
    """A page as it is answered: its policy loosened, and with the script that waits for the next build."""

    def policy(found: re.Match[bytes]) -> bytes:
        text = loosened(html.unescape(found[2].decode("utf-8", "replace")))
        return (
            found[1] + b'"' + html.escape(text, quote=False).replace('"', "&quot;").encode() + b'"'
        )

    page = _POLICY.sub(policy, page)
    end = _HEAD_END.search(page)
    at = end.start() if end else len(page)
    return (
        page[:at] + f'<script src="{RELOAD}?build={build}" defer></script>\n'.encode() + page[at:]
    )


def content_type(name: str) -> str:
    """The type of a file by its name."""
    if name.endswith(".atom.xml"):
        return "application/atom+xml; charset=utf-8"
    found = _TYPES.guess_type(name, strict=True)
    kind = found[0] if found[0] and not found[1] else "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXTS) else kind


def find(root: Path, path: str) -> Path | None:
    """The file or folder at a path of the site; nothing where there is none, it is hidden, or it lies outside."""
    names = (
        [unquote(name) for name in path.removeprefix("/").removesuffix("/").split("/")]
        if path.strip("/")
        else []
    )
    if any(not name or name.startswith(".") or set(name) & set("/\\:\0") for name in names):
        return None
    with contextlib.suppress(
        OSError, RuntimeError
    ):  # a name too long for the disk, a link that leads to itself
        found = root.joinpath(*names).resolve(strict=True)
        if found.is_relative_to(root.resolve()) and (found.is_dir() or not path.endswith("/")):
            return found
    return None


class Server(ThreadingHTTPServer):
    """Serves a built tree to this machine's browsers."""

    daemon_threads = True  # a question that waits does not keep the program
    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.edition = Edition()
        try:
            super().__init__((HOST, port), _Answers)
        except OSError as error:
            seen = f"port {port} cannot be had ({reason(error)})"
            raise StoppedError(
                seen, f"Take another: make serve PORT={port + 1 if port < 65535 else 8000}"
            ) from error

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves early is no error."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Answers(BaseHTTPRequestHandler):
    server: Server
    server_version = "story-archive"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer with a file of the site, or with what reloading needs."""
        path, _, query = self.path.partition("#")[0].partition("?")
        build = (
            self.server.edition.name
        )  # before the file is read: a build that ends meanwhile is then a newer one
        if re.sub(r":\d+$", "", self.headers.get("Host", HOST)).lower() not in NAMES:
            self._send(
                403, "text/plain; charset=utf-8", f"Open {self.server.address} instead.".encode()
            )
        elif path == RELOAD:
            self._send(200, content_type(path), _SCRIPT.encode())
        elif path == CHANGES:
            seen = parse_qs(query).get("build", [""])[0]
            self._send(200, "text/plain; charset=utf-8", self.server.edition.after(seen).encode())
        else:
            self._send_found(find(self.server.root, path), path, build)

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
            self._send(404, content_type("404.html"), with_reload(page, build))
        elif found.suffix == ".html":
            self._send(200, content_type(found.name), with_reload(found.read_bytes(), build))
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
        """Say nothing of requests; builds and problems are what a person waits for."""


def serve(port: int, say: Callable[[str], None]) -> None:
    """Build, serve and build again until a signal ends it; raises StoppedError where that cannot be begun."""
    rebuilding.check_folder()
    stop = rebuilding.Stop()
    kept = {number: signal.signal(number, stop.set) for number in (signal.SIGINT, signal.SIGTERM)}
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
                rebuilding.rebuild(stop, built, say)
            finally:
                server.shutdown()
                thread.join()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    # A build that is cut off in the midst of drawing its progress leaves the terminal without its
    # cursor.
    say(("\x1b[?25h" if sys.stderr.isatty() else "") + "Ended.")
